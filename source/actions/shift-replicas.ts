import type {Refusal, Step} from '../model/plan.ts';
import type {Split} from '../model/split.ts';
import {deal, trim} from '../traffic/weights.ts';
import {saySplit} from './gather-splits.ts';

/**
 * How many pods of each version come nearest to the shares, with the present
 * number of pods in total. A share that would round away to nothing (or to
 * everything) is refused: it was not asked for.
 */
export function replicasAfter(split: Split, shares: readonly number[]): readonly number[] | Refusal {
	const pods = split.backends.reduce((total, each) => total + (each.weight ?? 0), 0);
	const dealt = deal(shares, pods);
	const lost = shares.findIndex(
		(share, index) => (share > 0 && dealt[index] === 0) || (share < 100 && dealt[index] === pods),
	);
	if (lost === -1 && pods > 0) return dealt;
	const subject = saySplit(split);
	return {
		refused: 'out-of-bounds',
		says: `${subject} has ${pods} pods in all, so ${trim(shares[Math.max(lost, 0)]!)} % of ${split.backends[Math.max(lost, 0)]!.name} cannot be reached.`,
		hint:
			pods > 0
				? `Shares go in steps of ${trim(100 / pods)} %. Scale the versions up for finer ones.`
				: 'Scale one of the versions up first.',
	};
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
