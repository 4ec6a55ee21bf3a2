import {valueAt} from '../../model/json.ts';
import {leftAt} from '../../model/leftover.ts';
import {numberIn, objectIn} from '../../model/object.ts';
import type {Concern, Line, Plan, Refusal, Step} from '../../model/plan.ts';
import {sayRef} from '../../model/ref.ts';
import {presentRevision, type Revision} from '../../model/revisions.ts';
import {sayRevision, templateStep} from '../../plan/template-change.ts';
import type {Lever, LeverFacts} from '../engine.ts';
import {asRead, plainPlan, refuse, rolloutIs, sayCommand} from '../plain-plan.ts';
import {sayClock} from '../times.ts';
import {scaleDownAt} from './deadlines.ts';
import {abortDelayEdits, takeBackEdits} from './pause.ts';
import {type Argo, actualOf, hasSwitched, isObserved, isPromoted, readArgo} from './status.ts';
import {sayWeight} from './steps.ts';
import {marks, revisionsKept} from './versions.ts';
import {mayAbortHang} from './warnings.ts';

/**
 * The escape: everything back to the champion. Where the update is over, or a
 * blue-green has switched, an abort would leave traffic where it is (and an
 * aborted Rollout without an update makes its controller run in circles), so
 * it becomes a roll back.
 */
export const abort: Lever = (object, facts) => {
	const argo = readArgo(object);
	const {ref} = facts;
	if (argo.stableHash === '') {
		return refuse('guarded', ref, 'is in its first version: there is none to go back to.');
	}
	if (isPromoted(argo) && !isObserved(argo)) {
		return refuse(
			'stale',
			ref,
			'was changed, and its controller has not seen that yet.',
			'Look again in a moment.',
		);
	}
	if (isPromoted(argo) || hasSwitched(argo)) return rollBack(argo, facts);
	if (!argo.isAborted || argo.isPromotingInFull) return giveUp(argo, facts);
	const freeing = freeingSteps(argo, ref, facts.now);
	if (freeing.length === 0) return refuse('nothing-to-do', ref, 'is aborted already.');
	return {...giveUp(argo, facts), says: `Free ${sayRef(ref)} to finish its abort`, steps: freeing};
};

function giveUp(argo: Argo, {ref, now}: LeverFacts): Plan {
	const {object} = argo;
	const weight = actualOf(argo);
	const line: Line = {
		subject: sayRef(ref),
		from: weight === undefined ? 'under way' : `${sayWeight(weight, argo.maxWeight)} at ${argo.currentHash}`,
		to: `aborted, everything at ${argo.stableHash}`,
	};
	return {
		...plainPlan,
		action: 'abort',
		says: `Abort ${sayRef(ref)}: everything back to ${argo.stableHash}`,
		lines: [line],
		steps: [
			{
				type: 'edit',
				target: ref,
				subresource: 'status',
				// Which update it is, and nothing else: whatever step somebody takes meanwhile, it is aborted.
				guards: asRead(object, '/status/currentPodHash', '/status/stableRS'),
				edits: [
					{at: '/status/abort', from: valueAt(object, '/status/abort'), to: true},
					// A full promotion asked for, even in this moment, would have the abort dropped.
					{at: '/status/promoteFull', from: valueAt(object, '/status/promoteFull'), to: false},
				],
			},
			...freeingSteps(argo, ref, now),
		],
		undo: {
			way: 'compensate',
			command: {action: 'retry', target: ref},
			says: 'Starts it again from its first step.',
		},
		settledWhen: [rolloutIs(ref, 'aborted', {newest: argo.currentHash})],
		concerns: concernsOf(argo),
		isEscape: true,
	};
}

/** What else holds an abort up: a pause by hand, in which no pod is started or stopped, and a delay in a circle. */
function freeingSteps(argo: Argo, ref: LeverFacts['ref'], now: number): Step[] {
	const delay = mayAbortHang(argo) ? abortDelayEdits(argo, now) : [];
	const edits = [...(argo.isPausedByHand ? [{at: '/spec/paused', from: true, to: false}] : []), ...delay];
	if (edits.length === 0) return [];
	const places = new Set([...edits.map(edit => edit.at), ...(delay.length > 0 ? [leftAt] : [])]);
	return [{type: 'edit', target: ref, guards: asRead(argo.object, ...places), edits}];
}

function concernsOf(argo: Argo): Concern[] {
	return [
		...(argo.isPromotingInFull
			? [{says: 'It takes the full promotion back, which would drop the abort.'}]
			: []),
		...(argo.isPausedByHand
			? [{says: 'It is resumed too: while it is paused by hand no pod is started or stopped.'}]
			: []),
		...(mayAbortHang(argo)
			? [
					{
						says: 'abortScaleDownDelaySeconds is taken away: with dynamicStableScale some controllers would never finish the abort.',
						hint: 'retry (or resume) puts it back; a Git sync may do so earlier.',
					},
				]
			: []),
		...(argo.canary?.dynamicStableScale === true
			? [{says: 'Traffic goes back as pods of the champion come up, not at once: dynamicStableScale is on.'}]
			: []),
	];
}

