import {after, podTroubles} from './pod-troubles.ts';
import type {Cause} from './trouble.ts';

/** Pods that have ended badly within the last hour, evicted ones among them. */
export const failedPods: Cause = facts =>
	podTroubles(facts, 'failed', {
		atMost: 'warning',
		does: ({about}, {verb, detail}) =>
			about === 'Evicted'
				? `${verb('was', 'were')} evicted${after(': ', detail)}`
				: `failed${after(': ', detail)}`,
		hint: ({about}) => (about === 'Evicted' ? '' : 'Read its log.'),
	});
