import type {Json} from '../../model/json.ts';
import {valueAt} from '../../model/json.ts';
import {numberIn} from '../../model/object.ts';
import type {Concern, Edit, Plan, Refusal, Step, Undo} from '../../model/plan.ts';
import {type Ref, sayRef} from '../../model/ref.ts';
import type {Lever, LeverFacts} from '../engine.ts';
import {asRead, plainPlan, refuse, rolloutIs, sayCommand} from '../plain-plan.ts';
import {type Argo, actualOf, isObserved, isPromoted, readArgo, weightAtStep} from './status.ts';
import {sayStep, sayWeight} from './steps.ts';
import {revisionsKept} from './versions.ts';
import {promotesItself} from './warnings.ts';

/** What tells that it is still the same update, at the same step, in the same pause. */
const place = [
	'/status/currentPodHash',
	'/status/stableRS',
	'/status/currentStepIndex',
	'/status/pauseConditions',
	'/status/abort',
	'/status/promoteFull',
];

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
		: (beforePods(argo, facts.ref) ?? moveTo(argo, facts.ref, argo.stepIndex + 1, 'promote'));
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

/** To any step, forward or back. `controllerPause` goes with it, or a pause jumped to would count as ended. */
export const jump: Lever = (object, {ref}, {step}) => {
	const argo = readArgo(object);
	const refusal = whyNotMoved(argo, ref) ?? noSuchStep(argo, ref, step);
	return refusal ?? moveTo(argo, ref, withPods(argo, step! - 1), 'jump', step! - 1);
};

/**
 * Where to enter for a step. Only at a step that sets a weight does the
 * controller bring up the pods before the traffic: taken straight to a later
 * step, it sends the weight to however few pods there are. So it enters at the
 * step that sets the weight, and goes on from there by itself.
 */
function withPods(argo: Argo, index: number): number {
	const {router, steps} = argo;
	const rises = weightAtStep(steps, index) > (actualOf(argo) ?? 0);
	const sets = steps.findLastIndex((step, each) => each <= index && step.setWeight !== undefined);
	return router !== undefined && rises && sets !== -1 ? sets : index;
}

/** The step after one whose pods are not up would be such a later step. */
function beforePods(argo: Argo, ref: Ref): Refusal | undefined {
	const next = argo.stepIndex + 1;
	if (withPods(argo, next) === next || next >= argo.steps.length) return undefined;
	const weight = sayWeight(weightAtStep(argo.steps, next), argo.maxWeight);
	return refuse(
		'guarded',
		ref,
		`has not the pods for ${weight} yet, and its next step would send it to those that there are.`,
		`It goes on by itself once they are up. Past everything, as pods come up: ${sayCommand('promote', ref, '--full')}`,
	);
}

function noSuchStep(argo: Argo, ref: Ref, step: number | undefined): Refusal | undefined {
	const {steps} = argo;
	if (argo.blueGreen || steps.length === 0) {
		return refuse('no-lever', ref, 'has no steps to jump to.', `Promote it: ${sayCommand('promote', ref)}`);
	}
	if (step === undefined || !Number.isInteger(step) || step < 1 || step > steps.length) {
		return refuse('usage', ref, `has no step ${step}.`, `It has ${steps.length} steps, from 1 on.`);
	}
	return step - 1 === argo.stepIndex
		? refuse('nothing-to-do', ref, `is at step ${step} already.`)
		: undefined;
}

