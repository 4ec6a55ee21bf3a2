import {type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Condition} from '../model/split.ts';
import {timeOf} from './age.ts';
import {intern} from './intern.ts';

const none: readonly Condition[] = [];

/** What the object's status says of itself, in the order it says it; empty where it says nothing. */
export function conditionsOf(object: KubernetesObject): readonly Condition[] {
	const conditions = objectsIn(objectIn(object.status).conditions);
	if (conditions.length === 0) return none;
	return conditions.map(condition => ({
		type: intern(textIn(condition.type) ?? ''),
		status: intern(textIn(condition.status) ?? 'Unknown'),
		reason: intern(textIn(condition.reason) ?? ''),
		message: textIn(condition.message) ?? '',
		observedGeneration: numberIn(condition.observedGeneration),
		since: timeOf(textIn(condition.lastTransitionTime)),
	}));
}

export function conditionIn(conditions: readonly Condition[], type: string): Condition | undefined {
	return conditions.find(condition => condition.type === type);
}

export function isTrue(conditions: readonly Condition[], type: string): boolean {
	return conditionIn(conditions, type)?.status === 'True';
}
