import {timestamp} from '../clock.ts';
import {type KubernetesObject, type Tree, withoutEmpty} from '../object.ts';
import type {Entry} from '../store.ts';
import {type Condition, conditionOf, withCondition} from './conditions.ts';
import {bounds} from './rollout.ts';

/** In whose name the controller writes. */
export const writer = {manager: 'kube-controller-manager'};
export const statusWriter = {...writer, subresource: 'status'};

export type Counts = {replicas: number; ready: number; available: number};

export function countsOf({object}: Entry): Counts {
	const {replicas = 0, readyReplicas = 0, availableReplicas = 0} = object.status ?? {};
	return {replicas, ready: readyReplicas, available: availableReplicas};
}

/** The bounds of a deployment's strategy; Recreate has none, as it takes everything down first. */
export function boundsOf({spec}: KubernetesObject) {
	const {type, rollingUpdate} = spec.strategy;
	if (type === 'Recreate') return {surge: 0, unavailable: spec.replicas};
	return bounds(spec.replicas, rollingUpdate.maxSurge, rollingUpdate.maxUnavailable);
}

/** The status of a deployment with these replica sets, of which `current` runs its template. */
export function statusOf(
	deployment: KubernetesObject,
	sets: readonly Entry[],
	current: Entry | undefined,
	isStill: boolean,
	nowMs: number,
): Tree {
	const before = deployment.status ?? {};
	const sum = (read: (set: Entry) => number) => sets.reduce((total, set) => total + read(set), 0);
	const available = sum(set => countsOf(set).available);
	const counts = {
		observedGeneration: deployment.metadata.generation,
		replicas: sum(set => countsOf(set).replicas),
		updatedReplicas: current ? countsOf(current).replicas : 0,
		readyReplicas: sum(set => countsOf(set).ready),
		availableReplicas: available,
		unavailableReplicas: Math.max(0, sum(({object}) => object.spec.replicas) - available),
		terminatingReplicas: sum(({object}) => object.status?.terminatingReplicas ?? 0),
	};
	const progress = isStill ? undefined : progressOf(deployment, counts, current, nowMs);
	const conditions = withFailure(conditionsOf(deployment, counts, progress, nowMs), sets, timestamp(nowMs));
	const {terminatingReplicas, ...others} = counts;
	return {
		...withoutEmpty(others),
		terminatingReplicas,
		...(before.collisionCount && {collisionCount: before.collisionCount}),
		conditions,
	};
}

function conditionsOf(
	deployment: KubernetesObject,
	counts: Tree,
	progress: Condition | undefined,
	nowMs: number,
): Condition[] {
	const now = timestamp(nowMs);
	const before: Condition[] = deployment.status?.conditions ?? [];
	const withAvailable = withChanged(before, availability(deployment, counts), now);
	if (!progress) return withAvailable;
	// Progress is dated anew each time it is made: the deadline counts from there.
	return withCondition(withAvailable, {lastUpdateTime: now, ...progress}, now);
}

/** Passes on that a replica set cannot make its pods, as long as it cannot. */
function withFailure(conditions: Condition[], sets: readonly Entry[], now: string): Condition[] {
	const failures = sets.map(({object}) => conditionOf(object.status?.conditions, 'ReplicaFailure'));
	const failure = failures.find(condition => condition !== undefined);
	if (!failure) return conditions.filter(({type}) => type !== 'ReplicaFailure');
	const {lastTransitionTime, ...condition} = failure;
	return withChanged(conditions, condition as Condition, now);
}

/** Sets a condition only where its status or reason is another. */
export function withChanged(conditions: Condition[], condition: Condition, now: string): Condition[] {
	const before = conditionOf(conditions, condition.type);
	if (before?.status === condition.status && before.reason === condition.reason) return conditions;
	return withCondition(conditions, {lastUpdateTime: now, ...condition}, now);
}

function availability(deployment: KubernetesObject, {availableReplicas}: Tree): Condition {
	const least = deployment.spec.replicas - boundsOf(deployment).unavailable;
	return availableReplicas >= least
		? {
				type: 'Available',
				status: 'True',
				reason: 'MinimumReplicasAvailable',
				message: 'Deployment has minimum availability.',
			}
		: {
				type: 'Available',
				status: 'False',
				reason: 'MinimumReplicasUnavailable',
				message: 'Deployment does not have minimum availability.',
			};
}

/** The new Progressing condition; undefined when it stays as it is. */
function progressOf(
	deployment: KubernetesObject,
	counts: Tree,
	current: Entry | undefined,
	nowMs: number,
): Condition | undefined {
	const before = conditionOf(deployment.status?.conditions, 'Progressing');
	const isDone = counts.replicas === counts.updatedReplicas && before?.reason === 'NewReplicaSetAvailable';
	if (isDone) return undefined;
	const what = current
		? `ReplicaSet "${current.object.metadata.name}"`
		: `Deployment "${deployment.metadata.name}"`;
	const condition = (status: 'True' | 'False', reason: string, says: string): Condition => ({
		type: 'Progressing',
		status,
		reason,
		message: `${what} ${says}`,
	});
	if (isComplete(deployment, counts)) {
		return before?.reason === 'NewReplicaSetAvailable'
			? undefined
			: condition('True', 'NewReplicaSetAvailable', 'has successfully progressed.');
	}
	if (madeProgress(deployment.status ?? {}, counts))
		return condition('True', 'ReplicaSetUpdated', 'is progressing.');
	if (before && before.reason !== timedOut && progressDeadlineMs(deployment) <= nowMs) {
		return condition('False', timedOut, 'has timed out progressing.');
	}
	return undefined;
}

const timedOut = 'ProgressDeadlineExceeded';

export function isComplete({spec, metadata}: KubernetesObject, counts: Tree): boolean {
	const {updatedReplicas = 0, replicas = 0, availableReplicas = 0, observedGeneration} = counts;
	const isAll = (count: number) => count === spec.replicas;
	return (
		isAll(updatedReplicas) &&
		isAll(replicas) &&
		isAll(availableReplicas) &&
		observedGeneration >= metadata.generation!
	);
}

function madeProgress(before: Tree, counts: Tree): boolean {
	const old = ({replicas = 0, updatedReplicas = 0}: Tree) => replicas - updatedReplicas;
	const grew = (name: string) => counts[name] > (before[name] ?? 0);
	return (
		grew('updatedReplicas') || old(counts) < old(before) || grew('readyReplicas') || grew('availableReplicas')
	);
}

/** When the rollout is late; infinite when it is paused, complete or already known to be late. */
export function progressDeadlineMs({spec, status}: KubernetesObject): number {
	const progress = conditionOf(status?.conditions, 'Progressing');
	const isWaiting =
		progress && !spec.paused && !['NewReplicaSetAvailable', timedOut].includes(progress.reason!);
	return isWaiting
		? Date.parse(progress.lastUpdateTime) + spec.progressDeadlineSeconds * 1000
		: Number.POSITIVE_INFINITY;
}
