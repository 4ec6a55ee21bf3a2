import {expect, test} from 'vitest';
import {nextRuns, wrongSchedule} from '../../source/objectives/cron.ts';

const monday = Date.parse('2026-11-30T16:55:30Z');
const times = (text: string, count = 3) =>
	nextRuns(text, monday, count).map(time => new Date(time).toISOString().slice(0, 16));

test.each([
	['0 3 * * *', ['2026-12-01T03:00', '2026-12-02T03:00', '2026-12-03T03:00']],
	['*/20 17 * * *', ['2026-11-30T17:00', '2026-11-30T17:20', '2026-11-30T17:40']],
	['50/5 * * * *', ['2026-11-30T17:50', '2026-11-30T17:55', '2026-11-30T18:50']],
	['@hourly', ['2026-11-30T17:00', '2026-11-30T18:00', '2026-11-30T19:00']],
	['30 6 * * mon-wed', ['2026-12-01T06:30', '2026-12-02T06:30', '2026-12-07T06:30']],
	// Where both days are named, either will do.
	['0 0 2 * fri', ['2026-12-02T00:00', '2026-12-04T00:00', '2026-12-11T00:00']],
	['0 0 29 feb ?', ['2028-02-29T00:00']],
	['56 16 30 11 1', ['2026-11-30T16:56']],
])('%s runs next', (text, next) => {
	expect(wrongSchedule(text)).toBeUndefined();
	expect(times(text, next.length)).toEqual(next);
});

test.each([
	['', /five fields/],
	['0 3 * *', /five fields/],
	['@every 1h', /five fields/],
	['@noon', /five fields/],
	['60 3 * * *', /minute from 0 to 59/],
	['0 24 * * *', /hour from 0 to 23/],
	['0 0 0 * *', /day from 1 to 31/],
	['0 0 * 13 *', /month from 1 to 12/],
	['0 0 * foo *', /month from 1 to 12/],
	['0 0 * * 7', /weekday from 0 to 6/],
	['5-1 * * * *', /minute/],
	['*/0 * * * *', /minute/],
	['1-2-3 * * * *', /minute/],
	['1, * * * *', /minute/],
	['-1 * * * *', /minute/],
	['0 0 30 2 *', /never comes/],
])('%s is no schedule', (text, why) => {
	expect(wrongSchedule(text)).toMatch(why);
	expect(nextRuns(text, monday, 1)).toEqual([]);
});
