import {expect, it} from 'vitest';
import {ageText, durationText} from '../../source/demo/tables/duration.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

it.each([
	[-5 * second, '<invalid>'],
	[-500, '0s'],
	[0, '0s'],
	[119 * second, '119s'],
	[2 * minute, '2m'],
	[3 * minute + 20 * second, '3m20s'],
	[10 * minute + 20 * second, '10m'],
	[179 * minute, '179m'],
	[3 * hour, '3h'],
	[7 * hour + 59 * minute, '7h59m'],
	[8 * hour + 59 * minute, '8h'],
	[47 * hour, '47h'],
	[2 * day, '2d'],
	[4 * day + 7 * hour, '4d7h'],
	[8 * day + 7 * hour, '8d'],
	[729 * day, '729d'],
	[2 * 365 * day + 5 * day, '2y5d'],
	[9 * 365 * day, '9y'],
])('writes %d ms as %s', (lengthMs, expected) => {
	expect(durationText(lengthMs)).toBe(expected);
});

it('does not know the age of what has no time', () => {
	expect(ageText(undefined, 0)).toBe('<unknown>');
	expect(ageText('2026-01-01T00:00:00Z', Date.parse('2026-01-01T00:00:45Z'))).toBe('45s');
});
