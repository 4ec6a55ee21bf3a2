import type {RehearsalState, Scenario} from '../model/rehearsal.ts';
import type {Event} from './events.ts';
import {allFitted} from './move.ts';
import {lasting} from './prompt.ts';
import {newScreen} from './screen.ts';
import type {State} from './state.ts';

/** What is known of a rehearsal, and what was asked of it. */
export type Rehearsal = {
	readonly scenarios: readonly Scenario[];
	readonly told: RehearsalState;
	/** Guidance is wanted. */
	readonly isGuided: boolean;
	/** The last wish; whoever follows the state fulfils each once. */
	readonly wish?: Wish;
	/** The scenario that is being begun. */
	readonly beginning?: string;
	/** Shown to people in the back row: larger, with the keys as they are pressed. */
	readonly isPresenting: boolean;
	/** Keys pressed in the last seconds, the latest last. */
	readonly pressed: readonly Pressed[];
};

/** What may be asked of a rehearsal's time and scenarios. */
export type Wish =
	| {readonly wants: 'pause' | 'resume'}
	| {readonly wants: 'step'; readonly byMs: number}
	| {readonly wants: 'speed'; readonly speed: number}
	| {readonly wants: 'play'; readonly scenario: string};

/** A key, or letters typed one after the other. */
export type Pressed = {
	readonly key: string;
	/** How often in a row. */
	readonly times: number;
	readonly isTyped: boolean;
	/** Milliseconds since the epoch, when it was last pressed. */
	readonly at: number;
};

/** A rehearsal as it stands when the dashboard opens. */
export function rehearsalOf(
	scenarios: readonly Scenario[],
	told: RehearsalState,
	isPresenting: boolean,
): Rehearsal {
	return {scenarios, told, isGuided: true, isPresenting, pressed: []};
}

/** Time, scenarios, guidance and presenting; nothing where the cluster is a real one. */
export function reduceRehearsal(state: State, event: Event): State {
	if (state.rehearsal === undefined) return state;
	const rehearsal = reduced(state.rehearsal, event);
	if (rehearsal === state.rehearsal) return state;
	// Whatever comes or goes beneath the screen, the cursor stays in sight.
	return allFitted(begun({...state, rehearsal}, event));
}

function reduced(rehearsal: Rehearsal, event: Event): Rehearsal {
	switch (event.type) {
		case 'rehearsalTold':
			return {...rehearsal, told: event.state};
		case 'rehearsalAsked': {
			const {wish} = event;
			return {...rehearsal, wish, ...(wish.wants === 'play' && {beginning: wish.scenario})};
		}
		case 'scenarioBegun':
		case 'scenarioFailed':
			return {...rehearsal, beginning: undefined};
		case 'guideTurned':
			return {...rehearsal, isGuided: event.isGuided};
		case 'presenterTurned':
			return {...rehearsal, isPresenting: event.isPresenting, pressed: []};
		case 'keyPressed':
			return rehearsal.isPresenting ? {...rehearsal, pressed: withKey(rehearsal.pressed, event)} : rehearsal;
		case 'ticked':
			return withoutOld(rehearsal, event.wallTime);
		default:
			return rehearsal;
	}
}

/** A scenario is a new cluster, though perhaps of the same name: it is connected to, and looked at from the first screen. */
function begun(state: State, event: Event): State {
	if (event.type === 'scenarioFailed')
		return {...state, flash: {tone: 'bad', says: event.says, hint: ':scenario lists them.', at: event.at}};
	if (event.type !== 'scenarioBegun') return state;
	const {name} = event;
	return {
		...state,
		connecting: name,
		contexts: state.contexts.includes(name) ? state.contexts : [...state.contexts, name],
		stack: [newScreen(state.nextId, {name: 'now'})],
		nextId: state.nextId + 1,
		dialog: undefined,
		prompt: lasting(state.prompt),
		menu: undefined,
	};
}

/** How long a key that was pressed is shown. */
const shownMs = 5000;
const mostShown = 6;

function withoutOld(rehearsal: Rehearsal, now: number): Rehearsal {
	const pressed = rehearsal.pressed.filter(({at}) => now - at < shownMs);
	return pressed.length === rehearsal.pressed.length ? rehearsal : {...rehearsal, pressed};
}

/** The same key again is counted, and letters of one text stand together. */
function withKey(
	pressed: readonly Pressed[],
	{key, isTyped, at}: Extract<Event, {type: 'keyPressed'}>,
): readonly Pressed[] {
	const last = pressed.at(-1);
	const before = pressed.slice(0, -1);
	if (last !== undefined && isTyped && last.isTyped) return [...before, {...last, key: last.key + key, at}];
	if (last?.key === key && last.isTyped === isTyped) return [...before, {...last, times: last.times + 1, at}];
	return [...pressed, {key, times: 1, isTyped, at}].slice(-mostShown);
}
