import type {Journal} from '../journal/journal.ts';
import {answer} from '../model/trouble.ts';

/** A journal that can leave out what was done to a cluster that is no more. */
export type ForgettingJournal = Journal & {
	/** What was done so far in this context is over: a new cluster has taken its name. */
	forget(context: string): void;
};

export function forgettingJournal(journal: Journal): ForgettingJournal {
	const forgotten = new Set<string>();
	return {
		append: line => journal.append(line),
		stamp: () => journal.stamp?.() ?? '',
		doubts: () => journal.doubts(),
		entries() {
			const all = journal.entries();
			return all.ok ? answer(all.value.filter(({id}) => !forgotten.has(id))) : all;
		},
		forget(context) {
			const all = journal.entries();
			if (!all.ok) return;
			for (const entry of all.value) if (entry.context === context) forgotten.add(entry.id);
		},
	};
}
