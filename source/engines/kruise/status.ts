import type {Json, JsonObject} from '../../model/json.ts';
import {isObject, type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from '../../model/object.ts';
import {timeIn} from '../times.ts';

/** The fields of a Kruise Rollout that everything here is read from. */
export type Kruise = {
	readonly object: KubernetesObject;
	readonly spec: JsonObject;
	readonly status: JsonObject;
	readonly strategy: 'canary' | 'blue-green';
	/** The steps and routes of its strategy. */
	readonly plan: JsonObject;
	/** Where its strategy keeps its state. */
	readonly stateAt: '/status/canaryStatus' | '/status/blueGreenStatus';
	readonly state: JsonObject;
	readonly steps: readonly JsonObject[];
	/** From 1; 0 where there is none. */
	readonly step: number;
	/** Its own word for where in the step it is. */
	readonly stepState: string;
	readonly isPaused: boolean;
	readonly phase: string;
	readonly stable: string;
	readonly newest: string;
	/** When its step last came to another state. Milliseconds since the epoch. */
	readonly since?: number;
};

export function readKruise(object: KubernetesObject): Kruise {
	const {spec = {}, status = {}} = object;
	const strategy = objectIn(spec.strategy);
	const isBlueGreen = isObject(strategy.blueGreen);
	const plan = objectIn(isBlueGreen ? strategy.blueGreen : strategy.canary);
	const state = objectIn(isBlueGreen ? status.blueGreenStatus : status.canaryStatus);
	const since = timeIn(state.lastUpdateTime);
	const stable = textIn(state.stableRevision) ?? '';
	return {
		object,
		spec,
		status,
		strategy: isBlueGreen ? 'blue-green' : 'canary',
		plan,
		stateAt: isBlueGreen ? '/status/blueGreenStatus' : '/status/canaryStatus',
		state,
		steps: objectsIn(plan.steps),
		step: numberIn(state.currentStepIndex) ?? 0,
		stepState: textIn(state.currentStepState) ?? '',
		isPaused: strategy.paused === true,
		phase: textIn(status.phase) ?? '',
		stable,
		newest: textIn(isBlueGreen ? state.updatedRevision : state.canaryRevision) || stable,
		...(since !== undefined && {since}),
	};
}

/** An update is led only in this phase; in all others its workload is as it should be, or not led. */
export function isUnderWay({phase}: Kruise): boolean {
	return phase === 'Progressing';
}

/** Why it is progressing: rolling, paused, or giving up. */
export function reasonOf({status}: Kruise): string {
	const condition = objectsIn(status.conditions).find(each => each.type === 'Progressing');
	return textIn(objectIn(condition).reason) ?? '';
}

export function isObserved({object, status}: Kruise): boolean {
	return (numberIn(status.observedGeneration) ?? 0) >= (object.metadata.generation ?? 0);
}

/** Percent of the traffic that a step gives the challenger: text, or a number in the older version. */
export function trafficOf(step: JsonObject | undefined): number | undefined {
	const value: Json | undefined = step?.traffic ?? step?.weight;
	if (typeof value === 'number') return value;
	const match = /^(\d+)%$/.exec(textIn(value) ?? '');
	return match ? Number(match[1]) : undefined;
}

/** The workload it leads; the older version keeps it one level deeper. */
export function workloadOf({spec}: Kruise): JsonObject {
	return objectIn(isObject(spec.workloadRef) ? spec.workloadRef : objectIn(spec.objectRef).workloadRef);
}
