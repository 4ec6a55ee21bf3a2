import {after, podTroubles, sayMessage} from './pod-troubles.ts';
import type {Cause} from './trouble.ts';

/** Pods that run and are not ready: the kubelet says in an event which probe fails, and what it was answered. */
export const failingProbes: Cause = facts =>
	podTroubles(facts, 'unready', {
		events: ['Unhealthy', 'ProbeWarning'],
		does: ({about}, {verb, detail, event}) =>
			`${verb('runs, but is', 'run, but are')} not ready${after(': ', event ? sayMessage(event) : about || detail)}`,
		hint: () => 'Read its events: the readiness probe says why.',
	});
