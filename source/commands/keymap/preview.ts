import {type Receipt, receiptMarkdown, receiptOf, receiptText} from '../../journal/receipt.ts';
import {kubectlText} from '../../plan/kubectl.ts';
import {proofTextOf} from '../../store/proof.ts';
import {phaseOf, type RunPhase, undoIdOf, wordAsked} from '../../store/run.ts';
import {dialogPhase, dialogRuns, showsPatch} from '../../store/runs.ts';
import {keyIn, type State} from '../../store/state.ts';
import type {Binding} from '../binding.ts';
import {ask} from '../command.ts';
import {stoppable, whyNotStop} from '../stop-word.ts';
import {plainPrompt} from './plain-prompt.ts';

const preview = {group: 'Preview', places: ['preview']} as const;

function whyNotYet(state: State): string | undefined {
	const runs = dialogRuns(state);
	if (isTypingWord(state)) return 'Type the word that is shown, then enter.';
	if (runs.some(run => phaseOf(run) === 'preparing')) return 'The preview is still being prepared.';
	return runs.some(run => phaseOf(run) === 'asking') ? undefined : 'There is nothing left to confirm.';
}

/** The changes of this dialog that reached the cluster and can be taken back, the last one first. */
function doneIds(state: State): readonly string[] {
	return dialogRuns(state)
		.flatMap(run => undoIdOf(run) ?? [])
		.reverse();
}

const leaving = ['esc', 'enter', 'q', 'n'];

function onlyWhile(phases: readonly RunPhase[], says: string) {
	return (state: State) => {
		const phase = dialogPhase(state);
		return phase !== undefined && phases.includes(phase) ? undefined : says;
	};
}

function whyNoPatch(state: State): string | undefined {
	if (isTypingWord(state)) return 'Letters go into the word that confirms.';
	return dialogPhase(state) === 'asking' ? undefined : 'There is no preview whose command could be shown.';
}

function whyNoCommand(state: State): string | undefined {
	return (
		whyNoPatch(state) ??
		(showsPatch(state) ? undefined : `${keyIn(state, 'kubectl', 'K')} shows the command first.`)
	);
}

function commandsIn(state: State): string {
	return dialogRuns(state)
		.flatMap(({plan}) => (plan === undefined ? [] : kubectlText(plan, state.context.name)))
		.join('\n');
}

/** Receipts of what was written from this dialog, as the journal has it. */
function receiptsOf(state: State): readonly Receipt[] {
	const {journal} = state;
	const ids = dialogRuns(state).flatMap(({outcome}) =>
		outcome !== undefined && 'id' in outcome && outcome.id ? [outcome.id] : [],
	);
	return journal
		.filter(({id}) => ids.includes(id))
		.map(entry => receiptOf(entry, journal, proofTextOf(state, entry.id)));
}

function whyNoReceipt(state: State): string | undefined {
	if (dialogPhase(state) !== 'over') return 'There is a receipt once it is over.';
	return receiptsOf(state).length > 0 ? undefined : 'Nothing was written that a receipt could tell of.';
}

