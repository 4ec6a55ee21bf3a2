import type {Event} from '../store/events.ts';
import type {Prompt, Typing} from '../store/prompt.ts';
import {strayMs, wordAsked} from '../store/run.ts';
import {dialogRuns} from '../store/runs.ts';
import type {State} from '../store/state.ts';
import {answered, answerText, choicesOf} from './answer.ts';
import {applies, type Binding, placeOf, sayElsewhere} from './binding.ts';
import {flash, type Press} from './command.ts';
import {sayKey, textOf} from './key-names.ts';
import {keymap} from './keymap/index.ts';
import {isTypingWord} from './keymap/preview.ts';
import {menuBindings} from './menu.ts';

type Store = {get(): State; dispatch(...events: readonly Event[]): void};

/** How a key came: alone in its read, or in a burst (a paste, a held key, a slow line). */
type Arrival = Press & {readonly isBurst: boolean};

/**
 * All keys of one read of the terminal. In a burst only what cannot harm
 * counts: nobody can have looked in between. The first key that would open or
 * confirm a change is swallowed and said to be, with all that follow it, since
 * they were meant for what it would have opened.
 */
export function pressKeys(store: Store, keys: readonly string[], press: Press): void {
	const arrival = {...press, isBurst: keys.length > 1};
	// A message has been read once somebody presses on.
	if (store.get().flash !== undefined) store.dispatch({type: 'flashed', flash: undefined});
	for (const key of keys) {
		const state = store.get();
		const events = eventsOf(state, key, arrival);
		store.dispatch(
			...(events ?? swallowed(key, arrival)),
			...shownPress(state, key, arrival),
			...strayPress(state, key, arrival),
		);
		if (events === undefined) break;
	}
}

/** Text pasted between brackets: it goes where text is typed, and is nothing elsewhere. */
export function pasteText(store: Store, text: string, {at}: Press): void {
	const {prompt} = store.get();
	const line = text.replaceAll(/\s+/g, ' ').trim();
	if (prompt !== undefined) store.dispatch({type: 'typed', typing: {does: 'insert', text: line}});
	else store.dispatch(...flash('Pasted text is left out here: it would be read as keys.', at, 'dim'));
}

/** Whoever presents shows the keys, too; letters of a text stand together from the key that began it. */
function shownPress(state: State, key: string, {at}: Press): readonly Event[] {
	if (state.rehearsal?.isPresenting !== true) return [];
	const isText = state.prompt !== undefined || isTypingWord(state) || key === ':' || key === '/';
	const text = isText ? textOf(key) : undefined;
	return [{type: 'keyPressed', key: text ?? key, isTyped: text !== undefined, at}];
}

/**
 * A letter that a dialog does not know begins a word that was meant for
 * elsewhere, and what follows quickly goes on with it, whatever it means here.
 */
function strayPress(state: State, key: string, {at}: Press): readonly Event[] {
	if (textOf(key) === undefined || state.prompt !== undefined || isTypingWord(state)) return [];
	const binding = bindingFor(state, key);
	const isUnknown = placeOf(state) === 'preview' && binding === undefined;
	const goesOn = state.strayAt !== undefined && at - state.strayAt < strayMs && binding?.name !== 'confirm';
	return isUnknown || goesOn ? [{type: 'strayed', at}] : [];
}

/** What a key does; undefined where it must not count in a burst. */
function eventsOf(state: State, key: string, arrival: Arrival): readonly Event[] | undefined {
	if (key === 'ctrl-c') return [{type: 'quit', at: arrival.at}];
	if (state.prompt !== undefined) return promptEvents(state, state.prompt, key, arrival);
	const place = placeOf(state);
	if (place === 'menu') return menuEvents(state, key, arrival);
	if (place === 'preview' && isTypingWord(state) && key !== ':') {
		const word = wordEvents(state, key, arrival);
		if (word !== undefined) return arrival.isBurst && key === 'enter' ? undefined : word;
	}
	const binding = bindingFor(state, key);
	return binding === undefined ? meaningless(state, key, arrival) : boundEvents(state, binding, arrival);
}

/** A key that means something elsewhere says where; one that means nothing at all is nothing. */
function meaningless(state: State, key: string, {at}: Press): readonly Event[] {
	if (placeOf(state) === 'preview' || placeOf(state) === 'question') return [];
	const elsewhere = keymap.find(
		({keys, group}) => keys.includes(key) && (group === 'Change' || group === 'Look'),
	);
	if (elsewhere === undefined) return [];
	if (elsewhere.group === 'Change' && state.isReadOnly)
		return flash(`Context ${state.context.name} is read-only.`, at);
	return flash(sayElsewhere(elsewhere, sayKey(key)), at);
}

