import {type State, topScreen} from './state.ts';

/**
 * The namespace that is followed: the one lists show, but that of the object a
 * screen is about, which does not go away because another namespace was chosen.
 * Undefined: all of them.
 */
export function scopeOf(state: State): string | undefined {
	if (state.namespace === undefined) return undefined;
	const {part, subject} = topScreen(state);
	return part?.of.namespace || subject?.namespace || state.namespace;
}

/** Where events of what is in no namespace are written, by whoever reports them. */
const eventsOfCluster = 'default';

/** The namespace whose events tell of what is on screen. */
export function eventScopeOf(state: State): string | undefined {
	if (state.namespace === undefined) return undefined;
	const {part, subject} = topScreen(state);
	const of = part?.of ?? subject;
	return of?.namespace === '' ? eventsOfCluster : scopeOf(state);
}

/** The namespace that lists show is none of those the server lists. */
export function isUnknownNamespace(state: State): boolean {
	return state.namespace !== undefined && isAbsentNamespace(state, state.namespace);
}

/** The server lists its namespaces, and this one is not among them. */
export function isAbsentNamespace({streams}: State, namespace: string): boolean {
	if (!streams.namespaces?.hasListed) return false;
	return [...streams.namespaces.table.rows.values()].every(({name}) => name !== namespace);
}
