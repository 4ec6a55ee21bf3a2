/** Questions about pods that several controllers ask. */
import {conditionOf, isTrue} from './controllers/conditions.ts';
import type {KubernetesObject} from './object.ts';

export function isReady(pod: KubernetesObject): boolean {
	return isTrue(pod, 'Ready');
}

/** Since when the pod is ready; infinite while it is not. */
export function readySince(pod: KubernetesObject): number {
	if (!isReady(pod)) return Number.POSITIVE_INFINITY;
	return Date.parse(conditionOf(pod.status.conditions, 'Ready')!.lastTransitionTime);
}

/** Neither over nor on its way out. */
export function isActive(pod: KubernetesObject): boolean {
	return !isOver(pod) && !pod.metadata.deletionTimestamp;
}

export function isOver(pod: KubernetesObject): boolean {
	return pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed';
}
