import {describe, expect, test} from 'vitest';
import {columnGap, layColumns, type TableColumn} from '../../source/ui/columns.ts';

const columns: readonly TableColumn[] = [
	{title: 'NAME', width: {min: 12, max: 40}, priority: 1, content: 30},
	{title: 'READY', width: {min: 5, max: 7}, priority: 2, content: 3},
	{title: 'STATUS', width: {min: 8, max: 20}, priority: 1, content: 16},
	{title: 'IP', width: {min: 9, max: 15}, priority: 6, content: 12},
	{title: 'NODE', width: {min: 8, max: 24}, priority: 5, content: 14},
	{title: 'AGE', width: {min: 3, max: 6}, priority: 2, content: 3},
];

function shown(width: number, scrolledBy?: number) {
	const {placed, hidden, hiddenLeft} = layColumns(columns, width, scrolledBy);
	return {
		titles: placed.map(({index, width: cells}) => `${columns[index]!.title} ${cells}`),
		hidden,
		hiddenLeft,
	};
}

test('with room for all, each takes what its content or title needs', () => {
	expect(shown(160)).toEqual({
		titles: ['NAME 30', 'READY 6', 'STATUS 16', 'IP 12', 'NODE 14', 'AGE 4'],
		hidden: 0,
		hiddenLeft: 0,
	});
});

test('the least important go first, and whoever stays is readable', () => {
	expect(shown(76)).toEqual({
		titles: ['NAME 30', 'READY 6', 'STATUS 16', 'NODE 12', 'AGE 4'],
		hidden: 1,
		hiddenLeft: 0,
	});
	expect(shown(66)).toEqual({titles: ['NAME 30', 'READY 6', 'STATUS 16', 'AGE 4'], hidden: 2, hiddenLeft: 0});
});

test('essential columns share what is too little for all, the narrowest first', () => {
	expect(shown(36).titles).toEqual(['NAME 12', 'READY 5', 'STATUS 10', 'AGE 3']);
	expect(shown(30).titles).toEqual(['NAME 12', 'READY 5', 'STATUS 9']);
});

test('each step to the right reveals a hidden column, and there are no steps beyond the last', () => {
	expect(shown(66, 1)).toEqual({
		titles: ['NAME 30', 'STATUS 16', 'NODE 10', 'AGE 4'],
		hidden: 1,
		hiddenLeft: 1,
	});
	for (let width = 44; width < 100; width++) {
		const titles = (steps: number) =>
			layColumns(columns, width, steps).placed.map(({index}) => columns[index]!.title);
		const seen = new Set([0, 1, 2, 3, 4].flatMap(titles));
		expect([...seen].sort()).toEqual(columns.map(({title}) => title).sort());
	}
	expect(shown(160, 99).hiddenLeft).toBe(0);
});

const pods: readonly TableColumn[] = [
	{title: 'NAMESPACE', width: {min: 8, max: 30}, priority: 1, content: 11, inSight: 4},
	{title: 'NAME', width: {min: 24, max: 64}, priority: 1, content: 36, inSight: 36, cut: 'middle'},
	{title: 'READY', width: {min: 5, max: 7}, priority: 2, content: 3, inSight: 3},
	{title: 'STATUS', width: {min: 16, max: 28}, priority: 1, content: 17, inSight: 7},
	{title: 'RESTARTS', width: {min: 8, max: 16}, priority: 2, content: 12, inSight: 1},
	{title: 'AGE', width: {min: 4, max: 7}, priority: 3, content: 5, inSight: 3},
];

test('where room is short, names keep it, and the others take what the rows in sight need', () => {
	const said = (columns: readonly TableColumn[], width: number) =>
		layColumns(columns, width).placed.map(({index, width: cells}) => `${columns[index]!.title} ${cells}`);
	expect(said(pods, 76)).toEqual(['NAMESPACE 9', 'NAME 33', 'READY 5', 'STATUS 7', 'RESTARTS 8', 'AGE 4']);
	const long = pods.map(each => (each.title === 'STATUS' ? {...each, inSight: 17} : each));
	expect(said(long, 76)).toEqual(['NAMESPACE 9', 'NAME 30', 'READY 5', 'STATUS 16', 'RESTARTS 8']);
});

describe('whatever the width', () => {
	test.each(Array.from({length: 170}, (_, w) => w + 1))(
		'%i: the columns fit, in their order, and none is empty',
		width => {
			for (const scrolledBy of [0, 1, 2, 3, 4]) {
				const {placed, hidden, hiddenLeft} = layColumns(columns, width, scrolledBy);
				const used = placed.reduce((sum, column) => sum + column.width, 0) + columnGap * (placed.length - 1);
				expect(used).toBeLessThanOrEqual(width);
				expect(placed.map(({index}) => index)).toEqual(placed.map(({index}) => index).sort((a, b) => a - b));
				expect(Math.min(...placed.map(column => column.width))).toBeGreaterThan(0);
				expect(placed.length + hidden + hiddenLeft).toBe(columns.length);
			}
		},
	);
});

test('a column never gets narrower when the terminal gets wider, as long as the same ones are shown', () => {
	for (let width = 20; width < 160; width++) {
		const [narrow, wide] = [layColumns(columns, width), layColumns(columns, width + 1)];
		if (narrow.placed.length !== wide.placed.length) continue;
		for (const [p, {width: cells}] of narrow.placed.entries())
			expect(wide.placed[p]!.width).toBeGreaterThanOrEqual(cells);
	}
});
