import {type Health, mostStaleMs} from '../../model/health.ts';
import {whyHeldBack} from '../../store/arming.ts';
import type {Subject} from '../../store/screen.ts';
import {healthOf} from '../../store/select.ts';
import {type State, topScreen} from '../../store/state.ts';
import {targetOf} from '../../store/targets.ts';

/** Why nothing may be written to the subjects now, as a sentence; undefined where it may be tried. */
export function whyNotWrite(state: State, subjects: readonly Subject[]): string | undefined {
	const held = whyHeldBack(state);
	if (held !== undefined) return held;
	if (subjects.length === 0) {
		return topScreen(state).list.cursorKey === undefined
			? 'There is nothing under the cursor to act on.'
			: 'The row under the cursor is gone: move to the one you mean.';
	}
	if (state.discovery === undefined) return 'The server has not yet said what it serves.';
	if (targetOf(state, subjects[0]!) === undefined) return 'The server does not serve this kind.';
	return whyNotBelieved(healthOf(state), state.wallTime);
}

/** Old data is no ground for a change. The escape reads afresh and needs none of this. */
function whyNotBelieved(health: Health | undefined, now: number): string | undefined {
	if (health?.state !== 'stale') return undefined;
	const oldMs = now - health.since;
	if (oldMs < mostStaleMs) return undefined;
	return `What is on screen is ${Math.round(oldMs / 1000)} s old: wait until it is live again.`;
}
