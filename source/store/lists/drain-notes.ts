import {drainLately, proofOf} from '../proof.ts';
import type {Run} from '../run.ts';
import type {State} from '../state.ts';
import {type NoteRow, note} from './note.ts';
import {splitRows} from './splits.ts';

/** Drains of the last minutes that do not happen: whoever pressed the key believes that it is over. */
export function drainNotes(state: State): readonly NoteRow[] {
	if (state.runs.length === 0) return none;
	const told = new Set<Run>();
	const notes = splitRows(state).flatMap(({split, uid, namespace, name}): NoteRow[] => {
		const run = drainLately(state, split);
		if (run === undefined || told.has(run)) return [];
		told.add(run);
		const proof = proofOf(state, run);
		if (proof?.verdict.state !== 'not-happening') return [];
		const {says, next} = proof.verdict;
		return [
			{
				...note('Troubles', `drain ${run.id}`, {tone: 'bad', says: `${run.says}. ${says}`, hint: next}),
				namespace,
				since: proof.writtenAt,
				subject: {view: 'splits', uid, namespace, name},
			},
		];
	});
	return notes.length === 0 ? none : notes;
}

const none: readonly NoteRow[] = [];
