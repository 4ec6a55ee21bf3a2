import {valueAt} from '../../model/json.ts';
import {type Leftover, leftAt, leftoversOf, noteLeft, strikeLeft} from '../../model/leftover.ts';
import type {Concern, Edit, Plan} from '../../model/plan.ts';
import {sayRef} from '../../model/ref.ts';
import type {Lever} from '../engine.ts';
import {asRead, plainPlan, refuse, rolloutIs, sayCommand} from '../plain-plan.ts';
import {saySpan} from '../times.ts';
import {type Argo, actualOf, isPromoted, readArgo} from './status.ts';
import {pauseSpan, sayWeight} from './steps.ts';

const pausedAt = '/spec/paused';
const abortDelayAt = '/spec/strategy/canary/abortScaleDownDelaySeconds';

/** What is noted as left behind by a pause, and by an abort that took a delay away. */
export const leftPaused = 'paused';
export const leftAbortDelay = 'without-abort-delay';

/** Holds the rollout where it is, whatever it is doing. Traffic stays as it is. */
export const pause: Lever = (object, {ref, now}) => {
	const argo = readArgo(object);
	if (argo.isPausedByHand) return refuse('nothing-to-do', ref, 'is paused by hand already.');
	return {
		...plainPlan,
		action: 'pause',
		says: `Pause ${sayRef(ref)}`,
		lines: [{subject: sayRef(ref), from: 'not paused by hand', to: 'paused by hand'}],
		steps: [
			{
				type: 'edit',
				target: ref,
				guards: asRead(object, pausedAt, leftAt),
				edits: [
					{at: pausedAt, from: valueAt(object, pausedAt), to: true},
					noteLeft(object, {what: leftPaused, since: now}),
				],
			},
		],
		undo: {way: 'swap'},
		settledWhen: [rolloutIs(ref, 'paused')],
		concerns: whilePaused(argo),
	} satisfies Plan;
};

function whilePaused(argo: Argo): Concern[] {
	if (isPromoted(argo))
		return [{says: 'No update is under way: the next one will not begin until it is resumed.'}];
	const weight = actualOf(argo);
	return weight === undefined || weight === 0
		? []
		: [{says: `The challenger keeps ${sayWeight(weight, argo.maxWeight)} of the traffic meanwhile.`}];
}

/** Ends a pause by hand and takes back what was left behind. A pause among its steps stays: that is promoted. */
export const resume: Lever = (object, {ref}) => {
	const argo = readArgo(object);
	const back = takeBackEdits(argo);
	if (!argo.isPausedByHand && back.length === 0) {
		return argo.pauses.length > 0
			? refuse(
					'guarded',
					ref,
					'is not paused by hand: it is at a pause of its own steps.',
					`To go on from there: ${sayCommand('promote', ref)}`,
				)
			: refuse('nothing-to-do', ref, 'is not paused by hand.');
	}
	const edits = [...(argo.isPausedByHand ? [{at: pausedAt, from: true, to: false}] : []), ...back];
	return {
		...plainPlan,
		action: 'resume',
		says: argo.isPausedByHand ? `Resume ${sayRef(ref)}` : `Take back what was left in ${sayRef(ref)}`,
		lines: [
			...(argo.isPausedByHand ? [{subject: sayRef(ref), from: 'paused by hand', to: 'goes on'}] : []),
			...linesOf(argo),
		],
		steps: [
			{
				type: 'edit',
				target: ref,
				guards: asRead(object, ...new Set([...edits.map(edit => edit.at), leftAt])),
				edits,
			},
		],
		undo: {way: 'swap'},
		settledWhen: [rolloutIs(ref, 'resumed')],
		concerns: onceResumed(argo),
	} satisfies Plan;
};

/** The edits that bring back what an abort took away, and strike both notes off. */
export function takeBackEdits(argo: Argo): Edit[] {
	const delay = delayLeft(argo);
	const from = valueAt(argo.object, abortDelayAt);
	return [
		...(delay?.was !== undefined && from === undefined ? [{at: abortDelayAt, from, to: delay.was}] : []),
		...strikeLeft(argo.object, [leftPaused, leftAbortDelay]),
	];
}

/** The edits that take the delay away for an abort, with the note that brings it back. */
export function abortDelayEdits({object}: Argo, now: number): Edit[] {
	const was = valueAt(object, abortDelayAt);
	if (was === undefined) return [];
	return [
		{at: abortDelayAt, from: was, to: undefined},
		noteLeft(object, {what: leftAbortDelay, since: now, was}),
	];
}

function delayLeft({object}: Argo): Leftover | undefined {
	return leftoversOf(object).find(each => each.what === leftAbortDelay);
}

function linesOf(argo: Argo) {
	const delay = delayLeft(argo);
	return delay?.was === undefined
		? []
		: [
				{
					subject: 'abortScaleDownDelaySeconds',
					from: 'taken away for an abort',
					to: JSON.stringify(delay.was),
				},
			];
}

function onceResumed(argo: Argo): Concern[] {
	const [pause] = argo.pauses;
	const spanMs = pauseSpan(argo.steps[argo.stepIndex]);
	if (pause?.reason !== 'CanaryPauseStep') return [];
	return spanMs === undefined
		? [{says: 'It is at a pause of its own steps, and stays there until somebody promotes it.'}]
		: [
				{
					says: `Its own pause of ${saySpan(spanMs)} went on meanwhile: where that is over, it takes the next step at once.`,
				},
			];
}
