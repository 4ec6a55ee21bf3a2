import {resourceViews} from '../resources/index.ts';
import {whyHeldBack} from '../store/arming.ts';
import {modelsView} from '../store/lists/models.ts';
import {rolloutsView} from '../store/lists/rollouts.ts';
import {splitsView} from '../store/lists/splits.ts';
import type {Choice} from '../store/prompt.ts';
import {whyDenied} from '../store/rights.ts';
import type {State} from '../store/state.ts';
import {applies, type Binding, harmOf, isKnown} from './binding.ts';
import {type Command, openView, type Press} from './command.ts';
import {keymap} from './keymap/index.ts';
import {kindEntries, sayUnknown, viewOfWord} from './served-kinds.ts';
import {type Spoken, spoken, whyNoNamespace} from './spoken.ts';

/** What a line after `:` comes to: a command, which counts in no burst where it is harmful, or why not. */
export type Line = {readonly command: Command; readonly isHarmful?: true} | {readonly wrong: string};

/** Every view by name: those of resources, and the splits and rollouts joined from them. */
const views = [
	{
		name: splitsView.name,
		aliases: ['split', 'traffic'],
		help: 'How traffic is divided among versions.',
	},
	{
		name: modelsView.name,
		aliases: ['model'],
		help: 'Which versions of each model there are, who gets them, and since when.',
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
		const isChange = said.isChange && !said.onlyLooks?.(words) ? (true as const) : undefined;
		const held = isChange && whyHeldBack(state);
		if (held !== undefined) return {wrong: held};
		const command = said.does(words, state, press);
		const denied = typeof command === 'string' ? command : whyDenied(state, said.writes?.(state) ?? []);
		return denied === undefined ? {command: command as Command, isHarmful: isChange} : {wrong: denied};
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
	return {command: binding.does(state, press), isHarmful: harmOf(binding) === undefined ? undefined : true};
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
