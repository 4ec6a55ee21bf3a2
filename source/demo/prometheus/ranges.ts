/** Functions of the samples within a range. Pure. */
import type {Sample} from './values.ts';

/** The range as `rate` sees it: after `fromMs`, up to `untilMs`. */
export type Range = {readonly fromMs: number; readonly untilMs: number};

/**
 * How much a series grew over a range, as Prometheus extrapolates it: to the range's bounds, but no further
 * than half the usual distance of samples where they are far, and never below zero for a counter.
 */
export function extrapolated(
	samples: readonly Sample[],
	{fromMs, untilMs}: Range,
	isCounter: boolean,
): number | undefined {
	const first = samples[0];
	const last = samples.at(-1);
	if (!first || !last || samples.length < 2) return undefined;
	const grown = isCounter ? growth(samples) : last.value - first.value;
	const sampledMs = last.atMs - first.atMs;
	const usualMs = sampledMs / (samples.length - 1);
	const reach = (distanceMs: number) => (distanceMs >= usualMs * 1.1 ? usualMs / 2 : distanceMs);
	let beforeMs = reach(first.atMs - fromMs);
	if (isCounter && grown > 0 && first.value >= 0)
		beforeMs = Math.min(beforeMs, sampledMs * (first.value / grown));
	const afterMs = reach(untilMs - last.atMs);
	return (grown * (sampledMs + beforeMs + afterMs)) / sampledMs;
}

/** What a counter gained; where it fell it was reset, and began at zero. */
function growth(samples: readonly Sample[]): number {
	let gained = samples.at(-1)!.value - samples[0]!.value;
	for (let i = 1; i < samples.length; i++) {
		const before = samples[i - 1]!.value;
		if (samples[i]!.value < before) gained += before;
	}
	return gained;
}

type RangeFunction = (samples: readonly Sample[], range: Range) => number | undefined;

const seconds = ({fromMs, untilMs}: Range) => (untilMs - fromMs) / 1000;

const scaled = (value: number | undefined, factor: number) =>
	value === undefined ? undefined : value * factor;

/** The change between the last two samples, and the seconds between them. */
function lastChange(
	samples: readonly Sample[],
	isCounter: boolean,
): {change: number; seconds: number} | undefined {
	const [before, last] = samples.slice(-2);
	if (!before || !last) return undefined;
	const isReset = isCounter && last.value < before.value;
	const change = isReset ? last.value : last.value - before.value;
	return {change, seconds: (last.atMs - before.atMs) / 1000};
}

const valuesOf = (samples: readonly Sample[]) => samples.map(({value}) => value);
const total = (samples: readonly Sample[]) => samples.reduce((sum, {value}) => sum + value, 0);

const steps = (samples: readonly Sample[], isStep: (before: number, after: number) => boolean) =>
	samples.slice(1).filter(({value}, i) => isStep(samples[i]!.value, value)).length;

/** Undefined for an element that has no result; no function is asked about an empty range. */
export const rangeFunctions: Readonly<Record<string, RangeFunction>> = {
	rate: (samples, range) => scaled(extrapolated(samples, range, true), 1 / seconds(range)),
	increase: (samples, range) => extrapolated(samples, range, true),
	delta: (samples, range) => extrapolated(samples, range, false),
	irate: samples => {
		const last = lastChange(samples, true);
		return last && last.change / last.seconds;
	},
	idelta: samples => lastChange(samples, false)?.change,
	changes: samples => steps(samples, (before, after) => before !== after),
	resets: samples => steps(samples, (before, after) => after < before),
	sum_over_time: total,
	avg_over_time: samples => total(samples) / samples.length,
	min_over_time: samples => Math.min(...valuesOf(samples)),
	max_over_time: samples => Math.max(...valuesOf(samples)),
	count_over_time: samples => samples.length,
	last_over_time: samples => samples.at(-1)!.value,
	present_over_time: () => 1,
};

/** Functions whose result is still the series itself, under its name. */
export const keepsName = new Set(['last_over_time']);