/** Why neither a step nor all of them can be taken now. */
function whyNotMoved(argo: Argo, ref: Ref): Refusal | undefined {
	if (!isObserved(argo)) {
		return refuse(
			'stale',
			ref,
			'was changed, and its controller has not seen that yet.',
			'Look again in a moment.',
		);
	}
	if (argo.stableHash === '' || isPromoted(argo)) {
		return refuse('nothing-to-do', ref, 'has no update under way.');
	}
	if (argo.isAborted) {
		return refuse('guarded', ref, 'was aborted.', `Start it again first: ${sayCommand('retry', ref)}`);
	}
	if (argo.isPromotingInFull) return refuse('nothing-to-do', ref, 'is being promoted in full already.');
	if (!argo.isPausedByHand) return undefined;
	return refuse(
		'guarded',
		ref,
		'is paused by hand, so it takes no step.',
		`Resume it first: ${sayCommand('resume', ref)}`,
	);
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
	const earlier = new Date(since - (seconds + 1) * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
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

function moveTo(
	argo: Argo,
	ref: Ref,
	index: number,
	action: 'promote' | 'jump',
	meant: number = index,
): Plan {
	const {steps, maxWeight} = argo;
	const goal = Math.min(index + 1, steps.length);
	return {
		...plainPlan,
		action,
		says:
			index >= steps.length
				? `Promote ${sayRef(ref)} past its last step`
				: `${action === 'jump' ? 'Take' : 'Promote'} ${sayRef(ref)} to step ${goal} of ${steps.length}`,
		lines: [{subject: sayRef(ref), from: sayPlace(argo), to: sayArrival(argo, index)}],
		steps: [
			{
				type: 'edit',
				target: ref,
				subresource: 'status',
				guards: asRead(argo.object, ...place),
				edits: [
					...(argo.pauses.length > 0 ? [edit(argo, '/status/pauseConditions', undefined)] : []),
					edit(argo, '/status/controllerPause', false),
					edit(argo, '/status/currentStepIndex', index),
				],
			},
		],
		undo: backTo(argo, ref),
		settledWhen: [rolloutIs(ref, 'stepped', {stepsDone: index, newest: argo.currentHash})],
		concerns: [
			...(meant === index
				? []
				: [
						{
							says: `It enters at step ${index + 1} (${sayStep(steps[index]!, maxWeight)}), so that pods come before traffic, and goes on towards step ${meant + 1} by itself.`,
						},
					]),
			...skipped(argo, index),
			...comingUp(argo, index),
		],
	};
}

function backTo({stepIndex, steps}: Argo, ref: Ref): Undo {
	const step = Math.min(stepIndex + 1, steps.length);
	return {
		way: 'compensate',
		command: {action: 'jump', target: ref, step},
		says: `Goes back to step ${step}, while the update is under way.`,
	};
}

/** What its author wanted to happen between here and there. */
function skipped({steps, stepIndex, maxWeight}: Argo, index: number): Concern[] {
	const passed = steps.slice(stepIndex, index).flatMap((step, offset) => {
		const isCheck = ['pause', 'analysis', 'experiment', 'plugin'].some(member => step[member] !== undefined);
		return isCheck ? [`step ${stepIndex + offset + 1} (${sayStep(step, maxWeight)})`] : [];
	});
	return passed.length > 0 ? [{says: `Skipped: ${passed.join(', ')}.`}] : [];
}

/** How far it goes on by itself from there, and with how much traffic. */
function comingUp(argo: Argo, index: number): Concern[] {
	const {steps, maxWeight} = argo;
	const holds = steps.findIndex(
		(step, each) =>
			each >= index &&
			['pause', 'analysis', 'experiment', 'plugin'].some(member => step[member] !== undefined),
	);
	if (holds === -1) return [{says: 'Nothing holds it from there on: it goes on to all traffic by itself.'}];
	if (holds === index) return [];
	const weight = sayWeight(weightAtStep(steps, holds), maxWeight);
	return [
		{says: `It goes on by itself to step ${holds + 1} (${sayStep(steps[holds]!, maxWeight)}), at ${weight}.`},
	];
}

function undoOfPromotion(argo: Argo, {ref, around}: LeverFacts): Undo {
	const former = revisionsKept(argo, around)?.find(each => each.hash === argo.stableHash);
	if (!former) return noUndo;
	return {
		way: 'compensate',
		command: {action: 'rollback', target: ref, toRevision: former.number},
		says: `Rolls back to revision ${former.number}${argo.blueGreen ? '' : ', through all steps again'}.`,
	};
}

function sayPlace(argo: Argo): string {
	const {steps, stepIndex, maxWeight} = argo;
	if (argo.blueGreen) return 'at its pause before the switch';
	const step = steps[stepIndex];
	if (!step) return steps.length === 0 ? 'under way' : 'past its last step';
	return `step ${stepIndex + 1} (${sayStep(step, maxWeight)}), ${sayActual(argo)}`;
}

function sayActual(argo: Argo): string {
	return sayWeight(actualOf(argo) ?? weightAtStep(argo.steps, argo.stepIndex), argo.maxWeight);
}

function sayArrival({steps, maxWeight}: Argo, index: number): string {
	const step = steps[index];
	if (!step) return 'all traffic at the new version';
	return `step ${index + 1} (${sayStep(step, maxWeight)}), ${sayWeight(weightAtStep(steps, index), maxWeight)}`;
}

function edit({object}: Argo, at: string, to: Json | undefined): Edit {
	return {at, from: valueAt(object, at), to};
}
