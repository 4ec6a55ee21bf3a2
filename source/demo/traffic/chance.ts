/** Numbers of events by chance. */
import type {Luck} from '../luck.ts';

/** How often something happens that happens `mean` times on average. */
export function poisson(luck: Luck, mean: number): number {
	if (mean <= 0) return 0;
	if (mean > 30) return Math.max(0, Math.round(mean + Math.sqrt(mean) * normal(luck)));
	const limit = Math.exp(-mean);
	let count = 0;
	for (let product = luck.fraction(); product > limit; product *= luck.fraction()) count++;
	return count;
}

/** How many of `count` have a property that each has with probability `share`. */
export function binomial(luck: Luck, count: number, share: number): number {
	if (share <= 0 || count === 0) return 0;
	if (share >= 1) return count;
	const variance = count * share * (1 - share);
	if (variance > 20) {
		const drawn = Math.round(count * share + Math.sqrt(variance) * normal(luck));
		return Math.min(count, Math.max(0, drawn));
	}
	if (count > 40) return share > 0.5 ? count - rare(luck, count, 1 - share) : rare(luck, count, share);
	let hits = 0;
	for (let i = 0; i < count; i++) if (luck.fraction() < share) hits++;
	return hits;
}

/** A binomial of small mean: leaps from hit to hit. */
function rare(luck: Luck, count: number, share: number): number {
	let hits = -1;
	for (let at = 0; at <= count; hits++) at += leap(luck, share);
	return hits;
}

function leap(luck: Luck, share: number): number {
	// For a tiny share, 1 - share is 1 and its logarithm nothing to divide by.
	return Math.floor(Math.log1p(-luck.fraction()) / Math.log1p(-share)) + 1;
}

/** From the standard normal distribution: Box and Muller. */
function normal(luck: Luck): number {
	return Math.sqrt(-2 * Math.log(1 - luck.fraction())) * Math.cos(2 * Math.PI * luck.fraction());
}
