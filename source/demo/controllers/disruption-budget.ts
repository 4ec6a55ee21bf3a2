/** The arithmetic of disruption budgets: which pods they are about and how many of those may go. Pure. */
import {timestamp} from '../clock.ts';
import {type KubernetesObject, type Tree, withoutEmpty} from '../object.ts';
import {isReady} from '../pod-state.ts';
import {matchesSelector} from '../selectors.ts';
import {type Condition, withCondition} from './conditions.ts';

/** An evicted pod that is still there after this long counts again. */
export const deletionTimeoutMs = 120_000;

export function protects({spec, metadata}: KubernetesObject, pod: KubernetesObject): boolean {
	const isNear = metadata.namespace === pod.metadata.namespace;
	return isNear && spec.selector !== undefined && matchesSelector(spec.selector, pod.metadata.labels);
}

/** How many of `expected` pods a budget wants healthy. */
export function desiredHealthy({minAvailable, maxUnavailable}: Tree, expected: number): number {
	if (maxUnavailable !== undefined) return Math.max(0, expected - share(maxUnavailable, expected));
	return minAvailable === undefined ? 0 : share(minAvailable, expected);
}

function share(bound: number | string, whole: number): number {
	return typeof bound === 'number' ? bound : Math.ceil((Number.parseInt(bound, 10) * whole) / 100);
}

/** Whether what is expected follows from the sizes of the pods' controllers, and not from the pods there are. */
export function countsByScale({minAvailable, maxUnavailable}: Tree): boolean {
	return maxUnavailable !== undefined || typeof minAvailable === 'string';
}

/** The status of a budget over these pods, of which `expected` should be there. */
export function statusOf(
	budget: KubernetesObject,
	pods: readonly KubernetesObject[],
	expected: number,
	nowMs: number,
): Tree {
	const {metadata, spec, status} = budget;
	const disruptedPods = stillExpected(status?.disruptedPods ?? {}, pods, nowMs);
	const healthy = pods.filter(pod => isCounted(pod, disruptedPods) && isReady(pod)).length;
	const desired = desiredHealthy(spec, expected);
	const counts = {
		...withoutEmpty({observedGeneration: metadata.generation}),
		...(Object.keys(disruptedPods).length > 0 && {disruptedPods}),
		disruptionsAllowed: expected > 0 ? Math.max(0, healthy - desired) : 0,
		currentHealthy: healthy,
		desiredHealthy: desired,
		expectedPods: expected,
	};
	return {...counts, conditions: withAllowance(status?.conditions, counts, timestamp(nowMs))};
}

function isCounted({metadata}: KubernetesObject, disruptedPods: Tree): boolean {
	return !metadata.deletionTimestamp && !(metadata.name in disruptedPods);
}

/** Of the pods whose eviction was promised, those that are neither on their way out nor overdue. */
function stillExpected(disrupted: Tree, pods: readonly KubernetesObject[], nowMs: number): Tree {
	const waiting = pods.filter(({metadata}) => {
		const at = disrupted[metadata.name];
		return at && !metadata.deletionTimestamp && Date.parse(at) + deletionTimeoutMs >= nowMs;
	});
	return Object.fromEntries(waiting.map(({metadata: {name}}) => [name, disrupted[name]]));
}

/** The conditions of a budget that allows so many disruptions. */
export function withAllowance(
	before: readonly Condition[] | undefined,
	{disruptionsAllowed, observedGeneration}: Tree,
	now: string,
): Condition[] {
	const [status, reason] =
		disruptionsAllowed > 0 ? (['True', 'SufficientPods'] as const) : (['False', 'InsufficientPods'] as const);
	const condition = {type: 'DisruptionAllowed', status, observedGeneration, reason, message: ''};
	return withCondition(before, condition, now);
}

/** The status of a budget that takes note of the eviction of one more pod. */
export function spent(status: Tree, pod: string, now: string): Tree {
	const disruptionsAllowed = status.disruptionsAllowed - 1;
	const disruptedPods = {...status.disruptedPods, [pod]: now};
	const after = {...status, disruptedPods, disruptionsAllowed};
	return {...after, conditions: withAllowance(status.conditions, after, now)};
}
