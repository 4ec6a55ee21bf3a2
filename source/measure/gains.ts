import type {Series, SeriesLabels} from './series.ts';

/** What one counter gained. */
export type Gain = {
	readonly labels: SeriesLabels;
	readonly gained: number;
	/** How long it was counted for. */
	readonly spanMs: number;
	/** Its last reading. */
	readonly lastAt: number;
	/** It began anew meanwhile: what it had gained until then since the reading before is lost. */
	readonly wasReset: boolean;
	/** Whoever counts went on without it, or stopped counting. */
	readonly hasEnded: boolean;
};

export type Gains = {
	readonly gains: readonly Gain[];
	/** The newest reading of all. */
	readonly at: number;
	/** The longest span. */
	readonly spanMs: number;
	/** How far readings are apart, as far as that shows. */
	readonly everyMs: number | undefined;
};

export type Span = {
	/** How long to count, at least two readings' worth. */
	readonly windowMs: number;
	/** Readings before this count nothing: shares were others then. */
	readonly since?: number;
};

/**
 * What counters gained between their readings, exactly as stored. Series of one
 * target are read at the same moments, so that a series which appears while its
 * target was read before began at zero in between: its first reading counts in
 * full, where `increase` would pass it over, and with it the first errors of a
 * version. A reading below the last one is a counter that began anew: as in
 * Prometheus it gained what it shows, the rest is lost and said.
 */
export function gainsOf(all: readonly Series[], {windowMs, since = Number.NEGATIVE_INFINITY}: Span): Gains {
	const targets = groupByTarget(all);
	const everyMs = median([...targets.values()].flatMap(({moments}) => distances(moments)));
	const window = Math.max(windowMs, 2 * (everyMs ?? 0));
	const at = Math.max(Number.NEGATIVE_INFINITY, ...[...targets.values()].map(({moments}) => moments.at(-1)!));
	const gains = [...targets.values()].flatMap(target => gainsOfTarget(target, {window, since, at, everyMs}));
	return {gains, at, spanMs: Math.max(0, ...gains.map(({spanMs}) => spanMs)), everyMs};
}

/** What is read at once: its series, and the moments of its readings. */
type Target = {readonly series: readonly Series[]; readonly moments: readonly number[]};

/** Labels by which those who scrape tell targets apart; those of several clusters or replicas have more. */
const targetLabels = ['job', 'instance', 'cluster', 'prometheus', 'prometheus_replica', 'replica'];

function groupByTarget(all: readonly Series[]): Map<string, Target> {
	const groups = new Map<string, {series: Series[]; moments: Set<number>}>();
	for (const series of all) {
		if (series.readings.length === 0) continue;
		const key = JSON.stringify(targetLabels.map(label => series.labels[label] ?? ''));
		const group = groups.get(key) ?? {series: [], moments: new Set()};
		groups.set(key, group);
		group.series.push(series);
		for (const {at} of series.readings) group.moments.add(at);
	}
	return new Map(
		[...groups].map(([key, {series, moments}]) => [
			key,
			{series, moments: [...moments].sort((left, right) => left - right)},
		]),
	);
}

type Frame = {
	readonly window: number;
	readonly since: number;
	readonly at: number;
	readonly everyMs: number | undefined;
};

function gainsOfTarget({series, moments}: Target, {window, since, at, everyMs}: Frame): Gain[] {
	const lastMoment = moments.at(-1)!;
	// The last moment at which what was gained before does not count any more.
	const base = moments.findLast(moment => moment <= lastMoment - window) ?? moments[0]!;
	const from = base >= since ? base : moments.find(moment => moment >= since);
	if (from === undefined || from === lastMoment) return [];
	const isGone = at - lastMoment > lateMs(everyMs);
	return series.map(({labels, readings}) => {
		const counted = readings.filter(reading => reading.at >= from);
		const isNew = readings[0]!.at > moments[0]!;
		let last = readings.findLast(reading => reading.at < from)?.value;
		// What is read at the first moment of all may be as old as the target.
		if (counted[0]?.at === from) last = counted.shift()!.value;
		else if (last === undefined && isNew) last = 0;
		let gained = 0;
		let wasReset = false;
		for (const {value} of counted) {
			if (last !== undefined) gained += value >= last ? value - last : value;
			wasReset ||= last !== undefined && value < last;
			last = value;
		}
		const lastAt = readings.at(-1)!.at;
		return {
			labels,
			gained,
			spanMs: lastMoment - from,
			lastAt,
			wasReset,
			hasEnded: isGone || lastAt < lastMoment,
		};
	});
}

/** Counts are late once two readings and a half did not come. */
export function lateMs(everyMs: number | undefined): number {
	return Math.max(30_000, 2.5 * (everyMs ?? 0));
}

function distances(moments: readonly number[]): number[] {
	return moments.slice(1).map((moment, index) => moment - moments[index]!);
}

function median(values: readonly number[]): number | undefined {
	return values.length === 0
		? undefined
		: [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)];
}
