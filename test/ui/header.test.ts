import {describe, expect, test} from 'vitest';
import type {Health} from '../../source/model/health.ts';
import {headerLine, sayHealth} from '../../source/ui/header.tsx';
import {lineWidth} from '../../source/ui/line.ts';
import {theme} from '../../source/ui/theme.ts';

const look = theme({colors: 'none', isUnicode: true});
const trouble = {reason: 'unreachable', says: 'no answer'} as const;
const now = 1_000_000_000;
const stale = (ageMs: number): Health => ({state: 'stale', since: now - ageMs, retryAt: now, trouble});

describe('how fresh the data is, in steps', () => {
	test.each([
		[undefined, 'connecting'],
		[{state: 'listing', received: 0}, 'loading'],
		[{state: 'listing', received: 1500}, 'loading, 1500 so far'],
		[{state: 'live'}, 'live'],
		[stale(1900), 'live'],
		[stale(2000), 'stale for 2 s'],
		[stale(4900), 'stale for 4 s'],
		[stale(7000), 'stale for 5 s'],
		[stale(48_000), 'stale for 30 s'],
		[stale(119_000), 'stale for 1 min'],
		[stale(35 * 60_000), 'stale for 30 min'],
		[stale(3 * 3_600_000), 'stale for 3 h'],
		[{state: 'polling', everyMs: 5000, trouble}, 'every 5 s, watch denied'],
		[{state: 'denied', trouble}, 'denied'],
		[{state: 'absent'}, 'not served'],
	] as [Health | undefined, string][])('%j', (health, says) => {
		expect(sayHealth(health, now).says).toBe(says);
	});
});

test.each([0, 1900, 4900, 48_000])(
	'what never told anything is neither live nor stale, after %i ms',
	ageMs => {
		expect(sayHealth(stale(ageMs), now, false)).toEqual({says: 'unreachable', tone: 'bad'});
		const garbled: Health = {
			state: 'stale',
			since: now - ageMs,
			retryAt: now,
			trouble: {...trouble, reason: 'garbled'},
		};
		expect(sayHealth(garbled, now, false)).toEqual({says: 'no data yet', tone: 'bad'});
	},
);

test('a header never ticks by the second once data is old', () => {
	const says = Array.from({length: 30}, (_, s) => sayHealth(stale(30_000 + s * 1000), now).says);
	expect(new Set(says).size).toBe(1);
});

test.each([false, true])(
	'at any width it fits, and always says which cluster, what kind, how fresh and how safe (%s)',
	isUnsafe => {
		for (let width = 40; width < 170; width++) {
			const line = headerLine(look, {
				width,
				context: 'arn:aws:eks:eu-central-1:123456789012:cluster/payments-production',
				namespace: 'shop',
				place: {word: 'PROD', look: 'production'},
				mode: 'armed, 12 min left',
				isArmed: true,
				isUnsafe,
				health: stale(48_000),
				hasData: true,
				now,
			});
			const text = line.map(part => part.text).join('');
			expect(lineWidth(line)).toBe(width);
			expect(text).toContain(' PROD ');
			expect(/TLS( unchecked|\?)/.test(text)).toBe(isUnsafe);
			expect(text).toContain('stale for 30 s');
			expect(text).toMatch(/ar.*…|arn:/);
		}
	},
);
