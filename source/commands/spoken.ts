import {usualHoldMs} from '../actions/hold.ts';
import type {ActionCommand} from '../model/command.ts';
import type {Choice} from '../store/prompt.ts';
import type {Written} from '../store/rights.ts';
import type {State} from '../store/state.ts';
import {rowsIn} from '../store/targets.ts';
import {armWords} from './arm-words.ts';
import {ask, type Command, goToContext, openScreen, openView, type Press} from './command.ts';
import {keyNamed} from './key-words.ts';
import {
	act,
	scaledMeant,
	scalesWritten,
	scaleTo,
	templatesWritten,
	whyNotScale,
	whyNotUpgrade,
	workloadsMeant,
} from './keymap/change.ts';
import {drainOf, lossWords, nodesMeant, nodesWritten, parseLosses, whyNotDrainNode} from './keymap/nodes.ts';
import {askToHold, holdsWritten, whyNotHold} from './keymap/owners.ts';
import {whyNotWrite} from './keymap/whether-write.ts';
import {leverWords} from './lever-words.ts';
import {mayWords} from './may-words.ts';
import {notebookWords} from './notebook-words.ts';
import {objectiveWords} from './objective-words.ts';
import {podWords} from './pod-words.ts';
import {rehearsalWords} from './rehearsal-words.ts';
import {parseScaling, whyNotNumber} from './scaling-words.ts';
import {stopWord} from './stop-word.ts';
import {timeTyped} from './time-typed.ts';
import {trafficWords} from './traffic-words.ts';

/** A command with words after it. Those without are the bindings of the key table, by their names. */
export type Spoken = {
	readonly name: string;
	readonly aliases: readonly string[];
	readonly usage: string;
	readonly help: string;
	readonly isChange?: true;
	/** With these words it begins no change yet, and waits for no arming. */
	readonly onlyLooks?: (words: readonly string[]) => boolean;
	/** What it would write, as for keys. */
	readonly writes?: (state: State) => readonly Written[];
	/** Exists only where the cluster is a rehearsal. */
	readonly isRehearsal?: true;
	readonly does: (words: readonly string[], state: State, press: Press) => Command | string;
	/** What the next word may be. */
	readonly offers?: (state: State) => readonly (string | Choice)[];
};

function scaled(words: readonly string[], state: State): Command | string {
	const scaling = parseScaling(words.join(' '));
	if (typeof scaling === 'string') return scaling;
	return whyNotScale(state) ?? whyNotNumber(state, scaledMeant(state), scaling) ?? scaleTo(state, scaling);
}

function upgraded([image = '']: readonly string[], state: State): Command | string {
	const subjects = workloadsMeant(state);
	if (image === '') return 'Which image? :upgrade [CONTAINER=]IMAGE';
	return whyNotUpgrade(state) ?? act(state, subjects, 'Upgrade', upgradeTo(image));
}

/** `CONTAINER=IMAGE`, taken apart. */
export const containerAndImage = /^([a-z0-9-]+)=(.+)$/;

export function upgradeTo(text: string, usual?: string) {
	const [, named, image = text] = containerAndImage.exec(text) ?? [];
	const container = named ?? usual;
	return (target: Extract<ActionCommand, {action: 'upgrade'}>['target']): ActionCommand => ({
		action: 'upgrade',
		target,
		...(container !== undefined && {container}),
		image,
	});
}

function rolledBack([to]: readonly string[], state: State): Command | string {
	if (to !== undefined && !/^\d+$/.test(to))
		return `A revision is a number: ${keyNamed('revisions', state)} lists them.`;
	const subjects = workloadsMeant(state);
	const toRevision = to === undefined ? undefined : Number(to);
	return (
		whyNotWrite(state, subjects) ??
		act(state, subjects, 'Roll back', target => ({action: 'rollback', target, toRevision}))
	);
}

function held([length]: readonly string[], state: State): Command | string {
	const forMs = length === undefined ? usualHoldMs : timeTyped(length);
	if (forMs === undefined) return 'For how long? :hold 30m';
	return whyNotHold(state) ?? askToHold(state, forMs);
}

