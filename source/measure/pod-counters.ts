import type {Clock} from '../model/clock.ts';
import type {Cluster} from '../model/cluster.ts';
import {type Measured, unmeasured} from '../model/measured.ts';
import type {Split} from '../model/split.ts';
import {readExposition} from './exposition.ts';
import {figuresOf} from './figures.ts';
import {gainsOf} from './gains.ts';
import {fits, nameIn} from './matchers.ts';
import {type PodWay, wayIntoPods} from './pod-ways.ts';
import {saySpan} from './said.ts';
import type {Reading, Series, SeriesLabels} from './series.ts';

/** How long after a change pods are read: long enough to see what it did. */
export const podsAfterMs = 60_000;
const keptMs = 3 * podsAfterMs;
/** One by one through the API server, more of them would be a load on everybody. */
const mostPods = 24;

/** Reads the counters of the pods that know of one split, time after time. */
export type PodCounters = {
	/** `since` is when its shares changed. */
	read(split: Split, since: number): Promise<Measured>;
};

type Kept = Series & {readonly name: string; readonly readings: Reading[]};

/**
 * Where nothing else measures: what each pod of the gateway counts, or where
 * no gateway is found each pod of the versions, read through the API server for
 * a minute. Which pods these are is looked up once for each change.
 */
export function podCounters(cluster: Pick<Cluster, 'list' | 'readCounters'>, clock: Clock): PodCounters {
	const kept = new Map<string, Kept>();
	let way: {readonly since: number; readonly found: PodWay | Measured} | undefined;

	function keep(name: string, labels: SeriesLabels, value: number, at: number): void {
		const key = JSON.stringify([name, labels]);
		const known = kept.get(key) ?? {name, labels, readings: []};
		kept.set(key, known);
		known.readings.push({at, value});
		while (known.readings[0]!.at < at - keptMs) known.readings.shift();
	}

	function seriesOf(selector: string | undefined): Series[] {
		if (selector === undefined) return [];
		const isOne = ({name, labels}: Kept) => name === nameIn(selector) && fits(selector, labels);
		return [...kept.values()].filter(isOne);
	}

	return {
		async read(split, since) {
			if (way?.since !== since) way = {since, found: await wayIntoPods(cluster, split)};
			const {found} = way;
			if ('state' in found) return found;
			const {listeners, reading, meter} = found;
			if (listeners.length > mostPods)
				return unmeasured(
					'no-source',
					`Nothing measures this, and ${listeners.length} pods are too many to read one by one.`,
				);
			const names = new Set([reading.counter, reading.histogram?.buckets ?? ''].map(nameIn));
			const troubles = await Promise.all(
				listeners.map(async ({listener, labels: own}) => {
					const text = await cluster.readCounters(listener);
					if (!text.ok) return text.trouble;
					const at = clock.now();
					for (const {name, labels, value} of readExposition(text.value, names))
						keep(name, {...labels, ...own}, value, at);
					return undefined;
				}),
			);
			const [trouble] = troubles.flatMap(each => each ?? []);
			if (kept.size === 0 && trouble !== undefined)
				return unmeasured('unreachable', trouble.says, trouble.hint);
			const measured = figuresOf(split, {
				meter,
				source: 'its own pods',
				reading,
				series: seriesOf(reading.counter),
				buckets: gainsOf(seriesOf(reading.histogram?.buckets), {windowMs: podsAfterMs, since}).gains.map(
					({labels, gained}) => ({labels, value: gained}),
				),
				now: clock.now(),
				aheadMs: 0,
				since,
			});
			if (measured.state !== 'measured' || trouble === undefined) return measured;
			return {...measured, remarks: [...measured.remarks, `A pod could not be read: ${trouble.says}`]};
		},
	};
}

/** What is said once the minute is over. */
export function minuteOver(): Measured {
	return unmeasured('stale', `Pods are read for the ${saySpan(podsAfterMs)} after a change alone.`);
}
