import type {Entry} from '../../journal/entry.ts';
import {isUndone, takesBack} from '../../journal/standing.ts';
import {since, words} from '../../resources/columns.ts';
import type {Row, Tone} from '../../resources/view.ts';
import type {ListView} from '../arrange.ts';
import {remembering} from '../remembering.ts';
import {type Table, tableOf} from '../table.ts';

/** One change made here, as a row; its uid is the entry's. */
export type JournalRow = Row & {
	readonly entry: Entry;
	readonly isUndone: boolean;
	readonly takesBack: boolean;
};

export const journalTable: (entries: readonly Entry[]) => Table<JournalRow> = remembering(entries => {
	return tableOf(
		entries.map(entry => ({
			uid: entry.id,
			namespace: entry.steps[0]?.target.namespace ?? '',
			name: entry.steps[0]?.target.name ?? '',
			created: entry.at,
			entry,
			isUndone: isUndone(entry, entries),
			takesBack: takesBack(entry, entries),
		})),
	);
});

/** What takes an undo back does again what that took back. */
export function sayEnd({entry, isUndone, takesBack}: JournalRow): string {
	if (isUndone) return takesBack ? 'redone' : 'undone';
	return entry.end ?? 'unfinished';
}

function endTone(row: JournalRow): Tone {
	if (row.isUndone) return 'dim';
	if (row.entry.end === 'settled' || row.entry.end === 'applied') return 'good';
	return row.entry.end === 'failed' ? 'bad' : 'warning';
}

export const journalView: ListView<JournalRow> = {
	name: 'journal',
	isNamespaced: false,
	order: {column: 'AGE', isDescending: false},
	columns: [
		since('AGE', row => row.created, {width: [5, 7], priority: 1}),
		words('RESULT', sayEnd, {width: [9, 11], priority: 1, tone: endTone}),
		words('WHAT', ({entry}) => entry.says, {width: [30, 120], priority: 1}),
		words('WHO', ({entry}) => entry.who, {width: [8, 40], priority: 3}),
		words('CONTEXT', ({entry}) => entry.context, {width: [8, 40], priority: 4}),
		words('UNDO', ({entry}) => (entry.undo.way === 'none' ? 'no' : 'U'), {width: [4, 4], priority: 5}),
		words('REASON', ({entry}) => entry.reason ?? '', {width: [6, 60], priority: 6}),
	],
	search: ({entry}) => `${entry.says} ${entry.who} ${entry.context} ${entry.reason ?? ''}`.toLowerCase(),
	isFaulty: ({entry}) => entry.end === 'failed' || entry.end === 'unsettled' || entry.end === undefined,
};
