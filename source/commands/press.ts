import {isTooSmall} from '../model/least-size.ts';
import type {Event} from '../store/events.ts';
import {isTypingField} from '../store/form.ts';
import type {Prompt, Typing} from '../store/prompt.ts';
import {strayMs, wordAsked} from '../store/run.ts';
import {dialogRuns} from '../store/runs.ts';
import type {State} from '../store/state.ts';
import {lookedAtBefore, restMs} from '../store/watch-rows.ts';
import {answered, answerText, choicesOf} from './answer.ts';
import {applies, type Binding, harmOf, placeOf, sayElsewhere} from './binding.ts';
import {flash, type Press} from './command.ts';
import {sayKey, textOf} from './key-names.ts';
import {keymap} from './keymap/index.ts';
import {isTypingWord} from './keymap/preview.ts';
import {keysOf} from './keys.ts';
import {lookedBack} from './look-back.ts';
import {menuBindings} from './menu.ts';

type Store = {get(): State; dispatch(...events: readonly Event[]): void};

/** How a key came: by itself, or in a burst (a paste, a held key, a slow line). */
type Arrival = Press & {readonly isBurst: boolean};

/**
 * All keys of one read of the terminal. In a burst only what cannot harm
 * counts: nobody can have looked in between. The first key that would open or
 * confirm a change is swallowed and said to be, with all that follow it, since
 * they were meant for what it would have opened. Of a paste without brackets
 * nothing counts but what moves; where text is typed it is text, as the other is.
 */
export function pressKeys(store: Store, keys: readonly string[], press: Press): void {
	const arrival = {...press, isBurst: keys.length > 1 || press.stream !== undefined};
	// A message has been read once somebody presses on.
	if (store.get().flash !== undefined) store.dispatch({type: 'flashed', flash: undefined});
	for (const key of keys) {
		const state = store.get();
		const events = eventsOf(state, key, arrival);
		store.dispatch(
			...(events ?? swallowed(state, key, arrival)),
			...shownPress(state, key, arrival),
			...strayPress(state, key, arrival),
		);
		if (events === undefined) break;
	}
}

/** Text pasted between brackets: it goes where text is typed, and is nothing elsewhere. */
export function pasteText(store: Store, text: string, {at}: Press): void {
	const state = store.get();
	if (isTooSmall(state.size)) return;
	const line = text.replaceAll(/\s+/g, ' ').trim();
	if (takesPaste(state)) store.dispatch({type: 'typed', typing: {does: 'insert', text: line}});
	else store.dispatch(...flash(sayLeftOut(state), at, 'dim'));
}

/** A name that arms is typed by whoever means it. */
function takesPaste(state: State): boolean {
	const {prompt} = state;
	return isTypingField(state) || (prompt !== undefined && prompt.asks !== 'context');
}

/** Letters are a part of some text, and no keys. */
function isTyping(state: State): boolean {
	return state.prompt !== undefined || isTypingWord(state) || isTypingField(state);
}

function sayLeftOut(state: State): string {
	return isTyping(state)
		? 'A pasted word confirms nothing: type it letter by letter.'
		: 'Pasted text is left out here: it would be read as keys.';
}

/** What a key of a paste without brackets does: it moves, or is a part of the text. */
function pastedEvents(state: State, key: string, arrival: Arrival): readonly Event[] {
	if (takesPaste(state)) {
		const text = key === 'enter' || key === 'tab' ? ' ' : textOf(key);
		return text === undefined ? [] : [{type: 'typed', typing: {does: 'insert', text}}];
	}
	const binding = bindingFor(state, key);
	if (binding?.isNavigation && !isTyping(state)) return binding.does(state, arrival);
	return flash(sayLeftOut(state), arrival.at, 'dim');
}

/** Whoever presents shows the keys, too; letters of a text stand together from the key that began it. */
function shownPress(state: State, key: string, {at}: Press): readonly Event[] {
	if (state.rehearsal?.isPresenting !== true) return [];
	const isText = isTyping(state) || key === ':' || key === '/';
	const text = isText ? textOf(key) : undefined;
	return [{type: 'keyPressed', key: text ?? key, isTyped: text !== undefined, at}];
}

/**
 * A letter that a dialog does not know begins a word that was meant for
 * elsewhere, and what follows quickly goes on with it, whatever it means here.
 */
function strayPress(state: State, key: string, {at}: Press): readonly Event[] {
	if (textOf(key) === undefined || isTyping(state)) return [];
	const binding = bindingFor(state, key);
	const isUnknown = placeOf(state) === 'preview' && binding === undefined;
	const goesOn = state.strayAt !== undefined && at - state.strayAt < strayMs && binding?.name !== 'confirm';
	return isUnknown || goesOn ? [{type: 'strayed', at}] : [];
}

