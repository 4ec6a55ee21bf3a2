import type {Cells} from './cells.ts';
import {isFragile} from './cells.ts';
import {plain, type StyleId, showsOnBlank, styleBytes} from './style.ts';

/**
 * Writes what differs between two screens. It remembers where the cursor is and
 * which style is on, so that neither is sent twice; a frame starts and ends in
 * plain style, and makes no assumption about where the cursor was.
 */
export type Pen = {bytes: string; row: number; column: number; style: StyleId};

export function newPen(): Pen {
	return {bytes: '', row: -1, column: -1, style: plain};
}

/** What is cheaper rewritten than jumped over: a jump costs about this many bytes. */
const shortGap = 4;

/** Appends what turns row `r` from `before` into `after`. */
export function drawRow(pen: Pen, r: number, before: Cells, after: Cells): void {
	if (before.isFragile || after.isFragile) {
		redrawRow(pen, r, before, after);
		return;
	}
	const columns = after.characters.length;
	const end = contentEnd(after);
	let column = 0;
	while (column < end) {
		if (isSame(before, after, column)) column++;
		else column = drawRun(pen, r, before, after, column, end);
	}
	if (contentEnd(before) > end) eraseFrom(pen, r, end, columns);
}

/** One stretch of cells, over short gaps of unchanged ones. Returns the column after it. */
function drawRun(pen: Pen, r: number, before: Cells, after: Cells, from: number, end: number): number {
	moveTo(pen, r, from);
	let column = from;
	let unchanged = 0;
	let pending = '';
	while (column < end && unchanged <= shortGap) {
		const isUnchanged = isSame(before, after, column);
		const character = after.characters[column]!;
		if (isUnchanged && (character === '' || !isShownBy(pen, character, after.styles[column]!))) break;
		if (isUnchanged) {
			unchanged++;
			pending += character;
		} else {
			pen.bytes += pending;
			pen.column += pending.length;
			pending = '';
			unchanged = 0;
			write(pen, character, after.styles[column]!);
		}
		column++;
	}
	return column;
}

/** Rows with characters of doubtful width are erased and written whole, the cursor set anew after each such character. */
function redrawRow(pen: Pen, r: number, before: Cells, after: Cells): void {
	const columns = after.characters.length;
	const isEqual = after.characters.every((_, column) => isSame(before, after, column));
	if (isEqual) return;
	eraseFrom(pen, r, 0, columns);
	const end = contentEnd(after);
	for (let column = 0; column < end; column++) {
		const character = after.characters[column]!;
		if (character === '') {
			if (pen.column === column) pen.column++;
			continue;
		}
		moveTo(pen, r, column);
		write(pen, character, after.styles[column]!);
		if (isFragile(character)) pen.column = -1;
	}
}

function isSame(before: Cells, after: Cells, column: number): boolean {
	return (
		before.characters[column] === after.characters[column] && before.styles[column] === after.styles[column]
	);
}

/** The column after the last cell that shows anything. */
function contentEnd({characters, styles}: Cells): number {
	let end = characters.length;
	while (end > 0 && characters[end - 1] === ' ' && styles[end - 1] === plain) end--;
	return end;
}

function eraseFrom(pen: Pen, r: number, column: number, columns: number): void {
	if (column >= columns) return;
	moveTo(pen, r, column);
	setStyle(pen, plain);
	pen.bytes += '\x1b[K';
}

function write(pen: Pen, character: string, style: StyleId): void {
	if (!isShownBy(pen, character, style)) setStyle(pen, style);
	pen.bytes += character;
	// The empty cells after a wide character move the cursor without a byte.
	pen.column++;
}

/** Whether the style that is on already will do: a plain blank can be written in any that shows nothing on blanks. */
function isShownBy(pen: Pen, character: string, style: StyleId): boolean {
	return pen.style === style || (character === ' ' && style === plain && !showsOnBlank(pen.style));
}

export function setStyle(pen: Pen, style: StyleId): void {
	pen.bytes += styleBytes(pen.style, style);
	pen.style = style;
}

function moveTo(pen: Pen, row: number, column: number): void {
	if (pen.row === row && pen.column === column) return;
	const ahead = column - pen.column;
	if (pen.row === row && pen.column >= 0 && ahead > 0) pen.bytes += ahead === 1 ? '\x1b[C' : `\x1b[${ahead}C`;
	else pen.bytes += column === 0 ? `\x1b[${row + 1}H` : `\x1b[${row + 1};${column + 1}H`;
	pen.row = row;
	pen.column = column;
}
