import {describe, expect, it} from 'vitest';
import {bounds, newSize, oldSizes, proportionalSizes} from '../../source/demo/controllers/rollout.ts';

const size = (replicas: number, available = replicas) => ({replicas, available});

describe('bounds', () => {
	it.each([
		['rounds surge up and unavailable down', 3, '25%', '25%', {surge: 1, unavailable: 0}],
		['takes numbers as they are', 10, 3, 2, {surge: 3, unavailable: 2}],
		['lets one go when nothing could move', 1, 0, '25%', {surge: 0, unavailable: 1}],
		['lets no more go than are wanted', 2, 0, 5, {surge: 0, unavailable: 2}],
		['takes all', 4, '100%', '100%', {surge: 4, unavailable: 4}],
	])('%s', (_, wanted, surge, unavailable, expected) => {
		expect(bounds(wanted, surge, unavailable)).toEqual(expected);
	});
});

describe('newSize', () => {
	it.each([
		['grows by the surge', 4, 1, size(0), [size(4)], 1],
		['waits when there is no room', 4, 1, size(1), [size(4)], 1],
		['grows as the old shrink', 4, 1, size(1), [size(3)], 2],
		['never exceeds what is wanted', 4, 10, size(2), [size(0)], 4],
		['shrinks when it is too large', 2, 1, size(5), [], 2],
	])('%s', (_, wanted, surge, fresh, others, expected) => {
		expect(newSize(wanted, surge, fresh, others)).toBe(expected);
	});
});

describe('oldSizes', () => {
	it.each([
		['spares nobody while the new is not available', 4, 0, size(1, 0), [size(4)], [4]],
		['lets one go for each new one available', 4, 0, size(1), [size(4)], [3]],
		['uses what may be unavailable', 4, 1, size(1, 0), [size(4)], [3]],
		['lets those go first that serve nobody', 4, 1, size(1, 0), [size(2, 0), size(4)], [0, 3]],
		['takes the oldest first', 4, 2, size(2), [size(1), size(3)], [0, 0]],
		['keeps the minimum available', 10, 2, size(5, 0), [size(8)], [8]],
	])('%s', (_, wanted, unavailable, fresh, old, expected) => {
		expect(oldSizes(wanted, unavailable, fresh, old)).toEqual(expected);
	});
});

describe('proportionalSizes', () => {
	it.each([
		[
			'grows in proportion',
			18,
			[
				{replicas: 8, most: 13},
				{replicas: 5, most: 13},
			],
			[11, 7],
		],
		[
			'shrinks in proportion',
			8,
			[
				{replicas: 8, most: 13},
				{replicas: 5, most: 13},
			],
			[5, 3],
		],
		[
			'goes to nothing',
			0,
			[
				{replicas: 8, most: 13},
				{replicas: 5, most: 13},
			],
			[0, 0],
		],
		[
			'changes nothing',
			13,
			[
				{replicas: 8, most: 13},
				{replicas: 5, most: 13},
			],
			[8, 5],
		],
		[
			'gives the remainder to the first',
			4,
			[
				{replicas: 1, most: 3},
				{replicas: 1, most: 3},
				{replicas: 1, most: 3},
			],
			[2, 1, 1],
		],
	])('%s', (_, allowed, shares, expected) => {
		expect(proportionalSizes(allowed, shares)).toEqual(expected);
	});

	it('always adds up', () => {
		for (let allowed = 0; allowed < 60; allowed++) {
			const sizes = proportionalSizes(allowed, [
				{replicas: 9, most: 20},
				{replicas: 7, most: 20},
				{replicas: 4, most: 20},
			]);
			expect(sizes.reduce((sum, replicas) => sum + replicas)).toBe(allowed);
			expect(Math.min(...sizes)).toBeGreaterThanOrEqual(0);
		}
	});
});
