import {listingOf, resourceView} from './listing.ts';
import {scopeOf} from './scope.ts';
import type {Screen, Subject} from './screen.ts';
import {cursorRow} from './select.ts';
import {type State, topScreen} from './state.ts';

/** How long keys that begin a change rest once the row under the cursor is another one; time is known to the second. */
export const restMs = 2000;

/**
 * What became of rows that somebody has his hand on: the row under the cursor,
 * and those that are marked. Rows come and go between a look and a key.
 */
export function withRowsWatched(former: State, state: State): State {
	return withCursorWatched(former, withMarksThere(state));
}

/** Nobody touched the list, and yet there is another row under the cursor, or none: a key on its way was meant for the former. */
function withCursorWatched(former: State, state: State): State {
	const screen = topScreen(state);
	const under = {screen: screen.id, uid: cursorRow(state, screen)?.uid};
	if (state.under?.screen === under.screen && state.under.uid === under.uid) return state;
	// What moved on another screen is no reason to wait on this one.
	if (state.under?.screen !== under.screen) return {...state, under, restsUntil: undefined};
	// A list that is read anew, of another namespace say, has lost nothing that anybody looked at.
	const isRead = listingOf(state, screen)?.hasListed ?? true;
	const isAnother = state.under.uid !== undefined && isRead;
	const isUntouched = topScreen(former).list === screen.list && former.namespace === state.namespace;
	if (!isAnother || !isUntouched) return {...state, under};
	// Of several that came one after the other, none but the first was looked at.
	const before = isStillRead(former) ? undefined : (lookedAtBefore(state, state.wallTime) ?? state.under.uid);
	return {...state, under: {...under, before}, restsUntil: state.wallTime + restMs};
}

/** Rows of a first screen that is being filled come one after the other: none of them was looked at yet. */
function isStillRead({streams}: State): boolean {
	return Object.values(streams).some(
		({health}) => health.state === 'connecting' || health.state === 'listing',
	);
}

/** The row that was under a cursor which nobody has moved, where another one has just taken its place. */
export function lookedAtBefore(state: State, at: number): string | undefined {
	const {under, restsUntil = 0} = state;
	const {id, list} = topScreen(state);
	const isUnmoved = list.cursorKey === undefined && under?.screen === id;
	return isUnmoved && at < restsUntil ? under.before : undefined;
}

/** A mark goes with its row, and that is said: whoever marked three must not believe that he changes three. */
function withMarksThere(state: State): State {
	const screen = topScreen(state);
	const {marks} = screen.list;
	const listing = marks.size > 0 ? listingOf(state, screen) : undefined;
	if (listing === undefined || !listing.hasListed) return state;
	const gone = [...marks.values()].filter(
		mark => !listing.table.rows.has(mark.uid) && !isElsewhere(mark, screen, state),
	);
	if (gone.length === 0) return state;
	const left = new Map([...marks].filter(([uid]) => !gone.some(mark => mark.uid === uid)));
	const stack = [...state.stack.slice(0, -1), {...screen, list: {...screen.list, marks: left}}];
	return {...state, stack, flash: {says: sayGone(gone), tone: 'warning', at: state.wallTime}};
}

/** In a namespace that is not followed now: it may well be there still. */
function isElsewhere({namespace}: Subject, {view}: Screen, state: State): boolean {
	const scope = scopeOf(state);
	return resourceView(state, view) !== undefined && scope !== undefined && namespace !== scope;
}

function sayGone(gone: readonly Subject[]): string {
	const names = gone.map(({name}) => name).join(', ');
	return gone.length === 1
		? `${names} is gone: it is not marked any more.`
		: `${gone.length} marked rows are gone, and not marked any more: ${names}.`;
}