/** The binding a key means where we are; an enabled one where two share the key. */
export function bindingFor(state: State, key: string): Binding | undefined {
	const bound = keymap.filter(binding => binding.keys.includes(key) && applies(binding, state));
	return bound.find(binding => binding.whyDisabled?.(state) === undefined) ?? bound[0];
}

function boundEvents(state: State, binding: Binding, arrival: Arrival): readonly Event[] | undefined {
	const isGuarded =
		binding.group === 'Change' || binding.name === 'confirm' || binding.name === 'allow-plugin';
	if (arrival.isBurst && isGuarded) return undefined;
	const why = binding.whyDisabled?.(state);
	if (why !== undefined)
		return [
			{
				type: 'flashed',
				flash: {says: why, tone: 'warning', at: arrival.at, binding: binding.name},
			},
		];
	return binding.does(state, arrival);
}

function swallowed(key: string, {at}: Press): readonly Event[] {
	return flash(`Several keys came at once: ${sayKey(key)} was left out. Press it by itself.`, at);
}

const edits: {readonly [key: string]: Typing['does']} = {
	backspace: 'erase',
	delete: 'erase',
	'ctrl-w': 'erase-word',
	'ctrl-u': 'erase-all',
	left: 'left',
	right: 'right',
	home: 'home',
	end: 'end',
	'ctrl-a': 'home',
	'ctrl-e': 'end',
};

function typingOf(key: string): Typing | undefined {
	const text = textOf(key);
	if (text !== undefined) return {does: 'insert', text};
	const does = edits[key];
	return does === undefined ? undefined : ({does} as Typing);
}

function promptEvents(
	state: State,
	prompt: Prompt,
	key: string,
	arrival: Arrival,
): readonly Event[] | undefined {
	switch (key) {
		case 'esc':
			return [{type: 'promptClosed', isKept: false}];
		case 'enter':
			return answerEvents(state, prompt, arrival);
		case 'tab':
			return completed(state, prompt);
		case 'up':
		case 'down':
			return picked(state, prompt, key);
		default: {
			const typing = typingOf(key);
			if (key === 'backspace' && prompt.text === '') return [{type: 'promptClosed', isKept: false}];
			return typing === undefined ? [] : [{type: 'typed', typing}];
		}
	}
}

/** In a filter the arrows move through what it found. */
function picked(state: State, prompt: Prompt, key: 'up' | 'down'): readonly Event[] {
	if (prompt.asks === 'filter') return [{type: 'cursorMoved', move: key}];
	const {length} = choicesOf(state, prompt);
	// Completions stand above the prompt, the best one nearest to it.
	const by = key === 'up' ? -1 : 1;
	return [{type: 'choicePicked', by, count: length}];
}

function completed(state: State, prompt: Prompt): readonly Event[] {
	const choice = prompt.picked === undefined ? choicesOf(state, prompt)[0]?.text : answerText(state, prompt);
	return choice === undefined ? [] : [{type: 'textCompleted', text: choice}];
}

function answerEvents(state: State, prompt: Prompt, arrival: Arrival): readonly Event[] | undefined {
	const answer = answered(state, prompt, arrival);
	if ('wrong' in answer) return flash(answer.wrong, arrival.at);
	if (answer.isChange && arrival.isBurst) return undefined;
	const command = answer.command.map(event => (event.type === 'asked' ? {...event, prompt} : event));
	return [{type: 'promptClosed', isKept: true}, ...command];
}

/** Letters of the confirming word. `enter` after the last one confirms, where it comes by itself; before it, it cancels. */
function wordEvents(state: State, key: string, arrival: Arrival): readonly Event[] | undefined {
	const typing = typingOf(key);
	if (typing !== undefined) return [{type: 'wordTyped', typing}];
	if (key !== 'enter' || state.dialog?.word !== wordAsked(dialogRuns(state))) return undefined;
	return [{type: 'answered', isConfirmed: true, at: arrival.at}];
}

function menuEvents(state: State, key: string, arrival: Arrival): readonly Event[] | undefined {
	const bindings = menuBindings(state);
	const {menu = 0} = state;
	const move = (by: number): readonly Event[] => [
		{type: 'menuPicked', picked: (menu + by + bindings.length) % Math.max(1, bindings.length)},
	];
	if (key === 'esc' || key === 'q' || key === 'm') return [{type: 'menuClosed'}];
	if (key === 'j' || key === 'down') return move(1);
	if (key === 'k' || key === 'up') return move(-1);
	const behind = {...state, menu: undefined};
	const known = key === ':' ? bindingFor(behind, key) : bindings.find(({keys}) => keys.includes(key));
	const chosen = key === 'enter' ? bindings[menu] : known;
	if (chosen === undefined) return [];
	const events = boundEvents(behind, chosen, arrival);
	return events && [{type: 'menuClosed'}, ...events];
}
