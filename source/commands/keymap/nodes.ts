import type {Written} from '../../store/rights.ts';
import type {Subject} from '../../store/screen.ts';
import {subjectsOf} from '../../store/select.ts';
import type {State} from '../../store/state.ts';
import type {Binding} from '../binding.ts';
import type {Command} from '../command.ts';
import {act, targetsOf} from './change.ts';
import {whyNotWrite} from './whether-write.ts';

const ofNodes = {group: 'Change', views: ['nodes'], places: ['list', 'detail']} as const;

export function nodesMeant(state: State): readonly Subject[] {
	return subjectsOf(state).filter(({view}) => view === 'nodes');
}

/** What may be lost with a drain, by the words that allow it. */
export type Losses = {readonly force?: true; readonly deleteEmptyDirData?: true};

export const lossWords = [
	{text: 'force', says: 'pods too that no controller starts again: they are lost'},
	{text: 'delete-emptydir-data', says: 'pods too that lose what they keep in an emptyDir'},
	{text: 'force delete-emptydir-data', says: 'both'},
] as const;

/** The words that were typed; none allow no loss. */
export function parseLosses(text: string): Losses | string {
	const words = text.split(/\s+/).filter(Boolean);
	const wrong = words.find(word => word !== 'force' && word !== 'delete-emptydir-data');
	if (wrong !== undefined)
		return `${wrong} is no loss that can be allowed: force, delete-emptydir-data, or nothing.`;
	return {
		...(words.includes('force') && {force: true}),
		...(words.includes('delete-emptydir-data') && {deleteEmptyDirData: true}),
	};
}

export function drainOf(state: State, subjects: readonly Subject[], losses: Losses): Command {
	return act(state, subjects, 'Drain', target => ({action: 'drain-node', target, ...losses}));
}

function whyNotNode(state: State): string | undefined {
	return whyNotWrite(state, nodesMeant(state));
}

/** Two at once leave budgets and other nodes no room, and one name is typed. */
export function whyNotDrainNode(state: State): string | undefined {
	const {length} = nodesMeant(state);
	return length > 1 ? `One node is drained at a time: ${length} are marked.` : whyNotNode(state);
}

function openDrain(state: State): Command {
	const subjects = nodesMeant(state);
	return [
		{
			type: 'promptOpened',
			prompt: {
				asks: 'losses',
				label: `Drain ${subjects[0]?.name ?? 'node'}, allowing the loss of: `,
				text: '',
				cursor: 0,
				former: '',
				subjects,
				choices: lossWords,
				says: 'Enter allows none, and refuses where there would be any; ↑ and ↓ pick what may be lost.',
			},
		},
	];
}

/** Pods are evicted one by one; whether that is allowed is asked with the plan. */
export function nodesWritten(state: State): readonly Written[] {
	return targetsOf(state, nodesMeant(state));
}

export const nodeBindings: readonly Binding[] = [
	{
		...ofNodes,
		name: 'cordon',
		keys: ['c'],
		label: 'cordon',
		help: 'Lets no new pods start on the node; those on it stay.',
		rank: 3,
		does: state => act(state, nodesMeant(state), 'Cordon', target => ({action: 'cordon', target})),
		writes: nodesWritten,
		whyDisabled: whyNotNode,
	},
	{
		...ofNodes,
		name: 'uncordon',
		keys: ['u'],
		label: 'uncordon',
		help: 'Lets pods start on the node again.',
		rank: 4,
		does: state => act(state, nodesMeant(state), 'Uncordon', target => ({action: 'uncordon', target})),
		writes: nodesWritten,
		whyDisabled: whyNotNode,
	},
	{
		...ofNodes,
		name: 'drain-node',
		keys: ['r'],
		label: 'drain',
		help: 'Cordons the node and evicts its pods, as far as disruption budgets allow; asks first what may be lost.',
		rank: 5,
		does: openDrain,
		writes: nodesWritten,
		whyDisabled: whyNotDrainNode,
	},
];
