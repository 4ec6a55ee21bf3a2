import {topScreen} from '../../store/state.ts';
import type {Binding} from '../binding.ts';
import {openScreen} from '../command.ts';
import {plainPrompt} from './plain-prompt.ts';

const program = {group: 'Program', places: []} as const;

const namespaceKeys: readonly Binding[] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map(digit => ({
	...program,
	name: digit === 0 ? 'all-namespaces' : `namespace-${digit}`,
	keys: [String(digit)],
	label: digit === 0 ? 'all' : `namespace ${digit}`,
	help: digit === 0 ? 'Shows all namespaces.' : `Shows the namespace at place ${digit}; :ns lists them.`,
	places: ['now', 'list'],
	does: state => [
		{type: 'namespaceChosen', namespace: digit === 0 ? undefined : state.favourites[digit - 1]},
	],
	whyDisabled: state =>
		digit === 0 || state.favourites[digit - 1] !== undefined
			? undefined
			: `There is no namespace at place ${digit} yet: :ns NAME puts one there.`,
}));

export const programBindings: readonly Binding[] = [
	{
		...program,
		name: 'command',
		keys: [':'],
		label: 'command',
		help: 'Takes a command: a view, ns NAME, ctx NAME, or any action of this table.',
		rank: 15,
		does: () => [{type: 'promptOpened', prompt: plainPrompt('command', ':', '')}],
	},
	{
		...program,
		name: 'help',
		keys: ['?'],
		label: 'help',
		help: 'Lists all keys that mean something here.',
		does: state => (topScreen(state).name === 'help' ? [{type: 'wentBack'}] : openScreen({name: 'help'})),
	},
	{
		...program,
		name: 'menu',
		keys: ['m'],
		label: 'menu',
		help: 'Lists every action for the row, its key, and why it cannot be done now.',
		places: ['now', 'list', 'detail', 'split', 'rollout', 'revisions', 'yaml', 'journal', 'objectives'],
		rank: 16,
		does: () => [{type: 'menuOpened'}],
	},
	...namespaceKeys,
	{
		...program,
		name: 'refresh',
		keys: ['ctrl-r'],
		label: 'refresh',
		help: 'Paints the screen anew and reads what it shows again.',
		does: () => [{type: 'refreshed'}],
	},
	{
		...program,
		name: 'quit',
		keys: ['ctrl-c'],
		label: 'quit',
		help: 'Leaves sluice. Changes that were confirmed go on in the cluster.',
		does: (_state, {at}) => [{type: 'quit', at}],
	},
];
