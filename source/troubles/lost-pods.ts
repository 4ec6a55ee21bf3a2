import {podTroubles} from './pod-troubles.ts';
import type {Cause} from './trouble.ts';

export const lostPods: Cause = facts =>
	podTroubles(facts, 'lost', {
		does: (_, {verb}) => `${verb('is', 'are')} on a node that doesn't answer`,
	});
