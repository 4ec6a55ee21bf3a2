import {journalSentences} from './journal-sentences.ts';
import {linkSentences} from './link-sentences.ts';
import type {Picture} from './picture.ts';
import {rolloutSentences} from './rollout-sentences.ts';
import type {Sentence} from './sentence.ts';
import {splitSentences} from './split-sentences.ts';
import {troubleGrowth, troubleSentences} from './trouble-sentences.ts';
import {deploymentSentences, nodeSentences, podSentences} from './workload-sentences.ts';

/**
 * Every change worth knowing between two moments, most urgent first. Whatever
 * went to and fro between them is not told: who looks seldom hears less.
 */
export function changesBetween(former: Picture, present: Picture): readonly Sentence[] {
	return [
		...linkSentences(former, present),
		...troubleSentences(former, present),
		...rolloutSentences(former, present),
		...splitSentences(former, present),
		...deploymentSentences(former, present),
		...nodeSentences(former, present),
		...journalSentences(former, present),
	];
}

/** What changes all the time, for moments that are further apart: counts, and troubles that grow. */
export function countsBetween(former: Picture, present: Picture): readonly Sentence[] {
	return [...troubleGrowth(former, present), ...podSentences(former, present)];
}
