import {after, podTroubles} from './pod-troubles.ts';
import type {Cause} from './trouble.ts';

/** No node will have them, in the words of the scheduler. */
export const unschedulablePods: Cause = facts =>
	podTroubles(facts, 'unschedulable', {
		does: (_, {detail}) => `can't be scheduled${after(': ', detail)}`,
		hint: () => ':nodes shows what there is; fewer replicas or smaller requests may fit.',
	});
