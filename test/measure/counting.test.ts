import {expect, test} from 'vitest';
import {bucketOf, partOf, wilson} from '../../source/measure/counting.ts';

const endless = Number.POSITIVE_INFINITY;

test.each([
	[250, 1000, 25, 2.8],
	[0, 100, 0, 3.7],
	[100, 100, 100, 3.7],
	[1, 4, 25, 44.9],
])('%d of %d is %d percent, give or take %d', (count, total, percent, plusMinus) => {
	const part = partOf(count, total);
	expect(part.percent).toBe(percent);
	expect(part.plusMinus).toBeCloseTo(plusMinus, 1);
});

test('the interval holds what is true in 95 of 100 draws', () => {
	// Exact: the probability of every count, summed where the interval holds the truth.
	const truth = 0.1;
	const total = 200;
	let held = 0;
	let probability = (1 - truth) ** total;
	for (let count = 0; count <= total; count++) {
		const {low, high} = wilson(count, total);
		if (low <= truth * 100 && truth * 100 <= high) held += probability;
		probability *= ((total - count) / (count + 1)) * (truth / (1 - truth));
	}
	expect(held).toBeGreaterThan(0.94);
	expect(held).toBeLessThan(0.97);
});

const buckets = [
	{toMs: 100, count: 980},
	{toMs: 250, count: 995},
	{toMs: endless, count: 1000},
];

test.each([
	['the bucket that holds it, not a figure within', 0.99, buckets, {aboveMs: 100, toMs: 250}],
	['the first bucket begins at zero', 0.5, buckets, {aboveMs: 0, toMs: 100}],
	['the last has no end', 0.999, buckets, {aboveMs: 250}],
	['buckets in any order', 0.99, [...buckets].reverse(), {aboveMs: 100, toMs: 250}],
	[
		'too few requests say nothing',
		0.99,
		[
			{toMs: 100, count: 50},
			{toMs: endless, count: 50},
		],
		undefined,
	],
	['no requests say nothing', 0.5, [{toMs: endless, count: 0}], undefined],
	['no buckets say nothing', 0.5, [], undefined],
])('%s', (_name, quantile, from, expected) => {
	expect(bucketOf(quantile, from)).toEqual(expected);
});
