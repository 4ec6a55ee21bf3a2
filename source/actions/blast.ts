import type {Blast, Plan} from '../model/plan.ts';
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
	if (isByReplicas(split)) return undefined;
	const after = sharesGiven(split, weights);
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

function isFew(pods: PodCount | undefined, answering: number): boolean {
	return pods !== undefined && pods.ready * 2 < answering;
}

function sayPods(count: number): string {
	return count === 1 ? '1 pod' : `${count} pods`;
}

const forward: readonly Plan['action'][] = ['promote', 'jump'];

/** The same of a lever: forward to a version without a ready pod, or back to one. Where pods are not known nothing is said. */
export function blastOfLever({action}: Plan, rollout: Rollout, ref: Ref): Blast | undefined {
	const isForward = forward.includes(action);
	if (!isForward && action !== 'abort') return undefined;
	const version = isForward ? challengerOf(rollout) : championOf(rollout);
	if (version?.pods?.ready !== 0) return undefined;
	const which = isForward ? 'the new version' : 'the version that stays';
	return {word: ref.name, says: `${sayRef(ref)}: ${which} has no ready pod to answer what it would get.`};
}
