import {numberIn} from '../../model/object.ts';
import type {Edit, Plan, Refusal, Step, Undo} from '../../model/plan.ts';
import {type Ref, sayRef} from '../../model/ref.ts';
import type {Lever, LeverFacts} from '../engine.ts';
import {asRead, plainPlan, refuse, rolloutIs, sayCommand} from '../plain-plan.ts';
import {
	backTo,
	beforePods,
	comingUp,
	edit,
	moveTo,
	place,
	sayArrival,
	sayPlace,
	whyNotMoved,
} from './moves.ts';
import {type Argo, readArgo} from './status.ts';
import {sayStep} from './steps.ts';
import {revisionsKept} from './versions.ts';
import {promotesItself} from './warnings.ts';

/**
 * The next declared step. Out of a pause of the controller by taking the pause
 * away, which is what it waits for; from anywhere else, and out of a pause
 * that nobody's decision ends, by the number of the step.
 */
export const promote: Lever = (object, facts) => {
	const argo = readArgo(object);
	const refusal = whyNotMoved(argo, facts.ref) ?? nothingNext(argo, facts.ref);
	if (refusal) return refusal;
	if (argo.blueGreen) return endPause(argo, facts, promotesItself(argo) ? endTimeEdit(argo) : undefined);
	return argo.pauses.some(each => each.reason === 'CanaryPauseStep')
		? endPause(argo, facts)
		: (beforePods(argo, facts.ref) ?? moveTo(argo, facts.ref, [argo.stepIndex + 1], 'promote'));
};

/** Past all pauses, analyses and steps. Its controller then heeds no plain abort until it is done. */
export const promoteFull: Lever = (object, facts) => {
	const argo = readArgo(object);
	const {ref} = facts;
	const refusal = whyNotMoved(argo, ref);
	if (refusal) return refusal;
	const left = [
		...argo.steps.slice(argo.stepIndex).map(step => sayStep(step, argo.maxWeight)),
		...checksOf(argo),
	];
	const step: Step = {
		type: 'edit',
		target: ref,
		subresource: 'status',
		guards: asRead(object, ...place),
		edits: [edit(argo, '/status/promoteFull', true)],
	};
	return {
		...plainPlan,
		action: 'promote',
		says: `Promote ${sayRef(ref)} in full`,
		lines: [{subject: sayRef(ref), from: sayPlace(argo), to: 'all traffic at the new version'}],
		steps: [step],
		undo: undoOfPromotion(argo, facts),
		settledWhen: [rolloutIs(ref, 'promoted', {newest: argo.currentHash})],
		concerns: [
			...(left.length > 0 ? [{says: `Skipped without a look: ${left.join('; ')}.`}] : []),
			{
				says: 'Until it is done an abort by other tools is dropped.',
				hint: 'sluice abort takes the promotion back in the same write.',
			},
		],
	} satisfies Plan;
};

/** Analyses outside the steps, which a full promotion ends or leaves out. */
function checksOf({blueGreen, canary}: Argo): string[] {
	return [
		...(canary?.analysis === undefined ? [] : ['the background analysis']),
		...(blueGreen?.prePromotionAnalysis === undefined ? [] : ['the analysis before promotion']),
		...(blueGreen?.postPromotionAnalysis === undefined ? [] : ['the analysis after promotion']),
	];
}

function nothingNext(argo: Argo, ref: Ref): Refusal | undefined {
	const full = `Past what it waits for: ${sayCommand('promote', ref, '--full')}`;
	if (argo.blueGreen) {
		return argo.pauses.length > 0 ? undefined : refuse('guarded', ref, 'is not at a pause yet.', full);
	}
	if (argo.steps.length === 0)
		return refuse('guarded', ref, 'has no steps; it goes on as pods come up.', full);
	return argo.stepIndex < argo.steps.length
		? undefined
		: refuse('guarded', ref, 'has done all its steps; it waits for pods.', full);
}

/**
 * A blue-green that would promote itself after a time begins that time again
 * when its pause is taken away. So the pause is dated back by its own length:
 * then its time is up, and all analyses are still made.
 */
function endTimeEdit(argo: Argo): Edit | undefined {
	const since = argo.pauses[0]?.since;
	const seconds = numberIn(argo.blueGreen?.autoPromotionSeconds) ?? 0;
	if (since === undefined) return undefined;
	// A pause may be given longer than there are dates for.
	const earlier = new Date(Math.max(0, since - (seconds + 1) * 1000)).toISOString().replace(/\.\d+Z$/, 'Z');
	return edit(argo, '/status/pauseConditions/0/startTime', earlier);
}

/** The controller takes a pause without its condition for one that somebody ended. */
function endPause(
	argo: Argo,
	facts: LeverFacts,
	ending: Edit = edit(argo, '/status/pauseConditions', undefined),
): Plan {
	const {ref} = facts;
	const next = argo.stepIndex + 1;
	return {
		...plainPlan,
		action: 'promote',
		says: `Promote ${sayRef(ref)}${argo.blueGreen ? ': switch to the new version' : ` to step ${Math.min(next + 1, argo.steps.length)} of ${argo.steps.length}`}`,
		lines: [
			{subject: sayRef(ref), from: sayPlace(argo), to: argo.blueGreen ? 'active' : sayArrival(argo, next)},
		],
		steps: [
			{
				type: 'edit',
				target: ref,
				subresource: 'status',
				guards: asRead(argo.object, ...place),
				edits: [ending],
			},
		],
		undo: argo.blueGreen ? undoOfPromotion(argo, facts) : backTo(argo, ref),
		settledWhen: [
			argo.blueGreen
				? rolloutIs(ref, 'promoted', {newest: argo.currentHash})
				: rolloutIs(ref, 'stepped', {stepsDone: next, newest: argo.currentHash}),
		],
		concerns: argo.blueGreen ? [] : comingUp(argo, next),
	};
}

const noUndo: Undo = {
	way: 'none',
	because: 'Traffic is switched then; roll back to the former version instead.',
};

function undoOfPromotion(argo: Argo, {ref, around}: LeverFacts): Undo {
	const former = revisionsKept(argo, around)?.find(each => each.hash === argo.stableHash);
	if (!former) return noUndo;
	return {
		way: 'compensate',
		command: {action: 'rollback', target: ref, toRevision: former.number},
		says: `Rolls back to revision ${former.number}${argo.blueGreen ? '' : ', through all steps again'}.`,
	};
}
