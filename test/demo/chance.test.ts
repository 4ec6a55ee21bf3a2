import {expect, it} from 'vitest';
import {createLuck} from '../../source/demo/luck.ts';
import {binomial, poisson} from '../../source/demo/traffic/chance.ts';

const meanOf = (draw: () => number, times = 4000) => {
	let sum = 0;
	for (let i = 0; i < times; i++) sum += draw();
	return sum / times;
};

it.each([0.05, 3, 29, 31, 500])('draws %d on average', mean => {
	const luck = createLuck(7);
	// Five standard deviations of the mean of 4,000 draws.
	const tolerance = 5 * Math.sqrt(mean / 4000);
	expect(Math.abs(meanOf(() => poisson(luck, mean)) - mean)).toBeLessThan(tolerance);
});

it.each([
	[10, 0.3],
	[100, 0.01],
	[100, 0.98],
	[1000, 0.4],
])('draws a share of %d times %d', (count, share) => {
	const luck = createLuck(7);
	const tolerance = 5 * Math.sqrt((count * share * (1 - share)) / 4000);
	const draw = () => binomial(luck, count, share);
	expect(Math.abs(meanOf(draw) - count * share)).toBeLessThan(tolerance);
	for (let i = 0; i < 1000; i++) expect(draw()).toBeLessThanOrEqual(count);
});

it('ends for a share too small to be told from none', () => {
	expect(binomial(createLuck(1), 1000, 1e-18)).toBe(0);
});
