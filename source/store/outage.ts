import {withReadings} from './history.ts';
import {baseLink, outOfDateSince} from './link.ts';
import {clusterTime, type State} from './state.ts';

/** A shorter outage is over before anybody has read of it. */
const leastMs = 10_000;
/** What has not answered, whatever is tried. */
const unproved = ['stale', 'connecting', 'listing'];

/**
 * Notices that something is out of date, and its end: not before every stream
 * has answered. It is announced unless the last line has something else to say.
 */
export function withOutage(state: State): State {
	const {outage, wallTime, flash, outages} = state;
	const link = baseLink(state);
	const since = outOfDateSince(link, wallTime);
	if (since !== undefined) {
		const history = outage === undefined ? told(state, 1, since) : state.history;
		return {...state, history, outage: {since: Math.min(since, outage?.since ?? since)}};
	}
	if (outage === undefined || unproved.includes(link.health?.state ?? 'connecting')) return state;
	const lastedMs = wallTime - outage.since;
	const over = {...state, history: told(state, 0, wallTime), outage: undefined, outages: outages + 1};
	if (lastedMs < leastMs || flash !== undefined) return over;
	const says = `All is up to date again, after ${sayLasted(lastedMs)}.`;
	return {...over, flash: {tone: 'good', says, at: wallTime}};
}

/** Kept for timelines: what happened meanwhile was not seen at its time. */
function told(state: State, value: 0 | 1, at: number) {
	return withReadings(state.history, [{key: 'outage', value}], clusterTime(state, at));
}

function sayLasted(ms: number): string {
	const seconds = Math.round(ms / 1000);
	if (seconds < 120) return `${seconds} s`;
	const minutes = Math.round(seconds / 60);
	return minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`;
}
