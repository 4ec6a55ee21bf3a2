import {valueAt} from '../../model/json.ts';
import {leftAt, noteLeft, strikeLeft} from '../../model/leftover.ts';
import type {Edit, Plan, Refusal, Step} from '../../model/plan.ts';
import {type Ref, sayRef} from '../../model/ref.ts';
import {type Lever, noLever} from '../engine.ts';
import {asRead, plainPlan, refuse, rolloutIs, sayCommand} from '../plain-plan.ts';
import {sayStep} from './rollout.ts';
import {isObserved, isUnderWay, type Kruise, readKruise, workloadOf} from './status.ts';

const pausedAt = '/spec/strategy/paused';

/** No Kruise controller could be run beside the tests. */
export const unproved = {
	dialect: 'kruise',
	says: 'The levers of OpenKruise were read in its source and never tried on its controller.',
} as const;

/** Approves the pause it is at, as its own command line does: the step then counts as ready. */
export const promote: Lever = (object, {ref}) => {
	const kruise = readKruise(object);
	const refusal = whyNotMoved(kruise, ref);
	if (refusal) return refusal;
	const {steps, step, stepState} = kruise;
	if (stepState !== 'StepPaused') {
		return refuse(
			'guarded',
			ref,
			`is not at a pause yet: step ${step} of ${steps.length} is under way.`,
			'Wait until it pauses.',
		);
	}
	const next = steps[step];
	return {
		...plainPlan,
		unproved,
		action: 'promote',
		says: next
			? `Approve ${sayRef(ref)} for step ${step + 1} of ${steps.length}`
			: `Approve ${sayRef(ref)}: its last step is done`,
		lines: [
			{
				subject: sayRef(ref),
				from: sayPlace(kruise),
				to: next ? `step ${step + 1} (${sayStep(next)})` : 'everything at the new version',
			},
		],
		steps: [statusStep(kruise, ref, [edit(kruise, 'currentStepState', 'StepReady')])],
		undo: {
			way: 'compensate',
			command: {action: 'jump', target: ref, step},
			says: `Goes back to step ${step}, while the update is under way.`,
		},
		settledWhen: [
			rolloutIs(ref, next ? 'stepped' : 'promoted', {newest: kruise.newest, ...(next && {stepsDone: step})}),
		],
	} satisfies Plan;
};

/** It has no such lever: its last step is the way there. */
export const promoteFull: Lever = (object, {ref}) => {
	const {steps} = readKruise(object);
	return {
		refused: 'no-lever',
		says: 'OpenKruise has no lever past all steps at once.',
		hint: `Jump to the last one: ${sayCommand('jump', ref, String(steps.length))}`,
	};
};

/** To a step, forward or back. The one after the present is no jump to its controller, but an approval. */
export const jump: Lever = (object, facts, {step}) => {
	const kruise = readKruise(object);
	const {ref} = facts;
	const refusal = whyNotMoved(kruise, ref);
	if (refusal) return refusal;
	const {steps} = kruise;
	if (step === undefined || !Number.isInteger(step) || step < 1 || step > steps.length) {
		return refuse('usage', ref, `has no step ${step}.`, `It has ${steps.length} steps, from 1 on.`);
	}
	if (step === kruise.step) return refuse('nothing-to-do', ref, `is at step ${step} already.`);
	if (step === kruise.step + 1) return promote(object, facts, {});
	return {
		...plainPlan,
		unproved,
		action: 'jump',
		says: `Take ${sayRef(ref)} to step ${step} of ${steps.length}`,
		lines: [
			{subject: sayRef(ref), from: sayPlace(kruise), to: `step ${step} (${sayStep(steps[step - 1]!)})`},
		],
		steps: [statusStep(kruise, ref, [edit(kruise, 'nextStepIndex', step)])],
		undo: {
			way: 'compensate',
			command: {action: 'jump', target: ref, step: kruise.step},
			says: `Goes back to step ${kruise.step}.`,
		},
		settledWhen: [rolloutIs(ref, 'stepped', {stepsDone: step - 1, newest: kruise.newest})],
		concerns:
			step > kruise.step
				? [
						{
							says: `Skipped: ${steps
								.slice(kruise.step, step - 1)
								.map((each, index) => `step ${kruise.step + index + 1} (${sayStep(each)})`)
								.join('; ')}.`,
						},
					]
				: [],
	} satisfies Plan;
};

