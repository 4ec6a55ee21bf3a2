import {usualHoldMs} from '../actions/hold.ts';
import type {ActionCommand} from '../model/command.ts';
import {resourceViews} from '../resources/index.ts';
import {whyHeldBack} from '../store/arming.ts';
import {rolloutsView} from '../store/lists/rollouts.ts';
import {splitsView} from '../store/lists/splits.ts';
import type {Choice} from '../store/prompt.ts';
import {type Written, whyDenied} from '../store/rights.ts';
import type {State} from '../store/state.ts';
import {rowsIn} from '../store/targets.ts';
import {armWords} from './arm-words.ts';
import {applies, type Binding, isKnown} from './binding.ts';
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
import {keymap} from './keymap/index.ts';
import {drainOf, lossWords, nodesMeant, parseLosses, whyNotDrainNode} from './keymap/nodes.ts';
import {askToHold, whyNotHold} from './keymap/owners.ts';
import {whyNotWrite} from './keymap/whether-write.ts';
import {leverWords} from './lever-words.ts';
import {rehearsalWords} from './rehearsal-words.ts';
import {parseScaling, whyNotNumber} from './scaling-words.ts';
import {kindEntries, sayUnknown, viewOfWord} from './served-kinds.ts';
import {timeTyped} from './time-typed.ts';
import {trafficWords} from './traffic-words.ts';

/** What a line after `:` comes to: a command, or why not. */
export type Line = {readonly command: Command; readonly isChange?: true} | {readonly wrong: string};

/** A command with words after it. Those without are the bindings of the key table, by their names. */
export type Spoken = {
	readonly name: string;
	readonly aliases: readonly string[];
	readonly usage: string;
	readonly help: string;
	readonly isChange?: true;
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

const spoken: readonly Spoken[] = [
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
		offers: () => ['30m', '1h', '4h'],
	},
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

/** Every view by name: those of resources, and the splits and rollouts joined from them. */
const views = [
	{
		name: splitsView.name,
		aliases: ['split', 'traffic'],
		help: 'How traffic is divided among versions.',
	},
	{
		name: rolloutsView.name,
		aliases: ['rollout', 'ro'],
		help: 'What Argo Rollouts and other engines lead, and what each waits for.',
	},
	...resourceViews.map(({name, aliases, kind, isRare}) => ({
		name,
		aliases,
		help: `All objects of kind ${kind}.`,
		isRare,
	})),
];

type PaletteEntry = Choice & {
	readonly aliases: readonly string[];
	readonly isRehearsal?: true;
	/** It may change something of the cluster's. */
	readonly isChange?: true;
	/** Completed where it is typed, and not worth a line of help. */
	readonly isRare?: true;
};

/** What can be typed after `:`, for completion, help and the README. */
export const paletteEntries: readonly PaletteEntry[] = [
	...views.map(({name, aliases, help, ...view}) => ({
		text: name,
		says: help,
		aliases,
		...('isRare' in view && view.isRare && {isRare: true as const}),
	})),
	{
		text: 'KIND',
		says: `Any other kind the server serves, by plural, singular, short name or kind.group, in the server's own columns; ctrl-r finds kinds that are new.`,
		aliases: [],
	},
	...spoken.map(({name, usage, help, aliases, isRehearsal, isChange}) => ({
		text: name,
		says: usage ? `${usage}  ${help}` : help,
		aliases,
		isRehearsal,
		isChange,
	})),
	...keymap
		.filter(({group, places}) => group !== 'Preview' && places[0] !== 'question')
		.filter(({name}) => !spoken.some(each => each.name === name))
		.map(({name, help, group, isRehearsal}) => ({
			text: name,
			says: help,
			aliases: [],
			isRehearsal,
			isChange: group === 'Change' ? (true as const) : undefined,
		})),
];

/** What a typed line means. An exact name or alias ranks above a beginning. */
export function readLine(line: string, state: State, press: Press): Line {
	const [word = '', ...words] = line.trim().split(/\s+/);
	if (word === '') return {command: []};
	const said = spokenNamed(word, state);
	const bare = keymap.filter(each => each.name === word && isKnown(each, state));
	const binding = bare.find(each => applies(each, state)) ?? bare[0];
	if (said !== undefined && !(words.length === 0 && binding !== undefined && isKeys(said, binding, state))) {
		const held = said.isChange ? whyHeldBack(state) : undefined;
		if (held !== undefined) return {wrong: held};
		const command = said.does(words, state, press);
		const denied = typeof command === 'string' ? command : whyDenied(state, said.writes?.(state) ?? []);
		return denied === undefined ? {command: command as Command, isChange: said.isChange} : {wrong: denied};
	}
	const view = views.find(({name, aliases}) => name === word || aliases.includes(word));
	if (view !== undefined) return viewCommand(view.name, words, state);
	if (binding !== undefined && applies(binding, state)) return boundLine(binding, state, press);
	const kind = viewOfWord(word, state);
	if (typeof kind === 'string') return viewCommand(kind, words, state);
	if (kind !== undefined) return {wrong: `${kind.says} ${kind.hint ?? ''}`.trimEnd()};
	const begun = begunWith(word, state);
	if (begun.length === 1) return readLine([begun[0]!.text, ...words].join(' '), state, press);
	if (binding !== undefined) return boundLine(binding, state, press);
	return {wrong: sayUnknown(word, state)};
}

function spokenNamed(word: string, state: State): Spoken | undefined {
	return spoken.find(each => (each.name === word || each.aliases.includes(word)) && isKnown(each, state));
}

/** `:scale` alone opens the prompt that `s` opens; what can do without its word does so where the key means nothing. */
function isKeys({name, usage}: Spoken, binding: Binding, state: State): boolean {
	if (usage === '' || name === 'undo' || name === 'redo') return false;
	const isOptional = /^\[[^\]]*\]$/.test(usage);
	return !isOptional || applies(binding, state);
}

