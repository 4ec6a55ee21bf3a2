import {after, commonest, podTroubles, sayMessage} from './pod-troubles.ts';
import type {Cause} from './trouble.ts';

/** Pods that are ready again, and were not a while ago: a liveness probe may have had a hand in it. */
export const restarts: Cause = facts =>
	podTroubles(facts, 'restarted', {
		atMost: 'notice',
		events: ['Unhealthy'],
		does: ({pods}, {event}) => {
			const exit = commonest(pods.map(({lastExit}) => lastExit));
			const probe = event?.message.startsWith('Liveness probe') ? sayMessage(event) : '';
			return `restarted lately${after(', ', exit)}${after(': ', probe)}`;
		},
	});
