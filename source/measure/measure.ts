import type {Json} from '../model/json.ts';
import {type Measured, type MeasuringSource, saySource, unmeasured} from '../model/measured.ts';
import type {Split} from '../model/split.ts';
import {type Answer, answer} from '../model/trouble.ts';
import {type Counted, figuresOf} from './figures.ts';
import type {Meter, MeterReading} from './meter.ts';
import {metersFor} from './meters/index.ts';
import {readMatrix, readTime, readVector, type Series} from './series.ts';

/** Sends one query to a source; answers the `data` of Prometheus' HTTP API. */
export type AskSource = (source: MeasuringSource, query: string) => Promise<Answer<Json>>;

export type Measurement = {
	readonly source: MeasuringSource;
	readonly ask: AskSource;
	/** How far the cluster's clock is ahead of the source's, which shows this time. */
	aheadOf(there: number): number;
	/** When the shares last changed, by the cluster's clock; undefined where that was not seen. */
	readonly since?: number | undefined;
	/** Who counted it the last time, to be asked first. */
	readonly meter?: string | undefined;
};

/** How far back raw counts are read: three readings of a source that scrapes each minute. */
const readBack = '3m';
/** A question is answered a moment after it was asked: the reading at the very begin must be in it all the same. */
const edgeMs = 2000;

/** Asks a source for what it counts of a split, in the words of whoever may count it. */
export async function measure(split: Split, measurement: Measurement): Promise<Measured> {
	const {source, ask} = measurement;
	const able = metersFor(split)
		.flatMap(meter => {
			const reading = meter.reads(split);
			return reading === undefined ? [] : [{meter, reading}];
		})
		.sort((left, right) => rank(left.meter, measurement) - rank(right.meter, measurement));
	if (able.length === 0) return unmeasured('no-series', 'Nobody known counts the requests of such a split.');
	const answered = await ask(source, 'time()');
	if (!answered.ok) return silent(answered.trouble);
	const now = readTime(answered.value);
	if (now === undefined) return strange(source);
	const aheadMs = measurement.aheadOf(now);
	let notApart: Measured | undefined;
	for (const {meter, reading} of able) {
		const read = await readCounts(reading, measurement);
		if (!read.ok) return silent(read.trouble);
		if (read.value === undefined) return strange(source);
		if (read.value.length === 0) continue;
		const counted: Counted = {
			meter: meter.title,
			source: saySource(source),
			reading,
			series: read.value,
			buckets: [],
			now,
			aheadMs,
			...(measurement.since !== undefined && {since: measurement.since - aheadMs}),
		};
		const measured = figuresOf(split, counted);
		if (measured.state === 'measured') {
			const {at, windowMs} = measured;
			const buckets = await readBuckets(reading, measurement, windowMs, now + aheadMs - at);
			return figuresOf(split, {...counted, buckets});
		}
		if (!goesOn.has(measured.why)) return measured;
		notApart ??= measured.why === 'not-apart' ? measured : undefined;
	}
	return notApart ?? missing(split, able, source);
}

/** Others may count what this one does not. */
const goesOn: ReadonlySet<string> = new Set(['no-series', 'not-apart']);

function rank({title}: Meter, {meter}: Measurement): number {
	return title === meter ? 0 : 1;
}

async function readCounts(
	{counter}: MeterReading,
	{ask, source}: Measurement,
): Promise<Answer<readonly Series[] | undefined>> {
	const read = await ask(source, `${counter}[${readBack}]`);
	return read.ok ? answer(readMatrix(read.value)) : read;
}

/** Of the very time in which requests were counted, so that no latency is shown of a version that got none. Without them only latency is missing. */
async function readBuckets(
	{histogram, by}: MeterReading,
	{ask, source}: Measurement,
	windowMs: number,
	agoMs: number,
) {
	if (histogram === undefined) return [];
	const ago = Math.max(0, Math.round(agoMs));
	const range = `[${Math.round(windowMs + edgeMs)}ms]${ago === 0 ? '' : ` offset ${ago}ms`}`;
	const read = await ask(
		source,
		`sum by (${['le', ...by].join(', ')}) (increase(${histogram.buckets}${range}))`,
	);
	return (read.ok ? readVector(read.value) : undefined) ?? [];
}

function silent({says, hint}: {readonly says: string; readonly hint?: string}): Measured {
	return unmeasured('unreachable', says, hint);
}

function strange(source: MeasuringSource): Measured {
	return unmeasured('unreachable', `${saySource(source)} does not answer as Prometheus does.`);
}

function missing(
	{backends}: Split,
	able: ReadonlyArray<{readonly reading: MeterReading}>,
	source: MeasuringSource,
): Measured {
	const counters = [...new Set(able.map(({reading}) => reading.counter.split('{')[0]!))];
	const names = backends.map(({name}) => name).join(' and ');
	return unmeasured(
		'no-series',
		`${saySource(source)} has no series of ${names} under ${counters.join(', ')}.`,
		'Look whether the gateway is scraped.',
	);
}
