import {textOf} from './key-names.ts';

/**
 * How keys have been arriving. A paste without brackets comes as keys, and a
 * slow line splits it over several reads: what comes right behind several keys
 * at once belongs to them, whoever typed it could not have looked in between.
 */
export type Pace = {
	/** When the latest key of the stream came, in milliseconds. */
	readonly at: number;
	/** Keys that came without a pause among them; those that only move are not counted. */
	readonly count: number;
	readonly stream?: Stream;
};

/** Keys that came faster than they can be meant one by one; so many of them that nobody typed them. */
export type Stream = 'burst' | 'paste';

export const calm: Pace = {at: Number.NEGATIVE_INFINITY, count: 0};

/** Keys that come closer than this, one to a read, were not typed one by one: the quickest hands and keyboards take longer. */
export const apartMs = 20;

/** So long after a burst the next read still belongs to it. */
export const burstMs = 300;

/** More keys than this are a paste: a line that stalled for seconds holds fewer. */
const pasteKeys = 40;

/** A long paste stalls for longer on a slow line. */
export const pasteMs = 600;

/** The pace once these keys came in one read. Moving neither begins a stream nor carries one on: a held `j` is none. */
export function paceAfter(
	pace: Pace,
	keys: readonly string[],
	at: number,
	isMove: (key: string) => boolean,
): Pace {
	const own = keys.filter(key => !isMove(key)).length;
	const pause = at - pace.at;
	const goesOn = pause < patienceOf(pace);
	if (own === 0) return goesOn ? pace : calm;
	const count = goesOn ? pace.count + own : own;
	if (count === 1) return {at, count};
	const isPaste = count > pasteKeys && (pace.stream === 'paste' || !isHeld(keys));
	return {at, count, stream: isPaste ? 'paste' : 'burst'};
}

function patienceOf({stream}: Pace): number {
	if (stream === undefined) return apartMs;
	return stream === 'burst' ? burstMs : pasteMs;
}

/** One key over and over: held down while the line stalled. */
function isHeld(keys: readonly string[]): boolean {
	return keys.every(key => key === keys[0] || textOf(key) === undefined);
}
