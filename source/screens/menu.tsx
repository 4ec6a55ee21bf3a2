import type {ReactElement} from 'react';
import type {Binding} from '../commands/binding.ts';
import {sayKey} from '../commands/key-names.ts';
import {lookedAt} from '../commands/keymap/meant.ts';
import {keysOf} from '../commands/keys.ts';
import {menuBindings} from '../commands/menu.ts';
import {markedOutOfSight, subjectsOf} from '../store/select.ts';
import {type State, topScreen} from '../store/state.ts';
import {neutral} from '../terminal/neutral.ts';
import {Dialog, dialogRoom} from '../ui/dialog.tsx';
import {cell, type Line, segment} from '../ui/line.ts';
import {type Theme, useTheme} from '../ui/theme.ts';

type MenuProps = {readonly state: State; readonly width: number; readonly height: number};

/** Every action for the row, its key, and why it cannot be done now. */
export function Menu({state, width, height}: MenuProps): ReactElement {
	const theme = useTheme();
	const bindings = menuBindings(state);
	const {menu = 0} = state;
	const nameWidth = Math.max(...bindings.map(({name}) => name.length)) + 2;
	const lines = bindings.map((binding, b) =>
		menuLine(theme, state, binding, {isPicked: b === menu, nameWidth}),
	);
	const confirm: Line = [
		segment(theme.enter, 'key'),
		segment(' does it  '),
		segment('esc', 'key'),
		segment(' closes'),
	];
	const room = dialogRoom({height, confirm});
	return (
		<Dialog
			title={titleOf(state)}
			lines={lines}
			confirm={confirm}
			first={Math.max(0, menu - room + 1)}
			width={width}
			height={height}
		/>
	);
}

function titleOf(state: State): string {
	const subjects = subjectsOf(state);
	const hidden = markedOutOfSight(state).length;
	if (subjects.length > 1 || hidden > 0)
		return `${subjects.length} marked ${subjects.length === 1 ? 'row' : 'rows'}${hidden > 0 ? `, ${hidden} hidden` : ''}`;
	const [subject] = topScreen(state).name === 'now' ? [lookedAt(state)] : subjects;
	return neutral(subject?.name || 'Actions');
}

function menuLine(
	{glyphs}: Theme,
	state: State,
	binding: Binding,
	{isPicked, nameWidth}: {readonly isPicked: boolean; readonly nameWidth: number},
): Line {
	const why = binding.whyDisabled?.({...state, menu: undefined});
	return [
		segment(isPicked ? glyphs.cursor : ' ', 'accent'),
		cell(sayKey(keysOf(binding, state)[0] ?? ':'), 8, why === undefined ? 'key' : 'dim', {align: 'right'}),
		segment('  '),
		cell(binding.name, nameWidth, why === undefined ? 'plain' : 'dim'),
		segment(why === undefined ? binding.help : neutral(why), why === undefined ? 'dim' : 'warning'),
	];
}
