import type {ActionCommand} from '../model/command.ts';
import {type KubernetesObject, numberIn, objectsIn, textIn} from '../model/object.ts';
import type {Concern, Edit, Expectation, Plan, Refusal} from '../model/plan.ts';
import {resourceName, sayRef} from '../model/ref.ts';
import {isResting, pausedReplicas} from '../owners/keda.ts';
import {distinctGuards, guardAsRead} from '../plan/guard-as-read.ts';
import {type Action, plainPlan, recreated, type Subject} from './action.ts';
import {gatherScaler, type ScalerFacts} from './gather-scaler.ts';

type ScaleBounds = Extract<ActionCommand, {action: 'scale-bounds'}>;
type Bounds = {readonly min: number; readonly max: number};

/** Where a kind of scaler keeps its bounds, and what they are where it says nothing. */
type Keeping = {readonly minAt: string; readonly maxAt: string; readonly usual: Bounds};

const autoscaler: Keeping = {minAt: '/spec/minReplicas', maxAt: '/spec/maxReplicas', usual: {min: 1, max: 0}};
const scaledObject: Keeping = {
	minAt: '/spec/minReplicaCount',
	maxAt: '/spec/maxReplicaCount',
	usual: {min: 0, max: 100},
};

/** More than this, and more than four times the present bound, is taken for a slip of the hand. */
const absurdReplicas = 1000;

/** Sets the bounds of what scales a workload by itself: whoever writes its replicas has them taken back. */
export const scaleBounds: Action<ScaleBounds, ScalerFacts> = {
	name: 'scale-bounds',
	title: 'Set bounds',
	kinds: [],
	gather: ({target}, reader, clock) => gatherScaler(target, reader, clock),
	plan(command, facts) {
		const scaler = theScaler(facts);
		if ('refused' in scaler) return scaler;
		const present = boundsOf(scaler.object);
		const asked = {min: command.min ?? present.min, max: command.max ?? present.max};
		const refusal =
			recreated(command.target, facts.named) ?? outOfBounds(asked, present, scaler) ?? undefined;
		return refusal ?? planned(scaler, present, asked, facts);
	},
};

function planned(scaler: Subject, present: Bounds, asked: Bounds, {workload}: ScalerFacts): Plan {
	const {ref, object} = scaler;
	const edits = editsOf(object, present, asked);
	const {minAt, maxAt} = keepingOf(object);
	return {
		...plainPlan,
		action: 'scale-bounds',
		says: `Set the bounds of ${sayRef(ref)} from ${sayBounds(present)} to ${sayBounds(asked)}`,
		lines: [{subject: sayRef(ref), from: sayBounds(present), to: `${sayBounds(asked)} replicas`}],
		steps: [
			{
				type: 'edit',
				target: ref,
				// Either bound is judged by the other one.
				guards: distinctGuards([minAt, maxAt].map(at => guardAsRead(object, at))),
				edits,
			},
		],
		undo: {way: 'swap'},
		settledWhen: settledBy(scaler, asked, edits, workload),
		concerns: concernsOf(scaler, asked, workload),
	};
}

/** The one that is meant; why not, where there is none or more than one. */
function theScaler({named, scalers, unknown}: ScalerFacts): Subject | Refusal {
	const [scaler, ...others] = scalers;
	const kubectlName = `${resourceName(named.resource)}/${named.name}`;
	if (scaler === undefined && unknown.length > 0) {
		return {
			refused: 'not-found',
			says: `What scales ${sayRef(named)} could not be looked for: ${unknown[0]}`,
			hint: 'Ask whoever grants access in this cluster for the verb "list" on horizontalpodautoscalers and scaledobjects.',
		};
	}
	if (scaler === undefined) {
		return {
			refused: 'no-lever',
			says: `Nothing scales ${sayRef(named)} by itself, so it has no bounds.`,
			hint: `Give it a number of replicas: sluice scale -n ${named.namespace} ${kubectlName} N`,
		};
	}
	if (others.length === 0) return scaler;
	return {
		refused: 'usage',
		says: `${scalers.length} scale ${sayRef(named)}, each against the other: ${scalers.map(each => sayRef(each.ref)).join(', ')}.`,
		hint: `Name the one you mean: sluice scale -n ${named.namespace} ${resourceName(scaler.ref.resource)}/${scaler.ref.name} --min N --max N`,
	};
}

function keepingOf({spec}: KubernetesObject): Keeping {
	return spec?.maxReplicas === undefined ? scaledObject : autoscaler;
}

function boundsOf(object: KubernetesObject): Bounds {
	const {usual} = keepingOf(object);
	const {minReplicas, maxReplicas, minReplicaCount, maxReplicaCount} = object.spec ?? {};
	return {
		min: numberIn(minReplicas ?? minReplicaCount) ?? usual.min,
		max: numberIn(maxReplicas ?? maxReplicaCount) ?? usual.max,
	};
}

function editsOf(object: KubernetesObject, present: Bounds, asked: Bounds): Edit[] {
	const {minAt, maxAt} = keepingOf(object);
	const {minReplicas, maxReplicas, minReplicaCount, maxReplicaCount} = object.spec ?? {};
	const min: Edit = {at: minAt, from: minReplicas ?? minReplicaCount, to: asked.min};
	const max: Edit = {at: maxAt, from: maxReplicas ?? maxReplicaCount, to: asked.max};
	return [...(asked.min === present.min ? [] : [min]), ...(asked.max === present.max ? [] : [max])];
}

function sayBounds({min, max}: Bounds): string {
	return `${min}-${max}`;
}

