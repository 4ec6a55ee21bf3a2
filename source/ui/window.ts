/**
 * Which rows of a long list are on screen. The cursor is held by key
 * elsewhere; here it is the place that key has in the list just now.
 */
export type Window = {readonly first: number; readonly height: number};

export type Move = 'up' | 'down' | 'page-up' | 'page-down' | 'half-up' | 'half-down' | 'top' | 'bottom';

/** The first row to show: moved no further than the cursor needs, with no blank rows below while rows remain above. */
export function firstRow({first, height}: Window, total: number, cursor: number | undefined): number {
	const last = Math.max(0, total - height);
	let wanted = first;
	if (cursor !== undefined && cursor < wanted) wanted = cursor;
	if (cursor !== undefined && cursor >= wanted + height) wanted = cursor - height + 1;
	return Math.min(Math.max(0, wanted), last);
}

/** Where a move puts the cursor; without one it starts at the first row shown. Undefined in an empty list. */
export function movedCursor(
	move: Move,
	cursor: number | undefined,
	total: number,
	{first, height}: Window,
): number | undefined {
	if (total === 0) return undefined;
	if (move === 'top') return 0;
	if (move === 'bottom') return total - 1;
	if (cursor === undefined) return Math.min(first, total - 1);
	return Math.min(Math.max(0, cursor + stepOf(move, height)), total - 1);
}

/** Moving a text that has no cursor: the first row to show after the move. */
export function scrolled(move: Move, {first, height}: Window, total: number): number {
	const last = Math.max(0, total - height);
	if (move === 'top') return 0;
	if (move === 'bottom') return last;
	return Math.min(Math.max(0, first + stepOf(move, height)), last);
}

function stepOf(move: Exclude<Move, 'top' | 'bottom'>, height: number): number {
	// A page keeps one row in sight, so that the eye finds its place.
	const page = Math.max(1, height - 1);
	const half = Math.max(1, Math.floor(height / 2));
	return {up: -1, down: 1, 'page-up': -page, 'page-down': page, 'half-up': -half, 'half-down': half}[move];
}

/** `41-85 of 5000`, `all 12`, or nothing for an empty list. */
export function sayWindow({first, height}: Window, total: number): string {
	if (total === 0) return '';
	if (total <= height) return `all ${total}`;
	return `${first + 1}-${Math.min(first + height, total)} of ${total}`;
}
