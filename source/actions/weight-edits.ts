import type {Json} from '../model/json.ts';
import type {Edit, Expectation, Plan} from '../model/plan.ts';
import type {Split, WeightAt} from '../model/split.ts';
import {dialectOf} from '../traffic/index.ts';
import {sharesGiven} from '../traffic/splits.ts';
import {trim} from '../traffic/weights.ts';

/** Only what changes: a third backend that was not touched is not edited. */
export function weightEdits(split: Split, weights: readonly number[]): Edit[] {
	if (split.backends.every((backend, index) => backend.weight === weights[index])) return [];
	return dialectOf(split)?.edits?.(split, weights) ?? storedEdits(split, weights);
}

function storedEdits({backends}: Split, weights: readonly number[]): Edit[] {
	return backends.flatMap(({weightAt, weight}, index) => {
		if (!weightAt || weight === weights[index]) return [];
		const {pointer, stored, identity = []} = weightAt;
		const to = written(weightAt, weights[index]!);
		return [{at: pointer, from: stored, to, ...(identity.length > 0 && {identity})}];
	});
}

/** The number as its place holds it: what was a text stays one. */
function written({form, stored}: WeightAt, weight: number): Json {
	if (form === 'text') return String(weight);
	if (form === 'quantity') return typeof stored === 'string' ? String(weight) : weight;
	if (form === 'thousandths' && weight % 1000 !== 0) return `${weight}m`;
	if (form === 'thousandths') return typeof stored === 'number' ? weight / 1000 : String(weight / 1000);
	return weight;
}

/** What must be seen for these weights to be in force. */
export function settledWhen(split: Split, weights: readonly number[]): Expectation[] {
	const {backends} = split;
	if (isByReplicas(split)) {
		return backends.flatMap(({weightAt, weight}, index): Expectation[] =>
			weightAt && weight !== weights[index]
				? [{seen: 'scaled', of: weightAt.ref, pods: weights[index]!}]
				: [],
		);
	}
	const values = weightEdits(split, weights).map(({at, to}) => ({at, is: to}));
	return values.length > 0 ? [{seen: 'accepted', of: split.ref, values}] : [];
}

/** Shifting means scaling the workloads themselves. */
export function isByReplicas({backends}: Split): boolean {
	return backends[0]?.weightAt?.form === 'replicas';
}

/** What a plan says of the splits it changes: their shares as read and once written, and what nobody proved of the dialect. */
export function saidOfSplits(
	changed: ReadonlyArray<{readonly split: Split; readonly weights: readonly number[]}>,
): Pick<Plan, 'shares' | 'formerShares' | 'unproved' | 'owners'> {
	const [unproved] = changed.flatMap(({split}) =>
		split.unproved === undefined ? [] : [{dialect: split.dialect, says: split.unproved}],
	);
	return {
		shares: Object.fromEntries(changed.map(({split, weights}) => [split.key, sharesGiven(split, weights)])),
		formerShares: Object.fromEntries(
			changed.map(({split}) => [split.key, split.backends.map(({share}) => share)]),
		),
		// Who drives it is told by other objects than the one that is written.
		owners: changed.flatMap(({split}) => (split.drivenBy ? split.owners : [])),
		...(unproved && {unproved}),
	};
}

/** `12.5 %`, or that there is none where every weight is zero. */
export function sayShare(share: number | null): string {
	return share === null ? 'no share' : `${trim(share)} %`;
}
