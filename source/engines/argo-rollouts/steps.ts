import type {JsonObject} from '../../model/json.ts';
import {isObject, numberIn, objectIn, objectsIn, textIn} from '../../model/object.ts';
import type {RolloutStep} from '../../model/rollout.ts';
import {saySpan, spanIn} from '../times.ts';
import {type Argo, isPromoted} from './status.ts';

/** The declared steps in words. Of a finished update all are done, of one that was aborted none is. */
export function stepsOf(argo: Argo): RolloutStep[] {
	const done = stepsDone(argo);
	return argo.steps.map((step, index) => {
		const weight = numberIn(step.setWeight);
		return {
			number: index + 1,
			says: sayStep(step, argo.maxWeight),
			...(weight !== undefined && {weight}),
			state: index < done ? 'done' : index === done ? 'current' : 'ahead',
		};
	});
}

export function stepsDone(argo: Argo): number {
	return isPromoted(argo) ? argo.steps.length : argo.stepIndex;
}

/** `set weight 20 %`, `pause 10 min`, `analysis latency, errors`. */
export function sayStep(step: JsonObject, maxWeight: number): string {
	if (step.setWeight !== undefined)
		return `set weight ${sayWeight(numberIn(step.setWeight) ?? 0, maxWeight)}`;
	if (isObject(step.pause)) return sayPause(step.pause);
	if (isObject(step.setCanaryScale)) return sayScale(step.setCanaryScale);
	if (isObject(step.analysis)) return `analysis ${namesOf(step.analysis.templates, 'templateName')}`;
	if (isObject(step.experiment)) return `experiment with ${namesOf(step.experiment.templates, 'name')}`;
	if (isObject(step.setHeaderRoute)) return sayRoute('header route', step.setHeaderRoute);
	if (isObject(step.setMirrorRoute)) return sayMirror(step.setMirrorRoute);
	if (isObject(step.plugin)) return `plugin ${textIn(step.plugin.name)}`;
	return 'a step of a kind that is not known here';
}

/** `20 %`, or `20 of 1000` where all traffic is not 100. */
export function sayWeight(weight: number, maxWeight: number): string {
	return maxWeight === 100 ? `${weight} %` : `${weight} of ${maxWeight}`;
}

/** Milliseconds; undefined for a pause that lasts until somebody acts. */
export function pauseSpan(step: JsonObject | undefined): number | undefined {
	return spanIn(objectIn(step?.pause).duration);
}

function sayPause({duration}: JsonObject): string {
	const spanMs = spanIn(duration);
	return spanMs === undefined ? 'pause until somebody promotes it' : `pause ${saySpan(spanMs)}`;
}

function sayScale({weight, replicas, matchTrafficWeight}: JsonObject): string {
	if (matchTrafficWeight === true) return 'scale the challenger with its traffic';
	const count = numberIn(replicas);
	if (count !== undefined) return `scale the challenger to ${count === 1 ? '1 pod' : `${count} pods`}`;
	return `scale the challenger to ${numberIn(weight) ?? 0} % of the pods`;
}

function sayRoute(what: string, {name, match}: JsonObject): string {
	return objectsIn(match).length > 0 ? `${what} ${textIn(name)}` : `remove ${what} ${textIn(name)}`;
}

function sayMirror(route: JsonObject): string {
	const percentage = numberIn(route.percentage);
	return `${sayRoute('mirror route', route)}${percentage === undefined ? '' : `, ${percentage} %`}`;
}

function namesOf(list: JsonObject['x'], member: string): string {
	const names = objectsIn(list).flatMap(each => textIn(each[member]) ?? []);
	return names.join(', ') || 'without a name';
}

/** A step at which it stays until something has been seen or said. */
export function holds(step: JsonObject): boolean {
	return ['pause', 'analysis', 'experiment', 'plugin'].some(member => step[member] !== undefined);
}
