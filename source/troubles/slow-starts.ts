import {after, podTroubles, sayMessage} from './pod-troubles.ts';
import type {Cause} from './trouble.ts';

/** Pods whose containers have not begun yet: volumes, secrets and networks come before them, and fail in events alone. */
export const slowStarts: Cause = facts =>
	podTroubles(facts, 'starting', {
		events: [
			'FailedMount',
			'FailedAttachVolume',
			'FailedCreatePodSandBox',
			'FailedMapVolume',
			'NetworkNotReady',
		],
		does({about}, {verb, detail, event}) {
			const why = about ? `waiting for init container ${about}` : event ? sayMessage(event) : detail;
			return `${verb("hasn't", "haven't")} started yet${after(': ', why)}`;
		},
		hint: ({about}) =>
			about ? '' : 'Read its events: volumes, secrets and networks come before containers.',
	});
