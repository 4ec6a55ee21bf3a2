import type {LatencyBucket, SeenShare} from '../model/measured.ts';

/** The quantile of a normal distribution for a two-sided 95 % interval. */
const z = 1.959_964;

/**
 * A part of counted requests as percent, with the wider half of Wilson's 95 %
 * interval: unlike the usual one it is not zero where nothing, or all, was
 * counted. It holds what comes of counting alone; sticky clients and retries
 * make the truth wider.
 */
export function partOf(count: number, total: number): SeenShare {
	const {low, high} = wilson(count, total);
	const percent = (100 * count) / total;
	return {percent, plusMinus: Math.max(percent - low, high - percent)};
}

/** The ends of Wilson's interval, as percent (Wilson, Journal of the American Statistical Association 1927). */
export function wilson(count: number, total: number): {readonly low: number; readonly high: number} {
	const part = count / total;
	const weight = 1 + z ** 2 / total;
	const middle = (part + z ** 2 / (2 * total)) / weight;
	const half = (z / weight) * Math.sqrt((part * (1 - part)) / total + z ** 2 / (4 * total ** 2));
	return {low: Math.max(0, 100 * (middle - half)), high: Math.min(100, 100 * (middle + half))};
}

/** How many of a histogram's requests took no longer than each bound; the last bound is infinite. */
export type Cumulated = ReadonlyArray<{readonly toMs: number; readonly count: number}>;

/**
 * The bucket that holds a quantile: all that a histogram knows. A figure within
 * it would be made up. Undefined where fewer than ten requests lie beyond the
 * quantile or below it for the median: the bucket would be chance.
 */
export function bucketOf(quantile: number, buckets: Cumulated): LatencyBucket | undefined {
	const sorted = [...buckets].sort((left, right) => left.toMs - right.toMs);
	const last = sorted.at(-1);
	if (last === undefined || last.toMs !== Number.POSITIVE_INFINITY) return undefined;
	if (last.count * (1 - quantile) < leastBeyond(quantile)) return undefined;
	const index = sorted.findIndex(({count}) => count >= quantile * last.count);
	const {toMs} = sorted[index]!;
	const aboveMs = sorted[index - 1]?.toMs ?? 0;
	return Number.isFinite(toMs) ? {aboveMs, toMs} : {aboveMs};
}

/** Under a hundred requests a 99th percentile means nothing. */
function leastBeyond(quantile: number): number {
	return quantile > 0.9 ? 1 : 10;
}
