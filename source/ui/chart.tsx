import {plot} from 'asciichart';
import type {ReactElement} from 'react';
import {type Line, lineWidth, type Segment, segment} from './line.ts';
import {Lines} from './lines.tsx';
import {type Look, type Theme, useTheme} from './theme.ts';

export type Series = {
	readonly name: string;
	/** Oldest first, one per cell; undefined or not finite where nothing is known, drawn as a gap. */
	readonly points: readonly (number | undefined)[];
	readonly look: Look;
	/** What the legend says of it; its latest point where left out. */
	readonly says?: string;
};

/** A value that the scale names. */
export type Tick = {readonly value: number; readonly says: string};

export type ChartProps = {
	readonly series: readonly Series[];
	readonly width: number;
	/** Legend included. */
	readonly height: number;
	/** Fixed ends of the scale; what the points need where left out. */
	readonly min?: number;
	readonly max?: number;
	/** Labels of the scale; short ones, please. */
	readonly say?: (value: number) => string;
	/** The only values the scale names, where it is not even; those of the same row stand for one. */
	readonly ticks?: readonly Tick[];
	/** Columns to be marked beneath, counted from the newest. */
	readonly marks?: readonly number[];
	/** What a mark stands for. */
	readonly marksSay?: string;
	/** Said where no point is known yet. */
	readonly empty?: string;
};

/** Lines over time, the newest at the right end. */
export function Chart(props: ChartProps): ReactElement {
	return <Lines lines={chartLines(useTheme(), props)} width={props.width} height={props.height} />;
}

type Dot = {readonly text: string; readonly look: Look};

export function chartLines(theme: Theme, props: ChartProps): Line[] {
	const {series, width, height, marks = [], empty = 'No measurements yet.'} = props;
	const isMarked = marks.length > 0 && height > 4;
	const named = legendParts(theme, series);
	const isFolded = height > 4 + series.length && lineWidth(inOneLine(named)) + widestAxis > width;
	const rows = height - (isMarked ? 1 : 0) - (isFolded ? named.length : 1);
	const known = series.flatMap(({points}) => points.filter(isKnown));
	if (known.length === 0 || rows < 1) return [[segment(` ${empty}`, 'dim')]].slice(0, height);
	const scale = scaleOf(known, props);
	const labels =
		props.ticks === undefined
			? scaleLabels(scale, rows, props.say ?? sayNumber)
			: tickLabels(scale, rows, props.ticks);
	const axis = Math.max(...labels.map(label => label.length));
	const plotWidth = Math.max(1, width - axis - 3);
	const grid = Array.from({length: rows}, () => new Array<Dot | undefined>(plotWidth));
	for (const each of series) drawSeries(theme, grid, each, scale);
	const tick = theme.glyphs.plot[1]!;
	return [
		...grid.map((dots, r) => [
			segment(` ${labels[r]!.padStart(axis)} `, 'dim'),
			segment(tick, 'rule'),
			...dotSegments(dots),
		]),
		...(isMarked ? [markLine(theme, marks, {indent: axis + 3, plotWidth, says: props.marksSay ?? ''})] : []),
		...(isFolded ? named.map(part => [part]) : [inOneLine(named)]).map(line => [
			segment(' '.repeat(axis + 3)),
			...line,
		]),
	];
}

/** Beneath the columns of the moments that matter. */
function markLine(
	{glyphs}: Theme,
	marks: readonly number[],
	{indent, plotWidth, says}: {readonly indent: number; readonly plotWidth: number; readonly says: string},
): Line {
	const cells = new Array<string>(plotWidth).fill(' ');
	const places = marks.map(mark => plotWidth - 1 - mark).filter(place => place >= 0 && place < plotWidth);
	for (const place of places) cells[place] = glyphs.moreAbove;
	if (places.length === 0) return [];
	const [first, last] = [Math.min(...places), Math.max(...places)];
	const from = first > says.length ? first - says.length - 1 : last + 2;
	if (from + says.length <= plotWidth) for (const [c, each] of [...says].entries()) cells[from + c] = each;
	return [segment(' '.repeat(indent)), segment(cells.join(''), 'accent')];
}

type Scale = {readonly min: number; readonly max: number};

function isKnown(point: number | undefined): point is number {
	return point !== undefined && Number.isFinite(point);
}

function scaleOf(known: readonly number[], {min, max}: Pick<ChartProps, 'min' | 'max'>): Scale {
	let low = min ?? Number.POSITIVE_INFINITY;
	let high = max ?? Number.NEGATIVE_INFINITY;
	for (const point of known) {
		low = Math.min(low, point);
		high = Math.max(high, point);
	}
	return {min: low, max: high};
}

