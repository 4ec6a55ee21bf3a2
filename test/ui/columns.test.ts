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

test('scrolling moves columns out to the left, never those of priority 1, and never the last', () => {
	expect(shown(66, 1)).toEqual({
		titles: ['NAME 30', 'STATUS 16', 'NODE 10', 'AGE 4'],
		hidden: 1,
		hiddenLeft: 1,
	});
	expect(shown(80, 3).titles).toEqual(['NAME 30', 'STATUS 16', 'AGE 4']);
	expect(shown(80, 99)).toEqual({titles: ['NAME 30', 'STATUS 16', 'AGE 4'], hidden: 0, hiddenLeft: 3});
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
