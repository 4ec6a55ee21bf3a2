import {
	type BackendFigures,
	type Failure,
	type Figures,
	type Measured,
	type Side,
	unmeasured,
} from '../model/measured.ts';
import {sayMoment} from '../model/moment.ts';
import type {Split} from '../model/split.ts';
import {sum} from '../model/sum.ts';
import {bucketOf, type Cumulated, partOf} from './counting.ts';
import {type Gain, type Gains, gainsOf, lateMs} from './gains.ts';
import type {MeterReading} from './meter.ts';
import {saySpan} from './said.ts';
import type {Reading, Series, SeriesLabels} from './series.ts';

/** Over how long shares are counted: long enough to say something, short enough to show what happens now. */
export const windowMs = 60_000;

/** Fewer requests of all backends than these say nothing of shares. */
const fewest = 20;

export type Counted = {
	readonly meter: string;
	readonly source: string;
	readonly reading: MeterReading;
	/** Raw readings of the counters. */
	readonly series: readonly Series[];
	/** What each bucket of the histogram gained, summed by the labels of the reading. */
	readonly buckets: ReadonlyArray<{readonly labels: SeriesLabels; readonly value: number}>;
	/** The moment it was where the readings are kept, and how far the cluster's clock is ahead of that. */
	readonly now: number;
	readonly aheadMs: number;
	/** When shares last changed, by the clock of the readings: what was counted before says nothing of these. */
	readonly since?: number;
};

/** What counters say of a split; or the one thing that stands in the way. */
export function figuresOf(split: Split, counted: Counted): Measured {
	const {reading, series, meter, source, since, now, aheadMs} = counted;
	const side = sideRead(reading, series);
	const own = series.filter(
		({labels}) => reading.backendOf(labels) !== undefined && reading.sideOf(labels) === side,
	);
	if (own.length === 0) {
		return reading.notApart !== undefined && series.length > 0
			? unmeasured('not-apart', reading.notApart)
			: unmeasured('no-series', `${source} has no series of ${reading.counter}.`);
	}
	const gains = gainsOf(own, {windowMs, since});
	const here = (at: number) => at + aheadMs;
	if (now - gains.at > lateMs(gains.everyMs)) {
		const says = `${source} has no counts of ${meter} since ${sayMoment(here(gains.at))}.`;
		return {
			...unmeasured('stale', says, 'Look whether what it scrapes is still there.'),
			since: here(gains.at),
		};
	}
	if (gains.gains.length === 0) return tooSoon(gains, since === undefined ? undefined : here(since));
	const backends = withShares(
		split,
		split.backends.map(({name}, index) =>
			backendFigures(name, ofBackend(gains.gains, reading, index), {
				reading,
				own: own.filter(({labels}) => reading.backendOf(labels) === index),
				here,
				buckets: bucketsOf(counted, index, side),
			}),
		),
	);
	const requests = sum(backends, each => each.requests);
	if (requests < fewest && backends.every(({gap}) => gap === undefined)) {
		return unmeasured('too-few', `Only ${requests} requests in ${saySpan(gains.spanMs)}: too few to say.`);
	}
	return {
		state: 'measured',
		meter,
		source,
		side,
		extent: reading.extent,
		at: here(gains.at),
		windowMs: gains.spanMs,
		backends,
		remarks: remarksOf(split, gains.gains, reading, here),
	} satisfies Figures;
}

/** Gateways see what pods do not: where both count, theirs alone is read, and every request once. */
function sideRead(reading: MeterReading, series: readonly Series[]): Side {
	return series.some(
		({labels}) => reading.backendOf(labels) !== undefined && reading.sideOf(labels) === 'gateway',
	)
		? 'gateway'
		: 'pods';
}

function tooSoon({everyMs}: Gains, since: number | undefined): Measured {
	const often = everyMs === undefined ? '' : `, and counts come every ${saySpan(everyMs)}`;
	return since === undefined
		? unmeasured('too-soon', `Counted only once so far${often}.`)
		: unmeasured('too-soon', `Shares changed at ${sayMoment(since)}${often}: too soon to say.`);
}

function ofBackend(gains: readonly Gain[], reading: MeterReading, index: number): Gain[] {
	return gains.filter(({labels}) => reading.backendOf(labels) === index);
}

type Around = {
	readonly reading: MeterReading;
	/** Its series, if only old ones. */
	readonly own: readonly Series[];
	readonly here: (at: number) => number;
	readonly buckets: Cumulated;
};

