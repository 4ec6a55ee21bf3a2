// Where nobody has moved yet the cursor stays on the first row, whichever that
// is. A key that comes just as another row takes its place was meant for the
// former one.
import type {Event} from '../store/events.ts';
import type {NoteRow} from '../store/lists/note.ts';
import {cursorRow} from '../store/select.ts';
import {type State, topScreen} from '../store/state.ts';
import {lookedAtBefore} from '../store/watch-rows.ts';
import type {Binding} from './binding.ts';
import {flash, type Press} from './command.ts';

/** What these mean depends on the row, though what they do by themselves does not tell. */
const ofRow = ['mark', 'mark-range', 'menu', 'command'];

/** What a key that looks means for the row that was looked at when it was pressed; undefined where that is the one under the cursor, or no row matters. */
export function lookedBack(state: State, binding: Binding, press: Press): readonly Event[] | undefined {
	const uid = lookedAtBefore(state, press.at);
	if (uid === undefined || (binding.group !== 'Look' && !ofRow.includes(binding.name))) return undefined;
	const screen = topScreen(state);
	const pinned = {...screen, list: {...screen.list, cursorKey: uid}};
	const seen = {...state, stack: [...state.stack.slice(0, -1), pinned]};
	if (!ofRow.includes(binding.name) && isSame(binding, state, seen, press)) return undefined;
	const row = cursorRow(seen);
	// A line to type on opens all the same: what is typed there may be about anything.
	if (row === undefined && binding.name === 'command') return undefined;
	if (row === undefined)
		return flash('The row you looked at has just gone, and another one is under the cursor.', press.at);
	const why = binding.whyDisabled?.(seen);
	if (why !== undefined) return flash(why, press.at);
	const name = (row as Partial<NoteRow>).subject?.name ?? row.name;
	const says = `This is ${name}, which was there: another row has just come under the cursor by itself.`;
	return [{type: 'cursorPut', uid}, ...binding.does(seen, press), ...flash(says, press.at)];
}

function isSame(binding: Binding, state: State, seen: State, press: Press): boolean {
	const meaning = (of: State) => JSON.stringify(binding.whyDisabled?.(of) ?? binding.does(of, press));
	return meaning(state) === meaning(seen);
}
