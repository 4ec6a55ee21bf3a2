import {describe, expect, it} from 'vitest';
import {missed} from '../../source/demo/controllers/cron-plan.ts';
import {nextTime, parseSchedule} from '../../source/demo/cron.ts';
import {isTimeZone, zonedTimestamp} from '../../source/demo/time-zone.ts';

const at = (text: string) => Date.parse(`${text}Z`);
const said = (atMs: number | undefined) =>
	atMs === undefined ? 'never' : new Date(atMs).toISOString().slice(0, 16);

describe('nextTime', () => {
	it.each([
		['* * * * *', '2030-01-01T12:00:30', '2030-01-01T12:01'],
		['* * * * *', '2030-01-01T12:00:00', '2030-01-01T12:01'],
		['*/5 * * * *', '2030-01-01T12:01:00', '2030-01-01T12:05'],
		['3/20 * * * *', '2030-01-01T12:24:00', '2030-01-01T12:43'],
		['0 22 * * 1-5', '2030-01-05T00:00:00', '2030-01-07T22:00'],
		['0 0 13 * fri', '2030-01-01T00:00:00', '2030-01-04T00:00'],
		['0 0 13 * *', '2030-01-01T00:00:00', '2030-01-13T00:00'],
		['0 0 * * SUN', '2030-01-01T00:00:00', '2030-01-06T00:00'],
		['0 0 29 2 *', '2030-01-01T00:00:00', '2032-02-29T00:00'],
		['0 0 31 feb *', '2030-01-01T00:00:00', 'never'],
		['15,45 9-10 * jan,mar ?', '2030-01-31T10:45:00', '2030-03-01T09:15'],
		['59 23 31 12 *', '2030-12-31T23:59:00', '2031-12-31T23:59'],
		['@hourly', '2030-01-01T12:34:00', '2030-01-01T13:00'],
		['@daily', '2030-01-01T12:34:00', '2030-01-02T00:00'],
		['@weekly', '2030-01-01T12:34:00', '2030-01-06T00:00'],
		['@monthly', '2030-01-01T12:34:00', '2030-02-01T00:00'],
		['@yearly', '2030-01-01T12:34:00', '2031-01-01T00:00'],
		['@every 90m', '2030-01-01T12:34:00', '2030-01-01T14:04'],
	])('of %s after %s', (schedule, after, expected) => {
		expect(said(nextTime(parseSchedule(schedule), at(after)))).toBe(expected);
	});

	it.each([
		['30 8 * * *', 'Europe/Berlin', '2030-01-01T00:00:00', '2030-01-01T07:30'],
		['30 8 * * *', 'Europe/Berlin', '2030-07-01T00:00:00', '2030-07-01T06:30'],
		['0 0 * * *', 'America/New_York', '2030-01-01T12:00:00', '2030-01-02T05:00'],
		['0 0 * * *', 'Asia/Kolkata', '2030-01-01T12:00:00', '2030-01-01T18:30'],
		['0 0 1 * *', 'Asia/Tokyo', '2030-01-15T00:00:00', '2030-01-31T15:00'],
		['0 0 * * *', 'Europe/Berlin', '2030-03-31T12:00:00', '2030-03-31T22:00'],
		['0 0 1 4 *', 'Europe/Berlin', '2030-03-01T12:00:00', '2030-03-31T22:00'],
		['0 12 * * *', 'Europe/Berlin', '2030-10-26T12:00:00', '2030-10-27T11:00'],
	])('of %s in %s after %s', (schedule, timeZone, after, expected) => {
		expect(said(nextTime(parseSchedule(schedule), at(after), timeZone))).toBe(expected);
	});
});

describe('parseSchedule', () => {
	it.each([
		['x', 'expected exactly 5 fields, found 1: [x]'],
		['60 * * * *', 'end of range (60) above maximum (59): 60'],
		['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
		['5-1 * * * *', 'beginning of range (5) beyond end of range (1): 5-1'],
		['*/0 * * * *', 'step of range should be a positive number: */0'],
		['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
		['1/2/3 * * * *', 'too many slashes: 1/2/3'],
		['*/-2 * * * *', 'negative number (-2) not allowed: -2'],
		['-1 * * * *', 'failed to parse int from : strconv.Atoi: parsing "": invalid syntax'],
		['* * * foo *', 'failed to parse int from foo: strconv.Atoi: parsing "foo": invalid syntax'],
		['* * mon * *', 'failed to parse int from mon: strconv.Atoi: parsing "mon": invalid syntax'],
		['@never', 'unrecognized descriptor: @never'],
		['@every x', 'failed to parse duration @every x: time: invalid duration "x"'],
	])('refuses %s', (schedule, why) => {
		expect(() => parseSchedule(schedule)).toThrow(why);
	});
});

describe('missed', () => {
	const schedule = parseSchedule('*/10 * * * *');

	it.each([
		['nothing before the first time', '2030-01-01T12:09:59', 'never', false],
		['the first time as it comes', '2030-01-01T12:10:00', '2030-01-01T12:10', false],
		['the last of several', '2030-01-01T13:05:00', '2030-01-01T13:00', false],
		['the last of very many', '2030-01-03T13:05:00', '2030-01-03T13:00', true],
	])('finds %s', (_, now, last, isMany) => {
		const found = missed(schedule, at('2030-01-01T12:00:00'), at(now), undefined);
		expect([said(found.lastMs), found.isMany]).toEqual([last, isMany]);
	});
});

describe('time zones', () => {
	it.each([
		['Europe/Berlin', true],
		['UTC', true],
		['Nowhere/Land', false],
		['+01:00', false],
	])('%s is one: %s', (name, isOne) => {
		expect(isTimeZone(name)).toBe(isOne);
	});

	it.each([
		['UTC', '2030-01-01T00:00:00Z'],
		['Asia/Kolkata', '2030-01-01T05:30:00+05:30'],
		['America/New_York', '2029-12-31T19:00:00-05:00'],
	])('write a moment in %s', (timeZone, expected) => {
		expect(zonedTimestamp(at('2030-01-01T00:00:00'), timeZone)).toBe(expected);
	});
});
