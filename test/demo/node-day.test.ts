/** The day of the nodes ends well for every seed, and whatever is done meanwhile. */
import {describe, expect, test} from 'vitest';
import type {Cluster} from '../../source/demo/cluster.ts';
import {deployments} from '../../source/demo/kinds/apps.ts';
import {nodes} from '../../source/demo/kinds/nodes.ts';
import {pods} from '../../source/demo/kinds/pods.ts';
import type {Tree} from '../../source/demo/object.ts';
import {create} from '../../source/demo/registry/create.ts';
import {remove} from '../../source/demo/registry/delete.ts';
import {createGuide} from '../../source/demo/scenarios/guide.ts';
import {isAsDeclared, podsOf} from '../../source/demo/scenarios/look.ts';
import {nodeDay} from '../../source/demo/scenarios/node-day.ts';
import {startCluster} from '../../source/demo/start-cluster.ts';
import {edit} from '../../source/demo/worlds/world.ts';
import {pass} from './cluster-with.ts';

const nowMs = Date.parse('2026-11-23T16:00:00Z');

function begin(seed: number): Cluster {
	const tokens = {accepts: () => true, expire() {}, renew() {}, onExpire() {}, isUsed: true};
	return startCluster(nodeDay, {seed, speed: 1, nowMs, isPaused: true, firstVersion: 1000, tokens});
}

function scaleCart(cluster: Cluster, replicas: number): void {
	const change = ({spec}: Tree) => {
		spec.replicas = replicas;
	};
	edit(cluster, deployments, 'boutique', 'cart', change, 'test');
}

/** Plays to the end as the lines ask for it, with something else done at some moments. */
function play(seed: number, meddle: (cluster: Cluster, second: number) => void) {
	const cluster = begin(seed);
	const guide = createGuide(cluster, nodeDay.guidance!, () => {});
	const said: string[] = [];
	for (let second = 0; second < 420 && !guide.get().isOver; second++) {
		if (second === 5) guide.looked('detail');
		if (second === 9) guide.looked('nodes');
		if (second === 12) guide.looked('pods');
		if (guide.get().guidance?.includes('`s` `12`')) scaleCart(cluster, 12);
		meddle(cluster, second);
		pass(cluster, 1);
		said.push(guide.get().guidance ?? '');
	}
	const {isOver} = guide.get();
	guide.stop();
	return {cluster, said, isOver};
}

describe.each([1, 2, 3, 4, 5, 6])('with seed %d', seed => {
	test('what is asked for leads to the end', () => {
		const {cluster, said, isOver} = play(seed, () => {});
		expect(isOver).toBe(true);
		expect(isAsDeclared(cluster)).toBe(true);
		expect(podsOf(cluster, 'boutique', 'cart')).toEqual({wanted: 12, ready: 12});
		expect(said.length, 'seconds').toBeLessThan(210);
		expect(said.some(line => line.includes('Silent: node-3, node-6'))).toBe(true);
		const names = cluster.store.list(nodes).map(({object}) => object.metadata.name);
		expect(names).toEqual(['node-1', 'node-2', 'node-3', 'node-4', 'node-6', 'node-8', 'node-9']);
	});
});

test('no pod moves from a node that is back in time', () => {
	const cluster = begin(1);
	const guide = createGuide(cluster, nodeDay.guidance!, () => {});
	const until = (part: string) => {
		for (let second = 0; second < 90 && !guide.get().guidance?.includes(part); second++) pass(cluster, 1);
		expect(guide.get().guidance).toContain(part);
	};
	const onNode3 = () =>
		cluster.store
			.list(pods)
			.flatMap(({object: {spec, metadata}}) => (spec.nodeName === 'node-3' ? [metadata.uid] : []));
	guide.looked('detail');
	pass(cluster, 2);
	guide.looked('pods');
	until('node-3 loses its network');
	const before = onNode3();
	until('It is back');
	expect(onNode3()).toEqual(expect.arrayContaining(before));
	guide.stop();
});

test.each<[string, (cluster: Cluster, second: number) => void]>([
	[
		'scales to nothing and back',
		(cluster, second) => (second === 20 ? scaleCart(cluster, 0) : second === 60 && scaleCart(cluster, 5)),
	],
	['scales before it is asked to', (cluster, second) => second === 3 && scaleCart(cluster, 20)],
	[
		'makes the nodes that are to join',
		(cluster, second) => {
			if (second !== 2) return;
			for (const name of ['node-8', 'node-9'])
				create(cluster, nodes, undefined, {metadata: {name}}, {manager: 'test'});
		},
	],
	[
		'deletes pods all the time',
		(cluster, second) => {
			const [first] = cluster.store.list(pods, 'boutique');
			if (second % 15 === 0 && second < 150 && first) remove(cluster, first, {});
		},
	],
	[
		'deletes the node that is silent',
		(cluster, second) => {
			const node = cluster.store.get(nodes, undefined, 'node-3');
			if (second === 45 && node) remove(cluster, node, {});
		},
	],
])('it ends as declared for who %s', (_what, meddle) => {
	const {cluster, isOver} = play(1, (...now) => void meddle(...now));
	expect(isOver).toBe(true);
	expect(isAsDeclared(cluster)).toBe(true);
});
