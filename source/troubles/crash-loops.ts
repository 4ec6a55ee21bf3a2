import {after, commonest, podTroubles} from './pod-troubles.ts';
import type {PodGroup} from './sick-pods.ts';
import type {Cause} from './trouble.ts';

/** Containers that end again and again, with how they ended last. */
export const crashLoops: Cause = facts =>
	podTroubles(facts, 'crash', {
		concerns: group => !isOutOfMemory(group),
		does: (_, {verb, detail}) => `${verb('keeps', 'keep')} crashing${after(', ', detail)}`,
		hint: ({about}) => `Read the previous log of container ${about}.`,
		outdoes: ['restarted'],
	});

/** Most of them were killed for want of memory. */
export function isOutOfMemory({pods}: PodGroup): boolean {
	return commonest(pods.map(({trouble}) => trouble?.detail ?? '')).includes('OOMKilled');
}
