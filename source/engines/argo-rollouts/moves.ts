import {type Json, valueAt} from '../../model/json.ts';
import type {Concern, Edit, Plan, Refusal, Step, Undo} from '../../model/plan.ts';
import {type Ref, sayRef} from '../../model/ref.ts';
import {asRead, plainPlan, refuse, rolloutIs, sayCommand} from '../plain-plan.ts';
import {type Argo, actualOf, isObserved, isPromoted, weightAtStep} from './status.ts';
import {holds, sayStep, sayWeight} from './steps.ts';

/** What tells that it is still the same update, at the same step, in the same pause. */
export const place = [
	'/status/currentPodHash',
	'/status/stableRS',
	'/status/currentStepIndex',
	'/status/pauseConditions',
	'/status/abort',
	'/status/promoteFull',
];

/** Why neither a step nor all of them can be taken now. */
export function whyNotMoved(argo: Argo, ref: Ref): Refusal | undefined {
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

/**
 * The steps to enter at, in order, on the way to a step. Only at a step that
 * sets a weight does the controller bring up pods before traffic, and until
 * they are up it sends the weight of the setting before: taken straight to a
 * later step, it would send that weight to however few pods there are. So each
 * rise on the way is made for itself.
 */
export function stagesTo(argo: Argo, index: number): readonly number[] {
	const {router, steps} = argo;
	const actual = actualOf(argo) ?? 0;
	if (router === undefined || weightAtStep(steps, index) <= actual) return [index];
	const sets = steps.flatMap((step, each) => (each <= index && step.setWeight !== undefined ? [each] : []));
	const rising = sets.slice(sets.findLastIndex(each => weightAtStep(steps, each) <= actual) + 1);
	const isHeld = steps.slice(rising.at(-1)! + 1, index).some(holds);
	return isHeld ? [...rising, index] : rising;
}

/** A plan that enters at these steps one after the other, each once the one before has its traffic. */
export function moveTo(
	argo: Argo,
	ref: Ref,
	stages: readonly number[],
	action: 'promote' | 'jump',
	meant: number = stages.at(-1)!,
): Plan {
	const {steps} = argo;
	const last = stages.at(-1)!;
	return {
		...plainPlan,
		action,
		says:
			last >= steps.length
				? `Promote ${sayRef(ref)} past its last step`
				: `${action === 'jump' ? 'Take' : 'Promote'} ${sayRef(ref)} to step ${meant + 1} of ${steps.length}`,
		lines: [{subject: sayRef(ref), from: sayPlace(argo), to: sayArrival(argo, meant)}],
		steps: stages.map((stage, number) => ({
			...(number === 0 ? entry(argo, ref, stage) : sequel(argo, ref, stage)),
			...(stage !== last && {
				waitFor: rolloutIs(ref, 'stepped', {stepsDone: stage, newest: argo.currentHash}),
			}),
		})),
		undo: backTo(argo, ref),
		settledWhen: [rolloutIs(ref, 'stepped', {stepsDone: last, newest: argo.currentHash})],
		concerns: [...inStages(argo, stages, meant), ...skipped(argo, meant), ...comingUp(argo, meant)],
	};
}

/** `controllerPause` goes with the index, or a pause moved to would count as ended. */
function entry(argo: Argo, target: Ref, stage: number): Step {
	return {
		type: 'edit',
		target,
		subresource: 'status',
		guards: asRead(argo.object, ...place),
		edits: [
			...(argo.pauses.length > 0 ? [edit(argo, '/status/pauseConditions', undefined)] : []),
			edit(argo, '/status/controllerPause', false),
			edit(argo, '/status/currentStepIndex', stage),
		],
	};
}

/** Where it stands by then is not known; that it is the same update, going on, is. */
function sequel(argo: Argo, target: Ref, stage: number): Step {
	return {
		type: 'edit',
		target,
		subresource: 'status',
		guards: asRead(argo.object, '/status/currentPodHash', '/status/stableRS', '/status/abort'),
		edits: [
			edit(argo, '/status/pauseConditions', []),
			edit(argo, '/status/controllerPause', false),
			edit(argo, '/status/currentStepIndex', stage),
		],
		isSequel: true,
	};
}

function inStages({steps, maxWeight}: Argo, stages: readonly number[], meant: number): Concern[] {
	if (stages.length === 1 && stages[0] === meant) return [];
	const said = stages.map(stage => `step ${stage + 1} (${sayStep(steps[stage]!, maxWeight)})`);
	return [{says: `It enters at ${said.join(', then ')}, so that pods come before traffic.`}];
}

/** The step after one whose pods are not up would be such a later step. */
export function beforePods(argo: Argo, ref: Ref): Refusal | undefined {
	const next = argo.stepIndex + 1;
	if (stagesTo(argo, next)[0] === next || next >= argo.steps.length) return undefined;
	const weight = sayWeight(weightAtStep(argo.steps, next), argo.maxWeight);
	return refuse(
		'guarded',
		ref,
		`has not the pods for ${weight} yet, and its next step would send it to those that there are.`,
		`It goes on by itself once they are up. Past everything, as pods come up: ${sayCommand('promote', ref, '--full')}`,
	);
}

export function backTo({stepIndex, steps}: Argo, ref: Ref): Undo {
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
		return holds(step) ? [`step ${stepIndex + offset + 1} (${sayStep(step, maxWeight)})`] : [];
	});
	return passed.length > 0 ? [{says: `Skipped: ${passed.join(', ')}.`}] : [];
}

/** How far it goes on by itself from there, and with how much traffic. */
export function comingUp(argo: Argo, index: number): Concern[] {
	const {steps, maxWeight} = argo;
	const next = steps.findIndex((step, each) => each >= index && holds(step));
	if (next === -1) return [{says: 'Nothing holds it from there on: it goes on to all traffic by itself.'}];
	if (next === index) return [];
	const weight = sayWeight(weightAtStep(steps, next), maxWeight);
	return [
		{says: `It goes on by itself to step ${next + 1} (${sayStep(steps[next]!, maxWeight)}), at ${weight}.`},
	];
}

export function sayPlace(argo: Argo): string {
	const {steps, stepIndex, maxWeight} = argo;
	if (argo.blueGreen) return 'at its pause before the switch';
	const step = steps[stepIndex];
	if (!step) return steps.length === 0 ? 'under way' : 'past its last step';
	return `step ${stepIndex + 1} (${sayStep(step, maxWeight)}), ${sayActual(argo)}`;
}

function sayActual(argo: Argo): string {
	return sayWeight(actualOf(argo) ?? weightAtStep(argo.steps, argo.stepIndex), argo.maxWeight);
}

/** What a step comes to. */
export function sayArrival({steps, maxWeight}: Argo, index: number): string {
	const step = steps[index];
	if (!step) return 'all traffic at the new version';
	return `step ${index + 1} (${sayStep(step, maxWeight)}), ${sayWeight(weightAtStep(steps, index), maxWeight)}`;
}

export function edit({object}: Argo, at: string, to: Json | undefined): Edit {
	return {at, from: valueAt(object, at), to};
}
