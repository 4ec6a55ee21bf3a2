import type {ActionCommand} from '../model/command.ts';
import {type KubernetesObject, numberIn, refOf, textIn} from '../model/object.ts';
import type {Concern, Plan, Refusal} from '../model/plan.ts';
import {type Ref, resourceName, sayRef} from '../model/ref.ts';
import {answer} from '../model/trouble.ts';
import {resourceViews} from '../resources/index.ts';
import {type Action, plainPlan, recreated} from './action.ts';
import {goesWith} from './goes-with.ts';

type Delete = Extract<ActionCommand, {action: 'delete'}>;

/** Kinds whose end takes more with it than a preview could name, what guards others, and what nobody reads. */
const kept = [
	'namespaces',
	'nodes',
	'secrets',
	'events',
	'gateways.gateway.networking.k8s.io',
	'poddisruptionbudgets.policy',
];

/** Workloads that have no list of their own yet, and are named by those that have. */
const unlisted = ['scaledobjects.keda.sh'];

const deletable: readonly string[] = [
	...resourceViews
		.map(({group, plural}) => resourceName({group, plural}))
		.filter(name => !kept.includes(name)),
	...unlisted,
];

/** Deletes one object, and in the background what depends on it. Nothing brings it back as it was. */
export const deleteObject: Action<Delete, KubernetesObject> = {
	name: 'delete',
	title: 'Delete',
	kinds: deletable,
	async gather({target}, reader) {
		const read = await reader.get(target);
		if (!read.ok) return read;
		const subject = {ref: refOf(target.resource, read.value), object: read.value};
		return answer({facts: read.value, subjects: [subject], concerns: []});
	},
	plan({target, asKill}, object) {
		const ref = refOf(target.resource, object);
		return recreated(target, ref) ?? refusalOf(ref, object) ?? planned(ref, object, asKill === true);
	},
};

function planned(ref: Ref, object: KubernetesObject, asKill: boolean): Plan {
	const {with: what, undo} = goesWith(ref, object);
	const name = `${resourceName(ref.resource)}/${ref.name}`;
	return {
		...plainPlan,
		action: 'delete',
		says: `Delete ${sayRef(ref)}`,
		lines: [{subject: sayRef(ref), from: 'there', to: sayEnd(object)}],
		steps: [
			{
				type: 'delete',
				target: ref,
				guards: [],
				edits: [],
				kubectl: `delete ${ref.namespace === '' ? '' : `-n ${ref.namespace} `}${name} --cascade=background`,
			},
		],
		undo: {way: 'none', because: undo},
		settledWhen: [{seen: 'gone', of: ref}],
		concerns: [...what, ...finalizersOf(object), ...(asKill ? killed(object) : [])],
		blast: {word: ref.name, says: `${sayRef(ref)} does not come back as it was.`},
	};
}

function refusalOf(ref: Ref, object: KubernetesObject): Refusal | undefined {
	if (object.metadata.deletionTimestamp !== undefined) {
		return {
			refused: 'nothing-to-do',
			says: `${sayRef(ref)} is being deleted already, since ${object.metadata.deletionTimestamp}.`,
		};
	}
	if (object.metadata.annotations?.['kubernetes.io/config.mirror'] === undefined) return undefined;
	return {
		refused: 'guarded',
		says: `${sayRef(ref)} only mirrors a static pod: deleting it stops nothing, and its node shows it again.`,
		hint: `Take its manifest off node ${textIn(object.spec?.nodeName)} instead.`,
	};
}

function graceOf({spec, kind}: KubernetesObject): number | undefined {
	const isPod = kind === 'Pod' || spec?.terminationGracePeriodSeconds !== undefined;
	return isPod ? (numberIn(spec?.terminationGracePeriodSeconds) ?? 30) : undefined;
}

function sayEnd(object: KubernetesObject): string {
	const grace = graceOf(object);
	return grace === undefined ? 'gone' : `gone, after at most ${grace} s to end by itself`;
}

/** The key that kills elsewhere does not here; whoever expects it is told. */
function killed(object: KubernetesObject): Concern[] {
	const grace = graceOf(object);
	return grace === undefined
		? [{says: 'ctrl-k deletes as ctrl-d does: nothing here is killed without its preview.'}]
		: [
				{
					says: `ctrl-k deletes as ctrl-d does: it has ${grace} s to end by itself, and is not killed at once.`,
					hint: 'Killing at once may leave two of it running: kubectl delete pod --grace-period=0 --force',
				},
			];
}

function finalizersOf({metadata}: KubernetesObject): Concern[] {
	const finalizers = Array.isArray(metadata.finalizers) ? metadata.finalizers.join(', ') : '';
	return finalizers === '' ? [] : [{says: `It stays until its finalizers are done: ${finalizers}.`}];
}

export function isDeletable(view: {readonly group: string; readonly plural: string}): boolean {
	return deletable.includes(resourceName(view));
}
