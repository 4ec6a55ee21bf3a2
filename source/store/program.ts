import type {Context} from '../model/cluster.ts';
import type {Event} from './events.ts';
import {withOutage} from './outage.ts';
import {lasting} from './prompt.ts';
import {phaseOf} from './run.ts';
import {newScreen} from './screen.ts';
import type {State} from './state.ts';
import {topScreen} from './state.ts';

/** How long a message stays. */
const flashMs = 6000;

/** Time, size, contexts, and the end. */
export function reduceProgram(state: State, event: Event): State {
	switch (event.type) {
		case 'ticked': {
			const {now, wallTime, clockAheadMs = state.clockAheadMs} = event;
			const isPast = state.flash !== undefined && wallTime - state.flash.at > flashMs;
			return withOutage({...state, now, wallTime, clockAheadMs, flash: isPast ? undefined : state.flash});
		}
		case 'flashed':
			return {...state, flash: event.flash};
		case 'copied':
			return {
				...state,
				copied: {text: event.text, at: event.at},
				flash: {tone: 'dim', says: 'Copied to the clipboard.', at: event.at},
			};
		case 'revealAsked':
			return {
				...state,
				revealing: {of: event.of, key: event.key, turn: state.nextId},
				nextId: state.nextId + 1,
			};
		case 'refreshed':
			return {...state, refreshes: state.refreshes + 1};
		case 'contextChosen':
			return event.name === state.context.name ? state : {...state, connecting: event.name};
		case 'contextFailed':
			return {
				...state,
				connecting: undefined,
				flash: {tone: 'bad', says: event.trouble.says, hint: event.trouble.hint, at: event.at},
			};
		case 'contextConnected':
			return connected(state, event);
		case 'suspended':
			return {...state, suspensions: state.suspensions + 1};
		case 'quit':
			return quit(state, event.at);
		default:
			return state;
	}
}

/** Whoever leaves while later steps are still to be written is told so once. */
function quit(state: State, at: number): State {
	const halfWay = state.runs.find(
		run => phaseOf(run) === 'applying' && run.applied.length < (run.plan?.steps.length ?? 0),
	);
	if (halfWay === undefined || state.isLeaving) return {...state, isQuitting: true};
	const says = `${halfWay.says} is half-way: leaving now leaves the rest undone.`;
	return {...state, isLeaving: true, flash: {tone: 'warning', says, hint: 'ctrl-c again leaves', at}};
}

/** Scenarios of a rehearsal are much alike: whoever looked at all namespaces goes on to. */
function namespacesOf(
	{rehearsal, namespace, favourites}: State,
	context: Context,
): Pick<State, 'namespace' | 'favourites'> {
	if (rehearsal === undefined) return {namespace: context.namespace, favourites: [context.namespace]};
	return {namespace: namespace === undefined ? undefined : context.namespace, favourites};
}

/** The same kind of list in the new cluster; nothing else of the former one stays. */
function connected(state: State, event: Extract<Event, {type: 'contextConnected'}>): State {
	const top = state.stack.findLast(({name}) => name === 'list') ?? topScreen(state);
	const name = top.name === 'list' ? 'list' : 'now';
	return {
		...state,
		context: event.context,
		isProduction: event.isProduction,
		isStaging: event.isStaging,
		isReadOnly: event.isReadOnly,
		armForMs: event.armForMs,
		connecting: undefined,
		connection: state.connection + 1,
		outage: undefined,
		me: '',
		clockAheadMs: 0,
		discovery: undefined,
		discoveryTrouble: undefined,
		login: undefined,
		question: undefined,
		...namespacesOf(state, event.context),
		streams: {},
		podUsage: undefined,
		nodeUsage: undefined,
		usageReads: {},
		objects: {},
		logs: {},
		history: {},
		// What was written to another cluster says nothing of this one, even where their objects have the same names.
		runs: state.runs.filter(run => phaseOf(run) !== 'over'),
		measures: {},
		suggestions: {},
		dialog: undefined,
		prompt: lasting(state.prompt),
		menu: undefined,
		stack: [newScreen(state.nextId, {name, view: name === 'list' ? top.view : ''})],
		nextId: state.nextId + 1,
	};
}