function backendFigures(
	name: string,
	gains: readonly Gain[],
	{reading, own, here, buckets}: Around,
): BackendFigures {
	const failures = failuresOf(gains, reading);
	const lastAt = lastGainAt(own);
	const lasts = gains.flatMap(({hasEnded, lastAt: last}) => (hasEnded ? [] : [last]));
	const none = {
		name,
		requests: 0,
		perSecond: 0,
		...(lastAt !== undefined && {lastAt: here(lastAt)}),
		...(own.length > 0 && {countedFrom: here(firstReading(own))}),
		...(lasts.length > 0 && {countedUntil: here(Math.min(...lasts))}),
		failed: 0,
		failures: [],
	};
	if (own.length === 0) return {...none, gap: {why: 'missing'}};
	if (gains.length === 0) return {...none, gap: {why: 'too-soon'}};
	if (gains.every(({hasEnded}) => hasEnded)) {
		return {...none, gap: {why: 'stale', since: here(Math.max(...gains.map(({lastAt}) => lastAt)))}};
	}
	return {
		...none,
		requests: sum(gains, ({gained}) => gained),
		perSecond: sum(gains, ({gained, spanMs}) => (spanMs === 0 ? 0 : (gained * 1000) / spanMs)),
		failed: sum(failures, ({count}) => count),
		failures,
		p50: bucketOf(0.5, buckets),
		p99: bucketOf(0.99, buckets),
	};
}

/** The newest reading at which some counter had grown, or that appeared with more than nothing: what it counted came since the reading before. */
function lastGainAt(all: readonly Series[]): number | undefined {
	const first = firstReading(all);
	const moments = all.flatMap(({readings}) => {
		const hasGrown = ({at, value}: Reading, index: number) =>
			index === 0 ? at > first && value > 0 : value !== readings[index - 1]!.value;
		const last = readings.findLast(hasGrown);
		return last === undefined ? [] : [last.at];
	});
	return moments.length === 0 ? undefined : Math.max(...moments);
}

function firstReading(all: readonly Series[]): number {
	return Math.min(...all.flatMap(({readings}) => readings.slice(0, 1).map(({at}) => at)));
}

/**
 * A share is of all requests, so none can be given while the counts of a
 * backend that should get some are missing. Requests are weighed by how long
 * each counter was read for: those who count are not read at the same moments.
 */
function withShares({backends: set}: Split, figures: readonly BackendFigures[]): BackendFigures[] {
	const isPartial = figures.some(({gap}, index) => gap !== undefined && set[index]!.share !== 0);
	const perSecond = sum(figures, each => each.perSecond);
	const requests = sum(figures, each => each.requests);
	if (isPartial || requests < fewest) return [...figures];
	return figures.map(each =>
		each.gap === undefined
			? {...each, share: partOf((each.perSecond / perSecond) * requests, requests)}
			: each,
	);
}

function bucketsOf({reading, buckets}: Counted, index: number, side: Side): Cumulated {
	const byBound = new Map<number, number>();
	for (const {labels, value} of buckets) {
		if (reading.backendOf(labels) !== index || reading.sideOf(labels) !== side) continue;
		const toMs =
			labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels.le) * reading.histogram!.unitMs;
		if (!Number.isNaN(toMs)) byBound.set(toMs, (byBound.get(toMs) ?? 0) + value);
	}
	return [...byBound].map(([toMs, count]) => ({toMs: round(toMs), count}));
}

/** `0.025` seconds are 25 ms, and not 25.000000000000004. */
function round(ms: number): number {
	return Number.isFinite(ms) ? Math.round(ms * 1e6) / 1e6 : ms;
}

function remarksOf(
	{backends}: Split,
	gains: readonly Gain[],
	reading: MeterReading,
	here: (at: number) => number,
): string[] {
	return backends.flatMap(({name}, index) => {
		const own = ofBackend(gains, reading, index);
		const resets = own.filter(({wasReset}) => wasReset).length;
		const ended = own.filter(({hasEnded}) => hasEnded);
		return [
			...(resets === 0
				? []
				: [`Counters of ${name} began anew: requests before that are missing in its figures.`]),
			...(ended.length === 0 || ended.length === own.length
				? []
				: [
						`Some counters of ${name} ended at ${sayMoment(here(Math.max(...ended.map(({lastAt}) => lastAt))))}.`,
					]),
		];
	});
}

/** What failed of each backend, most often first. */
function failuresOf(gains: readonly Gain[], reading: MeterReading): Failure[] {
	const counts = new Map<string, number>();
	for (const {labels, gained} of gains) {
		const what = reading.failureOf(labels);
		if (what !== undefined && gained > 0) counts.set(what, (counts.get(what) ?? 0) + gained);
	}
	return [...counts]
		.map(([what, count]) => ({what, count}))
		.sort((left, right) => right.count - left.count || (left.what < right.what ? -1 : 1));
}