export const spoken: readonly Spoken[] = [
	{
		name: 'now',
		aliases: ['pulse', 'pulses'],
		usage: '',
		help: 'What needs attention, worst first.',
		does: () => openScreen({name: 'now'}),
	},
	{
		name: 'journal',
		aliases: ['changes'],
		usage: '',
		help: 'What was changed here, and the way to take it back.',
		does: () => openScreen({name: 'journal'}),
	},
	{
		name: 'recovery',
		aliases: ['declared'],
		usage: '',
		help: 'What is declared, what there is, the difference and since when; nodes that turned, and what moved where and why.',
		does: () => openScreen({name: 'recovery'}),
	},
	{
		name: 'ns',
		aliases: ['namespace'],
		usage: '[NAME|all]',
		help: 'Shows one namespace, or all; without a name lists them.',
		does: ([name], state) => {
			if (name === undefined) return openView('namespaces');
			if (name === 'all') return [{type: 'namespaceChosen', namespace: undefined}];
			return whyNoNamespace(state, name) ?? [{type: 'namespaceChosen', namespace: name}];
		},
		offers: state => ['all', ...[...rowsIn(state, 'namespaces')].map(row => row.name).sort()],
	},
	{
		name: 'ctx',
		aliases: ['context', 'contexts'],
		usage: '[NAME]',
		help: 'Connects to another context; the kubeconfig is never written. Without a name lists them.',
		does: ([name], state) => {
			if (name === undefined) return openScreen({name: 'contexts'});
			if (state.contexts.includes(name)) return goToContext(name, state);
			return `There is no context ${name}: :ctx lists them.`;
		},
		offers: state => state.contexts,
	},
	{
		name: 'scale',
		aliases: [],
		usage: 'N|MIN-MAX',
		help: 'Scales the deployment on screen; 3-10, min 3 or max 10 are bounds of what scales it by itself.',
		isChange: true,
		does: scaled,
		writes: scalesWritten,
	},
	{
		name: 'upgrade',
		aliases: ['image'],
		usage: '[CONTAINER=]IMAGE',
		help: 'Gives the deployment on screen another image; :TAG is one of the same repository.',
		isChange: true,
		does: upgraded,
		writes: templatesWritten,
	},
	{
		name: 'rollback',
		aliases: [],
		usage: '[REVISION]',
		help: 'Rolls the deployment on screen back, by default to the revision before.',
		isChange: true,
		does: rolledBack,
		writes: templatesWritten,
	},
	...trafficWords,
	...podWords,
	{
		name: 'drain-node',
		aliases: [],
		usage: '[force] [delete-emptydir-data]',
		help: 'Cordons the node under the cursor and evicts its pods; each word allows one kind of loss.',
		isChange: true,
		does: (words, state) => {
			const losses = parseLosses(words.join(' '));
			if (typeof losses === 'string') return losses;
			return whyNotDrainNode(state) ?? drainOf(state, nodesMeant(state), losses);
		},
		writes: nodesWritten,
		offers: () => lossWords,
	},
	...leverWords,
	{
		name: 'hold',
		aliases: [],
		usage: '[TIME]',
		help: 'Stops the Argo CD or Flux that owns what is on screen from reverting it, by default for 1h.',
		isChange: true,
		does: held,
		writes: holdsWritten,
		offers: () => ['30m', '1h', '4h'],
	},
	...objectiveWords,
	...notebookWords,
	...mayWords,
	...armWords,
	{
		name: 'undo',
		aliases: [],
		usage: '[ID]',
		help: 'Takes back your latest change in this context, or the one of that id.',
		isChange: true,
		does: ([id]) => ask([id === undefined ? {action: 'undo'} : {action: 'undo', id}], 'Undo'),
	},
	{
		name: 'redo',
		aliases: [],
		usage: '[ID]',
		help: 'Takes your latest undo in this context back, or the one of that id.',
		isChange: true,
		does: ([id]) => ask([id === undefined ? {action: 'redo'} : {action: 'redo', id}], 'Redo'),
	},
	stopWord,
	...rehearsalWords,
	{
		name: 'suspend',
		aliases: [],
		usage: '',
		help: 'Stops sluice and gives the terminal back; fg goes on.',
		does: () => [{type: 'suspended'}],
	},
	{
		name: 'q',
		aliases: ['quit', 'q!', 'exit'],
		usage: '',
		help: 'Leaves sluice.',
		does: (_words, _state, {at}) => [{type: 'quit', at}],
	},
];

/** A name nobody knows, where all names are known; who may not list namespaces is believed. */
export function whyNoNamespace(state: State, name: string): string | undefined {
	if (!state.streams.namespaces?.hasListed) return undefined;
	const isThere = [...rowsIn(state, 'namespaces')].some(row => row.name === name);
	return isThere ? undefined : `There is no namespace ${name}: tab completes, :ns lists them.`;
}
