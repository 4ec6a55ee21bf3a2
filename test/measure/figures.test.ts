import {expect, test} from 'vitest';
import {type Counted, figuresOf} from '../../source/measure/figures.ts';
import {contour} from '../../source/measure/meters/contour.ts';
import type {Series} from '../../source/measure/series.ts';
import {shortfallOf} from '../../source/measure/shortfall.ts';
import {splitOf} from '../kit/splits.ts';

const unshared = expect.not.objectContaining({share: expect.anything()});
const split = splitOf({stable: 75, canary: 25});
const noon = Date.UTC(2026, 0, 1, 12);

/** Readings of one cluster 15 s apart, the last at noon. */
function counted(backend: string, values: readonly number[], code = '200', endedAgo = 0): Series {
	return {
		labels: {job: 'edge', envoy_cluster_name: `shop_${backend}_80`, envoy_response_code: code},
		readings: values.map((value, index) => ({
			at: noon - (values.length - 1 - index + endedAgo) * 15_000,
			value,
		})),
	};
}

function measured(series: readonly Series[], more: Partial<Counted> = {}) {
	return figuresOf(split, {
		meter: 'Contour',
		source: 'monitoring/prometheus:9090',
		reading: contour.reads(split)!,
		series,
		buckets: [],
		now: noon,
		aheadMs: 0,
		...more,
	});
}

const stable = counted('stable', [0, 150, 300, 450, 600]);
const canary = counted('canary', [0, 48, 96, 144, 192]);
const failing = counted('canary', [0, 2, 4, 6, 8], '503');

test('counts shares with their uncertainty, and errors by code', () => {
	expect(measured([stable, canary, failing])).toMatchObject({
		state: 'measured',
		windowMs: 60_000,
		at: noon,
		remarks: [],
		backends: [
			{name: 'stable', requests: 600, perSecond: 10, failed: 0, failures: [], share: {percent: 75}},
			{
				name: 'canary',
				requests: 200,
				share: {percent: 25, plusMinus: expect.closeTo(3.1, 1)},
				failed: 8,
				failures: [{what: '503', count: 8}],
			},
		],
	});
});

test('the time of the counts is that of the cluster, however the clock of the source goes', () => {
	expect(measured([stable, canary], {aheadMs: 42_000})).toMatchObject({at: noon + 42_000});
});

test('a version without series is missing, and no share is given', () => {
	expect(measured([stable])).toMatchObject({
		backends: [unshared, {name: 'canary', gap: {why: 'missing'}}],
	});
});

test('a version whose series ended is stale since then', () => {
	const ended = counted('canary', [0, 48, 96], '200', 2);
	expect(measured([stable, ended])).toMatchObject({
		backends: [unshared, {gap: {why: 'stale', since: noon - 30_000}}],
	});
});

test('a counter that began anew is said', () => {
	expect(measured([counted('stable', [0, 9000, 9150, 100, 250]), canary])).toMatchObject({
		backends: [{requests: 9000 + 150 + 100 + 150}, {}],
		remarks: ['Counters of stable began anew: requests before that are missing in its figures.'],
	});
});

test.each([
	['nobody counts it', [], {}, 'no-series', /no series of envoy_cluster_upstream_rq/],
	[
		'all counts stopped',
		[stable, canary],
		{now: noon + 61_000},
		'stale',
		/no counts of Contour since 12:00:00 UTC/,
	],
	['it was read once', [counted('stable', [5]), counted('canary', [5])], {}, 'too-soon', /Counted only once/],
	[
		'shares just changed',
		[stable, canary],
		{since: noon - 5000},
		'too-soon',
		/changed at 11:59:55 UTC.* every 15 s/,
	],
	[
		'there are few requests',
		[counted('stable', [0, 1, 2, 3, 4]), counted('canary', [0, 0, 0, 0, 1])],
		{},
		'too-few',
		/Only 5 requests in 60 s/,
	],
] as const)('where %s nothing is drawn, and why is said', (_name, series, more, why, says) => {
	expect(measured(series, more)).toMatchObject({state: 'unmeasured', why, says: expect.stringMatching(says)});
});

test('only what was counted since the shares changed counts', () => {
	expect(measured([stable, canary], {since: noon - 40_000})).toMatchObject({
		windowMs: 30_000,
		backends: [{requests: 300}, {requests: 96}],
	});
});

test('a version that gets well under its share is short', () => {
	const starved = counted('canary', [0, 10, 20, 30, 40]);
	expect(shortfallOf(split, measured([stable, starved]))).toMatchObject([
		{
			backend: 'canary',
			what: 'unseen',
			set: 25,
			says: expect.stringContaining('6.3 % of the requests'),
			fact: '40 of 640 requests in 60 s, as Contour counted.',
		},
	]);
	expect(shortfallOf(split, measured([stable, canary]))).toEqual([]);
	expect(shortfallOf(split, measured([stable]))).toEqual([]);
});

test.each([
	['five times as many errors as beside it', [0, 8, 16, 24, 32], ['worse']],
	['a handful that may be chance', [0, 1, 2, 3, 4], []],
])('of two versions the one with %s', (_says, failures, whats) => {
	const rare = counted('stable', [0, 1, 1, 2, 3], '500');
	const short = shortfallOf(split, measured([stable, rare, canary, counted('canary', failures, '503')]));
	expect(short.map(({what}) => what)).toEqual(whats);
	if (whats.length > 0)
		expect(short[0]?.says).toBe('canary fails 14.3 % of its requests (503), the others 0.5 %.');
});

test('where all fail alike none is worse', () => {
	const both = [counted('stable', [0, 30, 60, 90, 120], '500'), counted('canary', [0, 8, 16, 24, 32], '500')];
	expect(shortfallOf(split, measured([stable, canary, ...both]))).toEqual([]);
});
