import {describe, expect, it} from 'vitest';
import {bytes, millicores, parseQuantity} from '../../source/resources/quantity.ts';

describe('parseQuantity', () => {
	it.each([
		['0', 0],
		['1', 1],
		['1.5', 1.5],
		['.5', 0.5],
		['5.', 5],
		['+3', 3],
		['-2', -2],
		['100m', 0.1],
		['250u', 0.00025],
		['3n', 3e-9],
		['1k', 1000],
		['64M', 64_000_000],
		['2G', 2e9],
		['1T', 1e12],
		['1P', 1e15],
		['1E', 1e18],
		['1Ki', 1024],
		['2Gi', 2_147_483_648],
		['1.5Gi', 1_610_612_736],
		['1Ti', 1_099_511_627_776],
		['1Pi', 2 ** 50],
		['1Ei', 2 ** 60],
		['1e3', 1000],
		['1E3', 1000],
		['12e-1', 1.2],
		['128974848', 128_974_848],
	])('reads %s', (text, value) => {
		expect(parseQuantity(text)).toBe(value);
	});

	it.each(['', 'm', 'Gi', '1.2.3', '1 Gi', '1kB', '1ki', 'one', '1e', '0x10', 'constructor', '1toString'])(
		'is not taken in by "%s"',
		text => {
			expect(parseQuantity(text)).toBeUndefined();
		},
	);

	it('takes numbers as they are, and nothing for unknown', () => {
		expect(parseQuantity(4)).toBe(4);
		expect(parseQuantity(undefined)).toBeUndefined();
	});
});

describe('millicores', () => {
	it.each([
		['100m', 100],
		['0.1', 100],
		['0.29', 290],
		['0.07', 70],
		['1.005', 1005],
		['2', 2000],
		['1500000n', 2],
		['999999999n', 1000],
		['250u', 1],
		['0', 0],
	])('makes %s whole, rounding up', (text, whole) => {
		expect(millicores(text)).toBe(whole);
	});
});

describe('bytes', () => {
	it.each([
		['128Mi', 134_217_728],
		['1500m', 2],
		['1e3', 1000],
	])('makes %s whole', (text, whole) => {
		expect(bytes(text)).toBe(whole);
	});
});
