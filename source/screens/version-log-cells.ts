import {sayTimeOfDay} from '../model/moment.ts';
import type {VersionLine} from '../store/version-logs.ts';
import {neutral} from '../terminal/neutral.ts';
import {cutLine, foldLine, type Line, lineWidth, type Segment, scrolledLine, segment} from '../ui/line.ts';
import type {Theme} from '../ui/theme.ts';
import {logLine} from './log-text.ts';

/** How the lines of two versions are laid out. */
export type Layout = {
	readonly theme: Theme;
	readonly width: number;
	readonly left: number;
	readonly isWrapped: boolean;
	readonly isWide: boolean;
};

export type LayoutParts = readonly [
	theme: Theme,
	width: number,
	left: number,
	isWrapped: boolean,
	isWide: boolean,
];

export function partsOf({theme, width, left, isWrapped, isWide}: Layout): LayoutParts {
	return [theme, width, left, isWrapped, isWide];
}

/** ` 12:00:01 ` */
export const timeWidth = 10;
export const gap = 3;

/** ` 12:00:01 `, once for every second. */
export function timeCell(at: number, before: number | undefined): Segment {
	return at === before ? segment(' '.repeat(timeWidth)) : segment(` ${sayTimeOfDay(at)} `, 'dim');
}

const cells = new WeakMap<
	VersionLine,
	{readonly parts: string; readonly theme: Theme; readonly lines: readonly Line[]}
>();

/** One line in a column, cut to it or folded; made once for as long as it looks the same. */
export function cellLines(line: VersionLine | undefined, width: number, layout: Layout): readonly Line[] {
	if (line === undefined) return [];
	const {theme, left, isWrapped} = layout;
	const parts = `${width} ${left} ${isWrapped}`;
	const known = cells.get(line);
	if (known?.parts === parts && known.theme === theme) return known.lines;
	const lines = madeLines(line, width, layout);
	cells.set(line, {parts, theme, lines});
	return lines;
}

function madeLines(line: VersionLine, width: number, {theme, left, isWrapped}: Layout): readonly Line[] {
	const text = [segment(`${podTag(line)} `, line.isPrevious ? 'warning' : 'dim'), ...logLine(line.text)];
	if (isWrapped) return foldLine(text, width);
	return [cutLine(left > 0 ? scrolledLine(text, left) : text, width, theme.glyphs.ellipsis)];
}

/** What tells one pod of a version from another: the end of its name. */
function podTag({podName}: VersionLine): string {
	return neutral(podName).split('-').at(-1)!.slice(-5);
}

export function padded(line: Line, width: number): Line {
	const missing = width - lineWidth(line);
	return missing > 0 ? [...line, segment(' '.repeat(missing))] : line;
}