/** Top row first; both ends and every fourth row between. A flat line has one label, at the row it is drawn in. */
function scaleLabels({min, max}: Scale, rows: number, say: (value: number) => string): string[] {
	const last = rows - 1;
	if (min === 0 && max === 100 && rows >= 5) return percentLabels(rows, say);
	const flat = last - Math.floor(last / 2);
	return Array.from({length: rows}, (_, r) => {
		if (min === max) return r === flat ? say(min) : '';
		const isLabelled = r === 0 || r === last || (r % 4 === 0 && r < last - 1);
		return isLabelled ? say(max - (r * (max - min)) / Math.max(1, last)) : '';
	});
}

function tickLabels(scale: Scale, rows: number, ticks: readonly Tick[]): string[] {
	const labels = new Array<string>(rows).fill('');
	for (const {value, says} of ticks) labels[rows - 1 - levelOf(value, scale, rows)] = says;
	return labels;
}

/** Quarters where there is room for them, else halves, in the rows those values are drawn in. */
function percentLabels(rows: number, say: (value: number) => string): string[] {
	const labels = new Array<string>(rows).fill('');
	const step = rows >= 9 ? 25 : 50;
	for (let value = 0; value <= 100; value += step)
		labels[rows - 1 - levelOf(value, {min: 0, max: 100}, rows)] = say(value);
	return labels;
}

function sayNumber(value: number): string {
	const size = Math.abs(value);
	if (size >= 1e6) return `${(value / 1e6).toFixed(1)}M`;
	if (size >= 1e4) return `${Math.round(value / 1e3)}k`;
	return size >= 10 || Number.isInteger(value) ? String(Math.round(value)) : value.toFixed(1);
}

function drawSeries(theme: Theme, grid: (Dot | undefined)[][], {points, look}: Series, scale: Scale): void {
	const rows = grid.length;
	const width = grid[0]!.length;
	const shown = points.slice(-width);
	const start = width - shown.length;
	for (const run of runsOf(shown)) {
		const levels = run.points.map(point => levelOf(point, scale, rows));
		for (const [r, text] of drawRun(theme, levels, rows).entries()) {
			for (const [x, character] of [...text].entries()) {
				if (character !== ' ') grid[r]![start + run.from + x] = {text: character, look};
			}
		}
	}
}

/** Stretches without a gap: asciichart throws where a point is missing. */
function runsOf(points: readonly (number | undefined)[]): {from: number; points: number[]}[] {
	const runs: {from: number; points: number[]}[] = [];
	let isOpen = false;
	for (const [p, point] of points.entries()) {
		if (isKnown(point)) {
			if (!isOpen) runs.push({from: p, points: []});
			runs.at(-1)!.points.push(point);
		}
		isOpen = isKnown(point);
	}
	return runs;
}

/** The row a value is drawn in, counted from the bottom. */
function levelOf(value: number, {min, max}: Scale, rows: number): number {
	if (min === max) return Math.floor((rows - 1) / 2);
	return Math.round(((value - min) / (max - min)) * (rows - 1));
}

/**
 * Levels are whole rows already, so asciichart's own scaling stays at 1 and the
 * rows are exactly as many as asked for. It draws one cell per step between
 * two points, hence the last point twice; its own axis is cut off.
 */
function drawRun(theme: Theme, levels: readonly number[], rows: number): string[] {
	const drawn = plot([...levels, levels.at(-1)!], {
		min: 0,
		max: rows - 1,
		height: rows - 1,
		offset: 2,
		format: () => ' ',
		symbols: [...theme.glyphs.plot],
	});
	return drawn.split('\n').map(row => row.slice(2));
}

function dotSegments(dots: readonly (Dot | undefined)[]): Segment[] {
	const segments: Segment[] = [];
	for (const dot of Array.from(dots)) {
		const {text, look} = dot ?? {text: ' ', look: 'plain'};
		const last = segments.at(-1);
		if (last?.look === look) segments[segments.length - 1] = segment(last.text + text, look);
		else segments.push(segment(text, look as Look));
	}
	return segments;
}

/** What each series is, and what it is at now. */
function legendParts(theme: Theme, series: readonly Series[]): readonly Segment[] {
	const dash = theme.glyphs.plot[4]!;
	return series.map(({name, look, points, says}) => {
		const latest = points.findLast(isKnown);
		const value = says ?? (latest === undefined ? '' : sayNumber(latest));
		return segment(`${dash}${dash} ${name}${value === '' ? '' : ` ${value}`}`, look);
	});
}

function inOneLine(parts: readonly Segment[]): Line {
	return parts.map((part, p) => (p > 0 ? {...part, text: `  ${part.text}`} : part));
}

/** What the scale may take of a line, where the height of the plot is still to be found. */
const widestAxis = 9;