/** Starts an aborted update again from its first step. */
export const retry: Lever = (object, {ref}) => {
	const argo = readArgo(object);
	if (!argo.isAborted) {
		return refuse('nothing-to-do', ref, 'was not aborted.');
	}
	if (isPromoted(argo)) return clearAbort(argo, ref);
	const back = takeBackEdits(argo);
	const places = [...new Set([...back.map(edit => edit.at), ...(back.length > 0 ? [leftAt] : [])])];
	return {
		...clearAbort(argo, ref),
		steps: [
			...(back.length > 0
				? [{type: 'edit', target: ref, guards: asRead(object, ...places), edits: back} satisfies Step]
				: []),
			...clearAbort(argo, ref).steps,
		],
	};
};

function clearAbort(argo: Argo, ref: LeverFacts['ref']): Plan {
	const {object, steps} = argo;
	return {
		...plainPlan,
		action: 'retry',
		says: `Retry ${sayRef(ref)}`,
		lines: [
			{
				subject: sayRef(ref),
				from: 'aborted',
				to: steps.length > 0 ? `step 1 of ${steps.length}` : 'under way',
			},
		],
		steps: [
			{
				type: 'edit',
				target: ref,
				subresource: 'status',
				guards: asRead(object, '/status/abort', '/status/currentPodHash', '/status/stableRS'),
				edits: [{at: '/status/abort', from: true, to: false}],
			},
		],
		undo: {way: 'compensate', command: {action: 'abort', target: ref}, says: 'Aborts it again.'},
		settledWhen: [rolloutIs(ref, 'retried', {newest: argo.currentHash})],
		concerns: [{says: 'The same version begins again; what made it fail may do so again.'}],
	};
}

/** Back to the former version by its template, which is fast only while its pods still run. */
function rollBack(argo: Argo, facts: LeverFacts): Plan | Refusal {
	const {ref, around} = facts;
	const kept = revisionsKept(argo, around);
	const present = presentRevision(argo.object, marks);
	const to = kept?.find(each => (isPromoted(argo) ? each.number < present : each.hash === argo.stableHash));
	if (!kept || !to) {
		const what = isPromoted(argo) ? 'has no update under way' : 'has switched to its new version';
		return refuse(
			'guarded',
			ref,
			`${what}, and no earlier revision ${kept ? 'is kept' : 'could be read'} to roll back to.`,
			kept ? 'Set the former image instead: sluice upgrade' : 'Ask for the right to list replicasets.',
		);
	}
	const workload = around.workload;
	const isElsewhere = argo.spec.workloadRef !== undefined;
	if (isElsewhere && !workload) {
		return refuse('guarded', ref, 'takes its template from another object, which could not be read.');
	}
	const {ref: target, object} = workload ?? {ref, object: argo.object};
	const from = kept.find(each => each.number === present);
	return {
		...plainPlan,
		action: 'abort',
		says: `Roll ${sayRef(ref)} back from revision ${present} to ${to.number}, as an abort would leave traffic where it is`,
		lines: [{subject: sayRef(ref), from: sayRevision(present, from), to: sayRevision(to.number, to)}],
		steps: [
			templateStep({
				target,
				object,
				to,
				from,
				present,
				kubectl: `argo rollouts undo ${ref.name} -n ${ref.namespace} --to-revision=${to.number}`,
			}),
		],
		undo: {
			way: 'compensate',
			command: {action: 'rollback', target: ref, toRevision: present, fromReplicaSet: to.replicaSetUid},
			says: `Roll back to revision ${present} again.`,
		},
		// Right after a switch the controller may take the former version for a new one, and hold it behind the preview.
		settledWhen: [rolloutIs(ref, argo.blueGreen ? 'returned' : 'rests', {former: argo.currentHash})],
		concerns: [...howFast(argo, to, facts), ...throughSteps(argo, ref), ...stillPaused(argo)],
		// This only takes traffic from the new version: where it is not the champion yet, or all goes back to pods that run.
		isEscape: hasSwitched(argo) && (!isPromoted(argo) || isRunning(to)),
	};
}

function isRunning({pods}: Revision): boolean {
	return pods.wanted > 0 && pods.ready >= pods.wanted;
}

function howFast(argo: Argo, to: Revision, {around}: LeverFacts): Concern[] {
	const at = scaleDownAt(to.hash, argo, around);
	if (to.pods.wanted === 0)
		return [{says: `No pod of revision ${to.number} runs any more: its pods start first.`}];
	const count = to.pods.wanted === 1 ? '1 pod' : `${to.pods.wanted} pods`;
	if (at === undefined)
		return [{says: `${count} of revision ${to.number} still run, so going back is fast.`}];
	return [
		{
			says: `${count} of revision ${to.number} still run until ${sayClock(at)}: going back is fast until then, and slow after it.`,
		},
	];
}

function throughSteps({canary, steps, spec}: Argo, ref: LeverFacts['ref']): Concern[] {
	if (!canary || steps.length === 0) return [];
	const window = numberIn(objectIn(spec.rollbackWindow).revisions) ?? 0;
	if (window > 0) return [{says: `Its steps are skipped within its rollback window of ${window}.`}];
	return [
		{
			says: 'The former version comes back through all steps, like any other change.',
			hint: `At once: ${sayCommand('promote', ref, '--full')} after this.`,
		},
	];
}

function stillPaused({isPausedByHand}: Argo): Concern[] {
	return isPausedByHand ? [{says: 'It is paused by hand: nothing moves until it is resumed.'}] : [];
}
