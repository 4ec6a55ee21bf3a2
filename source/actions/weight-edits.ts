import {type Edit, type Expectation, weightEdit} from '../model/plan.ts';
import type {Split} from '../model/split.ts';
import {trim} from '../traffic/weights.ts';

/** Only the numbers that change: a third backend that was not touched is not edited. */
export function weightEdits(split: Split, weights: readonly number[]): Edit[] {
	return split.backends.flatMap((backend, index) =>
		backend.weightAt && backend.weight !== weights[index]
			? [weightEdit(backend.weightAt, weights[index]!)]
			: [],
	);
}

/** What must be seen for these weights to be in force. */
export function settledWhen(split: Split, weights: readonly number[]): Expectation[] {
	return split.backends.flatMap((backend, index): Expectation[] => {
		const {weightAt} = backend;
		if (!weightAt || backend.weight === weights[index]) return [];
		if (weightAt.form === 'replicas') return [{seen: 'scaled', of: weightAt.ref, pods: weights[index]!}];
		return [{seen: 'accepted', of: weightAt.ref, values: [{at: weightAt.pointer, is: weights[index]!}]}];
	});
}

/** `12.5 %`, or that there is none where every weight is zero. */
export function sayShare(share: number | null): string {
	return share === null ? 'no share' : `${trim(share)} %`;
}
