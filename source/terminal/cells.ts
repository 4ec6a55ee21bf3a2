import stringWidth from 'string-width';
import {linkAfter, plain, type StyleId, showsOnBlank, styleAfter} from './style.ts';
import {graphemes, isNarrow} from './width.ts';

/**
 * One row of a screen, cell by cell. A wide character stands in its first
 * cell; the cells it also covers hold the empty string.
 */
export type Cells = {
	readonly characters: string[];
	readonly styles: StyleId[];
	/** Holds characters that terminals disagree about: emoji, joined and combined ones. Such a row is written whole. */
	isFragile: boolean;
};

export function blankCells(columns: number): Cells {
	return {characters: new Array(columns).fill(' '), styles: new Array(columns).fill(plain), isFragile: false};
}

// Text, or one escape sequence: SGR, CHA, a link (OSC 8), any other CSI, OSC up to its terminator, or a bare two-character one.
const tokens =
	/\x1b\[([\d;]*)m|\x1b\[(\d+)G|\x1b\]8;[^;\x07\x1b]*;([^\x07\x1b]*)(?:\x07|\x1b\\)|\x1b\[[\d;:?<=>]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b.?|[^\x1b]+/gs;

/**
 * The cells that a line of a frame fills; what does not fit in `columns` is
 * left out. A cursor position (CHA) goes on writing there, over what it finds.
 */
export function readCells(line: string, columns: number): Cells {
	const cells = blankCells(columns);
	let style = plain;
	let column = 0;
	for (const [token, parameters, position, link] of line.matchAll(tokens)) {
		if (parameters !== undefined) style = styleAfter(style, parameters);
		else if (position !== undefined) column = Number(position) - 1;
		else if (link !== undefined) style = linkAfter(style, link);
		else if (!token.startsWith('\x1b')) column = put(cells, column, token, style, columns);
	}
	return cells;
}

function put(cells: Cells, from: number, text: string, style: StyleId, columns: number): number {
	// What is written over one half of a wide character leaves a blank of the other.
	if (cells.characters[from] === '') cells.characters[from - 1] = ' ';
	const end = isNarrow(text)
		? putNarrow(cells, from, text, style, columns)
		: putGraphemes(cells, from, text, style, columns);
	if (cells.characters[end] === '') cells.characters[end] = ' ';
	return end;
}

function putNarrow(cells: Cells, from: number, text: string, style: StyleId, columns: number): number {
	const end = Math.min(columns, from + text.length);
	// A blank without background looks the same in every style: called plain, it need not be sent again.
	const blankStyle = showsOnBlank(style) ? style : plain;
	for (let column = from; column < end; column++) {
		const character = text[column - from]!;
		cells.characters[column] = character;
		cells.styles[column] = character === ' ' ? blankStyle : style;
	}
	return end;
}

function putGraphemes(cells: Cells, from: number, text: string, style: StyleId, columns: number): number {
	let column = from;
	for (const character of graphemes(text)) {
		const {width, isFragile} = measured(character);
		if (column + width > columns) return columns;
		cells.characters[column] = character;
		for (let covered = 1; covered < width; covered++) cells.characters[column + covered] = '';
		for (let cell = 0; cell < width; cell++) cells.styles[column + cell] = style;
		cells.isFragile ||= isFragile;
		column += width;
	}
	return column;
}

type Measure = {readonly width: number; readonly isFragile: boolean};

const measures = new Map<string, Measure>();

/** ink gives every character at least one cell, so we must too. */
function measured(character: string): Measure {
	let measure = measures.get(character);
	if (measure === undefined) {
		// Foreign text can hold any number of different characters; the memory must not.
		if (measures.size > 5000) measures.clear();
		measure = {width: Math.max(1, stringWidth(character)), isFragile: isFragile(character)};
		measures.set(character, measure);
	}
	return measure;
}

/** CJK, kana and Hangul are two cells everywhere; beyond them and the narrow ones terminals differ. */
const wideEverywhere = /^[\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3\uff01-\uff60]$/;

export function isFragile(character: string): boolean {
	return !isNarrow(character) && !wideEverywhere.test(character);
}
