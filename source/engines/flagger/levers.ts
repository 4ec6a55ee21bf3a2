import {valueAt} from '../../model/json.ts';
import {leftAt, leftoversOf, noteLeft, strikeLeft} from '../../model/leftover.ts';
import type {KubernetesObject} from '../../model/object.ts';
import type {Edit, Plan, Refusal, Step} from '../../model/plan.ts';
import {type Ref, sayRef} from '../../model/ref.ts';
import type {Lever, LeverFacts} from '../engine.ts';
import {asRead, plainPlan, refuse, rolloutIs, sayCommand} from '../plain-plan.ts';
import {saySpan} from '../times.ts';
import {
	actualWeight,
	type FlaggerCanary,
	gatesOf,
	isOffList,
	isPromoted,
	isUnderWay,
	readCanary,
} from './status.ts';

const suspendAt = '/spec/suspend';
const skipAt = '/spec/skipAnalysis';

const leftSuspended = 'suspended';
const leftSkipping = 'skips-analysis';

/** Freezes everything, also what the operator changes meanwhile: nothing is corrected, nothing is led. */
export const pause: Lever = (object, {ref, now, around}) => {
	const canary = readCanary(object);
	if (canary.isSuspended) return refuse('nothing-to-do', ref, 'is suspended already.');
	const weight = actualWeight(canary, around.routedPercent);
	return {
		...plainPlan,
		action: 'pause',
		says: `Suspend ${sayRef(ref)}`,
		lines: [{subject: sayRef(ref), from: 'led by Flagger', to: 'suspended'}],
		steps: [
			specStep(object, ref, [
				{at: suspendAt, from: valueAt(object, suspendAt), to: true},
				noteLeft(object, {what: leftSuspended, since: now}),
			]),
		],
		undo: {way: 'swap'},
		settledWhen: [rolloutIs(ref, 'paused')],
		concerns: [
			...(weight ? [{says: `The challenger keeps ${weight} % of the traffic meanwhile.`}] : []),
			...(isUnderWay(canary)
				? [{says: 'A look that is under way in this moment may still take one step.'}]
				: []),
			{says: `A change of ${canary.target.kind} ${canary.target.name} is led only once it is resumed.`},
		],
	} satisfies Plan;
};

/** Lets Flagger go on, with its analysis where sluice had turned that off. */
export const resume: Lever = (object, {ref, around}) => {
	const canary = readCanary(object);
	const skipsByUs = canary.skipsAnalysis && isLeft(object, leftSkipping);
	const strikes = strikeLeft(object, [leftSuspended, leftSkipping]);
	if (!canary.isSuspended && strikes.length === 0) return refuse('nothing-to-do', ref, 'is not suspended.');
	const weight = actualWeight(canary, around.routedPercent);
	if (canary.isSuspended && isUnderWay(canary) && isOffList(canary, weight))
		return offList(canary, ref, weight!);
	const edits: Edit[] = [
		...(canary.isSuspended ? [{at: suspendAt, from: true, to: false}] : []),
		...(skipsByUs ? [{at: skipAt, from: true, to: false}] : []),
		...strikes,
	];
	return {
		...plainPlan,
		action: 'resume',
		says: canary.isSuspended ? `Resume ${sayRef(ref)}` : `Take back what was left in ${sayRef(ref)}`,
		lines: [
			...(canary.isSuspended ? [{subject: sayRef(ref), from: 'suspended', to: 'led by Flagger'}] : []),
			...(skipsByUs ? [{subject: 'analysis', from: 'skipped', to: 'on'}] : []),
		],
		steps: [specStep(object, ref, edits)],
		undo: {way: 'swap'},
		settledWhen: [rolloutIs(ref, 'resumed')],
		concerns:
			isUnderWay(canary) && weight !== undefined
				? [{says: `It goes on from ${weight} % within ${saySpan(canary.intervalMs)}.`}]
				: [],
	} satisfies Plan;
};

function offList(canary: FlaggerCanary, ref: Ref, weight: number): Refusal {
	const nearest = canary.weights.findLast(each => each <= weight) ?? 0;
	return refuse(
		'guarded',
		ref,
		`would send everything to the challenger at its next step: ${weight} % is none of its listed weights (${canary.weights.join(', ')} %).`,
		`Set its route to ${nearest} % first.`,
	);
}

