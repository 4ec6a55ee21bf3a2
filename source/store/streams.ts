import type {Change} from '../model/change.ts';
import type {Health} from '../model/health.ts';
import type {DeploymentRow} from '../resources/deployments.ts';
import type {SplitRow} from '../resources/splits.ts';
import type {Row} from '../resources/view.ts';
import type {Event} from './events.ts';
import {type Reading, withReadings} from './history.ts';
import {splitRows, withSuggestions} from './lists/splits.ts';
import {withOutage} from './outage.ts';
import type {LogBuffer, State, Stream} from './state.ts';
import {emptyTable, withChanges} from './table.ts';

/** What the cluster told: rows and health of streams, objects, logs. */
export function reduceStreams(state: State, event: Event): State {
	switch (event.type) {
		case 'streamOpened': {
			const stream: Stream = {
				id: event.stream,
				table: emptyTable,
				health: {state: 'connecting'},
				hasListed: false,
			};
			return {...state, streams: {...state.streams, [event.view]: stream}};
		}
		case 'rowsChanged':
			return withRows(state, event);
		case 'discovered':
			return {...state, discovery: event.discovery, discoveryTrouble: undefined};
		case 'discoveryFailed':
			return {...state, discoveryTrouble: event.trouble};
		case 'identified':
			return {...state, me: event.me};
		case 'usageRead':
			return {
				...state,
				[event.of === 'pods' ? 'podUsage' : 'nodeUsage']: event.usage,
				usageReads: {...state.usageReads, [event.of]: {at: event.at ?? state.wallTime, isOld: false}},
			};
		case 'usageFailed': {
			const read = state.usageReads[event.of];
			if (read === undefined) return state;
			return {...state, usageReads: {...state.usageReads, [event.of]: {...read, isOld: true}}};
		}
		case 'objectRead':
			return {
				...state,
				objects: {...state.objects, [event.uid]: {...state.objects[event.uid], ...event.read}},
			};
		case 'journalRead':
			return {...state, journal: event.entries};
		case 'logOpened':
			if (event.version !== undefined) return state;
			return {...state, logs: {[event.key]: {lines: [], dropped: 0, isOver: false}}};
		case 'linesRead':
			return withLog(state, event.key, log => withLines(log, event.lines));
		case 'logTroubled':
			return withLog(state, event.key, log => ({...log, trouble: event.trouble}));
		case 'logEnded':
			return withLog(state, event.key, log => ({...log, isOver: true, trouble: event.trouble}));
		default:
			return state;
	}
}

function withRows(state: State, event: Extract<Event, {type: 'rowsChanged'}>): State {
	const former = state.streams[event.view];
	// A stream that was replaced may still have had a word on its way.
	if (former?.id !== event.stream) return state;
	// The splits so far are still remembered; asked for later, they would have to be joined again.
	const splits = splitRows(state);
	const health = lastHealth(event.changes) ?? former.health;
	// Whoever may no longer look does not know how things are.
	const isClosed = health.state === 'denied' || health.state === 'absent';
	// That there are none was told, and can get out of date like anything else.
	const wereNone = former.health.state === 'absent' && health.state === 'stale';
	const stream: Stream = {
		...former,
		table: isClosed ? emptyTable : withChanges(former.table, event.changes),
		health,
		unreadable: isClosed ? undefined : (lastUnreadable(event.changes) ?? former.unreadable),
		hasListed: !isClosed && (former.hasListed || wereNone || event.changes.some(isListed)),
	};
	const next = {...state, streams: {...state.streams, [event.view]: stream}};
	const rows = splitRows(next);
	const suggestions = rows === splits ? state.suggestions : withSuggestions(state.suggestions, rows);
	const readings = [...readyPods(event.view, event.changes), ...(rows === splits ? [] : shares(rows))];
	const told = {...next, suggestions, history: withReadings(state.history, readings, event.at)};
	// An outage may begin and end between two ticks, as after sleep.
	return health.state === 'stale' && health !== former.health ? withOutage(told) : told;
}

function lastUnreadable(changes: readonly Change<Row>[]): readonly string[] | undefined {
	return changes.findLast(change => change.type === 'unreadable')?.names;
}

function lastHealth(changes: readonly Change<Row>[]): Health | undefined {
	return changes.findLast(change => change.type === 'health')?.health;
}

function isListed(change: Change<Row>): boolean {
	if (change.type === 'health') return change.health.state === 'live' || change.health.state === 'polling';
	return change.type === 'replaced';
}

function readyPods(view: string, changes: readonly Change<Row>[]): Reading[] {
	if (view !== 'deployments') return [];
	return changes.flatMap(change => {
		const rows = change.type === 'changed' ? [change.row] : 'rows' in change ? change.rows : [];
		return rows.map(row => ({key: `ready/${row.uid}`, value: (row as DeploymentRow).ready}));
	});
}

function shares(rows: readonly SplitRow[]): Reading[] {
	return rows.flatMap(({split}) =>
		split.backends.flatMap(({name, share}) =>
			share === null ? [] : [{key: `share/${split.key}/${name}`, value: share}],
		),
	);
}

function withLog(state: State, key: string, change: (log: LogBuffer) => LogBuffer): State {
	const log = state.logs[key];
	return log === undefined ? state : {...state, logs: {...state.logs, [key]: change(log)}};
}

const mostLines = 5000;

function withLines(log: LogBuffer, lines: readonly string[]): LogBuffer {
	const all = log.lines.concat(lines);
	const over = Math.max(0, all.length - mostLines);
	return {...log, lines: over > 0 ? all.slice(over) : all, dropped: log.dropped + over};
}
