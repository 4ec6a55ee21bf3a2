import type {ActionCommand} from '../model/command.ts';
import {isSame} from '../model/json.ts';
import {type KubernetesObject, refOf} from '../model/object.ts';
import type {Edit, Plan, Refusal} from '../model/plan.ts';
import {type Ref, type Resource, sayRef} from '../model/ref.ts';
import {answer} from '../model/trouble.ts';
import {type Action, plainPlan, recreated} from './action.ts';
import {presentRevision, type Revision, revisionsOf} from './revisions.ts';

type Rollback = Extract<ActionCommand, {action: 'rollback'}>;
type Facts = {readonly object: KubernetesObject; readonly revisions: readonly Revision[]};

export const replicaSetResource: Resource = {
	group: 'apps',
	version: 'v1',
	plural: 'replicasets',
	kind: 'ReplicaSet',
	namespaced: true,
};

/**
 * Puts an earlier revision's pod template back. The template may hold secrets,
 * so the journal keeps which revision it was; taking it back is another roll
 * back. The generation is the guard: nothing smaller covers a whole template.
 */
export const rollback: Action<Rollback, Facts> = {
	name: 'rollback',
	title: 'Roll back',
	kinds: ['deployments.apps'],
	async gather({target}, reader) {
		const read = await reader.get(target);
		if (!read.ok) return read;
		const replicaSets = await reader.list(replicaSetResource, {namespace: target.namespace});
		if (!replicaSets.ok) return replicaSets;
		const subject = {ref: refOf(target.resource, read.value), object: read.value};
		const facts = {object: read.value, revisions: revisionsOf(read.value, replicaSets.value)};
		return answer({facts, subjects: [subject], concerns: []});
	},
	plan(command, {object, revisions}) {
		const ref = refOf(command.target.resource, object);
		const revision = chooseRevision(command, presentRevision(object), revisions, sayRef(ref));
		if ('refused' in revision) return revision;
		return (
			recreated(command.target, ref) ??
			movedOn(command, object, revisions, ref) ??
			pausedOrSame(object, revision, ref) ??
			planTo(revision, object, revisions, ref)
		);
	},
};

function planTo(
	revision: Revision,
	object: KubernetesObject,
	revisions: readonly Revision[],
	ref: Ref,
): Plan {
	const present = presentRevision(object);
	const from = revisions.find(each => each.number === present);
	return {
		...plainPlan,
		action: 'rollback',
		says: `Roll ${sayRef(ref)} back from revision ${present} to ${revision.number}`,
		lines: [
			{subject: sayRef(ref), from: sayRevision(present, from), to: sayRevision(revision.number, revision)},
		],
		steps: [
			{
				type: 'edit',
				target: ref,
				guards: [{at: '/metadata/generation', is: object.metadata.generation}],
				edits: [templateEdit(object, revision, from), ...causeEdits(object, revision)],
				kubectl: `rollout undo -n ${ref.namespace} deployment/${ref.name} --to-revision=${revision.number}`,
			},
		],
		undo: {
			way: 'compensate',
			command: {action: 'rollback', target: ref, toRevision: present, fromReplicaSet: revision.replicaSetUid},
			says: `Roll back to revision ${present} again.`,
		},
		settledWhen: [{seen: 'rolled-out', of: ref, values: [{at: '/spec/template', is: revision.template}]}],
	};
}

function templateEdit(object: KubernetesObject, revision: Revision, from: Revision | undefined): Edit {
	return {
		at: '/spec/template',
		from: object.spec?.template,
		to: revision.template,
		recordAs: {from: sayTemplate(from, presentRevision(object)), to: sayTemplate(revision, revision.number)},
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

function chooseRevision(
	{toRevision}: Rollback,
	present: number,
	revisions: readonly Revision[],
	subject: string,
): Revision | Refusal {
	const found =
		toRevision === undefined
			? revisions.find(each => each.number < present)
			: revisions.find(each => each.number === toRevision);
	if (found) return found;
	const kept = revisions.map(each => each.number).join(', ') || 'none';
	return {
		refused: 'not-found',
		says:
			toRevision === undefined
				? `${subject} has no revision before ${present}.`
				: `${subject} has no revision ${toRevision}.`,
		hint: `The cluster keeps revisions ${kept}.`,
	};
}

function pausedOrSame(object: KubernetesObject, revision: Revision, ref: Ref): Refusal | undefined {
	if (object.spec?.paused === true) {
		return {
			refused: 'guarded',
			says: `${sayRef(ref)} is paused, so it would not roll back.`,
			hint: `Resume it first: kubectl rollout resume -n ${ref.namespace} deployments/${ref.name}`,
		};
	}
	if (!isSame(object.spec?.template, revision.template)) return undefined;
	return {
		refused: 'nothing-to-do',
		says: `${sayRef(ref)} already is at the template of revision ${revision.number}.`,
	};
}

/** Taking a roll back must not take back what somebody did after it. */
function movedOn(
	{fromReplicaSet}: Rollback,
	object: KubernetesObject,
	revisions: readonly Revision[],
	ref: Ref,
): Refusal | undefined {
	if (fromReplicaSet === undefined) return undefined;
	const from = revisions.find(each => each.replicaSetUid === fromReplicaSet);
	if (from && isSame(object.spec?.template, from.template)) return undefined;
	return {
		refused: 'stale',
		says: `${sayRef(ref)} was changed since it was rolled back; it is at revision ${presentRevision(object)} now.`,
		hint: 'Look at its revisions, and roll back to the one you mean.',
	};
}

function sayRevision(number: number, revision: Revision | undefined): string {
	return revision ? `revision ${number} (${revision.images.join(', ')})` : `revision ${number}`;
}

function sayTemplate(revision: Revision | undefined, number: number): string {
	return revision
		? `revision ${number}, ReplicaSet ${revision.replicaSet} ${revision.replicaSetUid}`
		: `revision ${number}`;
}
