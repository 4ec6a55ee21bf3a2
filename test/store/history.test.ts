import {expect, test} from 'vitest';
import {pointsOf, withReadings} from '../../source/store/history.ts';

test('only changes are kept, and only so many', () => {
	let history = withReadings({}, [{key: 'a', value: 1}], 0);
	expect(withReadings(history, [{key: 'a', value: 1}], 1)).toBe(history);
	for (let at = 1; at <= 1000; at++) history = withReadings(history, [{key: 'a', value: at}], at);
	expect(history.a).toHaveLength(300);
	expect(history.a!.at(-1)).toEqual({at: 1000, value: 1000});
});

test('a series is read at even moments, with nothing before its beginning', () => {
	const samples = [
		{at: 1000, value: 10},
		{at: 3000, value: 30},
	];
	expect(pointsOf(samples, {until: 4000, stepMs: 1000, count: 5})).toEqual([undefined, 10, 10, 30, 30]);
	expect(pointsOf(undefined, {until: 4000, stepMs: 1000, count: 2})).toEqual([undefined, undefined]);
});
