import {hyperlinked} from '../terminal/hyperlink.ts';
import {displayWidth, dropWidth, takeWidth} from '../terminal/width.ts';
import {type Cut, fitted} from './fit.ts';
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
	/** Where a click on it leads, on terminals that take links. */
	readonly href?: string;
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
	for (const {text, look, sgr, href} of cutLine(line, width, theme.glyphs.ellipsis)) {
		const dressed = dress(theme, text, look, sgr);
		painted += href !== undefined && theme.hasLinks ? hyperlinked(dressed, href) : dressed;
		room -= displayWidth(text);
	}
	return room > 0 ? painted + ' '.repeat(room) : painted;
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

/** The first `width` cells of a line, an ellipsis in the last of them where something was lost. */
export function cutLine(line: Line, width: number, ellipsis = '…'): Line {
	if (lineWidth(line) <= width) return line;
	const kept: Segment[] = [];
	let room = width;
	for (const [p, part] of line.entries()) {
		const isLast = !hasText(line, p + 1);
		const wanted = displayWidth(part.text);
		if (wanted > room || (wanted === room && !isLast)) {
			if (room > 0) kept.push({...part, text: cutText(part.text, room, ellipsis)});
			return kept;
		}
		kept.push(part);
		room -= wanted;
	}
	return kept;
}

/** The words of a line that fit whole into `width` cells, and an ellipsis where some did not. */
export function cutWords(line: Line, width: number, ellipsis = '…'): Line {
	if (lineWidth(line) <= width) return line;
	const words = line.flatMap(part => (part.text.match(/\s*\S+|\s+$/g) ?? []).map(text => ({...part, text})));
	const kept: Segment[] = [];
	let room = width - displayWidth(ellipsis) - 1;
	for (const word of words) {
		room -= displayWidth(word.text);
		if (room < 0) break;
		kept.push(word);
	}
	// A first word that is too long is cut through.
	return lineWidth(kept) * 2 < width
		? cutLine(line, width, ellipsis)
		: [...kept, segment(` ${ellipsis}`, kept.at(-1)?.look)];
}

/** Whether anything is to be seen from place `p` on; blanks may be lost without a sign. */
function hasText(line: Line, p: number): boolean {
	for (let part = p; part < line.length; part++) if (line[part]!.text.trim() !== '') return true;
	return false;
}

/** Ends in an ellipsis even where the text itself would just fit. */
function cutText(text: string, room: number, ellipsis: string): string {
	return takeWidth(text, room - displayWidth(ellipsis)) + ellipsis;
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
