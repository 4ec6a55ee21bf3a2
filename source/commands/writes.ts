import type {NoteRow} from '../store/lists/note.ts';
import type {Written} from '../store/rights.ts';
import type {Subject} from '../store/screen.ts';
import {cursorRow, subjectsOf} from '../store/select.ts';
import {type State, topScreen} from '../store/state.ts';
import {applies} from './binding.ts';
import {keymap} from './keymap/index.ts';

/** What keys act on here: on the first screen what the line is about. */
export function subjectsMeant(state: State): readonly Subject[] {
	const screen = topScreen(state);
	if (screen.name !== 'now') return subjectsOf(state);
	const {subject} = (cursorRow(state, screen) as NoteRow | undefined) ?? {};
	return subject === undefined ? [] : [subject];
}

/** All that keys could write here. */
export function writesOn(state: State): readonly Written[] {
	return keymap.flatMap(binding => (binding.writes && applies(binding, state) ? binding.writes(state) : []));
}
