/** Functions of instant vectors. Pure. */
import {type Element, ExecutionError, type Labels, labelsText, withoutLabels, withoutName} from './values.ts';

const ofEach = (change: (value: number) => number) => (elements: readonly Element[]) =>
	elements.map(({labels, value}) => ({labels: withoutName(labels), value: change(value)}));

/** Functions that take every value for itself. */
export const valueFunctions: Readonly<Record<string, (elements: readonly Element[]) => Element[]>> = {
	abs: ofEach(Math.abs),
	ceil: ofEach(Math.ceil),
	floor: ofEach(Math.floor),
	exp: ofEach(Math.exp),
	ln: ofEach(Math.log),
	log2: ofEach(Math.log2),
	log10: ofEach(Math.log10),
	sqrt: ofEach(Math.sqrt),
	sgn: ofEach(Math.sign),
};

/** Rounds to the nearest multiple of `nearest`, halves upwards. */
export function rounded(elements: readonly Element[], nearest = 1): Element[] {
	const inverse = 1 / nearest;
	return ofEach(value => Math.floor(value * inverse + 0.5) / inverse)(elements);
}

export function clamped(elements: readonly Element[], least: number, most: number): Element[] {
	if (least > most) return [];
	return ofEach(value => Math.max(least, Math.min(most, value)))(elements);
}

/** By value, what is no number last. */
export function sorted(elements: readonly Element[], isDescending: boolean): Element[] {
	const order = (a: number, b: number) => {
		if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
		return isDescending ? b - a : a - b;
	};
	return [...elements].sort((a, b) => order(a.value, b.value));
}

type Bucket = {readonly upper: number; readonly count: number};

/** The quantile of each histogram among `elements`, whose buckets are told apart by `le`. */
export function histogramQuantiles(quantile: number, elements: readonly Element[]): Element[] {
	const histograms = new Map<string, {labels: Labels; buckets: Bucket[]}>();
	for (const {labels, value} of elements) {
		const upper = Number(labels.le?.replace('Inf', 'Infinity') || Number.NaN);
		if (Number.isNaN(upper)) continue;
		const rest = withoutLabels(labels, ['le', '__name__']);
		const key = labelsText(rest);
		const histogram = histograms.get(key) ?? {labels: rest, buckets: []};
		histogram.buckets.push({upper, count: value});
		histograms.set(key, histogram);
	}
	return [...histograms.values()].map(({labels, buckets}) => ({
		labels,
		value: bucketQuantile(quantile, buckets),
	}));
}

/** Linear within the bucket that holds the rank; the bound of the last finite bucket for ranks beyond it. */
export function bucketQuantile(quantile: number, unordered: readonly Bucket[]): number {
	if (Number.isNaN(quantile)) return Number.NaN;
	if (quantile < 0) return Number.NEGATIVE_INFINITY;
	if (quantile > 1) return Number.POSITIVE_INFINITY;
	const buckets = monotonic([...unordered].sort((a, b) => a.upper - b.upper));
	const last = buckets.at(-1);
	if (!last || last.upper !== Number.POSITIVE_INFINITY || buckets.length < 2) return Number.NaN;
	if (last.count === 0 || Number.isNaN(last.count)) return Number.NaN;
	const rank = quantile * last.count;
	const holding = buckets.slice(0, -1).findIndex(({count}) => count >= rank);
	if (holding < 0) return buckets.at(-2)!.upper;
	const {upper, count} = buckets[holding]!;
	if (holding === 0 && upper <= 0) return upper;
	const {upper: lower, count: below} = buckets[holding - 1] ?? {upper: 0, count: 0};
	return lower + ((upper - lower) * (rank - below)) / (count - below);
}

/** Buckets with the same bound as one, and none with less than the one before it. */
function monotonic(ordered: readonly Bucket[]): Bucket[] {
	const merged: Bucket[] = [];
	for (const {upper, count} of ordered) {
		const before = merged.at(-1);
		if (before?.upper === upper) merged[merged.length - 1] = {upper, count: before.count + count};
		else merged.push({upper, count});
	}
	let most = Number.NEGATIVE_INFINITY;
	return merged.map(({upper, count}) => {
		most = Math.max(most, count);
		return {upper, count: Number.isNaN(count) ? count : most};
	});
}

/** Sets a label to what a pattern finds in another; elements it does not match stay as they are. */
export function replaceLabel(
	elements: readonly Element[],
	[target, replacement, source, pattern]: readonly string[],
): Element[] {
	if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(target!))
		throw new ExecutionError(`invalid destination label name in label_replace(): ${target}`);
	const whole = patternOf(pattern!);
	const replaced = elements.map(({labels, value}) => {
		const found = whole.exec(labels[source!] ?? '');
		if (!found) return {labels, value};
		const text = expanded(replacement!, found);
		const rest = withoutLabels(labels, [target!]);
		return {labels: text ? {...rest, [target!]: text} : rest, value};
	});
	if (new Set(replaced.map(({labels}) => labelsText(labels))).size < replaced.length)
		throw new ExecutionError('vector cannot contain metrics with the same labelset');
	return replaced;
}

function patternOf(pattern: string): RegExp {
	try {
		return new RegExp(`^(?:${pattern})$`, 's');
	} catch {
		throw new ExecutionError(`invalid regular expression in label_replace(): ${pattern}`);
	}
}

/** `$1`, `${1}` and `${name}` stand for what the pattern found, `$$` for a dollar. */
function expanded(replacement: string, found: RegExpExecArray): string {
	return replacement.replace(/\$(?:\$|(\w+)|\{(\w+)\})/g, (sign, bare?: string, braced?: string) => {
		if (sign === '$$') return '$';
		const group = bare ?? braced!;
		return (/^\d+$/.test(group) ? found[Number(group)] : found.groups?.[group]) ?? '';
	});
}
