import type {Entry} from '../../journal/entry.ts';
import {standing} from '../../journal/standing.ts';
import type {NoteRow} from '../../store/lists/notes.ts';
import {splitOf} from '../../store/lists/splits.ts';
import {cursorRow, subjectsOf} from '../../store/select.ts';
import {type State, topScreen} from '../../store/state.ts';
import {uidsOf} from '../../store/targets.ts';

/** The change `U` takes back: the latest of mine to the object on screen that still stands. */
export function lastChange(state: State): Entry | undefined {
	const {name: context, server} = state.context;
	const mine = (who: string) => standing([...state.journal].reverse(), {who, context, server});
	const uids = uidsOnScreen(state);
	return mine(state.me).find(
		entry =>
			entry.undo.way !== 'none' &&
			(uids.includes(entry.id) ||
				(entry.undoOf === undefined && entry.steps.some(({target}) => uids.includes(target.uid)))),
	);
}

function uidsOnScreen(state: State): readonly string[] {
	const screen = topScreen(state);
	// There the rows are ReplicaSets, and what was changed is the workload they belong to.
	if (screen.name === 'revisions') return screen.subject === undefined ? [] : [screen.subject.uid];
	const note = screen.name === 'now' ? (cursorRow(state, screen) as NoteRow | undefined) : undefined;
	const subjects = note === undefined ? subjectsOf(state) : note.subject === undefined ? [] : [note.subject];
	return subjects.flatMap(subject => uidsOf(subject, splitOf(state, subject.uid)));
}
