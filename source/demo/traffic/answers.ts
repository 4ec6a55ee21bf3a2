/** What becomes of the requests of one step, drawn by chance pod by pod. */
import type {Luck} from '../luck.ts';
import type {Behaviour} from './behaviour.ts';
import {binomial, poisson} from './chance.ts';
import {answered, type Flow, failed, overflowed, refused, timedOut} from './flow.ts';
import {cumulativeShares, durations, gridSteps, stepOf, timeoutStep, typicalMs} from './latency.ts';
import {answerKinds, kindOfAnswer, type Method, type ServingPods} from './serving-pods.ts';

/** Requests of one method to each pod of a group on one course. */
export type Stream = {
	readonly flow: Flow;
	readonly slots: readonly number[];
	/** Requests a second to each of the pods, on average. */
	readonly rate: number;
	readonly method: Method;
};

/** A connection that is refused, or for which there is no room, ends this soon. */
const atOnceStep = stepOf(1);

/** A gateway tries for five seconds to connect. */
const connectStep = stepOf(5000);

/** Up to this many requests are drawn one by one, more by how many fall into each step. */
const fewRequests = 100;

/** How many of the requests drawn one by one fell into each step. */
const hitsInStep = new Uint8Array(gridSteps);

/** Draws and counts the answers of `seconds` for one stream. */
export function drawAnswers(stream: Stream, pods: ServingPods, seconds: number, luck: Luck): void {
	const {flow, slots, rate, method} = stream;
	for (const slot of slots) {
		const behaviour = pods.behaviours[slot]!;
		const asked = poisson(luck, rate * seconds);
		if (asked === 0) continue;
		if (pods.columns.isOff[slot]) {
			flow.count(refused, method, connectStep, asked);
			continue;
		}
		if (behaviour.isRefusing) {
			flow.count(refused, method, atOnceStep, asked);
			continue;
		}
		const turnedAway = binomial(luck, asked, pods.columns.overflow[slot]!);
		flow.count(overflowed, method, atOnceStep, turnedAway);
		drawDurations(stream, pods, slot, asked - turnedAway, luck);
	}
}

function drawDurations(stream: Stream, pods: ServingPods, slot: number, requests: number, luck: Luck): void {
	const behaviour = pods.behaviours[slot]!;
	const {columns} = pods;
	columns.work[slot]! += requests * behaviour.millicoresPerRequest;
	columns.spent[slot]! += requests * behaviour.millicoresPerRequest;
	columns.requestsInWindow[slot]! += requests;
	const load = columns.offered[slot]! / behaviour.capacityPerSecond;
	const shares = sharesFor(behaviour, load, pods.waitMs(slot));
	if (requests <= fewRequests) {
		hitsInStep.fill(0);
		for (let i = 0; i < requests; i++) hitsInStep[stepBelow(shares, luck.fraction())]!++;
		for (let step = 0; step < gridSteps; step++)
			if (hitsInStep[step]! > 0) countAnswers(stream, pods, slot, step, hitsInStep[step]!, luck);
		return;
	}
	let rest = requests;
	let before = 0;
	for (let step = 0; step < gridSteps && rest > 0; step++) {
		const share = before < 1 ? (shares[step]! - before) / (1 - before) : 1;
		const hits = binomial(luck, rest, share);
		if (hits > 0) countAnswers(stream, pods, slot, step, hits, luck);
		rest -= hits;
		before = shares[step]!;
	}
}

/** Counts answers in the pod's own figures and in the gateway's, which gives up on those that take too long. */
function countAnswers(
	{flow, method}: Stream,
	{columns, behaviours}: ServingPods,
	slot: number,
	step: number,
	answers: number,
	luck: Luck,
): void {
	columns.durations[slot * gridSteps + step]! += answers;
	columns.durationSum[slot]! += answers * typicalMs[step]!;
	const errors = step === timeoutStep ? 0 : binomial(luck, answers, behaviours[slot]!.errorShare);
	flow.count(step === timeoutStep ? timedOut : answered, method, step, answers - errors);
	flow.count(failed, method, step, errors);
	columns.answers[slot * answerKinds + kindOfAnswer(method, true)]! += answers - errors;
	columns.answers[slot * answerKinds + kindOfAnswer(method, false)]! += errors;
}

function stepBelow(shares: Float64Array, luck: number): number {
	let low = 0;
	let high = shares.length - 1;
	while (low < high) {
		const middle = (low + high) >> 1;
		if (shares[middle]! > luck) high = middle;
		else low = middle + 1;
	}
	return low;
}

/** Shares are worked out once for about the same load and wait, however many pods have them. */
const known = new WeakMap<Behaviour, Map<number, Float64Array>>();

function sharesFor(behaviour: Behaviour, load: number, waitMs: number): Float64Array {
	const loadStep = Math.round(Math.min(1, load) * 20);
	const waitStep = Math.round(waitMs / 100);
	const key = waitStep * 32 + loadStep;
	const ofBehaviour = known.get(behaviour) ?? new Map<number, Float64Array>();
	known.set(behaviour, ofBehaviour);
	let shares = ofBehaviour.get(key);
	if (!shares) {
		shares = cumulativeShares(durations(behaviour, loadStep / 20, waitStep * 100));
		ofBehaviour.set(key, shares);
	}
	return shares;
}
