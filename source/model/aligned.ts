import type {Stamped} from './stamped.ts';

/** What was written at the same time on two sides; a side that was silent then has none. */
export type AlignedRow<L extends Stamped> = {
	/** The beginning of the span both are in. */
	readonly at: number;
	readonly left?: L;
	readonly right?: L;
};

/**
 * Two logs side by side, each in the order of its times: lines of the same span
 * stand in the same rows, and the shorter side of a span ends in gaps. No line
 * is left out, and none stands before an earlier one.
 */
export function aligned<L extends Stamped>(
	left: readonly L[],
	right: readonly L[],
	spanMs = 1000,
): readonly AlignedRow<L>[] {
	const rows: AlignedRow<L>[] = [];
	let [l, r] = [0, 0];
	while (l < left.length || r < right.length) {
		const span = Math.floor(
			Math.min(left[l]?.at ?? Number.POSITIVE_INFINITY, right[r]?.at ?? Number.POSITIVE_INFINITY) / spanMs,
		);
		const isIn = (line: L | undefined) => line !== undefined && line.at < (span + 1) * spanMs;
		while (isIn(left[l]) || isIn(right[r])) {
			rows.push({
				at: span * spanMs,
				...(isIn(left[l]) && {left: left[l++]!}),
				...(isIn(right[r]) && {right: right[r++]!}),
			});
		}
	}
	return rows;
}
