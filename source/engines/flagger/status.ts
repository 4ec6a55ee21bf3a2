import type {JsonObject} from '../../model/json.ts';
import {isObject, type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from '../../model/object.ts';
import {spanIn, timeIn} from '../times.ts';

/** The fields of a Canary that everything here is read from, defaults applied as Flagger applies them. */
export type FlaggerCanary = {
	readonly object: KubernetesObject;
	readonly spec: JsonObject;
	readonly status: JsonObject;
	readonly analysis: JsonObject;
	readonly phase: string;
	/** The name that callers use; primary and canary hang on it. */
	readonly apex: string;
	readonly target: {readonly apiVersion: string; readonly kind: string; readonly name: string};
	readonly isSuspended: boolean;
	readonly skipsAnalysis: boolean;
	/** How often it looks. Milliseconds. */
	readonly intervalMs: number;
	/** So many failed checks, and it rolls back. */
	readonly threshold: number;
	readonly failedChecks: number;
	/** The weights it goes through, in order; empty where it counts checks instead. */
	readonly weights: readonly number[];
	/** How many checks it makes where it does not go by weights. */
	readonly iterations: number;
	/** When it last changed its mind. Milliseconds since the epoch. */
	readonly since?: number;
};

export function readCanary(object: KubernetesObject): FlaggerCanary {
	const {spec = {}, status = {}} = object;
	const analysis = objectIn(spec.analysis ?? spec.canaryAnalysis);
	const target = objectIn(spec.targetRef);
	const since = timeIn(status.lastTransitionTime);
	const iterations = bounded(numberIn(analysis.iterations) ?? 0);
	return {
		object,
		spec,
		status,
		analysis,
		phase: textIn(status.phase) ?? '',
		apex: textIn(objectIn(spec.service).name) || (textIn(target.name) ?? ''),
		target: {
			apiVersion: textIn(target.apiVersion) || 'apps/v1',
			kind: textIn(target.kind) || 'Deployment',
			name: textIn(target.name) ?? '',
		},
		isSuspended: spec.suspend === true,
		skipsAnalysis: spec.skipAnalysis === true,
		// It never looks more often than every ten seconds, whatever it is told.
		intervalMs: Math.max(10_000, spanIn(analysis.interval) ?? 60_000),
		threshold: Math.max(1, numberIn(analysis.threshold) ?? 0),
		failedChecks: numberIn(status.failedChecks) ?? 0,
		weights: iterations > 0 ? [] : weightsOf(analysis),
		iterations,
		...(since !== undefined && {since}),
	};
}

/** Its schema bounds neither checks nor steps: more than anybody waits for are not listed one by one. */
const mostSteps = 1000;

function bounded(count: number): number {
	return Math.max(0, Math.min(Math.trunc(count), mostSteps));
}

/** Listed weights, or those that a step of always the same size comes to. */
function weightsOf(analysis: JsonObject): number[] {
	const listed = listedWeights(analysis);
	const step = numberIn(analysis.stepWeight) ?? 0;
	// Where both are given, the size of the step is what counts.
	if (step <= 0) return listed.map(weight => Math.min(weight, 100));
	const most = Math.min(100, listed.at(-1) ?? (numberIn(analysis.maxWeight) || 100));
	const count = bounded(Math.ceil(most / step));
	return Array.from({length: count}, (_, index) => Math.min(100, (index + 1) * step));
}

export function listedWeights({stepWeights}: JsonObject): number[] {
	return Array.isArray(stepWeights) ? stepWeights.flatMap(each => numberIn(each) ?? []) : [];
}

/** Phases in which a new version is under way, with traffic at it or about to be. */
const under: readonly string[] = ['Progressing', 'WaitingPromotion', 'Waiting', 'Promoting', 'Finalising'];

export function isUnderWay({phase}: FlaggerCanary): boolean {
	return under.includes(phase);
}

/** Where its target still is the primary's version; a later change of the target is seen at the next look only. */
export function isPromoted({phase}: FlaggerCanary): boolean {
	return phase === 'Succeeded' || phase === 'Initialized';
}

/** The gates of a kind: webhooks that must answer 200 before it goes on. */
export function gatesOf({analysis}: FlaggerCanary, type: string): string[] {
	return objectsIn(analysis.webhooks)
		.filter(each => each.type === type)
		.map(each => `${textIn(each.name)} (${textIn(each.url)})`);
}

/** What it says of the last thing that happened. */
export function messageOf({status}: FlaggerCanary): string {
	const condition = objectsIn(status.conditions).find(each => each.type === 'Promoted');
	return textIn(objectIn(condition).message) ?? '';
}

/**
 * What reaches the challenger, as the route says where that was read. The
 * status forgets it while a promotion waits or goes on.
 */
export function actualWeight(canary: FlaggerCanary, routedPercent: number | undefined): number | undefined {
	if (routedPercent !== undefined) return routedPercent;
	if (['WaitingPromotion', 'Promoting'].includes(canary.phase)) return undefined;
	return isObject(canary.status) ? (numberIn(canary.status.canaryWeight) ?? 0) : undefined;
}

/**
 * The trap of listed weights: Flagger looks the present one up in its list,
 * and where it is not there, and below the last, the next step is all traffic.
 */
export function isOffList({analysis}: FlaggerCanary, weight: number | undefined): boolean {
	const listed = listedWeights(analysis);
	if (
		weight === undefined ||
		weight === 0 ||
		listed.length === 0 ||
		(numberIn(analysis.stepWeight) ?? 0) > 0
	) {
		return false;
	}
	return weight < Math.min(100, listed.at(-1)!) && !listed.slice(0, -1).includes(weight);
}
