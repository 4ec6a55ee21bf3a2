import type {ReactElement} from 'react';
import type {Binding} from '../commands/binding.ts';
import {sayKey} from '../commands/key-names.ts';
import {menuBindings} from '../commands/menu.ts';
import {subjectsOf} from '../store/select.ts';
import type {State} from '../store/state.ts';
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
	const lines = bindings.map((binding, b) => menuLine(theme, state, binding, b === menu));
	const confirm: Line = [
		segment('⏎', 'key'),
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
	if (subjects.length > 1) return `${subjects.length} marked rows`;
	return neutral(subjects[0]?.name ?? 'Actions');
}

function menuLine({glyphs}: Theme, state: State, binding: Binding, isPicked: boolean): Line {
	const why = binding.whyDisabled?.({...state, menu: undefined});
	return [
		segment(isPicked ? glyphs.cursor : ' ', 'accent'),
		cell(sayKey(binding.keys[0]!), 8, why === undefined ? 'key' : 'dim', {align: 'right'}),
		segment('  '),
		cell(binding.name, 14, why === undefined ? 'plain' : 'dim'),
		segment(why === undefined ? shortHelp(binding) : neutral(why), why === undefined ? 'dim' : 'warning'),
	];
}

/** The first part of the sentence: the rest is in help. */
function shortHelp({help}: Binding): string {
	return help.split(/[,;:.]/)[0]!;
}
