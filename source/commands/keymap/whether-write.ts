import type {Health} from '../../model/health.ts';
import type {Subject} from '../../store/screen.ts';
import {healthOf} from '../../store/select.ts';
import {type State, topScreen} from '../../store/state.ts';
import {targetOf} from '../../store/targets.ts';

/** Why nothing may be written to the subjects now, as a sentence; undefined where it may be tried. */
export function whyNotWrite(state: State, subjects: readonly Subject[]): string | undefined {
	if (state.isReadOnly) return `Context ${state.context.name} is read-only.`;
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
	const seconds = Math.round((now - health.since) / 1000);
	return seconds < 2 ? undefined : `What is on screen is ${seconds} s old: wait until it is live again.`;
}
