import {sayTime, typedTime} from '../model/arming.ts';
import type {Event} from './events.ts';
import type {State} from './state.ts';

/** Arming of the context: it ends by its time, by hand, and with the connection it was for. */
export function reduceArming(state: State, event: Event): State {
	switch (event.type) {
		case 'armed': {
			const {forMs, at} = event;
			const says = `Context ${state.context.name} is armed for ${sayTime(forMs)}: :disarm ends it.`;
			// The header counts from now on, not from the latest tick.
			return {...state, wallTime: at, armedUntil: at + forMs, flash: {tone: 'warning', says, at}};
		}
		case 'disarmed':
			return disarmed(state, `Context ${state.context.name} is disarmed.`, event.at);
		case 'ticked': {
			const isOver = state.armedUntil !== undefined && event.wallTime >= state.armedUntil;
			const says = `The time is over: context ${state.context.name} is disarmed.`;
			return isOver ? disarmed(state, says, event.wallTime) : state;
		}
		case 'contextConnected':
			return {...state, armedUntil: undefined};
		default:
			return state;
	}
}

function disarmed(state: State, says: string, at: number): State {
	return {...state, armedUntil: undefined, flash: {tone: 'dim', says, at}};
}

/** At this time here, and in this context. */
export function isArmed({armedUntil}: State, at: number): boolean {
	return armedUntil !== undefined && at < armedUntil;
}

/** What is typed to arm the context for its usual time; undefined where writes do not wait for that. */
export function armBy({armForMs}: State): string | undefined {
	return armForMs === undefined ? undefined : `:arm ${typedTime(armForMs)}`;
}

/** Why no write but the way back may be tried in this context, whatever it is to. */
export function whyHeldBack(state: State): string | undefined {
	const {isReadOnly, context, wallTime} = state;
	if (isReadOnly) return `Context ${context.name} is read-only.`;
	const by = armBy(state);
	return by === undefined || isArmed(state, wallTime)
		? undefined
		: `Context ${context.name} is disarmed: ${by}`;
}

/** What the header says of writes here: it changes by the minute, and never by the second. */
export function sayMode(state: State): string {
	if (state.isReadOnly) return 'read-only';
	if (state.armForMs === undefined) return '';
	if (state.armedUntil === undefined || !isArmed(state, state.wallTime)) return 'disarmed';
	return `armed, ${sayTime(state.armedUntil - state.wallTime)} left`;
}
