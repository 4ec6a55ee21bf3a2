import type {Blast, Concern, Plan, Refusal} from '../model/plan.ts';
import {type Ref, sayRef} from '../model/ref.ts';
import {challengerOf, championOf, type Rollout} from '../model/rollout.ts';
import {isDead, type PodCount, type Split} from '../model/split.ts';
import {sharesGiven} from '../traffic/splits.ts';
import {isByReplicas} from './weight-edits.ts';

/**
 * What a slip of the hand would cost in these weights: a share for a version
 * that has no ready pod, or all traffic for less than half of the pods that
 * answer it now. The name of the object is typed for it in every context.
 */
export function blastOfWeights(split: Split, weights: readonly number[]): Blast | undefined {
	return isByReplicas(split) ? undefined : blastOfShares(split, sharesGiven(split, weights));
}

/** The same of the shares that the backends would get, in their order. */
export function blastOfShares(split: Split, after: ReadonlyArray<number | null>): Blast | undefined {
	const answering = split.backends.reduce((sum, {pods, share}) => sum + (share ? (pods?.ready ?? 0) : 0), 0);
	for (const [index, backend] of split.backends.entries()) {
		const share = after[index] ?? 0;
		const {name, pods} = backend;
		if (share <= (backend.share ?? 0)) continue;
		if (isDead(backend)) return {word: split.ref.name, says: `${name} has no ready pod to answer its share.`};
		if (share === 100 && isFew(pods, answering)) {
			const says = `All traffic goes to ${sayPods(pods!.ready)} of ${name}, and ${sayPods(answering)} answer it now.`;
			return {word: split.ref.name, says};
		}
	}
	return undefined;
}

/** What those would meet who are sent to the backends whose shares grow. */
export function podConcerns(split: Split, after: ReadonlyArray<number | null>): Concern[] {
	return split.backends.flatMap((backend, index): Concern[] => {
		if ((after[index] ?? 0) <= (backend.share ?? 0)) return [];
		if (backend.pods?.ready === 0 && backend.withoutPods !== undefined) return [{says: backend.withoutPods}];
		if (backend.weightAt?.form === 'replicas' || !isDead(backend)) return [];
		return [
			{
				says: `${backend.name} has no ready pod: its share will be answered with errors.`,
				hint: 'Scale it first, wait until it is ready, then shift.',
			},
		];
	});
}

/** Nobody gets more of what cannot be answered at all. */
export function raisesBroken(split: Split, after: ReadonlyArray<number | null>): Refusal | undefined {
	const raised = split.backends.find(
		({brokenBecause, share}, index) => brokenBecause && (after[index] ?? 0) > (share ?? 0),
	);
	return (
		raised && {
			refused: 'out-of-bounds',
			says: raised.brokenBecause!,
			hint: `The share of ${raised.name} can only be lowered until that is mended.`,
		}
	);
}

function isFew(pods: PodCount | undefined, answering: number): boolean {
	return pods !== undefined && pods.ready * 2 < answering;
}

function sayPods(count: number): string {
	return count === 1 ? '1 pod' : `${count} pods`;
}

const forward: readonly Plan['action'][] = ['promote', 'jump'];

/** The same of a lever: forward to a version without a ready pod, or back to one. Where pods are not known nothing is said. */
export function blastOfLever({action, steps}: Plan, rollout: Rollout, ref: Ref): Blast | undefined {
	// A roll back brings its own version, whose pods the plan tells of: traffic waits for them.
	if (steps.some(({edits}) => edits.some(({at}) => at === '/spec/template'))) return undefined;
	const isForward = forward.includes(action);
	if (!isForward && action !== 'abort') return undefined;
	const version = isForward ? challengerOf(rollout) : championOf(rollout);
	if (version?.pods?.ready !== 0) return undefined;
	const which = isForward ? 'the new version' : 'the version that stays';
	return {word: ref.name, says: `${sayRef(ref)}: ${which} has no ready pod to answer what it would get.`};
}
