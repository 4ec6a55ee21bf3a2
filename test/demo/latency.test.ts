import {describe, expect, it} from 'vitest';
import {
	cumulativeShares,
	durations,
	grid,
	gridSteps,
	normalShare,
	quantileMs,
	queueing,
	stepOf,
	timeoutStep,
} from '../../source/demo/traffic/latency.ts';

const behaviour = {
	medianMs: 40,
	p99Ms: 400,
	errorShare: 0,
	capacityPerSecond: 20,
	millicoresPerRequest: 1,
	memoryMebibytes: 1,
	leakMebibytesPerMinute: 0,
	isRefusing: false,
};

it.each([
	[0, 0.5],
	[1, 0.8413],
	[-1.96, 0.025],
	[2.3263, 0.99],
])('the normal distribution has below %d a share of %d', (z, share) => {
	expect(normalShare(z)).toBeCloseTo(share, 4);
});

describe('durations', () => {
	it('go through the median and the p99 of a version at rest', () => {
		const shares = cumulativeShares(durations(behaviour, 0, 0));
		expect(shares[stepOf(40)]).toBeCloseTo(0.5, 6);
		expect(shares[stepOf(400)]).toBeCloseTo(0.99, 4);
		expect([shares.length, shares.at(-1)]).toEqual([gridSteps, 1]);
	});

	it.each([0.3, 0.6, 0.8, 0.9, 0.95])('are longer at %d of capacity than at less', load => {
		expect(durations(behaviour, load, 0).medianMs).toBeGreaterThan(
			durations(behaviour, load - 0.1, 0).medianMs,
		);
	});

	it('begin behind those that wait', () => {
		expect(durations(behaviour, 1, 2000).medianMs).toBeGreaterThan(2000);
		expect(cumulativeShares(durations(behaviour, 1, 3000))[timeoutStep - 1]).toBeLessThan(0.99);
	});
});

it('hardly queues at half of capacity, and more than doubles the time near all of it', () => {
	expect(queueing(0.5)).toBeLessThan(0.05);
	expect(queueing(0.65)).toBeLessThan(0.1);
	expect(queueing(0.97)).toBeGreaterThan(2);
	expect(queueing(5)).toBe(queueing(0.98));
});

describe('quantiles', () => {
	const counts = (...pairs: [number, number][]) => {
		const all = new Float64Array(gridSteps);
		for (const [durationMs, count] of pairs) all[stepOf(durationMs)]! += count;
		return all;
	};
	it.each([
		['in the middle of the only step', counts([20, 10]), 0.5, 15],
		['at the bound of the first of two', counts([20, 10], [40, 10]), 0.5, 20],
		['within the second', counts([20, 10], [40, 10]), 0.75, 35],
		['beyond the last bound', counts([20, 1], [60_000, 9]), 0.9, 10_000],
	])('%s', (_, all, share, expected) => {
		expect(quantileMs(all, share)).toBeCloseTo(expected, 6);
	});

	it('of nothing are none', () => {
		expect(quantileMs(counts(), 0.5)).toBeNaN();
	});
});

it('counts every bound of the grid in its own step', () => {
	expect(grid.map(bound => stepOf(bound))).toEqual(grid.map((_, step) => step));
});
