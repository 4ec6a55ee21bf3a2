import type {KubernetesObject, Tree} from '../object.ts';

export type Condition = {
	type: string;
	status: 'True' | 'False' | 'Unknown';
	reason?: string;
	message?: string;
} & Tree;

export function conditionOf(
	conditions: readonly Condition[] | undefined,
	type: string,
): Condition | undefined {
	return conditions?.find(condition => condition.type === type);
}

/** Whether a condition of an object is said to be true. */
export function isTrue({status}: KubernetesObject, type: string): boolean {
	return conditionOf(status?.conditions, type)?.status === 'True';
}

/** `conditions` with this one set; its transition time moves only when its status does. */
export function withCondition(
	conditions: readonly Condition[] | undefined,
	condition: Condition,
	now: string,
): Condition[] {
	const before = conditionOf(conditions, condition.type);
	const lastTransitionTime = before?.status === condition.status ? before.lastTransitionTime : now;
	const others = (conditions ?? []).filter(({type}) => type !== condition.type);
	return [...others, {lastTransitionTime, ...condition}];
}
