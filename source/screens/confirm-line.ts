import {applies} from '../commands/binding.ts';
import {keyNamed} from '../commands/key-words.ts';
import {notebookBindings} from '../commands/keymap/notebooks.ts';
import {canStop, phaseOf, undoIdOf, wordAsked} from '../store/run.ts';
import {dialogRuns, showsPatch} from '../store/runs.ts';
import type {State} from '../store/state.ts';
import {type Line, segment} from '../ui/line.ts';
import type {Theme} from '../ui/theme.ts';

type Keyed = (name: string, says: string) => Line;

/** What can be done with what was just begun, or opened. */
function begunKeys(state: State, key: Keyed): Line {
	return notebookBindings
		.filter(({places}) => places.includes('preview'))
		.filter(binding => applies(binding, state))
		.flatMap(({name, label}) => key(keyNamed(name, state), label));
}

/** The line that says how to confirm, and how to leave. */
export function confirmLine(theme: Theme, state: State): Line {
	const runs = dialogRuns(state);
	const asking = runs.filter(run => phaseOf(run) === 'asking');
	const key = (name: string, says: string): Line => [segment(name, 'key'), segment(` ${says}   `)];
	if (runs.some(run => phaseOf(run) === 'preparing')) return key('esc', 'cancel');
	if (asking.length === 0) {
		const isOver = runs.every(run => phaseOf(run) === 'over');
		const isDone = isOver && runs.some(run => undoIdOf(run) !== undefined);
		return [
			...key('esc', isOver ? 'close' : 'close, it goes on'),
			...begunKeys(state, key),
			...(runs.some(canStop) ? key(keyNamed('stop', state), 'stop') : []),
			...(isDone
				? [...key(keyNamed('undo-this', state), 'undo'), ...key(keyNamed('receipt', state), 'receipt')]
				: []),
		];
	}
	const word = wordAsked(runs);
	if (word === undefined) {
		return [
			...key(keyNamed('confirm', state), 'do it'),
			...key(theme.enter, 'cancel'),
			...key(
				keyNamed(showsPatch(state) ? 'summary' : 'kubectl', state),
				showsPatch(state) ? 'summary' : 'kubectl',
			),
			...(showsPatch(state) ? [] : key(keyNamed('reason', state), 'reason')),
			...(showsPatch(state) ? key(keyNamed('copy-kubectl', state), 'copy') : []),
		];
	}
	const typed = state.dialog?.word ?? '';
	const isRight = word === typed;
	return [
		segment('type '),
		segment(word, 'danger'),
		segment(` and ${theme.enter} to do it: `),
		segment(typed, word.startsWith(typed) ? 'good' : 'bad'),
		segment(' ', 'selected'),
		segment(
			isRight
				? ` ${theme.signs.good} ${theme.enter} does it`
				: `   esc cancels  ${keyNamed('reason', state)} reason`,
			isRight ? 'good' : 'dim',
		),
	];
}
