import {displayWidth, dropWidth, takeWidth} from '../terminal/width.ts';
import {type Cut, fitted, shorten} from './fit.ts';
import type {Look, Theme} from './theme.ts';

/**
 * A run of text that looks the same. The text must be harmless already: no
 * control characters, no escape sequences.
 */
export type Segment = {
	readonly text: string;
	readonly look?: Look;
	/** SGR parameters of foreign colours, as a log brought them; not shown where the theme has no colours. */
	readonly sgr?: string;
};

/** One row of the screen, before it is cut to a width. */
export type Line = readonly Segment[];

export function segment(text: string, look?: Look): Segment {
	return look === undefined ? {text} : {text, look};
}

export function lineWidth(line: Line): number {
	let width = 0;
	for (const {text} of line) width += displayWidth(text);
	return width;
}

/** The line as terminal text of exactly `width` cells: padded with blanks, or cut with an ellipsis. */
export function paint(theme: Theme, line: Line, width: number): string {
	let painted = '';
	let room = width;
	for (const [s, {text, look, sgr}] of line.entries()) {
		if (room <= 0) break;
		const wanted = displayWidth(text);
		const isCut = wanted > room || (wanted === room && hasMore(line, s));
		const shown = isCut ? cutAtEnd(text, room, theme.glyphs.ellipsis) : text;
		painted += dress(theme, shown, look, sgr);
		room -= isCut ? displayWidth(shown) : wanted;
		if (isCut) break;
	}
	return room > 0 ? painted + ' '.repeat(room) : painted;
}

function hasMore(line: Line, s: number): boolean {
	for (let later = s + 1; later < line.length; later++) if (line[later]!.text.trim() !== '') return true;
	return false;
}

function cutAtEnd(text: string, room: number, ellipsis: string): string {
	return displayWidth(text) > room ? shorten(text, room, ellipsis) : takeWidth(text, room - 1) + ellipsis;
}

function dress(theme: Theme, text: string, look: Look = 'plain', foreign?: string): string {
	const sgr = foreign !== undefined && theme.colors !== 'none' ? foreign : theme.sgr[look];
	return sgr === '' || text === '' ? text : `\x1b[${sgr}m${text}\x1b[0m`;
}

/** A segment of exactly `width` cells. */
export function cell(
	text: string,
	width: number,
	look?: Look,
	options: {align?: 'left' | 'right'; cut?: Cut; ellipsis?: string} = {},
): Segment {
	return segment(fitted(text, width, options), look);
}

/** `left` and `right` at the two ends of a row; where both do not fit, the left is cut. */
export function spread(left: Line, right: Line, width: number, ellipsis = '…'): Line {
	const room = Math.max(0, width - lineWidth(right));
	const gap = room - lineWidth(left);
	return gap >= 0
		? [...left, segment(' '.repeat(gap)), ...right]
		: [...cutLine(left, room, ellipsis), ...right];
}

/** The first `width` cells of a line, its end marked where something was lost. */
export function cutLine(line: Line, width: number, ellipsis = '…'): Line {
	const cut: Segment[] = [];
	let room = width;
	for (const part of line) {
		if (room <= 0) break;
		const text = shorten(part.text, room, ellipsis);
		cut.push({...part, text});
		room -= displayWidth(text);
	}
	return cut;
}

/** What remains of a line once `cells` of it have scrolled out to the left. */
export function scrolledLine(line: Line, cells: number): Line {
	let left = cells;
	const rest: Segment[] = [];
	for (const part of line) {
		const width = displayWidth(part.text);
		if (left < width) rest.push(left > 0 ? {...part, text: dropWidth(part.text, left)} : part);
		left = Math.max(0, left - width);
	}
	return rest;
}

/** A line folded into rows of at most `width` cells; an empty line is one row. */
export function foldLine(line: Line, width: number): Line[] {
	const rows: Segment[][] = [[]];
	let room = width;
	for (const part of line) {
		let {text} = part;
		while (text !== '') {
			const taken = takeWidth(text, room);
			if (taken === '' && room < width) {
				rows.push([]);
				room = width;
				continue;
			}
			// A character wider than the whole row has no place to go.
			if (taken === '') break;
			rows.at(-1)!.push({...part, text: taken});
			room -= displayWidth(taken);
			text = text.slice(taken.length);
		}
	}
	return rows;
}
