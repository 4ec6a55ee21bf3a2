import {answered, besideText} from '../commands/answer.ts';
import {ask, type Command, type Press} from '../commands/command.ts';
import {drainOf, nodesMeant, whyNotDrainNode} from '../commands/keymap/nodes.ts';
import {readLine} from '../commands/palette.ts';
import {rehearsalWords} from '../commands/rehearsal-words.ts';
import {viewOfWord} from '../commands/served-kinds.ts';
import {whyNoReason} from '../journal/reason.ts';
import {resourceViews} from '../resources/index.ts';
import {draftOf, pickedBackend, typedPercents} from '../store/draft.ts';
import type {Event} from '../store/events.ts';
import {splitOf} from '../store/lists/splits.ts';
import type {Prompt} from '../store/prompt.ts';
import {isReasonDemanded, phaseOf, type Run} from '../store/run.ts';
import {dialogPhase, dialogRuns} from '../store/runs.ts';
import {newScreen} from '../store/screen.ts';
import type {State} from '../store/state.ts';
import {type Nameable, objectNamed} from './named.ts';
import {demandedReason, sayHowToConfirm, wordFor, yes} from './preview-sentences.ts';
import {listed, type Sentence, said, withoutKeys} from './sentence.ts';
import {typedUsages, type Verb, verbs} from './verbs.ts';

/** What a typed line comes to: events, something said, or a list to be told once it has been read. */
export type Reading = {
	readonly events?: readonly Event[];
	readonly says?: readonly Sentence[];
	readonly tells?: 'summary' | 'list';
};

/**
 * What a line means. It names its object in full, and nothing else is ever
 * meant: the palette reads the rest as though that object were on screen.
 */
export function readTyped(text: string, state: State, press: Press): Reading {
	const line = text.trim();
	if (state.question !== undefined) return allowance(line, press);
	const phase = dialogPhase(state);
	if (phase === 'preparing' || phase === 'asking') return answer(line, state, press);
	if (state.prompt !== undefined) return promptAnswer(line, state, press);
	// Without the colon it is an answer that comes too late, and no list of nodes.
	if (/^(y|yes|n|no)$/i.test(line)) return {says: [nothingAsked]};
	const [word = '', ...words] = line.replace(/^:/, '').split(/\s+/);
	if (word === '') return {};
	const verb = verbs.find(({name}) => name === word);
	if (verb !== undefined) return verbReading(verb, words, state, press);
	return lookReading(word, words, state, press);
}

const nothingAsked = said(
	'Nothing is asked: nothing waits for a yes or a no',
	'help lists the lines that can be typed',
);

/** Only the whole word confirms, and only once the preview stands; the reducer judges whether it came too soon. */
function answer(line: string, state: State, {at}: Press): Reading {
	const runs = dialogRuns(state);
	const cancel: Event = {type: 'answered', isConfirmed: false, at};
	if (line === '') return {events: [cancel]};
	if (runs.some(run => phaseOf(run) === 'preparing'))
		return {says: [said('The preview is still being made: what was typed is no answer to it')]};
	const [, reason] = /^reason(?:\s+(.*))?$/.exec(line) ?? [undefined, undefined];
	if (/^reason(\s|$)/.test(line)) return reasonReading(reason ?? '', runs);
	const word = wordFor(runs);
	const isYes = line === word || (word === yes && line === 'y');
	if (!isYes) return {events: [cancel]};
	if (isReasonDemanded(runs) && state.dialog?.reason === undefined) return {says: [demandedReason]};
	const typed: Event[] =
		word === yes
			? []
			: [
					{type: 'wordTyped', typing: {does: 'erase-all'}},
					{type: 'wordTyped', typing: {does: 'insert', text: line}},
				];
	return {events: [...typed, {type: 'answered', isConfirmed: true, at}]};
}

/** A program of a kubeconfig is allowed by the whole word alone. */
function allowance(line: string, {at}: Press): Reading {
	return {events: [{type: 'pluginAnswered', isAllowed: line === yes, at}]};
}

/** Why, for the preview that stands: it answers nothing, and the preview goes on waiting. */
function reasonReading(text: string, runs: readonly Run[]): Reading {
	const wrong = whyNoReason(text);
	if (wrong !== undefined) return {says: [said(wrong, 'Type reason and why, in one line')]};
	return {
		events: [{type: 'reasonGiven', text}],
		says: [said(`The reason is: ${text}`), sayHowToConfirm(runs)],
	};
}

function promptAnswer(line: string, state: State, press: Press): Reading {
	const prompt = {...state.prompt!, text: line, cursor: line.length};
	const close: Event = {type: 'promptClosed', isKept: false};
	if (line === '') return {events: [close], says: [said('Left: nothing was asked for')]};
	if (prompt.asks === 'context' && press.stream !== undefined)
		return {events: [close], says: [said('That came too soon to have been typed: nothing is armed')]};
	const reading = answered(state, prompt, press);
	return 'wrong' in reading
		? {events: [close], says: [said(withoutKeys(reading.wrong))]}
		: {events: [close, ...reading.command]};
}

