import type {SplitRow} from '../../resources/splits.ts';
import {sayWay} from '../../troubles/ways.ts';
import {type DrainMark, drainMarks, sayDrainMark} from '../drain-marks.ts';
import {drainLately, proofOf} from '../proof.ts';
import {remembering} from '../remembering.ts';
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

/** Splits that a drain holds: who comes later must know that somebody took a version out, and the way back. */
export function heldByDrainNotes(state: State): readonly NoteRow[] {
	return notesOfMarks(drainMarks(state), splitRows(state), Math.floor(state.wallTime / dayMs));
}

const dayMs = 86_400_000;

const notesOfMarks = remembering(
	(marks: ReadonlyMap<string, DrainMark>, rows: readonly SplitRow[], day: number): readonly NoteRow[] =>
		rows.flatMap(({split, uid, namespace, name}): NoteRow[] => {
			const mark = marks.get(split.key);
			if (mark === undefined) return [];
			return [
				{
					...note('In progress', `drained ${uid}`, {
						tone: 'progress',
						says: `${sayWay(split)} is drained`,
						hint: sayDrainMark(mark, day * dayMs),
					}),
					namespace,
					since: mark.drain.at,
					subject: {view: 'splits', uid, namespace, name},
				},
			];
		}),
);
