import {type Account, accountOf} from '../recovery/account.ts';
import {noRecovery, type Recovery, recoveryViews, withSeen} from '../recovery/recovery.ts';
import type {NodeRow} from '../resources/nodes.ts';
import type {Row} from '../resources/view.ts';
import type {Event} from './events.ts';
import {remembering} from './remembering.ts';
import {clusterTime, type State, type Stream} from './state.ts';

/** Keeps what is seen of the way back to what is declared. Comes before the streams: it needs the rows as they were. */
export function reduceRecovery(state: State, event: Event): State {
	if (event.type === 'contextConnected') return {...state, recovery: noRecovery};
	if (event.type !== 'rowsChanged' || !recoveryViews.includes(event.view)) return state;
	const stream = state.streams[event.view];
	if (stream?.id !== event.stream) return state;
	const before = {
		rows: stream.table.rows,
		hasListed: stream.hasListed,
		nodes: nodesByName(state.streams.nodes),
	};
	const at = clusterTime(state, event.at);
	const recovery = withSeen(state.recovery, event.view, event.changes, before, at);
	return recovery === state.recovery ? state : {...state, recovery};
}

function nodesByName(stream: Stream | undefined): ReadonlyMap<string, NodeRow> | undefined {
	if (stream?.hasListed !== true) return undefined;
	return named(stream.table);
}

const named = remembering(
	(table: Stream['table']) =>
		new Map(([...table.rows.values()] as NodeRow[]).map(node => [node.name, node] as const)),
);

const account = remembering(
	(recovery: Recovery, streams: State['streams'], now: number): Account =>
		accountOf(recovery, view => listed(streams[view]), now),
);

/** What is declared, what there is, and the way between, as far as the namespaces that are looked at go. */
export function recoveryOf({recovery, streams, now}: State): Account {
	return account(recovery, streams, now);
}

function listed(stream: Stream | undefined): ReadonlyMap<string, Row> | undefined {
	return stream?.hasListed === true ? stream.table.rows : undefined;
}
