import {phaseOf, undoIdOf, wordAsked} from '../../store/run.ts';
import {dialogRuns} from '../../store/runs.ts';
import type {State} from '../../store/state.ts';
import type {Binding} from '../binding.ts';
import {ask} from '../command.ts';

const preview = {group: 'Preview', places: ['preview']} as const;

function whyNotYet(state: State): string | undefined {
	const runs = dialogRuns(state);
	if (runs.some(run => phaseOf(run) === 'preparing')) return 'The preview is still being prepared.';
	return runs.some(run => phaseOf(run) === 'asking') ? undefined : 'There is nothing left to confirm.';
}

/** The changes of this dialog that reached the cluster and can be taken back, the last one first. */
function doneIds(state: State): readonly string[] {
	return dialogRuns(state)
		.flatMap(run => undoIdOf(run) ?? [])
		.reverse();
}

/** Keys of the preview; where a word confirms, all letters belong to the word. */
export const previewBindings: readonly Binding[] = [
	{
		...preview,
		name: 'confirm',
		keys: ['y'],
		label: 'do it',
		help: 'Confirms what the preview shows; in production the shown word is typed instead.',
		rank: 1,
		does: (_state, {at}) => [{type: 'answered', isConfirmed: true, at}],
		whyDisabled: whyNotYet,
	},
	{
		...preview,
		name: 'cancel',
		keys: ['esc', 'enter', 'q', 'n'],
		label: 'cancel',
		help: 'Leaves the preview; nothing is written. What was confirmed already goes on.',
		rank: 2,
		does: (state, {at}) =>
			dialogRuns(state).some(run => phaseOf(run) === 'asking' || phaseOf(run) === 'preparing')
				? [{type: 'answered', isConfirmed: false, at}, {type: 'dialogClosed'}]
				: [{type: 'dialogClosed'}],
	},
	{
		...preview,
		name: 'undo-this',
		keys: ['U'],
		label: 'undo',
		help: 'Takes back what has just been done; preview first.',
		rank: 4,
		does: (state, press) => [
			{type: 'dialogClosed'},
			...ask(
				[...doneIds(state)].map(id => ({action: 'undo', id})),
				'Undo',
				press,
			),
		],
		whyDisabled: state => (doneIds(state).length === 0 ? 'There is nothing to take back yet.' : undefined),
	},
	{
		...preview,
		name: 'kubectl',
		keys: ['K'],
		label: 'patch',
		help: 'Shows the exact patch, as the kubectl command that would do the same.',
		rank: 3,
		does: () => [{type: 'patchToggled'}],
	},
	{
		...preview,
		name: 'preview-down',
		keys: ['j', 'down', 'page-down'],
		label: 'more',
		help: 'Scrolls the preview down.',
		isNavigation: true,
		does: (_state, {textLines = 0}) => [{type: 'dialogScrolled', by: 1, last: textLines}],
	},
	{
		...preview,
		name: 'preview-up',
		keys: ['k', 'up', 'page-up'],
		label: 'back',
		help: 'Scrolls the preview up.',
		isNavigation: true,
		does: (_state, {textLines = 0}) => [{type: 'dialogScrolled', by: -1, last: textLines}],
	},
];

/** Whether letters go into the confirming word. */
export function isTypingWord(state: State): boolean {
	const runs = dialogRuns(state);
	return runs.some(run => phaseOf(run) === 'asking') && wordAsked(runs) !== undefined;
}
