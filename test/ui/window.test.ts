import {describe, expect, test} from 'vitest';
import {firstRow, type Move, movedCursor, sayWindow, scrolled} from '../../source/ui/window.ts';

describe('the window follows the cursor, no further than it must', () => {
	test.each([
		['inside: stays', {first: 10, height: 5}, 100, 12, 10],
		['above: the cursor is on top', {first: 10, height: 5}, 100, 7, 7],
		['below: the cursor is at the bottom', {first: 10, height: 5}, 100, 20, 16],
		['rows vanished: no blank rows while others remain above', {first: 98, height: 5}, 100, undefined, 95],
		['fewer rows than fit', {first: 3, height: 5}, 2, undefined, 0],
		['no rows at all', {first: 3, height: 5}, 0, undefined, 0],
		['no cursor: stays', {first: 10, height: 5}, 100, undefined, 10],
	])('%s', (_, window, total, cursor, first) => {
		expect(firstRow(window, total, cursor)).toBe(first);
	});
});

describe('moving the cursor', () => {
	const window = {first: 10, height: 5};
	test.each<[Move, number | undefined, number | undefined]>([
		['down', 12, 13],
		['up', 12, 11],
		['up', 0, 0],
		['down', 99, 99],
		['page-down', 12, 16],
		['page-up', 12, 8],
		['page-up', 2, 0],
		['half-down', 12, 14],
		['top', 50, 0],
		['bottom', 50, 99],
		['down', undefined, 10],
		['top', undefined, 0],
	])('%s from %s to %s', (move, from, to) => {
		expect(movedCursor(move, from, 100, window)).toBe(to);
	});

	test('in an empty list there is nowhere to go', () => {
		expect(movedCursor('down', undefined, 0, window)).toBeUndefined();
		expect(movedCursor('bottom', 3, 0, window)).toBeUndefined();
	});

	test('without a cursor past the end of a list that shrank, the last row', () => {
		expect(movedCursor('down', undefined, 4, window)).toBe(3);
	});
});

test.each<[Move, number]>([
	['down', 11],
	['up', 9],
	['page-down', 14],
	['half-up', 8],
	['top', 0],
	['bottom', 95],
])('scrolling a text: %s', (move, first) => {
	expect(scrolled(move, {first: 10, height: 5}, 100)).toBe(first);
});

test.each([
	[0, 0, ''],
	[0, 3, 'all 3'],
	[40, 5000, '41-65 of 5000'],
	[4990, 5000, '4991-5000 of 5000'],
])('from row %i of %i it says %j', (first, total, says) => {
	expect(sayWindow({first, height: 25}, total)).toBe(says);
});
