/** A group of pods in the text of a balance: `track=stable=90`. */
export type Group = {
	readonly label: string;
	readonly value: string;
	/** As the controller takes it: below 0 is 0, above 256 is 256. */
	readonly weight: number;
	readonly text: string;
};

/** The groups of a balance; undefined where the controller could not read it, and then takes none of it. */
export function groupsIn(text: string): Group[] | undefined {
	const groups = text.split(',').flatMap((entry): Group[] => {
		const [label, value, number, ...more] = entry.split('=');
		if (label === undefined || value === undefined || number === undefined || more.length > 0) return [];
		if (!/^[+-]?\d+$/.test(number)) return [];
		return [{label, value, weight: Math.min(256, Math.max(0, Number(number))), text: number}];
	});
	return groups.length === text.split(',').length ? groups : undefined;
}

/** The text with other weights; what does not change stays as it was written. */
export function withWeights(text: string, weights: readonly number[]): string {
	const groups = groupsIn(text) ?? [];
	return groups
		.map(({label, value, weight, text: number}, index) => {
			const to = weights[index] === weight ? number : String(weights[index]);
			return `${label}=${value}=${to}`;
		})
		.join(',');
}

/**
 * The weight that each pod of a group gets in mode `deploy`: the least one gets
 * `initialWeight`, and the others whole multiples of it, rounded down, none above
 * 256 (the rebalancing of HAProxy Ingress 0.17, in single precision).
 */
export function podWeights(
	weights: readonly number[],
	pods: readonly number[],
	initialWeight: number,
): number[] {
	const common = pods
		.filter(count => count > 0)
		.reduce((all, count) => (all * count) / divisorOf(all, count), 1);
	const parts = weights.map((weight, index) => (pods[index]! > 0 ? (weight * common) / pods[index]! : 0));
	const some = parts.filter(part => part > 0);
	if (some.length === 0) return weights.map(() => 0);
	const unit = some.reduce(divisorOf);
	const factor = Math.fround((initialWeight * unit) / Math.min(...some));
	const excess = Math.fround(Math.fround(factor * Math.max(...some)) / (256 * unit));
	return weights.map((weight, index) => {
		const count = pods[index]!;
		if (weight === 0 || count === 0) return 0;
		const each = Math.fround(Math.fround(factor * Math.fround(weight * common)) / (count * unit));
		return excess > 1 ? Math.max(1, Math.trunc(Math.fround(each / excess))) : Math.trunc(each);
	});
}

function divisorOf(left: number, right: number): number {
	return right === 0 ? left : divisorOf(right, left % right);
}