/** The drain on screen, where its champion could be raised first. */
function stageable(state: State) {
	const [run, ...others] = dialogRuns(state);
	if (run === undefined || others.length > 0 || run.command.action !== 'drain-traffic') return undefined;
	return run.plan?.isStageable ? run.command : undefined;
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
		harm: 'confirm a change',
		does: (_state, {at}) => [{type: 'answered', isConfirmed: true, at}],
		whyDisabled: whyNotYet,
	},
	{
		...preview,
		name: 'cancel',
		keys: leaving,
		label: 'cancel',
		help: 'Leaves the preview; nothing is written.',
		rank: 2,
		does: (_state, {at}) => [{type: 'answered', isConfirmed: false, at}, {type: 'dialogClosed'}],
		whyDisabled: onlyWhile(['preparing', 'asking'], 'There is nothing left to cancel.'),
	},
	{
		...preview,
		name: 'leave',
		keys: leaving,
		label: 'close, it goes on',
		help: 'Leaves what is being done; it goes on, and the last line says how it ended.',
		rank: 2,
		does: () => [{type: 'dialogClosed'}],
		whyDisabled: onlyWhile(['applying'], 'Nothing is being done.'),
	},
	{
		...preview,
		name: 'stop',
		keys: ['s'],
		label: 'stop',
		help: 'Writes nothing more of what is being done in several steps, such as the draining of a node; what was done stays.',
		rank: 2.5,
		does: state => [{type: 'stopAsked', runs: stoppable(dialogRuns(state))}],
		whyDisabled: state => whyNotStop(dialogRuns(state)),
	},
	{
		...preview,
		name: 'close',
		keys: leaving,
		label: 'close',
		help: 'Leaves what was done.',
		rank: 2,
		does: () => [{type: 'dialogClosed'}],
		whyDisabled: onlyWhile(['over'], 'It is not over yet.'),
	},
	{
		...preview,
		name: 'command-instead',
		keys: [':'],
		label: 'command',
		help: 'Leaves the preview as esc does, and takes a command.',
		does: (_state, {at}) => [
			{type: 'answered', isConfirmed: false, at},
			{type: 'promptOpened', prompt: plainPrompt('command', ':', '')},
		],
	},
	{
		...preview,
		name: 'undo-this',
		keys: ['U'],
		label: 'undo',
		help: 'Takes back what has just been done; preview first.',
		rank: 4,
		harm: 'begin a change (undo-this)',
		does: state => [
			{type: 'dialogClosed'},
			...ask(
				[...doneIds(state)].map(id => ({action: 'undo', id})),
				'Undo',
			),
		],
		whyDisabled: state => {
			if (dialogPhase(state) !== 'over')
				return `It is not over yet: esc leaves it, and ${keyIn(state, 'undo', 'U')} on the list takes it back.`;
			return doneIds(state).length === 0 ? 'There is nothing here that could be taken back.' : undefined;
		},
	},
	{
		...preview,
		name: 'kubectl',
		keys: ['K'],
		label: 'kubectl',
		help: 'Shows the exact patch, as the kubectl command that would do the same.',
		rank: 3,
		does: () => [{type: 'patchToggled'}],
		whyDisabled: state => whyNoPatch(state) ?? (showsPatch(state) ? 'It is shown already.' : undefined),
	},
	{
		...preview,
		name: 'summary',
		keys: ['K'],
		label: 'summary',
		help: 'Shows the summary again in place of the kubectl command.',
		rank: 3,
		does: () => [{type: 'patchToggled'}],
		whyDisabled: whyNoCommand,
	},
	{
		...preview,
		name: 'staged',
		keys: ['s'],
		label: 'staged',
		help: 'Of a drain: previews it anew with the version that stays raised to the pods it needs first.',
		rank: 2.5,
		isMeant: state => stageable(state) !== undefined,
		does: (state, {at}) => {
			const command = stageable(state);
			if (command === undefined) return [];
			return [
				{type: 'answered', isConfirmed: false, at},
				{type: 'dialogClosed'},
				...ask([{...command, staged: true}], 'Drain traffic'),
			];
		},
		whyDisabled: onlyWhile(['asking'], 'It is staged before it is confirmed.'),
	},
	{
		...preview,
		name: 'reason',
		keys: ['tab'],
		label: 'reason',
		help: 'Takes why you do it, for the journal, the receipt and the Event; some contexts demand it.',
		rank: 3.2,
		does: ({dialog}) => [
			{type: 'promptOpened', prompt: plainPrompt('reason', 'Reason: ', dialog?.reason ?? '')},
		],
		whyDisabled: onlyWhile(['preparing', 'asking'], 'A reason is given before it is confirmed.'),
	},
	{
		...preview,
		name: 'receipt',
		keys: ['c'],
		label: 'receipt',
		help: 'Copies the receipt of what was done: who, when, why, from what to what, and how to take it back.',
		rank: 5,
		does: (state, {at}) => [{type: 'copied', text: receiptsOf(state).map(receiptText).join('\n\n'), at}],
		whyDisabled: whyNoReceipt,
	},
	{
		...preview,
		name: 'receipt-markdown',
		keys: ['C'],
		label: 'markdown',
		help: "Copies the same receipt as Markdown, for an incident's page.",
		rank: 6,
		does: (state, {at}) => [{type: 'copied', text: receiptsOf(state).map(receiptMarkdown).join('\n\n'), at}],
		whyDisabled: whyNoReceipt,
	},
	{
		...preview,
		name: 'copy-kubectl',
		keys: ['c'],
		label: 'copy',
		help: 'Copies the kubectl command through the terminal, over SSH too.',
		rank: 3.5,
		does: (state, {at}) => [{type: 'copied', text: commandsIn(state), at}],
		whyDisabled: whyNoCommand,
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