function verbReading(verb: Verb, words: readonly string[], state: State, press: Press): Reading {
	if (words.length === 0) return {says: [said(`Which one? ${verb.name} ${verb.usage}`)]};
	const named = objectNamed(state, verb.on, words);
	if (typeof named === 'string') return {says: [said(named)]};
	const onScreen: State = {...state, stack: [newScreen(state.nextId, named.object.screen)]};
	const shift = verb.name === 'shift' ? shiftReading(named.object, named.words, onScreen) : undefined;
	if (verb.name === 'drain-node' && named.words.length === 0) return drainNodeReading(onScreen);
	return shift ?? lineReading(verb, named.words, onScreen, press);
}

/** A number alone is the challenger's; what stands now must still stand then. */
function shiftReading(
	{screen}: Nameable,
	[text = '', ...more]: readonly string[],
	state: State,
): Reading | undefined {
	const split = splitOf(state, screen.subject.uid);
	if (split === undefined || more.length > 0 || text === '' || text.includes('=')) return undefined;
	const percents = typedPercents(split, pickedBackend(split, {}), text);
	if (typeof percents === 'string') return {says: [said(percents)]};
	// The palette says whether the split may be written at all; only the shares are ours.
	const wrong = readLine('weights', state, {at: 0});
	if ('wrong' in wrong) return {says: [said(withoutKeys(wrong.wrong))]};
	const {expect} = draftOf(split, percents);
	const rule = split.rule || undefined;
	return {events: ask([{action: 'shift', target: {...split.ref}, rule, percents, expect}], 'Shift traffic')};
}

/** Without a word for a loss none is allowed: there is nothing to ask for. */
function drainNodeReading(state: State): Reading {
	const wrong = whyNotDrainNode(state);
	return wrong === undefined
		? {events: drainOf(state, nodesMeant(state), {})}
		: {says: [said(withoutKeys(wrong))]};
}

function lineReading({name}: Verb, words: readonly string[], state: State, press: Press): Reading {
	const line = readLine([name, ...words].join(' '), state, press);
	// The key that drains gives a rollout up where an engine leads the split.
	const meant =
		'wrong' in line && name === 'drain' && /means nothing/.test(line.wrong)
			? readLine('abort', state, press)
			: line;
	if ('wrong' in meant) return {says: [said(withoutKeys(meant.wrong))]};
	return commandReading(meant.command, state);
}

/** A question of the palette is told with what it may be answered by. */
function commandReading(command: Command, state: State): Reading {
	const opened = command.find(event => event.type === 'promptOpened');
	if (opened === undefined) return {events: command};
	const {prompt} = opened;
	if (prompt.asks === 'context') return {events: [opened], says: [sayArming(prompt)]};
	const choices = prompt.choices.map(({text, says}) => (says === '' ? text : `${text} (${says})`));
	return {
		events: [opened],
		says: [
			said(
				`${prompt.label.replace(/[:\s]+$/, '')}?`.replace('??', '?'),
				withoutKeys(besideText(state, prompt)),
				choices.length === 0 ? undefined : `There is ${listed(choices)}`,
				'Type it and press Enter; Enter alone leaves it',
			),
		],
	};
}

function sayArming({label, says}: Prompt): Sentence {
	return said(`${label.replace(/[:\s]+$/, '')}, and press Enter`, 'Enter alone leaves it', says);
}

const viewWords = new Set([
	...resourceViews.flatMap(({name, aliases}) => [name, ...aliases]),
	...['splits', 'split', 'traffic', 'rollouts', 'rollout', 'ro'],
]);
const palette = new Set([
	...['ns', 'namespace', 'ctx', 'context', 'contexts'],
	...['undo', 'redo', 'arm', 'disarm', 'login', 'stop'],
]);

function lookReading(word: string, words: readonly string[], state: State, press: Press): Reading {
	if (word === 'now') return {tells: 'summary'};
	if (word === 'help' || word === '?') return {says: helpSentences()};
	if (word === 'refresh') return {events: [{type: 'refreshed'}], says: [said('Reads anew')]};
	if (word === 'login' && state.login === undefined)
		return {says: [said(`Nothing in ${state.context.name} waits for a login`)]};
	if (['q', 'quit', 'exit'].includes(word)) return {events: [{type: 'quit', at: press.at}]};
	const isRehearsal = state.rehearsal !== undefined && rehearsalWords.some(({name}) => name === word);
	const isKind = viewOfWord(word, state) !== undefined;
	const isList = isKind || viewWords.has(word) || word === 'journal' || word === 'changes';
	if (!isList && !isRehearsal && !palette.has(word))
		return {says: [said(`There is no line ${word}`, 'help lists those that can be typed')]};
	const line = readLine([word, ...words].join(' '), state, press);
	if ('wrong' in line) return {says: [said(withoutKeys(line.wrong))]};
	const opens = line.command.some(({type}) => type === 'screenOpened');
	return {...commandReading(line.command, state), ...(opens && {tells: 'list'})};
}

function helpSentences(): readonly Sentence[] {
	return [
		said('These lines can be typed; each ends with Enter:'),
		...typedUsages.map(([usage, help]) => said(`${usage}: ${help}`)),
		said(
			'NAME may be NAMESPACE/NAME',
			'Every change is previewed, and written only once its word has been typed',
			'While a preview waits, reason TEXT says why',
		),
	];
}
