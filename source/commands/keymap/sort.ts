import {listingOf} from '../../store/listing.ts';
import type {Sort} from '../../store/order.ts';
import {type State, topScreen} from '../../store/state.ts';
import type {Binding} from '../binding.ts';

const places = ['list', 'revisions', 'journal'] as const;

function sortOf(state: State): Sort | undefined {
	const screen = topScreen(state);
	return screen.list.sort ?? listingOf(state, screen)?.view.order;
}

/** The column before or after the one that sorts now. */
function sortBeside(state: State, by: number): Sort | undefined {
	const titles = listingOf(state, topScreen(state))?.view.columns.map(({title}) => title) ?? [];
	const now = titles.indexOf(sortOf(state)?.column ?? titles.find(title => title === 'NAME') ?? '');
	const column = titles[(now + by + titles.length) % titles.length];
	return column === undefined ? undefined : {column, isDescending: false};
}

export const sortBindings: readonly Binding[] = [
	{
		name: 'sort-next',
		keys: ['shift-right'],
		label: 'sort next',
		help: 'Sorts by the next column.',
		group: 'Look',
		places,
		does: state => [{type: 'sorted', sort: sortBeside(state, 1)}],
	},
	{
		name: 'sort-previous',
		keys: ['shift-left'],
		label: 'sort before',
		help: 'Sorts by the column before.',
		group: 'Look',
		places,
		does: state => [{type: 'sorted', sort: sortBeside(state, -1)}],
	},
	{
		name: 'sort-reverse',
		keys: ['S'],
		label: 'reverse',
		help: 'Turns the order around.',
		group: 'Look',
		places,
		does: state => {
			const sort = sortOf(state) ?? {column: 'NAME', isDescending: false};
			return [{type: 'sorted', sort: {...sort, isDescending: !sort.isDescending}}];
		},
	},
];
