import {describe, expect, test} from 'vitest';
import {gainsOf} from '../../source/measure/gains.ts';
import type {Series} from '../../source/measure/series.ts';

/** Readings 15 s apart from 0 on; none where there is a blank. */
function series(values: readonly (number | undefined)[], labels: Series['labels'] = {job: 'edge'}): Series {
	const readings = values.flatMap((value, index) =>
		value === undefined ? [] : [{at: index * 15_000, value}],
	);
	return {labels, readings};
}

const minute = {windowMs: 60_000};
const _ = undefined;

describe('what a counter gained', () => {
	test.each([
		['steadily', [0, 10, 20, 30, 40, 50], 40],
		['only what the window holds', [0, 1000, 1010, 1020, 1030, 1040], 40],
		['nothing, which is a zero that was counted', [7, 7, 7, 7, 7, 7], 0],
		['across a reading that did not come', [0, 10, _, 30, 40, 50], 40],
	] as const)('%s', (_name, values, gained) => {
		// A second series shows when its target was read.
		const {gains} = gainsOf([series(values), series([0, 0, 0, 0, 0, 0], {job: 'edge', code: '200'})], minute);
		expect(gains[0]).toMatchObject({gained, wasReset: false, hasEnded: false, spanMs: 60_000});
	});

	test('a counter that began anew gained what it shows, and says so', () => {
		const {gains} = gainsOf([series([0, 100, 110, 5, 15, 25])], minute);
		expect(gains[0]).toMatchObject({gained: 10 + 5 + 10 + 10, wasReset: true});
	});

	test('one that appears while its target was read began at zero: the first errors count', () => {
		const {gains} = gainsOf(
			[series([0, 10, 20, 30, 40, 50]), series([_, _, _, _, 8, 9], {job: 'edge', code: '503'})],
			minute,
		);
		expect(gains[1]).toMatchObject({gained: 9, wasReset: false});
	});

	test('one whose target is new may be as old as that: its first reading counts nothing', () => {
		const young = series([_, _, _, 5000, 5010, 5020], {job: 'edge', instance: 'b'});
		const {gains} = gainsOf([series([0, 10, 20, 30, 40, 50]), young], minute);
		expect(gains[1]).toMatchObject({gained: 20, spanMs: 30_000});
	});

	test('one that its target does not have any more has ended', () => {
		const {gains} = gainsOf(
			[series([0, 10, 20, 30, 40, 50]), series([0, 5, 10, _, _, _], {job: 'edge', code: '503'})],
			minute,
		);
		expect(gains[1]).toMatchObject({hasEnded: true, lastAt: 30_000, gained: 5});
	});

	test('a target that stopped long before the others has ended', () => {
		const gone = series([0, 10, _, _, _, _], {job: 'edge', instance: 'b'});
		const {gains} = gainsOf([series([0, 10, 20, 30, 40, 50]), gone], {windowMs: 75_000});
		expect(gains[1]).toMatchObject({hasEnded: true, lastAt: 15_000});
	});

	test('what was counted before the shares changed does not count', () => {
		const {gains, spanMs} = gainsOf([series([0, 10, 20, 30, 130, 230])], {...minute, since: 40_000});
		expect(gains[0]).toMatchObject({gained: 200});
		expect(spanMs).toBe(30_000);
	});

	test('after a change it needs two readings', () => {
		expect(gainsOf([series([0, 10, 20, 30, 40, 50])], {...minute, since: 70_000}).gains).toEqual([]);
	});

	test('rare readings are counted over two of them', () => {
		const rare = {labels: {}, readings: [0, 60, 120, 180].map(at => ({at: at * 1000, value: at}))};
		expect(gainsOf([rare], minute)).toMatchObject({spanMs: 120_000, everyMs: 60_000, at: 180_000});
	});
});