export const pause: Lever = (object, {ref, now}) => {
	const kruise = readKruise(object);
	if (kruise.isPaused) return refuse('nothing-to-do', ref, 'is paused already.');
	return held(kruise, ref, 'pause', [
		{at: pausedAt, from: valueAt(object, pausedAt), to: true},
		noteLeft(object, {what: 'paused', since: now}),
	]);
};

export const resume: Lever = (object, {ref}) => {
	const kruise = readKruise(object);
	const strikes = strikeLeft(object, ['paused']);
	if (!kruise.isPaused && strikes.length === 0) {
		return kruise.stepState === 'StepPaused' && isUnderWay(kruise)
			? refuse(
					'guarded',
					ref,
					'is not paused as a whole: it is at the pause of a step.',
					`To go on from there: ${sayCommand('promote', ref)}`,
				)
			: refuse('nothing-to-do', ref, 'is not paused.');
	}
	return held(kruise, ref, 'resume', [
		...(kruise.isPaused ? [{at: pausedAt, from: true, to: false}] : []),
		...strikes,
	]);
};

function held({object}: Kruise, ref: Ref, action: 'pause' | 'resume', edits: readonly Edit[]): Plan {
	const places = new Set([...edits.map(each => each.at), leftAt]);
	const [from, to] = action === 'pause' ? ['goes on', 'paused'] : ['paused', 'goes on'];
	return {
		...plainPlan,
		unproved,
		action,
		says: `${action === 'pause' ? 'Pause' : 'Resume'} ${sayRef(ref)}`,
		lines: [{subject: sayRef(ref), from, to}],
		steps: [{type: 'edit', target: ref, guards: asRead(object, ...places), edits}],
		undo: {way: 'swap'},
		settledWhen: [rolloutIs(ref, action === 'pause' ? 'paused' : 'resumed')],
	};
}

/** Its controller gives an update up when the workload's template is the stable one again. */
export const abort: Lever = (object, {ref}) => {
	const {kind, name} = workloadOf(readKruise(object));
	return {
		refused: 'no-lever',
		says: 'OpenKruise has no lever for an abort: it gives up once the former template is back.',
		hint: `Roll back ${kind ?? 'its workload'} ${name ?? ''}, which sends all traffic to the former version: ${sayCommand('rollback', ref)}`,
	};
};

export const retry = noLever(
	'OpenKruise has no lever to begin a given-up update again: it leads a changed template.',
	ref => `Set the image again: ${sayCommand('upgrade', ref, 'IMAGE')}`,
);

function whyNotMoved(kruise: Kruise, ref: Ref): Refusal | undefined {
	if (!isObserved(kruise)) {
		return refuse(
			'stale',
			ref,
			'was changed, and its controller has not seen that yet.',
			'Look again in a moment.',
		);
	}
	if (!isUnderWay(kruise)) return refuse('nothing-to-do', ref, 'has no update under way.');
	return kruise.isPaused
		? refuse(
				'guarded',
				ref,
				'is paused, so it takes no step.',
				`Resume it first: ${sayCommand('resume', ref)}`,
			)
		: undefined;
}

function statusStep({object, stateAt}: Kruise, ref: Ref, edits: readonly Edit[]): Step {
	const places = ['currentStepIndex', 'currentStepState', 'nextStepIndex', 'podTemplateHash'];
	return {
		type: 'edit',
		target: ref,
		subresource: 'status',
		guards: asRead(object, ...places.map(place => `${stateAt}/${place}`)),
		edits,
	};
}

function edit({object, stateAt}: Kruise, member: string, to: string | number): Edit {
	const at = `${stateAt}/${member}`;
	return {at, from: valueAt(object, at), to};
}

function sayPlace({steps, step}: Kruise): string {
	const at = steps[step - 1];
	return at ? `step ${step} (${sayStep(at)})` : 'under way';
}
