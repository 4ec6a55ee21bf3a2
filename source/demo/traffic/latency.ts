/** How long answers take: a lognormal through a version's median and p99, made longer by queueing. Pure. */
import type {Behaviour} from './behaviour.ts';

/**
 * Upper bounds of the steps in which durations are counted, in milliseconds. Every boundary that a
 * gateway's or an application's histogram has is among them; the last step is all beyond the last bound.
 */
export const grid = [
	0.5, 1, 2, 3, 4, 5, 10, 20, 25, 30, 40, 50, 75, 100, 200, 250, 300, 400, 500, 750, 1000, 1200, 2000, 2500,
	3000, 4000, 5000, 7500, 10_000,
] as const;

export const gridSteps = grid.length + 1;

/** The step of answers that took longer than a gateway waits. */
export const timeoutStep = grid.length;

/** After this long a gateway gives up waiting for an answer. */
export const timeoutMs = 10_000;

/** The duration that stands for each step, in sums. */
export const typicalMs: readonly number[] = Array.from({length: gridSteps}, (_, step) => {
	if (step === timeoutStep) return timeoutMs;
	return step === 0 ? grid[0] / 2 : Math.sqrt(grid[step - 1]! * grid[step]!);
});

/** The step a duration is counted in. */
export function stepOf(durationMs: number): number {
	const step = grid.findIndex(bound => durationMs <= bound);
	return step < 0 ? timeoutStep : step;
}

/** As many requests as a pod serves at once. */
const workers = 8;

/**
 * Mean time in the queue as a multiple of the time of service, for several workers at this share of their
 * capacity: Sakasegawa's approximation for M/M/c.
 */
export function queueing(load: number): number {
	const busy = Math.min(load, 0.98);
	return busy ** (Math.sqrt(2 * (workers + 1)) - 1) / (workers * (1 - busy));
}

/** The quantile of 99 % of the standard normal distribution. */
const z99 = 2.3263;

/** Durations scatter at least this much, as sigma of a lognormal, when requests queue. */
const queueSigma = 0.6;

export type Lognormal = {readonly medianMs: number; readonly sigma: number};

/** How long answers take at this share of capacity when those before them keep the pod busy for `waitMs`. */
export function durations({medianMs, p99Ms}: Behaviour, load: number, waitMs: number): Lognormal {
	const sigma = Math.log(Math.max(p99Ms, medianMs * 1.01) / medianMs) / z99;
	const median = medianMs * (1 + queueing(load)) + waitMs;
	return {medianMs: median, sigma: waitMs > 0 ? Math.max(sigma, queueSigma) : sigma};
}

/** For each step of the grid, the share of answers that take no longer; the last is 1. */
export function cumulativeShares({medianMs, sigma}: Lognormal): Float64Array {
	const shares = Float64Array.from(grid, bound => normalShare(Math.log(bound / medianMs) / sigma));
	return Float64Array.of(...shares, 1);
}

/** The share of the standard normal distribution below `z`: Zelen and Severo's approximation, to 1e-7. */
export function normalShare(z: number): number {
	const t = 1 / (1 + 0.2316419 * Math.abs(z));
	const tail =
		t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
	const above = (tail * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI);
	return z >= 0 ? 1 - above : above;
}

/** The duration below which `share` of the counted answers lie, between the bounds of its step; NaN for none. */
export function quantileMs(counts: ArrayLike<number>, share: number): number {
	let total = 0;
	for (let step = 0; step < gridSteps; step++) total += counts[step]!;
	let rest = share * total;
	for (let step = 0; step < timeoutStep; step++) {
		const count = counts[step]!;
		if (count > 0 && rest <= count) {
			const low = step === 0 ? 0 : grid[step - 1]!;
			return low + ((grid[step]! - low) * rest) / count;
		}
		rest -= count;
	}
	return total > 0 ? timeoutMs : Number.NaN;
}
