import type {ActionCommand} from '../model/command.ts';
import {type Held, heldAnnotation, heldOf, heldText} from '../model/held.ts';
import {pointerTo, valueAt} from '../model/json.ts';
import type {Concern, Edit, Line, Plan, Refusal, Step} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import {sayInstant} from '../owners/holding-words.ts';
import {acceptanceOf} from '../plan/accepted.ts';
import {guardAsRead} from '../plan/guard-as-read.ts';
import {type Action, plainPlan, recreated} from './action.ts';
import {gatherHolders, type HolderFacts, type Holding} from './gather-holders.ts';

type Hold = Extract<ActionCommand, {action: 'hold'}>;

export const heldAt = pointerTo('metadata', 'annotations', heldAnnotation);

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** How long a hold lasts where nobody says. */
export const usualHoldMs = hourMs;
const longestHoldMs = 7 * 24 * hourMs;

/**
 * Stops the GitOps owner of an object from reverting it. The exact former
 * policy goes into an annotation of the owner, in the same write, so that every
 * operator sees the hold and can release it.
 */
export const hold: Action<Hold, HolderFacts> = {
	name: 'hold',
	title: 'Hold its GitOps owner',
	kinds: [],
	gather: ({target}, reader, clock) => gatherHolders(target, reader, clock),
	plan({target, forMs}, facts) {
		const refusal = outOfBounds(forMs) ?? recreated(target, facts.ref) ?? noOwner(facts);
		if (refusal) return refusal;
		const idle = facts.holding.flatMap(each => whyIdle(each) ?? []);
		const held = facts.holding.filter(each => whyIdle(each) === undefined);
		if (held.length === 0) return {refused: 'guarded', says: `${idle.join(' ')} There is nothing to hold.`};
		return planHold(held, idle, forMs, facts);
	},
};

function planHold(
	held: readonly Holding[],
	idle: readonly string[],
	forMs: number,
	facts: HolderFacts,
): Plan {
	const steps = held.map(each => stepOf(each, forMs, facts));
	return {
		...plainPlan,
		action: 'hold',
		says: `Hold ${held.map(({ref}) => sayRef(ref)).join(' and ')} for ${sayLength(forMs)}`,
		lines: held.map(each => lineOf(each, forMs, facts)),
		steps,
		undo: {way: 'swap'},
		settledWhen: steps.map(acceptanceOf),
		concerns: [...held.map(reachOf), ...[...idle, ...facts.unknown].map(says => ({says}))],
	};
}

/** Held again, it keeps the policy it had before the first time. */
function stepOf({holder, object, ref}: Holding, forMs: number, {who, now}: HolderFacts): Step {
	const before = heldOf(object);
	const isHeld = before !== undefined && before !== 'unreadable';
	const policy = valueAt(object, holder.policyAt);
	const held: Held = {who, since: now, until: now + forMs, former: isHeld ? before.former : policy};
	const edits: Edit[] = [
		...(isHeld ? [] : [{at: holder.policyAt, from: policy, to: holder.heldAs}]),
		{at: heldAt, from: valueAt(object, heldAt), to: heldText(held)},
	];
	return {
		type: 'edit',
		target: ref,
		guards: [guardAsRead(object, holder.policyAt), guardAsRead(object, heldAt)],
		edits,
	};
}

function lineOf({holder, object, ref}: Holding, forMs: number, {now}: HolderFacts): Line {
	const before = heldOf(object);
	const from =
		before !== undefined && before !== 'unreadable'
			? `held until ${sayInstant(before.until)}`
			: holder.sayPolicy(valueAt(object, holder.policyAt));
	return {subject: sayRef(ref), from, to: `held until ${sayInstant(now + forMs)}`};
}

/** A hold reaches further than the one object it is meant for. */
function reachOf({holder, object, ref}: Holding): Concern {
	const count = holder.countOf(object);
	const what =
		count === undefined ? 'all that it has' : count === 1 ? 'its only object' : `all of its ${count} objects`;
	return {
		says: `Nothing reaches ${what} from Git until it is released.`,
		hint: `Release it: sluice release ${ref.resource.plural}.${ref.resource.group}/${ref.name} -n ${ref.namespace}`,
	};
}

/** Why there is nothing to hold of an owner, as a sentence; one that we hold can be held for longer. */
function whyIdle({holder, object, ref}: Holding): string | undefined {
	const held = heldOf(object);
	if (held === 'unreadable') {
		return `${sayRef(ref)} has an annotation ${heldAnnotation} that means nothing to sluice: look at it first.`;
	}
	const why = holder.whyIdle(object);
	if (held !== undefined && why !== undefined) return undefined;
	return why && `${sayRef(ref)} ${why}.`;
}

/** Why no owner is at hand; undefined where one is. */
export function noOwner({ref, holding, elsewhere, unknown}: HolderFacts): Refusal | undefined {
	if (holding.length > 0) return undefined;
	if (unknown.length > 0) {
		return {refused: 'guarded', says: `Its GitOps owner could not be looked for. ${unknown.join(' ')}`};
	}
	if (elsewhere.length > 0) {
		return {
			refused: 'guarded',
			says: `${elsewhere.join(' and ')}, which has ${sayRef(ref)}, is not in this cluster.`,
			hint: 'Hold it where it lives: sluice --context, on the cluster that runs it.',
		};
	}
	return {
		refused: 'guarded',
		says: `${sayRef(ref)} has no GitOps owner that can be seen: no mark of Argo CD or Flux is on it.`,
	};
}

function outOfBounds(forMs: number): Refusal | undefined {
	if (forMs >= minuteMs && forMs <= longestHoldMs) return undefined;
	return {
		refused: 'usage',
		says: `${sayLength(forMs)} is no time for a hold.`,
		hint: 'Give a time from 1m to 168h, for example 30m.',
	};
}

function sayLength(lengthMs: number): string {
	if (lengthMs >= hourMs && lengthMs % hourMs === 0) return `${lengthMs / hourMs} h`;
	return lengthMs >= minuteMs ? `${Math.round(lengthMs / minuteMs)} min` : `${Math.round(lengthMs / 1000)} s`;
}
