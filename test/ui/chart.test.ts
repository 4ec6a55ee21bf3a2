import {describe, expect, test} from 'vitest';
import {type ChartProps, chartLines} from '../../source/ui/chart.tsx';
import {lineWidth} from '../../source/ui/line.ts';
import {theme} from '../../source/ui/theme.ts';

const look = theme({colors: 'none', isUnicode: true});

function drawn(points: readonly (number | undefined)[], props: Partial<ChartProps> = {}): string[] {
	const series = [{name: 'v1', points, look: 'champion'} as const];
	return chartLines(look, {series, width: 30, height: 6, ...props}).map(line =>
		line.map(({text}) => text).join(''),
	);
}

describe('asciichart throws on what is missing; a chart does not', () => {
	test.each([
		['no series', {series: []}],
		['a series without points', {series: [{name: 'v1', points: [], look: 'champion'}]}],
		['nothing but gaps', {series: [{name: 'v1', points: [Number.NaN, undefined], look: 'champion'}]}],
		['no height', {height: 0}],
		['one row', {height: 1}],
		['hardly any width', {width: 1}],
		['values without end', {series: [{name: 'v1', points: [Number.POSITIVE_INFINITY, 1], look: 'champion'}]}],
	] as [string, Partial<ChartProps>][])('%s', (_, props) => {
		expect(() => drawn([1, 2, 3], props)).not.toThrow();
	});

	test('where nothing is known it says so', () => {
		expect(drawn([undefined])).toEqual([' No measurements yet.']);
		expect(drawn([], {empty: 'Earliest at 14:03.'})).toEqual([' Earliest at 14:03.']);
	});
});

test('a rise and a fall, with both ends of the scale and the latest value', () => {
	expect(drawn([0, 0, 50, 100, 100, 50], {width: 13})).toEqual([
		' 100 ┤   ╭─╮ ',
		'     ┤   │ │ ',
		'  50 ┤  ╭╯ ╰─',
		'     ┤  │    ',
		'   0 ┤ ─╯    ',
		'      ── v1 50',
	]);
});

test('a gap stays a gap', () => {
	const [row] = drawn([5, 5, undefined, undefined, 5, 5], {height: 2, width: 13});
	expect(row).toMatch(/┤ *── {2}──$/);
});

test('a single known point is drawn', () => {
	expect(drawn([undefined, 7, undefined], {height: 4, width: 12}).join('\n')).toContain('─');
});

test('the newest points are at the right end, older ones go', () => {
	const rows = drawn([...new Array(100).fill(0), 9], {height: 3, width: 20});
	expect(rows[0]!.endsWith('╭') || rows[0]!.endsWith('─')).toBe(true);
});

test('whatever the size and the values, it is no larger than told', () => {
	let state = 3;
	const luck = (below: number) => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
	for (let round = 0; round < 300; round++) {
		const [width, height] = [12 + luck(60), 2 + luck(20)];
		const points = Array.from({length: luck(90)}, () =>
			luck(6) === 0 ? undefined : luck(1000) - 300 + luck(10) / 10,
		);
		const lines = chartLines(look, {
			series: [
				{name: 'v1', points, look: 'champion'},
				{
					name: 'v2',
					points: points.map(point => (point === undefined ? point : point / 3)),
					look: 'challenger',
				},
			],
			width,
			height,
		});
		expect(lines.length).toBeLessThanOrEqual(height);
		for (const line of lines.slice(0, -1)) expect(lineWidth(line)).toBeLessThanOrEqual(Math.max(width, 25));
	}
});

test.each([
	[6, ['100', '50', '0']],
	[8, ['100', '50', '0']],
	[10, ['100', '75', '50', '25', '0']],
	[17, ['100', '75', '50', '25', '0']],
])('percents are labelled in even steps at height %i', (height, labels) => {
	const rows = drawn([0, 100], {height, min: 0, max: 100});
	expect(rows.flatMap(row => /^ +(\d+) ┤/.exec(row)?.[1] ?? [])).toEqual(labels);
});

test('a scale that is not even names its own values alone', () => {
	const ticks = [
		{value: 1, says: '2 ms'},
		{value: 3, says: '8 ms'},
	];
	expect(drawn([1, 1, 3, 3], {width: 14, height: 5, ticks})).toEqual([
		' 8 ms ┤    ╭──',
		'      ┤    │  ',
		'      ┤    │  ',
		' 2 ms ┤   ─╯  ',
		'       ── v1 3',
	]);
});

test('moments are marked beneath their columns, and said where there is room', () => {
	const rows = drawn([1, 1, 1, 2, 2], {width: 24, height: 6, marks: [2, 99], marksSay: 'weights changed'});
	expect(rows.at(-2)).toMatch(/^ +weights changed ↑ {2}$/);
	expect(rows[0]!.indexOf('╭')).toBe(rows.at(-2)!.indexOf('↑'));
	expect(rows).toHaveLength(6);
	expect(drawn([1, 2], {width: 12, height: 6, marks: [0], marksSay: 'weights changed'}).at(-2)).toMatch(
		/^ +↑$/,
	);
});

test('a legend that is too long has a line for each series, where there is room', () => {
	const series = ['checkout-champion', 'checkout-challenger'].map(
		name => ({name, points: [1, 2], look: 'other'}) as const,
	);
	const rows = drawn([], {series, width: 40, height: 9});
	expect(rows.slice(-2).map(row => row.trim())).toEqual([
		'── checkout-champion 2',
		'── checkout-challenger 2',
	]);
	expect(rows).toHaveLength(9);
	expect(drawn([], {series, width: 40, height: 4}).at(-1)).toContain('champion 2  ── checkout');
});
