import {expect, test} from 'vitest';
import {deal, inAll, relativeWeights, sharesAfter, sharesOf, trim} from '../../source/traffic/weights.ts';
import {splitOf} from '../kit/splits.ts';

function shift(
	weights: Record<string, number>,
	asked: Record<string, number>,
	max = 1_000_000,
): readonly number[] | string {
	const split = {...splitOf(weights), bounds: {min: 0, max}};
	const percents = Object.entries(asked).map(([backend, percent]) => ({backend, percent}));
	const shares = sharesAfter(split.backends, percents);
	return 'fault' in shares ? shares.fault : relativeWeights(split, shares, new Set(Object.keys(asked)));
}

test.each([
	['two-way keeps the sum', {a: 90, b: 10}, {b: 25}, [75, 25]],
	['both named', {a: 90, b: 10}, {a: 60, b: 40}, [60, 40]],
	['a small sum that cannot say it becomes 100', {a: 9, b: 1}, {b: 25}, [75, 25]],
	['a small sum that can is kept', {a: 1, b: 1}, {b: 50}, [1, 1]],
	['a sum of 1000 is kept', {a: 900, b: 100}, {b: 12.5}, [875, 125]],
	['fractions take a finer sum', {a: 90, b: 10}, {b: 0.5}, [995, 5]],
	['a thousandth too', {a: 90, b: 10}, {b: 0.125}, [99_875, 125]],
	['others keep their proportions', {a: 60, b: 30, c: 10}, {c: 40}, [40, 20, 40]],
	['an untouched third keeps its number', {a: 20, b: 30, c: 50}, {a: 25, b: 25}, [25, 25, 50]],
	['others at zero share the rest evenly', {a: 100, b: 0, c: 0}, {a: 50}, [50, 25, 25]],
	['everything to one', {a: 90, b: 10}, {a: 100}, [100, 0]],
	['out of all zeros', {a: 0, b: 0}, {b: 10}, [90, 10]],
	['a small third does not vanish', {a: 900, b: 96, c: 4}, {b: 50}, [498, 500, 2]],
	['nor does one that takes finer weights', {a: 90, b: 9, c: 1}, {b: 80}, [198, 800, 2]],
	['thirds round but sum exactly', {a: 1, b: 1, c: 1}, {a: 50}, [50, 25, 25]],
])('%s', (_name, weights, asked, after) => {
	expect(shift(weights as Record<string, number>, asked as unknown as Record<string, number>)).toEqual(after);
});

test.each([
	['an unknown backend', {a: 90, b: 10}, {z: 10}, 'there is no backend z; the backends are a, b'],
	['more than everything', {a: 90, b: 10}, {b: 130}, '130 % of b is not between 0 and 100'],
	['less than nothing', {a: 90, b: 10}, {b: -1}, '-1 % of b is not between 0 and 100'],
	['named sum above 100', {a: 1, b: 1, c: 1}, {a: 60, b: 60}, 'the shares sum to 120 %, more than 100'],
	[
		'all named, sum below 100',
		{a: 90, b: 10},
		{a: 60, b: 30},
		'the shares sum to 90 % and every backend is named; they must sum to 100',
	],
])('%s is a fault', (_name, weights, asked, says) => {
	expect(shift(weights as Record<string, number>, asked as unknown as Record<string, number>)).toBe(says);
});

test.each([
	['what a hundred says stays readable', 256, {a: 90, b: 10}, {b: 25}, [75, 25]],
	['a fraction takes a sum above the bound, whose parts keep it', 256, {a: 90, b: 10}, {b: 37.5}, [125, 75]],
	['a third', 256, {a: 1, b: 1, c: 1}, {a: 20}, [20, 40, 40]],
	['as little as the bound allows', 256, {a: 90, b: 10}, {b: 0.1}, [256, 1]],
	['a fraction of a percent', 999, {a: 90, b: 10}, {b: 0.5}, [995, 5]],
])('%s where weights go to %d', (_name, max, weights, asked, after) => {
	expect(
		shift(weights as unknown as Record<string, number>, asked as unknown as Record<string, number>, max),
	).toEqual(after);
});

