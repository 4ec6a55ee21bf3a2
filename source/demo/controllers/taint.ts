import type {KubernetesObject, Tree} from '../object.ts';

export type Taint = {key: string; value?: string; effect: string; timeAdded?: string};

/** The first of the pod's tolerations that tolerates this taint. */
export function tolerationOf(pod: KubernetesObject, taint: Taint): Tree | undefined {
	return (pod.spec.tolerations ?? []).find(
		({key, operator = 'Equal', value, effect}: Tree) =>
			(!effect || effect === taint.effect) &&
			(!key || key === taint.key) &&
			(operator === 'Exists' || (value ?? '') === (taint.value ?? '')),
	);
}

/** Whether nothing about a node's taints keeps the pod from being put there. */
export function toleratesAll(pod: KubernetesObject, node: KubernetesObject): boolean {
	const taints: Taint[] = node.spec.taints ?? [];
	return taints.every(taint => taint.effect === 'PreferNoSchedule' || tolerationOf(pod, taint));
}