/** Flagger takes each step by itself; what can be done depends on what it waits for. */
export const promote: Lever = (object, {ref}) => {
	const canary = readCanary(object);
	const says = 'Flagger has no lever for the next step: it takes each by itself while its checks pass.';
	return {refused: 'no-lever', says, hint: nearestToStep(canary, ref)};
};

function nearestToStep(canary: FlaggerCanary, ref: Ref): string {
	if (canary.isSuspended) return `It is suspended; to have it go on: ${sayCommand('resume', ref)}`;
	const gates = ['confirm-rollout', 'confirm-traffic-increase', 'confirm-promotion'].flatMap(type =>
		gatesOf(canary, type),
	);
	if (gates.length > 0) return `Open its gate: ${gates.join(', ')}`;
	return `It looks every ${saySpan(canary.intervalMs)}. To promote now, without checks: ${sayCommand('promote', ref, '--full')}`;
}

/**
 * Promotes without a further look. The field stays on until somebody turns it
 * off, and would let the next version through unlooked too: so the plan does
 * that itself once the promotion is seen, and until then the note stands.
 */
export const promoteFull: Lever = (object, {ref, now}) => {
	const canary = readCanary(object);
	const refusal = whyNotPromoted(canary, ref);
	if (refusal) return refusal;
	const newest = String(canary.status.lastAppliedSpec ?? '');
	const note = noteLeft(object, {what: leftSkipping, since: now});
	return {
		...plainPlan,
		action: 'promote',
		says: `Promote ${sayRef(ref)} in full, without analysis`,
		lines: [
			{subject: sayRef(ref), from: canary.phase, to: `promoted to ${canary.target.name}-primary`},
			{subject: 'analysis', from: 'on', to: 'skipped until it is promoted, then on'},
		],
		steps: [
			{
				...specStep(object, ref, [{at: skipAt, from: valueAt(object, skipAt), to: true}, note]),
				guards: asRead(object, skipAt, leftAt, '/status/lastAppliedSpec'),
				waitFor: rolloutIs(ref, 'promoted', {newest}),
			},
			{
				type: 'edit',
				target: ref,
				guards: [{at: skipAt, is: true}],
				edits: [
					{at: skipAt, from: true, to: false},
					{at: leftAt, from: note.to, to: note.from},
				],
				isSequel: true,
			},
		],
		undo: {
			way: 'compensate',
			command: {action: 'resume', target: ref},
			says: 'Turns the analysis on again where it is still off; what was promoted stays so.',
		},
		settledWhen: [rolloutIs(ref, 'promoted', {newest})],
		concerns: [
			{
				says: `All traffic goes to the former version first, and ${canary.target.name}-primary then takes the new one pod by pod: no check looks any more.`,
			},
			{
				says: 'Should this end half-way, the analysis stays off for the next version too.',
				hint: `${sayCommand('resume', ref)} turns it on.`,
			},
		],
	} satisfies Plan;
};

function whyNotPromoted(canary: FlaggerCanary, ref: Ref): Refusal | undefined {
	if (canary.isSuspended) {
		return refuse(
			'guarded',
			ref,
			'is suspended, so nothing is promoted.',
			`Resume it first: ${sayCommand('resume', ref)}`,
		);
	}
	if (canary.skipsAnalysis) return refuse('nothing-to-do', ref, 'skips its analysis already.');
	if (canary.phase === 'Waiting') {
		const gates = gatesOf(canary, 'confirm-rollout').join(', ');
		return refuse(
			'guarded',
			ref,
			'waits at its gate, which a skipped analysis does not open.',
			`Open it: ${gates}`,
		);
	}
	if (['Progressing', 'WaitingPromotion'].includes(canary.phase)) return undefined;
	return notUnderWay(canary, ref);
}

function notUnderWay(canary: FlaggerCanary, ref: Ref): Refusal {
	if (canary.phase === 'Failed') {
		return refuse(
			'guarded',
			ref,
			'has failed, and its challenger has no pods.',
			`It begins again with a changed template: ${restartTarget(canary, ref)}`,
		);
	}
	if (isPromoted(canary)) return refuse('nothing-to-do', ref, 'has no new version under way.');
	return refuse('guarded', ref, `is ${canary.phase || 'not set up yet'}; there is nothing to act on now.`);
}

/**
 * Has Flagger itself roll back, by as many failed checks as it bears: it has
 * no field for an abort, and reads this one at every look.
 */
