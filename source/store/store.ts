import type {Event} from './events.ts';
import {reduce} from './reduce.ts';
import type {State} from './state.ts';
import {withRowsWatched} from './watch-rows.ts';

export type Store = {
	get(): State;
	/** Reduces all events, then notifies once. Events dispatched by a listener are reduced after the present ones. */
	dispatch(...events: readonly Event[]): void;
	subscribe(listener: () => void): () => void;
};

export function createStore(initial: State): Store {
	let state = initial;
	const listeners = new Set<() => void>();
	return {
		get: () => state,
		dispatch(...events) {
			const former = state;
			for (const event of events) state = reduce(state, event);
			if (state === former) return;
			state = withRowsWatched(former, state);
			for (const listener of listeners) listener();
		},
		subscribe(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}
