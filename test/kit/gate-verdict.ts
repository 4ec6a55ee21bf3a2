import {expect} from 'vitest';
import type {Tried} from './gate-matrix.ts';
import type {Row} from './gate-rows.ts';

/** How each state ends what could be written otherwise; the escape passes those for it, and was told no at last. */
const ends: {readonly [state: string]: string} = {
	'read-only by the flag': 'read-only',
	'read-only by the configuration': 'read-only',
	disarmed: 'disarmed',
	'denied by the server': 'denied',
	old: 'stale',
	'another word typed': 'cancelled',
	cancelled: 'cancelled',
	stopped: 'cancelled',
	'a reason demanded, and none given': 'no-reason',
	'the guard lost': 'stale',
};
const passedByEscape = ['disarmed', 'old', 'a reason demanded, and none given'];

/** How these end where there is anything to fight over; where there is not, nobody says yes. */
const fights: {readonly [state: string]: string} = {
	'an owner that heals it': 'owned',
	'replaced twice': 'owned',
	'changed while it was looked at': 'stale',
};

/** `an owner that heals it: scale deployments.apps`: the fights that held a write back. */
export function fightsHeld({action, kind}: Row, all: readonly Tried[]): string[] {
	return all.filter(({state, end}) => fights[state] === end).map(({state}) => `${state}: ${action} ${kind}`);
}

/**
 * Nothing left but what changes nothing. Where a guard was lost the write was
 * sent, and the server refused it. Whatever could be planned at all ended by
 * the state it was in, and not by something else.
 */
export function expectHeld({action, kind}: Row, all: readonly Tried[]): void {
	const isTakingBack = action === 'undo' || action === 'redo';
	const could = all.find(({state}) => state === 'cancelled')!.end === 'cancelled';
	for (const {state, end, isEscape, left} of all) {
		// It plans again by itself what is drained to where, until that is so.
		if (isEscape && state === 'the guard lost') continue;
		const refused = ['the guard lost', 'changed while it was looked at'].includes(state)
			? left.filter(each => /: (404|409|422)$/.test(each))
			: [];
		expect(
			left.filter(each => !refused.includes(each)),
			`${action} ${kind}, ${state}`,
		).toEqual([]);
		// Who may only look has changed nothing that could be taken back.
		if (isTakingBack && end === 'nothing-to-do' && state === 'denied by the server') continue;
		if (!could || ends[state] === undefined) continue;
		// Another pod under its name means that the one to evict is off the node: it is left alone.
		const isGone = refused.length > 0 && refused.every(each => /\/eviction: 409$/.test(each));
		const isPassed = isEscape && passedByEscape.includes(state);
		const expected = isPassed ? 'cancelled' : isGone ? 'applied' : ends[state];
		expect(end, `${action} ${kind}, ${state}`).toBe(expected);
	}
}

/** Verbs that write values of which both sides stand in the object: all of these can be fought over. */
const foughtOver = ['scale', 'upgrade', 'shift', 'swap', 'scale-bounds', 'undo', 'redo'];
/** Its share is not there until it is first written, so that nobody can be said to set it. */
const unset = 'inferenceservices.serving.kserve.io';

/** The fights that must have held a write back, of all pairs of an action and a kind that could be written. */
export function fightsOwed(could: Iterable<string>): string[] {
	const pairs = [...could].map(pair => pair.split(' ') as [string, string]);
	return pairs
		.filter(([action, kind]) => foughtOver.includes(action) && kind !== unset)
		.flatMap(pair => Object.keys(fights).map(state => `${state}: ${pair.join(' ')}`));
}
