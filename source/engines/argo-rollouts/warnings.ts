import {numberIn} from '../../model/object.ts';
import type {Concern} from '../../model/plan.ts';
import {type Argo, hasSwitched, isPromoted} from './status.ts';

/** Known traps that would catch somebody who acted on this Rollout now. */
export function warningsOf(argo: Argo): Concern[] {
	if (isPromoted(argo) || argo.stableHash === '') return [];
	return [
		...promotingInFull(argo),
		...stuckAbort(argo),
		...pausedTraffic(argo),
		...afterSwitch(argo),
		...deafPause(argo),
		...startsAgain(argo),
	];
}

function promotingInFull({isPromotingInFull}: Argo): Concern[] {
	if (!isPromotingInFull) return [];
	return [
		{
			says: 'A full promotion is under way: its controller drops an abort that does not take it back too.',
			hint: 'sluice abort does both in one write.',
		},
	];
}

/**
 * With a stable side that grows and shrinks, and a delay before the aborted
 * pods go, some controllers (1.10.1 among them) wait in a circle: pods go only
 * once the stable side is whole, it grows only as weight leaves, and weight
 * leaves only as pods go.
 */
export function mayAbortHang({canary, router}: Argo): boolean {
	const delay = numberIn(canary?.abortScaleDownDelaySeconds) ?? 0;
	return router !== undefined && canary?.dynamicStableScale === true && delay > 0;
}

function stuckAbort(argo: Argo): Concern[] {
	if (!mayAbortHang(argo)) return [];
	return [
		{
			says: 'An abort may never finish: dynamicStableScale together with abortScaleDownDelaySeconds makes some controllers wait for themselves.',
			hint: 'sluice abort takes the delay away for the time being, and retry puts it back.',
		},
	];
}

function pausedTraffic(argo: Argo): Concern[] {
	if (!argo.isPausedByHand) return [];
	return [
		{says: 'Paused by hand, it sends the challenger what it sent before: a pause brings no traffic back.'},
	];
}

function afterSwitch(argo: Argo): Concern[] {
	if (!hasSwitched(argo)) return [];
	return [
		{
			says: 'Traffic is at the new version: its controller switches back on an abort only while all new pods are up.',
			hint: 'sluice abort rolls back to the former version instead.',
		},
	];
}

/** Where it would promote itself after a time, a pause taken away begins anew. */
function deafPause(argo: Argo): Concern[] {
	if (!promotesItself(argo) || !argo.pauses.some(each => each.reason === 'BlueGreenPause')) return [];
	return [
		{
			says: 'It promotes itself after a time, and a promotion by other tools before that only begins the time again.',
			hint: 'sluice promote ends the time instead.',
		},
	];
}

/** A blue-green that switches by itself once `autoPromotionSeconds` have passed. */
export function promotesItself({blueGreen}: Argo): boolean {
	return (
		blueGreen !== undefined &&
		blueGreen.autoPromotionEnabled !== false &&
		(numberIn(blueGreen.autoPromotionSeconds) ?? 0) > 0
	);
}

function startsAgain({steps, stepIndex, isAborted}: Argo): Concern[] {
	if (steps.length === 0 || stepIndex === 0 || isAborted) return [];
	return [
		{
			says: `A change of the template or of the steps starts it again at step 1; it is at step ${Math.min(stepIndex + 1, steps.length)} of ${steps.length}.`,
		},
	];
}
