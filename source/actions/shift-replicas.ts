import type {Refusal, Step} from '../model/plan.ts';
import type {Split} from '../model/split.ts';
import {deal, trim} from '../traffic/weights.ts';
import {saySplit} from './gather-splits.ts';

/**
 * How many pods of each version come nearest to the shares, with the present
 * number of pods in total. A share that would round away to nothing (or to
 * everything) is refused: it was not asked for.
 */
export function replicasAfter(
	split: Split,
	shares: readonly number[],
	asked: ReadonlySet<string>,
): readonly number[] | Refusal {
	const pods = split.backends.reduce((total, each) => total + (each.weight ?? 0), 0);
	const dealt = deal(shares, pods);
	const lost = shares.flatMap((share, index) =>
		(share > 0 && dealt[index] === 0) || (share < 100 && dealt[index] === pods) ? [index] : [],
	);
	const isSame = dealt.every((count, index) => count === split.backends[index]!.weight);
	// Nothing would be done for a share that was asked for and is not there: that is not "already so".
	const unmet = dealt.findIndex((count, index) => Math.abs((count * 100) / pods - shares[index]!) > 0.5);
	if (lost.length === 0 && pods > 0 && !(isSame && unmet !== -1)) return dealt;
	const missed = lost.length > 0 ? lost : [Math.max(unmet, 0)];
	const index = missed.find(each => asked.has(split.backends[each]!.name)) ?? missed[0] ?? 0;
	return {
		refused: 'out-of-bounds',
		says: `${saySplit(split)} has ${sayPods(pods)} in all, so ${trim(shares[index]!)} % of ${split.backends[index]!.name} cannot be reached.`,
		hint:
			pods > 0
				? `Shares go in steps of ${trim(100 / pods)} %. Scale the versions up for finer ones.`
				: 'Scale one of the versions up first.',
	};
}

/** `1 pod`, `3 pods`. */
export function sayPods(count: number | null): string {
	return count === 1 ? '1 pod' : `${count} pods`;
}

/** Rising versions first, and ready before any other is scaled down, so that capacity never dips. */
export function replicaSteps(split: Split, replicas: readonly number[]): Step[] {
	const steps = split.backends.flatMap((backend, index): Step[] => {
		const {weightAt} = backend;
		const to = replicas[index]!;
		if (!weightAt || backend.weight === to) return [];
		const rises = to > (backend.weight ?? 0);
		return [
			{
				type: 'edit',
				target: weightAt.ref,
				subresource: 'scale',
				guards: [{at: weightAt.pointer, is: weightAt.stored}],
				edits: [{at: weightAt.pointer, from: weightAt.stored, to}],
				...(rises && {waitFor: {seen: 'ready', of: weightAt.ref, pods: to} as const}),
			},
		];
	});
	return [...steps.filter(step => step.waitFor), ...steps.filter(step => !step.waitFor)];
}
