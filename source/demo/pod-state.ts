/** Questions about pods that several controllers ask. */
import type {KubernetesObject} from './object.ts';

export function isReady(pod: KubernetesObject): boolean {
	return readyCondition(pod)?.status === 'True';
}

/** Since when the pod is ready; infinite while it is not. */
export function readySince(pod: KubernetesObject): number {
	return isReady(pod) ? Date.parse(readyCondition(pod)!.lastTransitionTime) : Number.POSITIVE_INFINITY;
}

function readyCondition(pod: KubernetesObject): {status: string; lastTransitionTime: string} | undefined {
	return pod.status?.conditions?.find(({type}: {type: string}) => type === 'Ready');
}

/** Neither over nor on its way out. */
export function isActive(pod: KubernetesObject): boolean {
	return !isOver(pod) && !pod.metadata.deletionTimestamp;
}

export function isOver(pod: KubernetesObject): boolean {
	return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}
