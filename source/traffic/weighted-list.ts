import type {Json} from '../model/json.ts';
import type {Guard} from '../model/plan.ts';
import type {Ref} from '../model/ref.ts';
import type {Split} from '../model/split.ts';
import type {BackendPods} from './backend-pods.ts';
import type {Unranked} from './roles.ts';
import {type Named, uniqueNames} from './unique-names.ts';
import {sharesOf} from './weights.ts';

/** A backend that keeps its weight as a number of its own. */
export type Weighted = Named & {
	readonly kind: string;
	/** As read; undefined where it is absent. */
	readonly stored: Json | undefined;
	readonly pointer: string;
	readonly identity: readonly Guard[];
};

/** What a weight of the dialect may be, and is where none is stored. */
export type Weights = {readonly bounds: Split['bounds']; readonly whenAbsent: number};

/** The backends of one list. What is stored and cannot be a weight is null, and leaves the shares of all unknown. */
export function weightedBackends<Each extends Weighted>(
	ref: Ref,
	list: readonly Each[],
	{bounds, whenAbsent}: Weights,
	podsOf: (each: Each, namespace: string) => BackendPods,
): Unranked[] {
	const weights = list.map(({stored}) => (stored === undefined ? whenAbsent : weightIn(stored, bounds)));
	const known = weights.filter(weight => weight !== null);
	const shares = known.length === weights.length ? sharesOf(known) : weights.map(() => null);
	const names = uniqueNames(list);
	return list.map((each, index) => {
		const {pointer, stored, identity, namespace = ref.namespace} = each;
		return {
			name: names[index]!,
			namespace,
			kind: each.kind,
			weight: weights[index]!,
			share: shares[index]!,
			weightAt: {ref, pointer, stored, form: 'number', identity},
			...podsOf(each, namespace),
		};
	});
}

function weightIn(stored: Json, {min, max}: Split['bounds']): number | null {
	const weight = Number(stored);
	return Number.isSafeInteger(stored) && weight >= min && weight <= max ? weight : null;
}

/** Why none of the list may be written: a weight that is not one is never written over. */
export function oddWeight(list: readonly Weighted[], bounds: Split['bounds']): string | undefined {
	const odd = list.find(({stored}) => stored !== undefined && weightIn(stored, bounds) === null);
	const range = bounds.max > 1_000_000 ? `${bounds.min} up` : `${bounds.min} to ${bounds.max}`;
	return odd && `The weight of ${odd.name} is not a whole number from ${range}, so nothing is written to it.`;
}
