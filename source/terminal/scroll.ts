/** Rows `top` to `bottom` (both included) move up by so many; down where negative. */
export type Scroll = {readonly top: number; readonly bottom: number; readonly by: number};

/** Fewer rows than this are as cheap to write anew. */
const leastRows = 4;

/**
 * Finds out that a stretch of rows moved as a whole, as a list does when it
 * scrolls, so that the terminal can move them by itself. A wrong guess costs
 * bytes and nothing else: what was moved is compared with what shall stand there.
 */
export function findScroll(before: readonly string[], after: readonly string[]): Scroll | undefined {
	const moves = movesOf(before, after);
	let best: {readonly by: number; readonly rows: readonly number[]} | undefined;
	for (const [by, rows] of moves) if (rows.length > (best?.rows.length ?? leastRows - 1)) best = {by, rows};
	if (best === undefined) return undefined;
	const {by, rows} = best;
	const places = [rows[0]!, rows.at(-1)!, rows[0]! + by, rows.at(-1)! + by];
	const [top, bottom] = [Math.min(...places), Math.max(...places)];
	return stillRows(before, after, top, bottom) * 2 < rows.length ? {top, bottom, by} : undefined;
}

/** The rows that now show what stood so many rows further down, by that number. Blank rows tell nothing. */
function movesOf(before: readonly string[], after: readonly string[]): Map<number, number[]> {
	const places = new Map(before.map((line, r) => [line, r]));
	const moves = new Map<number, number[]>();
	for (const [r, line] of after.entries()) {
		const by = (places.get(line) ?? r) - r;
		if (by === 0 || line.trim() === '' || before[r] === line) continue;
		const rows = moves.get(by);
		if (rows === undefined) moves.set(by, [r]);
		else rows.push(r);
	}
	return moves;
}

/** Rows that did not change and would have to be written again after a scroll. */
function stillRows(before: readonly string[], after: readonly string[], top: number, bottom: number): number {
	let still = 0;
	for (let r = top; r <= bottom; r++) if (before[r] === after[r] && (after[r] ?? '').trim() !== '') still++;
	return still;
}

/** Sets the scrolling region (DECSTBM), moves it (SU, SD), and takes the region back. */
export function scrollBytes({top, bottom, by}: Scroll): string {
	return `\x1b[${top + 1};${bottom + 1}r\x1b[${Math.abs(by)}${by > 0 ? 'S' : 'T'}\x1b[r`;
}

/** The same done to a list of rows; `blank` makes those that come in. */
export function scrollRows<Row>(rows: readonly Row[], {top, bottom, by}: Scroll, blank: () => Row): Row[] {
	return rows.map((row, r) => {
		if (r < top || r > bottom) return row;
		const from = r + by;
		return from < top || from > bottom ? blank() : rows[from]!;
	});
}
