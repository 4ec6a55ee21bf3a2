import {type Receipt, receiptMarkdown, receiptOf, receiptText} from '../../journal/receipt.ts';
import {proofTextOf} from '../../store/proof.ts';
import {cursorRow} from '../../store/select.ts';
import type {State} from '../../store/state.ts';
import type {Binding} from '../binding.ts';
import {isNodeHere, lookedAt, needsObject, subjectMeant} from './meant.ts';

const look = {group: 'Look'} as const;

/** The journal, and the page of one change of it. */
const ofJournal = {places: ['journal', 'detail'], views: ['journal']} as const;

function receiptMeant(state: State): Receipt | undefined {
	const uid = subjectMeant(state)?.uid ?? cursorRow(state)?.uid;
	const entry = state.journal.find(({id}) => id === uid);
	return entry && receiptOf(entry, state.journal, proofTextOf(state, entry.id));
}

function needsEntry(state: State): string | undefined {
	return receiptMeant(state) === undefined ? 'There is no change under the cursor.' : undefined;
}

export const copyBindings: readonly Binding[] = [
	{
		...look,
		name: 'copy',
		keys: ['c'],
		label: 'copy',
		help: 'Copies the name through the terminal, over SSH too.',
		places: ['list', 'revisions', 'split', 'rollout', 'detail', 'yaml', 'logs'],
		// Hands that know k9s cordon a node with it.
		isMeant: state => !isNodeHere(state),
		does: (state, {at}) => [{type: 'copied', text: lookedAt(state)!.name, at}],
		whyDisabled: needsObject,
	},
	{
		...look,
		name: 'copy-node',
		keys: [],
		label: 'copy',
		help: 'Copies the name of the node through the terminal, over SSH too.',
		places: ['list', 'detail'],
		isMeant: isNodeHere,
		does: (state, {at}) => [{type: 'copied', text: lookedAt(state)!.name, at}],
		whyDisabled: needsObject,
	},
	{
		...look,
		...ofJournal,
		name: 'copy-receipt',
		keys: ['c'],
		label: 'receipt',
		help: 'Copies the receipt of the change under the cursor through the terminal.',
		rank: 11,
		does: (state, {at}) => [{type: 'copied', text: receiptText(receiptMeant(state)!), at}],
		whyDisabled: needsEntry,
	},
	{
		...look,
		...ofJournal,
		name: 'copy-receipt-markdown',
		keys: ['C'],
		label: 'markdown',
		help: "Copies that receipt as Markdown, for an incident's page.",
		does: (state, {at}) => [{type: 'copied', text: receiptMarkdown(receiptMeant(state)!), at}],
		whyDisabled: needsEntry,
	},
];
