/** How far the server's clock is ahead of ours, as far as answers agree; and what a single one said otherwise. */
export type Skew = {readonly aheadMs: number; readonly rumouredMs?: number};

/** One answer: what its Date header says, and between which moments here it was written. */
export type Dated = {readonly date: number; readonly askedAt: number; readonly heardAt: number};

/** An answer that took longer says too little about when it was written. */
const longestMs = 10_000;
/** Headers count in whole seconds, and ages must not flicker with them. */
const sameMs = 2000;

/** A single answer proves nothing, as it may come from a cache: two in a row have to agree. */
export function nextSkew(skew: Skew, {date, askedAt, heardAt}: Dated): Skew {
	const tookMs = heardAt - askedAt;
	if (Number.isNaN(date) || tookMs < 0 || tookMs > longestMs) return skew;
	// The header leaves out parts of a second: half of one on average.
	const seenMs = Math.round(date + 500 - (askedAt + heardAt) / 2);
	const isNear = (known: number) => Math.abs(seenMs - known) <= sameMs + tookMs / 2;
	if (isNear(skew.aheadMs)) return {aheadMs: skew.aheadMs};
	return skew.rumouredMs !== undefined && isNear(skew.rumouredMs)
		? {aheadMs: seenMs}
		: {aheadMs: skew.aheadMs, rumouredMs: seenMs};
}
