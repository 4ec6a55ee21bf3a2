import type {Entry, JournalLine} from '../../source/journal/entry.ts';
import type {Journal} from '../../source/journal/journal.ts';
import {splitOf} from './splits.ts';

const {ref} = splitOf({a: 1});

export const oneStep = {
	steps: [{type: 'edit', target: ref, guards: [], edits: [{at: '/spec/replicas', from: 1, to: 2}]}],
} as const;

export function began(id: string, more: object = {}): JournalLine {
	return {
		type: 'began',
		id,
		at: 1,
		who: 'ann',
		context: 'prod',
		server: 'https://127.0.0.1',
		action: 'scale',
		says: `change ${id}`,
		lines: [],
		steps: [],
		undo: {way: 'swap'},
		...more,
	};
}

export const applied = (id: string, steps = 1): JournalLine => ({type: 'applied', id, steps});

export const ended = (id: string, end = 'applied', at?: number): JournalLine => ({
	type: 'ended',
	id,
	end,
	says: 'written',
	...(at !== undefined && {at}),
});

/** A whole change of one step, which can be taken back unless `undo` says otherwise. */
export function change(id: string, more: object = {}): readonly JournalLine[] {
	return [began(id, {...oneStep, ...more}), applied(id), ended(id, 'settled', 2)];
}

export const irreversible = {undo: {way: 'none', because: 'New pods have taken their place.'}};

export function entriesOf(journal: Journal): readonly Entry[] {
	const entries = journal.entries();
	if (!entries.ok) throw new Error(entries.trouble.says);
	return entries.value;
}