export const abort: Lever = (object, facts) => {
	const canary = readCanary(object);
	const {ref} = facts;
	const refusal = whyNotAborted(canary, ref);
	if (refusal) return refusal;
	return {
		...plainPlan,
		action: 'abort',
		says: `Abort ${sayRef(ref)}: Flagger rolls back at its next look`,
		lines: [{subject: sayRef(ref), from: canary.phase, to: 'failed, everything at the primary'}],
		steps: abortSteps(canary, facts),
		undo: {
			way: 'none',
			because: `Flagger begins again only with a changed template of ${canary.target.kind} ${canary.target.name}.`,
		},
		settledWhen: [rolloutIs(ref, 'aborted')],
		concerns: [
			{
				says: `It acts at its next look, within ${saySpan(canary.intervalMs)}, and only while the challenger's pods are ready or it gives up on them.`,
				hint: 'To take traffic away at once, pause it and drain its route.',
			},
			...(canary.isSuspended ? [{says: 'It is resumed too: suspended, it would not act.'}] : []),
			...(canary.skipsAnalysis
				? [{says: 'Its analysis is turned on again: skipped, it would be promoted instead.'}]
				: []),
		],
		isEscape: true,
	} satisfies Plan;
};

/**
 * Skipped, it would promote before it counts failures, so the analysis is
 * turned on before; suspended, it does not look, so it is resumed after.
 */
function abortSteps(canary: FlaggerCanary, {ref}: LeverFacts): Step[] {
	const {object, isSuspended, skipsAnalysis} = canary;
	const failedAt = '/status/failedChecks';
	const status: Step = {
		type: 'edit',
		target: ref,
		subresource: 'status',
		guards: asRead(object, '/status/lastAppliedSpec'),
		edits: [{at: failedAt, from: valueAt(object, failedAt), to: canary.threshold}],
	};
	if (!isSuspended && !skipsAnalysis) return [status];
	const spec = specStep(object, ref, [
		...(isSuspended ? [{at: suspendAt, from: true, to: false}] : []),
		...(skipsAnalysis ? [{at: skipAt, from: true, to: false}] : []),
		...strikeLeft(object, [leftSuspended, leftSkipping]),
	]);
	return isSuspended ? [status, spec] : [spec, status];
}

function whyNotAborted(canary: FlaggerCanary, ref: Ref): Refusal | undefined {
	if (['Progressing', 'WaitingPromotion'].includes(canary.phase)) return undefined;
	const back = `Roll its target back: sluice rollback -n ${ref.namespace} ${targetName(canary)}`;
	if (canary.phase === 'Failed')
		return refuse('nothing-to-do', ref, 'has failed already; everything is at the primary.');
	if (canary.phase === 'Waiting')
		return refuse(
			'guarded',
			ref,
			'has not begun: its gate is closed, and no traffic is at the new version.',
			back,
		);
	if (isPromoted(canary)) return refuse('guarded', ref, 'has no new version under way.', back);
	if (['Promoting', 'Finalising'].includes(canary.phase)) {
		return refuse('guarded', ref, 'is being promoted: the primary has the new version already.', back);
	}
	return notUnderWay(canary, ref);
}

/** A failed version is led again only as a new one. */
export const retry: Lever = (object, {ref}) => {
	const canary = readCanary(object);
	return {
		refused: 'no-lever',
		says: 'Flagger has no lever to begin a failed version again: it waits for a changed template.',
		hint: `A restart is such a change: ${restartTarget(canary, ref)}`,
	};
};

/** It reads its weight from the route, so that is where a weight is set. */
export const jump: Lever = (_object, {ref}) => ({
	refused: 'no-lever',
	says: 'Flagger has no lever to jump to a step.',
	hint: `Suspend it (${sayCommand('pause', ref)}), then set its route to one of its weights.`,
});

function specStep(object: KubernetesObject, ref: Ref, edits: readonly Edit[]): Step {
	const places = new Set([...edits.map(edit => edit.at), leftAt]);
	return {type: 'edit', target: ref, guards: asRead(object, ...places), edits};
}

function isLeft(object: KubernetesObject, what: string): boolean {
	return leftoversOf(object).some(each => each.what === what);
}

function targetName({target}: FlaggerCanary): string {
	const group = target.apiVersion.includes('/') ? `.${target.apiVersion.split('/')[0]}` : '';
	return `${target.kind.toLowerCase()}s${group}/${target.name}`;
}

function restartTarget(canary: FlaggerCanary, {namespace}: Ref): string {
	return `sluice restart -n ${namespace} ${targetName(canary)}`;
}