/** A name nobody knows, where all names are known; who may not list namespaces is believed. */
function whyNoNamespace(state: State, name: string): string | undefined {
	if (!state.streams.namespaces?.hasListed) return undefined;
	const isThere = [...rowsIn(state, 'namespaces')].some(row => row.name === name);
	return isThere ? undefined : `There is no namespace ${name}: tab completes, :ns lists them.`;
}

/** `pods -n shop /text`: the namespace and the filter may follow. */
function viewCommand(view: string, words: readonly string[], state: State): Line {
	const rest = words.join(' ');
	const namespace = /(?:^|\s)-n\s+(\S+)/.exec(rest)?.[1];
	const isAll = /(?:^|\s)(?:-A|all)(?:\s|$)/.test(rest);
	const filter = /(?:^|\s)\/(.*)$/.exec(rest)?.[1] ?? '';
	const bare = words.length === 1 && /^[a-z0-9][a-z0-9-]*$/.test(words[0]!) && !isAll ? words[0] : undefined;
	const chosen = namespace ?? bare;
	const scoped: Command =
		isAll || chosen !== undefined ? [{type: 'namespaceChosen', namespace: isAll ? undefined : chosen}] : [];
	const wrong = chosen === undefined ? undefined : whyNoNamespace(state, chosen);
	return wrong === undefined ? {command: [...scoped, ...openView(view, filter)]} : {wrong};
}

function boundLine(binding: Binding, state: State, press: Press): Line {
	if (!applies(binding, state)) return {wrong: `:${binding.name} means nothing on this screen.`};
	const wrong = binding.whyDisabled?.(state);
	if (wrong !== undefined) return {wrong};
	return {command: binding.does(state, press), isChange: binding.group === 'Change' ? true : undefined};
}

const mostCompletions = 8;

/** Our own words rank above the names of kinds, however many of those begin alike. */
function begunWith(word: string, state: State): readonly Choice[] {
	const begun = completions(word, state).filter(({text}) => text.startsWith(word));
	const own = begun.filter(({text}) => paletteEntries.some(each => each.text === text));
	return own.length > 0 ? own : begun;
}

/** What the line may become, best first. */
export function completions(line: string, state: State): readonly Choice[] {
	const [word = '', ...words] = line.trimStart().split(/\s+/);
	if (words.length > 0) return wordCompletions(word, words.at(-1)!, line, state);
	const entries = [
		...paletteEntries.filter(entry => isKnown(entry, state) && isOffered(entry.text, state)),
		...kindEntries(state),
	];
	const rank = ({text, aliases}: (typeof entries)[number]) =>
		text === word || aliases.includes(word) ? 0 : text.startsWith(word) ? 1 : 2;
	return entries
		.filter(({text, aliases}) => text.includes(word) || aliases.some(alias => alias.startsWith(word)))
		.sort((left, right) => rank(left) - rank(right))
		.slice(0, mostCompletions);
}

/** Keys that mean nothing here are not offered. */
function isOffered(name: string, state: State): boolean {
	const bare = keymap.filter(each => each.name === name);
	const isSpoken = spoken.some(each => each.name === name) || views.some(each => each.name === name);
	return isSpoken || bare.some(each => each.group !== 'Move' && applies(each, state));
}

function wordCompletions(word: string, last: string, line: string, state: State): readonly Choice[] {
	const start = line.slice(0, line.length - last.length);
	return (spokenNamed(word, state)?.offers?.(state) ?? [])
		.map(each => (typeof each === 'string' ? {text: each, says: ''} : each))
		.filter(({text}) => text.includes(last))
		.sort((left, right) => Number(right.text.startsWith(last)) - Number(left.text.startsWith(last)))
		.slice(0, mostCompletions)
		.map(({text, says}) => ({text: start + text, says}));
}
