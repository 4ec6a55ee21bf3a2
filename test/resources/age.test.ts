import {describe, expect, it} from 'vitest';
import {sayAge, sayDuration, timeOf} from '../../source/resources/age.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

describe('sayDuration', () => {
	it.each([
		[-2 * second, '<invalid>'],
		[-2 * second + 1, '0s'],
		[-1, '0s'],
		[0, '0s'],
		[999, '0s'],
		[second, '1s'],
		[119 * second + 999, '119s'],
		[2 * minute, '2m'],
		[2 * minute + 30 * second, '2m30s'],
		[9 * minute + 59 * second, '9m59s'],
		[10 * minute, '10m'],
		[10 * minute + 59 * second, '10m'],
		[179 * minute, '179m'],
		[3 * hour, '3h'],
		[3 * hour + 20 * minute, '3h20m'],
		[7 * hour + 59 * minute, '7h59m'],
		[8 * hour, '8h'],
		[8 * hour + 30 * minute, '8h'],
		[47 * hour + 59 * minute, '47h'],
		[2 * day, '2d'],
		[2 * day + hour, '2d1h'],
		[5 * day + 3 * hour, '5d3h'],
		[7 * day + 23 * hour, '7d23h'],
		[8 * day, '8d'],
		[8 * day + 23 * hour, '8d'],
		[2 * year - hour, '729d'],
		[2 * year, '2y'],
		[2 * year + 300 * day, '2y300d'],
		[8 * year - hour, '7y364d'],
		[8 * year, '8y'],
		[9 * year + 200 * day, '9y'],
	])('says %d ms as %s', (durationMs, said) => {
		expect(sayDuration(durationMs)).toBe(said);
	});
});

describe('sayAge', () => {
	it('owns up to a time nobody knows', () => {
		expect(sayAge(undefined, 5)).toBe('<unknown>');
	});

	it('counts from the time to now', () => {
		expect(sayAge(10 * minute, 13 * minute)).toBe('3m');
	});
});

describe('timeOf', () => {
	it.each([
		['2026-11-23T13:00:00Z', Date.UTC(2026, 10, 23, 13)],
		['2026-11-23T13:00:00.250000Z', Date.UTC(2026, 10, 23, 13, 0, 0, 250)],
		[undefined, undefined],
		[null, undefined],
		['', undefined],
		['yesterday', undefined],
	])('reads %s', (text, time) => {
		expect(timeOf(text)).toBe(time);
	});
});
