import {expect, test} from 'vitest';
import type {Change} from '../../source/model/change.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {movesOf} from '../../source/recovery/moves.ts';
import {exodusesOf, sayExodus} from '../../source/recovery/moves-by-node.ts';
import {noRecovery, withSeen} from '../../source/recovery/recovery.ts';
import {sayMove} from '../../source/recovery/words.ts';
import type {NodeRow} from '../../source/resources/nodes.ts';
import type {PodRow} from '../../source/resources/pod-row.ts';
import type {Row} from '../../source/resources/view.ts';
import {node, noon, pod, rowsFrom} from '../screens/world.ts';

const at = (seconds: number) => new Date(noon + seconds * 1000).toISOString();

type Of = {on?: string; made?: number; why?: string; leaving?: boolean; hash?: string; ready?: number};

function podRow(
	name: string,
	{on = 'node-1', made = -600, why, leaving, hash = 'abc', ready}: Of = {},
): PodRow {
	const isReady = ready !== undefined || made < 0;
	const object = pod(name, {
		workload: 'cart',
		node: on,
		metadata: {
			creationTimestamp: at(made),
			labels: {app: 'cart', 'pod-template-hash': hash},
			ownerReferences: [
				{
					apiVersion: 'apps/v1',
					kind: 'ReplicaSet',
					name: `cart-${hash}`,
					uid: `uid-${hash}`,
					controller: true,
				},
			],
			...(leaving && {deletionTimestamp: at(30)}),
		},
		status: {
			conditions: [
				{type: 'Ready', status: isReady ? 'True' : 'False', lastTransitionTime: at(ready ?? made)},
				...(why === undefined
					? []
					: [
							{type: 'DisruptionTarget', status: 'True', reason: why, message: '', lastTransitionTime: at(0)},
						]),
			],
		},
	});
	return rowsFrom('pods', [object])[0] as PodRow;
}

function nodeRow(name: string, more: object = {}): NodeRow {
	const object = {...node(name), ...more} as KubernetesObject;
	return rowsFrom('nodes', [object])[0] as NodeRow;
}

const silent = {
	spec: {taints: [{key: 'node.kubernetes.io/unreachable', effect: 'NoExecute'}]},
	status: {conditions: [{type: 'Ready', status: 'Unknown', lastTransitionTime: at(-40)}]},
};

/** What is told once the pods changed so, with the nodes as given. */
function seen(nodes: readonly NodeRow[], former: readonly PodRow[], changes: readonly Change<Row>[]) {
	const rows = new Map<string, Row>(former.map(row => [row.uid, row]));
	const before = {rows, hasListed: true, nodes: new Map(nodes.map(each => [each.name, each]))};
	const {departures} = withSeen(noRecovery, 'pods', changes, before, noon);
	const after = new Map(rows);
	for (const change of changes) {
		if (change.type === 'changed') after.set(change.row.uid, change.row);
		if (change.type === 'deleted') after.delete(change.uid);
	}
	return movesOf(departures, after.values() as Iterable<PodRow>);
}

const changed = (row: Row): Change<Row> => ({type: 'changed', row});
const deleted = ({uid}: Row): Change<Row> => ({type: 'deleted', uid});

test.each([
	[
		'a taint drives off',
		nodeRow('node-1', silent),
		{why: 'DeletionByTaintManager'},
		'driven off by the taint of node-1, which is disconnected',
	],
	[
		'a drain evicts',
		nodeRow('node-1', {spec: {unschedulable: true}}),
		{why: 'EvictionByEvictionAPI'},
		'evicted, as node-1 is being drained',
	],
	['somebody evicts', nodeRow('node-1'), {why: 'EvictionByEvictionAPI'}, 'evicted by request'],
	[
		'a more urgent one displaces',
		nodeRow('node-1'),
		{why: 'PreemptionByScheduler'},
		'preempted by a pod of higher priority',
	],
	['loses its node', undefined, {why: 'DeletionByPodGC'}, 'node-1 is gone'],
	['is deleted where the node is not ready', nodeRow('node-1', silent), {}, 'node-1 is not ready'],
])('a pod that %s is told with why, and with who came in its place', (_what, there, why, says) => {
	const old = podRow('cart-abc-1');
	const moves = seen(
		[...(there ? [there] : []), nodeRow('node-2')],
		[old],
		[
			changed(podRow('cart-abc-1', {...why, leaving: true})),
			changed(podRow('cart-abc-2', {on: 'node-2', made: 1, ready: 8})),
			deleted(old),
		],
	);
	expect(moves.map(move => [move.why, sayMove(move)])).toEqual([
		[says, 'moved from node-1 to node-2 as cart-abc-2, ready after 8s'],
	]);
});

test('a pod that waits for a node, and one nobody made anew, are told so', () => {
	const nodes = [nodeRow('node-1', silent), nodeRow('node-2')];
	const old = [podRow('cart-abc-1'), podRow('cart-abc-2')];
	const moves = seen(nodes, old, [...old.map(deleted), changed(podRow('cart-abc-3', {on: '', made: 1}))]);
	expect(moves.map(sayMove)).toEqual([
		'left node-1; its successor cart-abc-3 waits for a node',
		'left node-1; none is made in its place yet',
	]);
	expect(exodusesOf(moves).map(sayExodus)).toEqual([
		'2 pods left node-1: 1 waiting for a node, 1 not made anew',
	]);
});

test('a roll-out, a scale-down and a pod made anew where it was are no moves', () => {
	const nodes = [nodeRow('node-1'), nodeRow('node-2')];
	const old = podRow('cart-abc-1');
	const next = podRow('cart-def-1', {on: 'node-2', made: 1, hash: 'def'});
	expect(seen(nodes, [old], [changed(next), deleted(old)])).toEqual([]);
	expect(seen(nodes, [old], [deleted(old)])).toEqual([]);
	expect(seen(nodes, [old], [deleted(old), changed(podRow('cart-abc-2', {made: 1}))])).toEqual([]);
	const moved = seen(nodes, [old], [deleted(old), changed(podRow('cart-abc-2', {on: 'node-2', made: 1}))]);
	expect(moved.map(({why}) => why)).toEqual(['deleted']);
});

test('each successor is taken once, and none is older than the pod that left', () => {
	const nodes = [nodeRow('node-1', silent), nodeRow('node-2')];
	const old = [podRow('cart-abc-1'), podRow('cart-abc-2'), podRow('cart-abc-9', {on: 'node-2', made: -60})];
	const moves = seen(nodes, old, [
		deleted(old[0]!),
		deleted(old[1]!),
		changed(podRow('cart-abc-3', {on: 'node-2', made: 2})),
		changed(podRow('cart-abc-4', {on: 'node-2', made: 1})),
	]);
	expect(moves.map(({successor}) => successor?.name)).toEqual(['cart-abc-4', 'cart-abc-3']);
});

test('a list that is read anew tells what is gone from it, and the first list tells of none', () => {
	const nodes = [nodeRow('node-1', silent)];
	const old = podRow('cart-abc-1');
	expect(seen(nodes, [old], [{type: 'replaced', rows: []}]).map(({why}) => why)).toEqual([
		'node-1 is not ready',
	]);
	expect(seen(nodes, [], [{type: 'replaced', rows: [old]}])).toEqual([]);
});
