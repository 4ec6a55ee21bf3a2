import type {Journal} from '../journal/journal.ts';
import {provedBy} from '../journal/proved.ts';
import {proofSteps} from '../measure/proof-words.ts';
import type {Clock} from '../model/clock.ts';
import {drainsLately, entryOf, proofOf} from '../store/proof.ts';
import type {State} from '../store/state.ts';
import type {Store} from '../store/store.ts';

type Means = {
	readonly store: Store;
	readonly journal: Journal;
	readonly wallClock: Clock;
	/** The journal holds more than it did. */
	readonly isKept: () => void;
};

/** Writes what is proved of a drain into the journal as soon as it is: measuring ends, and sources forget. */
export function keepProofs({store, journal, wallClock, isKept}: Means): {follow(): void} {
	let former: State | undefined;
	let isTroubled = false;

	function keep(state: State): void {
		for (const run of drainsLately(state)) {
			const entry = entryOf(state, run);
			const proof = proofOf(state, run);
			if (entry === undefined || proof === undefined) continue;
			const proved = provedBy(proof, proofSteps(proof), entry.proof);
			if (proved === undefined) continue;
			const trouble = journal.append({type: 'proved', id: entry.id, ...proved});
			if (trouble === undefined) {
				isKept();
				return;
			}
			isTroubled = true;
			const says = `What is proved of the drain is not kept. ${trouble}`;
			store.dispatch({type: 'flashed', flash: {says, tone: 'warning', at: wallClock.now()}});
		}
	}

	return {
		follow() {
			const state = store.get();
			const {measures, runs, journal: entries, streams} = state;
			const isSame =
				former?.measures === measures &&
				former.runs === runs &&
				former.journal === entries &&
				former.streams === streams;
			former = state;
			// Where it could not be written once, saying so each second would hide all else.
			if (!isSame && !isTroubled && runs.length > 0) keep(state);
		},
	};
}