test('where weights are for each pod, the shares are those of all the pods', () => {
	const counts: Record<string, number> = {a: 3, b: 1, c: 1};
	const split = {...splitOf({a: 1, b: 1, c: 1}), isPerPod: true as const};
	const backends = split.backends.map(backend => {
		const ready = counts[backend.name]!;
		return {...backend, pods: {ready, wanted: ready}};
	});
	const shares = sharesAfter(inAll({...split, backends}), [{backend: 'c', percent: 40}]);
	// The others keep 60 to 20 of what they get, which is not 1 to 1.
	expect(shares).toEqual([45, 15, 40]);
	const weights = relativeWeights({...split, backends}, shares as readonly number[], new Set(['c']));
	const given = sharesOf(weights.map((weight, index) => weight * backends[index]!.pods.ready));
	expect(given.map(share => trim(share!))).toEqual(['45', '15', '40']);
});

test('over random splits with tight bounds: no sum comes nearer, and no weight leaves its bounds', () => {
	const luck = luckOf(13);
	for (let run = 0; run < 60; run += 1) {
		const max = 20 + Math.floor(luck() * 60);
		const percent = Math.round(luck() * 10_000) / 100;
		const [a = 0, b = 0] = shift({a: max - 1, b: 1}, {b: percent}, max) as readonly number[];
		const missed = Math.abs((b * 100) / (a + b) - percent);
		const said = `run ${run}: ${percent} % within ${max} -> ${a}/${b}`;
		expect(Math.max(a, b), said).toBeLessThanOrEqual(max);
		for (let sum = 1; sum <= max; sum += 1) {
			const units = Math.round((percent * sum) / 100);
			// One that vanishes is nearer to nothing than to what was asked for.
			if (percent > 0 && percent < 100 && (units === 0 || units === sum)) continue;
			const nearest = Math.abs((units * 100) / sum - percent);
			expect(missed, said).toBeLessThanOrEqual(nearest + 1e-6);
		}
	}
});

/** A small generator, seeded, so that a failure can be run again. */
function luckOf(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
		return state / 4_294_967_296;
	};
}

test('over random splits: sums are exact, whole percentages are hit exactly, nothing is negative', () => {
	const luck = luckOf(7);
	for (let run = 0; run < 3000; run += 1) {
		const count = 2 + Math.floor(luck() * 4);
		const weights = Object.fromEntries(
			Array.from({length: count}, (_, index) => [`b${index}`, Math.floor(luck() * 200)]),
		);
		const percent = Math.floor(luck() * 101);
		const after = shift(weights, {b0: percent}) as readonly number[];
		const sum = after.reduce((total, weight) => total + weight, 0);
		const said = `run ${run}: ${JSON.stringify(weights)} b0=${percent} -> ${after}`;
		expect(
			after.every(weight => Number.isInteger(weight) && weight >= 0),
			said,
		).toBe(true);
		expect((after[0]! * 100) / sum, said).toBeCloseTo(percent, 9);
		const present = Object.values(weights).reduce((total, weight) => total + weight, 0);
		expect([present, 100, 1000, 10_000, 100_000], said).toContain(sum);
	}
});

test('dealing always sums to the total', () => {
	const luck = luckOf(11);
	for (let run = 0; run < 2000; run += 1) {
		const shares = Array.from({length: 1 + Math.floor(luck() * 6)}, () => luck() * 100);
		const total = Math.floor(luck() * 1000);
		expect(deal(shares, total).reduce((sum, units) => sum + units, 0)).toBe(total);
	}
});

test('all weights at zero give nobody a share', () => {
	expect(sharesOf([0, 0])).toEqual([null, null]);
});

test('percentages are written as people write them', () => {
	expect([trim(25), trim(12.5), trim(33.333_333)]).toEqual(['25', '12.5', '33.33']);
});
