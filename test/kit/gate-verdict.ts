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
	'the guard lost': 'stale',
};
const passedByEscape = ['disarmed', 'old'];

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
		const refused = state === 'the guard lost' ? left.filter(each => /: (404|409|422)$/.test(each)) : [];
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
