import type {PodCause} from './pod-cause.ts';
import type {PodRow} from './pod-row.ts';

const second = 1000;
const minute = 60 * second;

/** How long a cause may last before it is a fault: a pod that starts is not in trouble yet. */
const patienceMs: {readonly [Cause in PodCause]: number} = {
	image: 0,
	crash: 0,
	container: 0,
	failed: 0,
	lost: 0,
	unschedulable: 30 * second,
	unready: minute,
	starting: 2 * minute,
	gated: Number.POSITIVE_INFINITY,
};

/** A restart this young is worth a look, even if the pod is ready again. */
const recentMs = 10 * minute;

/** The pod has been in a trouble for longer than that trouble deserves patience. */
export function isInTrouble(pod: PodRow, now: number): boolean {
	if (isOverstaying(pod, now)) return true;
	if (!pod.trouble || pod.isTerminating) return false;
	return now - (pod.readySince ?? pod.created) >= patienceMs[pod.trouble.cause];
}

/** Still there a minute after its grace period: a finalizer, or a node that doesn't answer. */
export function isOverstaying(pod: PodRow, now: number): boolean {
	return pod.goneBy !== undefined && now - pod.goneBy > minute;
}

export function hasRestartedLately(pod: PodRow, now: number): boolean {
	return pod.lastRestart !== undefined && now - pod.lastRestart < recentMs && !pod.isTerminating;
}
