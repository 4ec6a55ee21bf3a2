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

/** The backends of one list: `whenAbsent` is the weight of those that store none. */
export function weightedBackends<Each extends Weighted>(
	ref: Ref,
	list: readonly Each[],
	whenAbsent: number,
	podsOf: (each: Each, namespace: string) => BackendPods,
): Unranked[] {
	const weights = list.map(({stored}) => (stored === undefined ? whenAbsent : weightIn(stored)));
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

/** Null where it is no number that could be dealt again. */
function weightIn(stored: Json): number | null {
	return Number.isSafeInteger(stored) ? Number(stored) : null;
}

/** Why none of the list may be written: a weight that is not one is never written over. */
export function oddWeight(list: readonly Weighted[], {min, max}: Split['bounds']): string | undefined {
	const odd = list.find(({stored}) => {
		const weight = stored === undefined ? min : weightIn(stored);
		return weight === null || weight < min || weight > max;
	});
	const range = max > 1_000_000 ? `${min} up` : `${min} to ${max}`;
	return odd && `The weight of ${odd.name} is not a whole number from ${range}, so nothing is written to it.`;
}
