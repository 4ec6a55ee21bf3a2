import type {ActionCommand} from '../model/command.ts';
import type {Event, Move} from '../store/events.ts';
import type {NewScreen, Part, Subject} from '../store/screen.ts';
import type {State} from '../store/state.ts';
import type {Stream} from './pace.ts';

/**
 * What a key or a palette line asks for: events that change what is shown.
 * Whatever reaches outside (a change of the cluster, another context, the
 * clipboard) is asked for in the state, and done by those who follow it.
 */
export type Command = readonly Event[];

/** What is known of the moment a key was pressed. */
export type Press = {
	/** Milliseconds since the epoch. */
	readonly at: number;
	/** How many lines the text on screen has; undefined where a list is shown. */
	readonly textLines?: number;
	/** Which lines of that text hold what is searched for. */
	readonly matchLines?: readonly number[];
	/** The key came in the stream of a paste, or of keys too quick to be meant one by one. */
	readonly stream?: Stream;
};

export function openScreen(screen: NewScreen): Command {
	return [{type: 'screenOpened', screen}];
}

/** A view opened by name is a new beginning, with nothing to go back to but the first screen. */
export function openView(view: string, filter = ''): Command {
	return openScreen({name: 'list', view, list: {filter}});
}

export function openPart(view: string, part: Part): Command {
	return openScreen({name: 'list', view, part});
}

export function openDetail(subject: Subject): Command {
	return openScreen({name: 'detail', subject});
}

export function moveCursor(move: Move, {textLines}: Press): Command {
	return [{type: 'cursorMoved', move, total: textLines}];
}

/** Asks for a change: it is prepared and previewed, and nothing is written before the confirmation. */
export function ask(commands: readonly ActionCommand[], says: string): Command {
	return commands.length === 0 ? [] : [{type: 'asked', commands, says}];
}

export function flash(
	says: string,
	at: number,
	tone: 'good' | 'warning' | 'bad' | 'dim' = 'warning',
): Command {
	return [{type: 'flashed', flash: {says, tone, at}}];
}

/** Another cluster; that of a scenario is begun from its start. */
export function goToContext(name: string, {rehearsal}: State): Command {
	const isScenario = rehearsal?.scenarios.some(each => each.name === name);
	return isScenario
		? [{type: 'rehearsalAsked', wish: {wants: 'play', scenario: name}}]
		: [{type: 'contextChosen', name}];
}

export type Asked = (state: State, press: Press) => Command;
