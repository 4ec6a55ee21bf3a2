import type {Entry} from '../../journal/entry.ts';
import type {NoteRow} from '../../store/lists/notes.ts';
import {splitOf} from '../../store/lists/splits.ts';
import {cursorRow, subjectsOf} from '../../store/select.ts';
import {type State, topScreen} from '../../store/state.ts';
import {uidsOf} from '../../store/targets.ts';

/** The change `U` takes back: the latest of mine to the object on screen that still stands. */
export function lastChange(state: State): Entry | undefined {
	const undone = new Set(state.journal.map(({undoOf}) => undoOf));
	const standing = state.journal.filter(
		entry =>
			entry.context === state.context.name &&
			entry.applied > 0 &&
			entry.undo.way !== 'none' &&
			entry.undoOf === undefined &&
			!undone.has(entry.id) &&
			(state.me === '' || entry.who === state.me),
	);
	const uids = uidsOnScreen(state);
	return standing.find(
		entry => uids.includes(entry.id) || entry.steps.some(({target}) => uids.includes(target.uid)),
	);
}

function uidsOnScreen(state: State): readonly string[] {
	const screen = topScreen(state);
	const note = screen.name === 'now' ? (cursorRow(state, screen) as NoteRow | undefined) : undefined;
	const subjects = note === undefined ? subjectsOf(state) : note.subject === undefined ? [] : [note.subject];
	return subjects.flatMap(subject => uidsOf(subject, splitOf(state, subject.uid)));
}
