import type {BackendPercent} from '../model/command.ts';
import type {Backend, Split} from '../model/split.ts';

/** A share each, in the order of the split's backends. Percent, summing to 100 up to floating point. */
export type Shares = readonly number[];

/** Why a set of percentages cannot be a split: said in the terms of what was typed. */
export type ShareFault = {readonly fault: string};

/**
 * Where every backend shall stand when the named ones move and the others keep
 * their mutual proportions. Where all the others stand at zero they have no
 * proportions to keep, and the remainder is dealt evenly: draining one backend
 * must not depend on which were idle.
 */
export function sharesAfter(
	backends: readonly Backend[],
	percents: readonly BackendPercent[],
): Shares | ShareFault {
	const named = new Map<string, number>();
	for (const {backend, percent} of percents) {
		if (!backends.some(each => each.name === backend)) return {fault: unknownBackend(backends, backend)};
		if (named.has(backend)) return {fault: `${backend} is named twice`};
		if (!Number.isFinite(percent) || percent < 0 || percent > 100) {
			return {fault: `${percent} % of ${backend} is not between 0 and 100`};
		}
		named.set(backend, percent);
	}
	const asked = [...named.values()].reduce((total, percent) => total + percent, 0);
	const others = backends.filter(each => !named.has(each.name));
	if (asked > 100 + tolerance) return {fault: `the shares sum to ${trim(asked)} %, more than 100`};
	if (others.length === 0 && Math.abs(asked - 100) > tolerance) {
		return {fault: `the shares sum to ${trim(asked)} % and every backend is named; they must sum to 100`};
	}
	const weightOfOthers = others.reduce((total, each) => total + (each.weight ?? 0), 0);
	const remainder = Math.max(0, 100 - asked);
	return backends.map(each => {
		const percent = named.get(each.name);
		if (percent !== undefined) return percent;
		return weightOfOthers === 0
			? remainder / others.length
			: (remainder * (each.weight ?? 0)) / weightOfOthers;
	});
}

/** The backends with weights that compare: where one is for each pod, that of all its pods. */
export function inAll({backends, isPerPod}: Pick<Split, 'backends' | 'isPerPod'>): readonly Backend[] {
	return isPerPod
		? backends.map(each => ({...each, weight: each.weight === null ? null : each.weight * podsOf(each)}))
		: backends;
}

function podsOf({pods}: Backend): number {
	return Math.max(1, pods?.ready ?? 1);
}

/** The parts in which to deal weights for these shares. */
function partsOf({backends, isPerPod}: Split, shares: Shares): Shares {
	if (!isPerPod) return shares;
	const parts = shares.map((share, index) => share / podsOf(backends[index]!));
	const sum = parts.reduce((total, part) => total + part, 0);
	return parts.map(part => (part * 100) / sum);
}

/**
 * Whole weights for the shares, in the order of the backends. Keeps the present
 * sum where it can express them, so that backends whose share does not change
 * keep their very number; otherwise takes the smallest power of ten from 100 up
 * that hits every share of `exact` exactly. Where none does it is the one that
 * comes nearest, of all there are where weights are bounded so tightly that
 * powers of ten miss; of equally near ones a whole number of hundreds, which
 * people read as percent. Sums are exact (largest remainder).
 */
export function relativeWeights(split: Split, asked: Shares, exact: ReadonlySet<string>): readonly number[] {
	const shares = partsOf(split, asked);
	const present = split.backends.reduce((total, each) => total + (each.weight ?? 0), 0);
	const {bounds, leastSum = 1} = split;
	const isKept = (sum: number) =>
		sum >= leastSum &&
		dealWithoutLoss(shares, sum).every(
			(weight, index) => weight <= bounds.max && (weight > 0 || shares[index]! < tolerance),
		);
	const nearest = (sums: readonly number[]) => {
		const tried = sums.filter(isKept).map(sum => ({sum, missed: missedBy(split, shares, exact, sum)}));
		const least = Math.min(...tried.map(({missed}) => missed));
		return tried.find(({missed}) => missed <= Math.max(least, tolerance));
	};
	const readable = nearest([present, ...powersOfTen]);
	if (bounds.max >= powersOfTen.at(-1)! || (readable && readable.missed <= tolerance)) {
		return dealWithoutLoss(shares, readable?.sum ?? 100);
	}
	const all = Array.from({length: bounds.max * shares.length}, (_, index) => index + 1);
	const found = nearest([...all.filter(sum => sum % 100 === 0), ...all]);
	return dealWithoutLoss(shares, found?.sum ?? 100);
}

const powersOfTen: readonly number[] = [100, 1000, 10_000, 100_000];

/** By how many points a sum misses the shares: of those asked for any, of the others what rounding would not explain. */
function missedBy(split: Split, shares: Shares, exact: ReadonlySet<string>, sum: number): number {
	const dealt = dealWithoutLoss(shares, sum);
	return Math.max(
		...shares.map((share, index) => {
			const missed = Math.abs((dealt[index]! / sum) * 100 - share);
			return exact.has(split.backends[index]!.name) || missed >= 0.5 ? missed : 0;
		}),
	);
}

/** As `deal`, but a share that would round away to nothing gets one unit of the greatest: it was asked for. */
function dealWithoutLoss(shares: Shares, total: number): number[] {
	const dealt = deal(shares, total);
	for (const [index, share] of shares.entries()) {
		const greatest = dealt.indexOf(Math.max(...dealt));
		if (share < tolerance || dealt[index] !== 0 || dealt[greatest]! < 2) continue;
		dealt[index] = 1;
		dealt[greatest]! -= 1;
	}
	return dealt;
}

/** Deals `total` whole units by shares: largest remainder, ties to the earlier one. The result sums to exactly `total`. */
export function deal(shares: Shares, total: number): number[] {
	const whole = shares.reduce((sum, share) => sum + share, 0);
	const quotas = shares.map(share => (whole === 0 ? 0 : (share * total) / whole));
	// A quota of 74.99999999 is 75 that floating point lost.
	const dealt = quotas.map(quota => Math.floor(quota + 1e-9));
	const byRemainder = quotas
		.map((quota, index) => ({index, remainder: quota - dealt[index]!}))
		.sort((left, right) => right.remainder - left.remainder || left.index - right.index);
	let left = total - dealt.reduce((sum, units) => sum + units, 0);
	for (const {index} of byRemainder) {
		if (left <= 0) break;
		dealt[index]! += 1;
		left -= 1;
	}
	return dealt;
}

/** Percent of each backend, null throughout where every weight is zero and nothing gets a share. */
export function sharesOf(weights: readonly number[]): Array<number | null> {
	const sum = weights.reduce((total, weight) => total + weight, 0);
	return weights.map(weight => (sum === 0 ? null : (weight * 100) / sum));
}

/** The same of weights that may not all be known, null throughout where one is not. */
export function sharesKnown(weights: ReadonlyArray<number | null>): Array<number | null> {
	const known = weights.filter(weight => weight !== null);
	return known.length < weights.length ? weights.map(() => null) : sharesOf(known);
}

/** A percentage as people write it: at most two decimals, none where whole. */
export function trim(percent: number): string {
	return String(Math.round(percent * 100) / 100);
}

const tolerance = 1e-6;

function unknownBackend(backends: readonly Backend[], name: string): string {
	return `there is no backend ${name}; the backends are ${backends.map(each => each.name).join(', ')}`;
}