/** What a key does; undefined where it must not count in a burst. */
function eventsOf(state: State, key: string, arrival: Arrival): readonly Event[] | undefined {
	if (key === 'ctrl-c') return [{type: 'quit', at: arrival.at}];
	// What nobody can see nobody can mean.
	if (isTooSmall(state.size)) return [];
	if (arrival.stream === 'paste') return pastedEvents(state, key, arrival);
	if (state.prompt !== undefined) return promptEvents(state, state.prompt, key, arrival);
	const typing = isTypingField(state) ? typingOf(key) : undefined;
	if (typing !== undefined) return [{type: 'typed', typing}];
	const place = placeOf(state);
	if (place === 'menu') return menuEvents(state, key, arrival);
	if (place === 'preview' && isTypingWord(state) && key !== ':') {
		const word = wordEvents(state, key, arrival);
		if (word !== undefined) return arrival.isBurst && !isErasing(key) ? undefined : word;
	}
	const binding = bindingFor(state, key);
	return binding === undefined ? meaningless(state, key, arrival) : boundEvents(state, binding, arrival);
}

/** A key that means something elsewhere says where; one that means nothing at all is nothing. */
function meaningless(state: State, key: string, {at}: Press): readonly Event[] {
	if (placeOf(state) === 'preview' || placeOf(state) === 'question') return [];
	const elsewhere = keymap.find(
		each => isOn(each, key, state) && (each.group === 'Change' || each.group === 'Look'),
	);
	if (elsewhere === undefined) return [];
	if (elsewhere.group === 'Change' && state.isReadOnly)
		return flash(`Context ${state.context.name} is read-only.`, at);
	return flash(sayElsewhere(state, elsewhere, sayKey(key)), at);
}

/** The binding a key means where we are; an enabled one where two share the key. */
export function bindingFor(state: State, key: string): Binding | undefined {
	const bound = keymap.filter(binding => isOn(binding, key, state) && applies(binding, state));
	return bound.find(binding => binding.whyDisabled?.(state) === undefined) ?? bound[0];
}

function boundEvents(state: State, binding: Binding, arrival: Arrival): readonly Event[] | undefined {
	if (arrival.isBurst && harmOf(binding) !== undefined) return undefined;
	const back = lookedBack(state, binding, arrival);
	if (back !== undefined) return back;
	const resting = whyResting(state, binding, arrival);
	// What another row does not allow is nothing to whoever meant the one before.
	if (resting !== undefined && lookedAtBefore(state, arrival.at) !== undefined)
		return flash(resting, arrival.at);
	const why = binding.whyDisabled?.(state);
	if (why !== undefined)
		return [
			{
				type: 'flashed',
				flash: {says: why, tone: 'warning', at: arrival.at, binding: binding.name},
			},
		];
	return resting === undefined ? binding.does(state, arrival) : flash(resting, arrival.at);
}

/** Keys act on what is seen; for a moment after another row came under the cursor nobody has seen it. */
function whyResting({restsUntil = 0}: State, {group}: Binding, {at}: Press): string | undefined {
	return group === 'Change' && at < restsUntil
		? `The row under the cursor has just changed by itself: keys that begin a change rest for ${restMs / 1000} s.`
		: undefined;
}

function swallowed(state: State, key: string, {at}: Press): readonly Event[] {
	const says =
		isTypingWord(state) && textOf(key) !== undefined
			? 'Several letters came at once, as of a paste, and were left out: type the word letter by letter.'
			: `Several keys came at once: ${sayKey(key)} was left out. Press it by itself.`;
	return flash(says, at);
}

const edits: ReadonlyMap<string, Typing['does']> = new Map(
	Object.entries({
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
	} as const),
);

/** Taking letters back harms nothing, however quickly. */
function isErasing(key: string): boolean {
	return edits.get(key)?.startsWith('erase') ?? false;
}

function typingOf(key: string): Typing | undefined {
	const text = textOf(key);
	if (text !== undefined) return {does: 'insert', text};
	const does = edits.get(key);
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
			// Pasted without brackets it comes in one read: nobody has typed that name.
			if (prompt.asks === 'context' && arrival.isBurst && textOf(key) !== undefined) return undefined;
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
	if (answer.isHarmful && arrival.isBurst) return undefined;
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
	const behind = {...state, menu: undefined};
	const meant = bindingFor(behind, key)?.name;
	if (meant === 'back' || meant === 'menu') return [{type: 'menuClosed'}];
	if (meant === 'down') return move(1);
	if (meant === 'up') return move(-1);
	const known = key === ':' ? bindingFor(behind, key) : bindings.find(each => isOn(each, key, state));
	const chosen = key === 'enter' ? bindings[menu] : known;
	if (chosen === undefined) return [];
	const events = boundEvents(behind, chosen, arrival);
	return events && [{type: 'menuClosed'}, ...events];
}

/** Whether a key only moves, wherever it moves at all. */
export function isMove(state: State, key: string): boolean {
	return keymap.some(binding => binding.isNavigation && isOn(binding, key, state));
}

function isOn(binding: Binding, key: string, state: State): boolean {
	return keysOf(binding, state).includes(key);
}
