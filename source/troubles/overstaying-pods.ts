import {podTroubles} from './pod-troubles.ts';
import type {Cause} from './trouble.ts';

/** Pods that are to be gone and are not. */
export const overstayingPods: Cause = facts =>
	podTroubles(facts, 'overstaying', {
		atMost: 'warning',
		does: (_, {verb}) => `${verb('is', 'are')} still terminating after the grace period`,
		hint: () => 'A finalizer or an unreachable node holds it.',
	});
