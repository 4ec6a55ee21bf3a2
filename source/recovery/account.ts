import type {NodeRow} from '../resources/nodes.ts';
import type {PodRow} from '../resources/pod-row.ts';
import type {Row} from '../resources/view.ts';
import type {Gap, Reading, Workload} from './gaps.ts';
import {type Move, movesOf} from './moves.ts';
import {declaringViews, readingOf} from './readings.ts';
import type {NodeTurn, Recovery} from './recovery.ts';
import {type Standing, standingOf} from './standing.ts';

/** What there is now, by view; undefined for a view that is not read. */
export type Present = (view: string) => ReadonlyMap<string, Row> | undefined;

/** Since when something is so, and how that is known. */
export type Since = {
	readonly at: number;
	/** `seen`: by us. `told`: by the conditions of its pods. `or-longer`: it was so when we first looked. */
	readonly is: 'seen' | 'told' | 'or-longer';
};

/** A workload that has fewer pods ready than it declares. */
export type Shortfall = Reading & {readonly since: Since; readonly gap: Gap | undefined};

export type NodeAccount = {
	readonly name: string;
	readonly node: NodeRow | undefined;
	readonly standing: Standing;
};

/** What is declared, what there is, and what was seen of the way from one to the other. */
export type Account = {
	readonly declared: number;
	readonly actual: number;
	readonly workloads: number;
	/** Longest first. */
	readonly short: readonly Shortfall[];
	/** Latest end first. */
	readonly closed: readonly Gap[];
	/** Nodes that do not just run: the worst first. */
	readonly nodes: readonly NodeAccount[];
	readonly nodeCount: number;
	/** Latest first. */
	readonly moves: readonly Move[];
	/** Latest first. */
	readonly turns: readonly NodeTurn[];
};

export function accountOf(recovery: Recovery, present: Present, now: number): Account {
	const readings = readingsIn(present);
	const pods = [...((present('pods')?.values() ?? []) as Iterable<PodRow>)];
	const nodes = present('nodes') as ReadonlyMap<string, NodeRow> | undefined;
	const behind = readings.filter(({declared, actual}) => actual < declared);
	const short = behind.map(reading => shortfallOf(recovery, reading, pods, now));
	return {
		declared: sum(readings.map(({declared}) => declared)),
		// What is ready beyond what one declares makes up for nothing that another lacks.
		actual: sum(readings.map(({declared, actual}) => Math.min(declared, actual))),
		workloads: readings.length,
		short: short.sort((one, other) => one.since.at - other.since.at),
		closed: recovery.gaps.closed.toReversed(),
		nodes: nodesIn(recovery, nodes, pods, now),
		nodeCount: nodes?.size ?? 0,
		moves: movesOf(recovery.departures, pods).toReversed(),
		turns: recovery.turns.toReversed(),
	};
}

function readingsIn(present: Present): readonly Reading[] {
	return declaringViews.flatMap(view =>
		[...(present(view)?.values() ?? [])].flatMap(row => readingOf(view, row) ?? []),
	);
}

function shortfallOf({gaps}: Recovery, reading: Reading, pods: readonly PodRow[], now: number): Shortfall {
	const gap = gaps.open.get(reading.of.uid);
	return {...reading, gap, since: sinceOf(gap, reading.of, pods, now)};
}

function sinceOf(gap: Gap | undefined, of: Workload, pods: readonly PodRow[], now: number): Since {
	const seen = gap?.moments[0]?.at ?? now;
	if (gap !== undefined && !gap.isFoundOpen) return {at: seen, is: 'seen'};
	const told = toldSince(of, pods);
	return told !== undefined && told < seen ? {at: told, is: 'told'} : {at: seen, is: 'or-longer'};
}

/** Since when, at the latest, one of its pods is not ready; one that is made anew does not know of its predecessor. */
function toldSince({kind, namespace, name}: Workload, pods: readonly PodRow[]): number | undefined {
	const times = pods
		.filter(pod => pod.namespace === namespace && pod.workload?.kind === kind && pod.workload.name === name)
		.filter(pod => !pod.isReady && pod.phase !== 'Succeeded')
		.map(pod => pod.readySince ?? pod.created);
	return times.length === 0 ? undefined : Math.min(...times);
}

const rank = ['failed', 'disconnected', 'retired', 'pressed', 'cordoned', 'new', 'ready'];

/** For so long a node that was taken away is told of. */
const retiredForMs = 60 * 60_000;

function nodesIn(
	{turns}: Recovery,
	nodes: ReadonlyMap<string, NodeRow> | undefined,
	pods: readonly PodRow[],
	now: number,
): readonly NodeAccount[] {
	if (nodes === undefined) return [];
	const there = [...nodes.values()].map(node => ({name: node.name, node, standing: standingOf(node, now)}));
	const names = new Set(there.map(({name}) => name));
	const seenGoing = turns
		.filter(({to, node, at}) => to === 'retired' && !names.has(node.name) && now - at < retiredForMs)
		.map(({node, at, says}) => retired(node.name, at, says));
	const known = new Set([...names, ...seenGoing.map(({name}) => name), '']);
	const stranded = [...new Set(pods.map(({node}) => node))]
		.filter(name => !known.has(name))
		.map(name => retired(name, undefined, 'there is no such node any more, and pods are still bound to it'));
	return [...there, ...seenGoing, ...stranded]
		.filter(({standing}) => standing.is !== 'ready')
		.sort(
			(one, other) =>
				rank.indexOf(one.standing.is) - rank.indexOf(other.standing.is) ||
				one.name.localeCompare(other.name, 'en'),
		);
}

function retired(name: string, since: number | undefined, says: string): NodeAccount {
	return {name, node: undefined, standing: {is: 'retired', since, says}};
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, each) => total + each, 0);
}
