import type {KubernetesObject} from '../model/object.ts';
import type {Edit, Step} from '../model/plan.ts';
import type {Ref} from '../model/ref.ts';
import type {Revision} from '../model/revisions.ts';

/** A return to an earlier pod template, on the object that holds the template. */
export type TemplateChange = {
	readonly target: Ref;
	/** The holder as read. */
	readonly object: KubernetesObject;
	readonly to: Revision;
	/** What it is at, where the cluster still keeps it. */
	readonly from: Revision | undefined;
	/** The number of the revision it is at. */
	readonly present: number;
	/** The kubectl command that means the same. */
	readonly kubectl: string;
};

/**
 * The write that puts an earlier revision's pod template back. The template
 * may hold secrets, so the journal keeps which revision it was. The generation
 * is the guard: nothing smaller covers a whole template.
 */
export function templateStep({target, object, to, from, present, kubectl}: TemplateChange): Step {
	return {
		type: 'edit',
		target,
		guards: [{at: '/metadata/generation', is: object.metadata.generation}],
		edits: [
			{
				at: '/spec/template',
				from: object.spec?.template,
				to: to.template,
				recordAs: {from: sayTemplate(from, present), to: sayTemplate(to, to.number)},
			},
			...causeEdits(object, to),
		],
		kubectl,
	};
}

/** The change cause describes the template, so it goes back with it, as kubectl does. */
function causeEdits(object: KubernetesObject, revision: Revision): Edit[] {
	const from = object.metadata.annotations?.['kubernetes.io/change-cause'];
	if (from === revision.changeCause) return [];
	return [
		{
			at: '/metadata/annotations/kubernetes.io~1change-cause',
			from,
			to: revision.changeCause,
			// It may quote a command line with a secret in it.
			recordAs: {from: 'change cause', to: `change cause of revision ${revision.number}`},
		},
	];
}

/** `revision 3 (shop:1)`. */
export function sayRevision(number: number, revision: Revision | undefined): string {
	return revision ? `revision ${number} (${revision.images.join(', ')})` : `revision ${number}`;
}

function sayTemplate(revision: Revision | undefined, number: number): string {
	return revision
		? `revision ${number}, ReplicaSet ${revision.replicaSet} ${revision.replicaSetUid}`
		: `revision ${number}`;
}