function outOfBounds(asked: Bounds, present: Bounds, {ref, object}: Subject): Refusal | undefined {
	const {min, max} = asked;
	const wrong = [min, max].find(count => !Number.isInteger(count) || count < 0);
	if (wrong !== undefined || max === 0) {
		return {
			refused: 'usage',
			says: `${wrong ?? max} is not a bound of ${sayRef(ref)}.`,
			hint: 'Bounds are whole numbers: --min from 0 up, --max from 1 up.',
		};
	}
	if (min > max) {
		return {
			refused: 'out-of-bounds',
			says: `At least ${min} and at most ${max} replicas of ${sayRef(ref)} is impossible; now it is ${sayBounds(present)}.`,
			hint: `Give both bounds: --min ${min} --max ${Math.max(min, present.max)}`,
		};
	}
	if (min === present.min && max === present.max)
		return {refused: 'nothing-to-do', says: `${sayRef(ref)} has the bounds ${sayBounds(present)} already.`};
	return zeroRefused(min, present, {ref, object}) ?? slipOf(asked, present, {ref, object});
}

function slipOf(asked: Bounds, present: Bounds, {ref}: Subject): Refusal | undefined {
	const isSlip = (count: number, before: number) => count > absurdReplicas && count > before * 4;
	if (!isSlip(asked.max, present.max) && !isSlip(asked.min, present.max)) return undefined;
	return {
		refused: 'out-of-bounds',
		says: `${sayBounds(asked)} replicas of ${sayRef(ref)} look like a slip: its bounds are ${sayBounds(present)}.`,
		hint: `Go there in steps of at most four times the present bound, or at most ${absurdReplicas}.`,
	};
}

/** An autoscaler that goes by pods alone could never come back from none: no server takes that. */
function zeroRefused(min: number, present: Bounds, {ref, object}: Subject): Refusal | undefined {
	if (min > 0 || present.min === 0 || keepingOf(object) === scaledObject || canComeBack(object))
		return undefined;
	return {
		refused: 'out-of-bounds',
		says: `${sayRef(ref)} cannot go down to 0: it scales by what its pods use, and without pods it would never scale up again.`,
		hint: 'That needs a metric of type Object or External, and the feature HPAScaleToZero in the cluster. To stop all pods, scale the workload itself to 0: the autoscaler rests then.',
	};
}

function canComeBack({spec}: KubernetesObject): boolean {
	return objectsIn(spec?.metrics).some(({type}) => type === 'Object' || type === 'External');
}

/** What keeps the bounds from meaning anything now; undefined where they hold at once. */
function restsBecause({object}: Subject, workload: Subject | undefined): string | undefined {
	if (keepingOf(object) === scaledObject) {
		const kept = pausedReplicas(object);
		if (kept !== undefined)
			return `It is paused at ${kept} replicas (annotation autoscaling.keda.sh/paused-replicas): the bounds count once that is taken away.`;
		return isResting(object)
			? 'It is paused (annotation autoscaling.keda.sh/paused): the bounds count once that is taken away.'
			: undefined;
	}
	return workload?.object.spec?.replicas === 0
		? `${sayRef(workload.ref)} stands at 0 replicas, at which the autoscaler rests: the bounds count once it is scaled up by hand.`
		: undefined;
}

function settledBy(
	scaler: Subject,
	asked: Bounds,
	edits: readonly Edit[],
	workload: Subject | undefined,
): Expectation[] {
	const written: Expectation = {
		seen: 'holds',
		of: scaler.ref,
		values: edits.map(({at, to}) => ({at, is: to})),
	};
	if (workload === undefined || restsBecause(scaler, workload) !== undefined) return [written];
	const {ref: of} = workload;
	return [written, {seen: 'within', of, min: lowestOf(scaler.object, asked), max: asked.max}];
}

/** KEDA may go below its own minimum while nothing triggers it. */
function lowestOf({spec}: KubernetesObject, {min}: Bounds): number {
	return Math.min(min, numberIn(spec?.idleReplicaCount) ?? min);
}

function concernsOf(scaler: Subject, asked: Bounds, workload: Subject | undefined): Concern[] {
	const rests = restsBecause(scaler, workload);
	if (rests !== undefined) return [{says: rests}];
	return [...(workload ? movesOf(scaler, asked, workload) : unseen()), ...limitOf(scaler, asked)];
}

function unseen(): Concern[] {
	return [{says: 'What it scales could not be read: how many pods start or stop is unknown.'}];
}

function movesOf({object}: Subject, asked: Bounds, workload: Subject): Concern[] {
	const present = numberIn(workload.object.spec?.replicas) ?? 1;
	const lowest = lowestOf(object, asked);
	if (present < lowest) return [{says: `Starts ${sayPods(lowest - present)}: there are ${present} now.`}];
	if (present <= asked.max) return [];
	return [{says: `Stops ${sayPods(present - asked.max)}: there are ${present} now.`}];
}

function sayPods(count: number): string {
	return count === 1 ? '1 pod' : `${count} pods`;
}

/** What it would do if it might, and what the server alone can say of a minimum of none. */
function limitOf({object}: Subject, {min}: Bounds): Concern[] {
	const limited = objectsIn(object.status?.conditions).find(
		({type, status, reason}) =>
			type === 'ScalingLimited' && status === 'True' && reason === 'TooManyReplicas',
	);
	const isZero = min === 0 && keepingOf(object) === autoscaler;
	return [
		...(limited ? [{says: `It is at its maximum now: ${textIn(limited.message)}.`}] : []),
		...(isZero
			? [{says: 'A minimum of 0 needs the feature HPAScaleToZero in the cluster: the dry run tells.'}]
			: []),
	];
}
