import {describe, expect, it} from 'vitest';
import {limited, recommended} from '../../source/demo/controllers/autoscaling.ts';

describe('recommended', () => {
	it.each([
		['grows with use', 4, 4, 105, 70, 6],
		['shrinks with use', 8, 8, 35, 70, 4],
		['rounds up', 6, 6, 59, 70, 6],
		['stays within a tenth of the target', 6, 6, 76, 70, 6],
		['counts ready pods only', 6, 3, 140, 70, 6],
	])('%s', (_, current, ready, use, target, expected) => {
		expect(recommended(current, ready, use, target)).toBe(expected);
	});
});

describe('limited', () => {
	it.each([
		['lets through what is within bounds', 6, 5, 4, 12, {replicas: 6, reason: 'DesiredWithinRange'}],
		['keeps the minimum', 2, 3, 4, 12, {replicas: 4, reason: 'TooFewReplicas'}],
		['keeps the maximum', 20, 10, 4, 12, {replicas: 12, reason: 'TooManyReplicas'}],
		['grows no faster than it may', 50, 3, 1, 100, {replicas: 7, reason: 'ScaleUpLimit'}],
		['doubles what is large', 500, 40, 1, 1000, {replicas: 80, reason: 'ScaleUpLimit'}],
	])('%s', (_, recommendation, current, least, most, expected) => {
		expect(limited(recommendation, current, least, most)).toEqual(expected);
	});
});
