import {type State, topScreen} from '../../store/state.ts';
import {type Binding, listPlaces} from '../binding.ts';
import {type Command, flash, type Press} from '../command.ts';
import {plainPrompt} from './plain-prompt.ts';

const look = {group: 'Look'} as const;

function needsSearch(state: State): string | undefined {
	return topScreen(state).list.filter === '' ? 'There is nothing searched for: / searches.' : undefined;
}

/** The match after or before the first line in sight; round the end to the beginning. */
function goToMatch(state: State, {at, matchLines = []}: Press, by: 1 | -1): Command {
	const {text, list} = topScreen(state);
	const first = text.first ?? 0;
	if (matchLines.length === 0) return flash(`No line holds ${list.filter}.`, at);
	const line =
		by > 0
			? (matchLines.find(each => each > first) ?? matchLines[0])
			: (matchLines.findLast(each => each < first) ?? matchLines.at(-1));
	return [{type: 'scrolledTo', line: line!}];
}

export const searchBindings: readonly Binding[] = [
	{
		...look,
		name: 'filter',
		keys: ['/'],
		label: 'filter',
		help: 'Keeps rows that hold all words, or finds them in a text; a|b either, !a not, /a.*b/ a pattern, "a b" with blanks.',
		places: [
			...listPlaces,
			'help',
			'logs',
			'version-logs',
			'yaml',
			'detail',
			'split',
			'rollout',
			'timeline',
			'recovery',
			'can-i',
		],
		rank: 13,
		whyDisabled: state =>
			topScreen(state).name === 'split' ? 'There is nothing to filter on a split.' : undefined,
		does: state => [{type: 'promptOpened', prompt: plainPrompt('filter', '/', topScreen(state).list.filter)}],
	},
	{
		...look,
		name: 'next-match',
		keys: ['n'],
		label: 'next match',
		help: 'Goes to the next line that holds what / searches for.',
		places: ['yaml', 'detail', 'rollout', 'timeline', 'recovery', 'can-i'],
		does: (state, press) => goToMatch(state, press, 1),
		whyDisabled: needsSearch,
	},
	{
		...look,
		name: 'previous-match',
		keys: ['N'],
		label: 'match before',
		help: 'Goes to the line before that holds what / searches for.',
		places: ['yaml', 'detail', 'rollout', 'timeline', 'recovery', 'can-i'],
		does: (state, press) => goToMatch(state, press, -1),
		whyDisabled: needsSearch,
	},
];
