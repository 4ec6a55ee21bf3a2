import type {Move} from '../../store/events.ts';
import type {Binding} from '../binding.ts';
import {moveCursor} from '../command.ts';

function move(name: Move, keys: readonly string[], help: string): Binding {
	return {
		name,
		keys,
		label: name,
		help,
		group: 'Move',
		places: [],
		isNavigation: true,
		does: (_state, press) => moveCursor(name, press),
	};
}

function aside(name: string, key: string, by: number): Binding {
	return {
		name,
		keys: [key],
		label: name,
		help:
			by > 0 ? 'Shows what is to the right: further columns, the rest of a line.' : 'Goes back to the left.',
		group: 'Move',
		places: [],
		isNavigation: true,
		does: () => [{type: 'scrolledAside', by}],
	};
}

export const moveBindings: readonly Binding[] = [
	move('down', ['j', 'down'], 'Goes to the next row.'),
	move('up', ['k', 'up'], 'Goes to the row before.'),
	move('page-down', ['page-down', 'ctrl-f'], 'Goes a page down.'),
	move('page-up', ['page-up', 'ctrl-b'], 'Goes a page up.'),
	move('top', ['g', 'home'], 'Goes to the first row.'),
	move('bottom', ['G', 'end'], 'Goes to the last row; a log follows its end again.'),
	aside('right', 'right', 1),
	aside('left', 'left', -1),
];
