import type {Json, JsonObject} from '../../model/json.ts';
import {isObject, type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from '../../model/object.ts';
import {timeIn} from '../times.ts';

/** The fields of a Rollout that everything here is read from, defaults applied as its controller applies them. */
export type Argo = {
	readonly object: KubernetesObject;
	readonly spec: JsonObject;
	readonly status: JsonObject;
	/** Absent for a blue-green. */
	readonly canary?: JsonObject;
	readonly blueGreen?: JsonObject;
	readonly router?: JsonObject;
	readonly steps: readonly JsonObject[];
	/** What counts as all traffic. */
	readonly maxWeight: number;
	readonly replicas: number;
	readonly currentHash: string;
	/** Empty before its first version is up. */
	readonly stableHash: string;
	/** Steps behind it; equals the number of steps when all are. */
	readonly stepIndex: number;
	readonly pauses: readonly {readonly reason: string; readonly since?: number}[];
	readonly isAborted: boolean;
	readonly isPausedByHand: boolean;
	readonly isPromotingInFull: boolean;
};

export function readArgo(object: KubernetesObject): Argo {
	const {spec = {}, status = {}} = object;
	const strategy = objectIn(spec.strategy);
	const canary = isObject(strategy.canary) ? strategy.canary : undefined;
	const blueGreen = isObject(strategy.blueGreen) ? strategy.blueGreen : undefined;
	const router = isObject(canary?.trafficRouting) ? canary.trafficRouting : undefined;
	const steps = objectsIn(canary?.steps);
	return {
		object,
		spec,
		status,
		...(canary && {canary}),
		...(blueGreen && {blueGreen}),
		...(router && {router}),
		steps,
		maxWeight: numberIn(router?.maxTrafficWeight) ?? 100,
		replicas: numberIn(spec.replicas) ?? 1,
		currentHash: textIn(status.currentPodHash) ?? '',
		stableHash: textIn(status.stableRS) ?? '',
		stepIndex: Math.min(numberIn(status.currentStepIndex) ?? 0, steps.length),
		pauses: objectsIn(status.pauseConditions).map(({reason, startTime}) => pauseOf(reason, startTime)),
		isAborted: status.abort === true,
		isPausedByHand: spec.paused === true,
		isPromotingInFull: status.promoteFull === true,
	};
}

function pauseOf(reason: Json | undefined, startTime: Json | undefined) {
	const since = timeIn(startTime);
	return {reason: textIn(reason) ?? '', ...(since !== undefined && {since})};
}

/** The newest version is the stable one: no update is under way. */
export function isPromoted({stableHash, currentHash}: Argo): boolean {
	return stableHash !== '' && stableHash === currentHash;
}

/**
 * Whether the controller has seen the latest spec, and the latest template of
 * the workload it names. The observed generation is text; where it is no
 * number, an old controller wrote a hash there, and nothing can be told.
 */
export function isObserved({object, status, spec}: Argo): boolean {
	const generation = object.metadata.generation ?? 0;
	const observed = Number(textIn(status.observedGeneration) ?? Number.NaN);
	if (!Number.isNaN(observed) && observed < generation) return false;
	const ofWorkload = object.metadata.annotations?.['rollout.argoproj.io/workload-generation'];
	if (!isObject(spec.workloadRef) || ofWorkload === undefined) return true;
	const seen = textIn(status.workloadObservedGeneration);
	return seen === undefined || seen === ofWorkload;
}

/** A blue-green whose active Service already reaches the newest version. */
export function hasSwitched({blueGreen, status, currentHash}: Argo): boolean {
	return blueGreen !== undefined && objectIn(status.blueGreen).activeSelector === currentHash;
}

/** The weight that a step leaves the challenger with: that of the last step that sets one, up to and with this. */
export function weightAtStep(steps: readonly JsonObject[], index: number): number {
	for (const step of steps.slice(0, index + 1).reverse()) {
		const weight = numberIn(step.setWeight);
		if (weight !== undefined) return weight;
	}
	return 0;
}

/** A condition of the Rollout by its type. */
export function conditionOf({status}: Argo, type: string): JsonObject | undefined {
	return objectsIn(status.conditions).find(each => each.type === type);
}

/** The challenger's weight as the controller last wrote it; undefined without a router. */
export function actualOf({status}: Argo): number | undefined {
	const {weights} = objectIn(status.canary);
	return isObject(weights) ? numberIn(objectIn(weights.canary).weight) : undefined;
}
