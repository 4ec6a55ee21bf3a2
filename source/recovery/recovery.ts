import type {Change} from '../model/change.ts';
import type {NodeRow} from '../resources/nodes.ts';
import type {PodRow} from '../resources/pod-row.ts';
import type {Row} from '../resources/view.ts';
import {type Departure, departureOf, type NodesByName, rejudged} from './departures.ts';
import {type Gaps, noGaps, withoutWorkload, withReading} from './gaps.ts';
import {readingOf} from './readings.ts';
import {type Stands, standingOf} from './standing.ts';

/** What was seen of a cluster on its way back to what it declares, since somebody looks. */
export type Recovery = {
	readonly gaps: Gaps;
	/** Oldest first. */
	readonly departures: readonly Departure[];
	/** How nodes came to stand as they do, oldest first; how each was found first is none of them. */
	readonly turns: readonly NodeTurn[];
};

export type NodeTurn = {
	readonly at: number;
	readonly node: NodeRow;
	readonly from: Stands | undefined;
	readonly to: Stands;
	/** What told the new standing. */
	readonly says: string;
};

export const noRecovery: Recovery = {gaps: noGaps, departures: [], turns: []};

/** What is known beside the changes: the rows as they were, by uid, whether they were all known, and the nodes. */
export type Before = {
	readonly rows: ReadonlyMap<string, Row>;
	readonly hasListed: boolean;
	readonly nodes: NodesByName;
};

/** Of these views something is kept here. */
export const recoveryViews: readonly string[] = [
	'nodes',
	'pods',
	'deployments',
	'statefulsets',
	'daemonsets',
];

const mostDepartures = 500;
const mostTurns = 300;

/** What is known once a view has changed. */
export function withSeen(
	recovery: Recovery,
	view: string,
	changes: readonly Change<Row>[],
	before: Before,
	at: number,
): Recovery {
	let next = recovery;
	const rows = new Map<string, Row | undefined>();
	const formerOf = (uid: string) => (rows.has(uid) ? rows.get(uid) : before.rows.get(uid));
	const see = (uid: string, row: Row | undefined) => {
		next = withRow(
			next,
			view,
			{former: formerOf(uid), row, isFirstLook: !before.hasListed},
			before.nodes,
			at,
		);
		rows.set(uid, row);
	};
	for (const change of changes) {
		if (change.type === 'changed') see(change.row.uid, change.row);
		else if (change.type === 'deleted') see(change.uid, undefined);
		else if ('rows' in change) {
			for (const row of change.rows) see(row.uid, row);
			if (change.type !== 'replaced') continue;
			const there = new Set(change.rows.map(({uid}) => uid));
			for (const uid of [...before.rows.keys(), ...rows.keys()])
				if (!there.has(uid) && formerOf(uid) !== undefined) see(uid, undefined);
		}
	}
	return view === 'pods' ? withJudged(next, before.nodes) : next;
}

/** What left before the nodes were known is judged at the next look. */
function withJudged(recovery: Recovery, nodes: NodesByName): Recovery {
	const departures = rejudged(recovery.departures, nodes);
	return departures === recovery.departures ? recovery : {...recovery, departures};
}

type Seen = {readonly former: Row | undefined; readonly row: Row | undefined; readonly isFirstLook: boolean};

function withRow(recovery: Recovery, view: string, seen: Seen, nodes: NodesByName, at: number): Recovery {
	if (seen.former === seen.row) return recovery;
	if (view === 'nodes') return withNode(recovery, seen, at);
	if (view === 'pods') return withPod(recovery, seen, nodes, at);
	const {former, row, isFirstLook} = seen;
	const reading = row && readingOf(view, row);
	const gaps =
		reading !== undefined
			? withReading(recovery.gaps, reading, at, former === undefined && isFirstLook)
			: former === undefined
				? recovery.gaps
				: withoutWorkload(recovery.gaps, former.uid, at);
	return gaps === recovery.gaps ? recovery : {...recovery, gaps};
}

function withPod(recovery: Recovery, {former, row}: Seen, nodes: NodesByName, at: number): Recovery {
	const departure = departureOf(former as PodRow | undefined, row as PodRow | undefined, nodes, at);
	if (departure === undefined) return recovery;
	const {departures} = recovery;
	const place = departures.findLastIndex(({pod}) => pod.uid === departure.pod.uid);
	const known = departures[place];
	if (known === undefined)
		return {...recovery, departures: [...departures.slice(1 - mostDepartures), departure]};
	// Why it leaves is told once; a later look may know better only where nobody knew before.
	if (!known.isPlain || departure.isPlain) return recovery;
	return {...recovery, departures: departures.with(place, {...departure, at: known.at})};
}

function withNode(recovery: Recovery, {former, row, isFirstLook}: Seen, at: number): Recovery {
	const [was, is] = [former as NodeRow | undefined, row as NodeRow | undefined];
	const from = was && standingOf(was, at).is;
	if (is === undefined) {
		if (was === undefined) return recovery;
		return withTurn(recovery, {at, node: was, from, to: 'retired', says: 'its node object was deleted'});
	}
	const standing = standingOf(is, at);
	if (standing.is === from || (was === undefined && isFirstLook)) return recovery;
	const to = was === undefined && standing.is === 'ready' ? 'new' : standing.is;
	return withTurn(recovery, {at, node: is, from, to, says: standing.says});
}

function withTurn(recovery: Recovery, turn: NodeTurn): Recovery {
	return {...recovery, turns: [...recovery.turns.slice(1 - mostTurns), turn]};
}
