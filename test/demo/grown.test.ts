import {expect, it} from 'vitest';
import type {Cluster} from '../../source/demo/cluster.ts';
import {deployments, replicaSets} from '../../source/demo/kinds/apps.ts';
import {endpointSlices} from '../../source/demo/kinds/networking.ts';
import {pods} from '../../source/demo/kinds/pods.ts';
import type {KubernetesObject, Tree} from '../../source/demo/object.ts';
import {startCluster} from '../../source/demo/start-cluster.ts';
import {createTokens} from '../../source/demo/tokens.ts';
import {ground, namespace} from '../../source/demo/worlds/ground.ts';
import {grown} from '../../source/demo/worlds/grown.ts';
import {application, service} from '../../source/demo/worlds/parts.ts';
import {changed} from '../../source/demo/worlds/world.ts';

const labels = {app: 'cart'};
const cart = {namespace: 'shop', name: 'cart', image: 'registry.example.com/cart:1.0', replicas: 1, labels};
const scaled = changed(40, deployments, 'shop', 'cart', ({spec}) => {
	spec.replicas = 60;
});

/** The pods of a cart that came to sixty replicas in this way, and its cluster two minutes into the present. */
function cartAfter(way: typeof scaled): {cluster: Cluster; carts: KubernetesObject[]} {
	const past = [
		...ground,
		namespace(90, 'shop'),
		application(60, cart),
		service(60, 'shop', 'cart', labels),
		way,
	];
	const cluster = startCluster(
		{name: 'test', says: '', past},
		{
			seed: 1,
			speed: 1,
			nowMs: Date.parse('2026-11-23T16:00:00Z'),
			isPaused: true,
			firstVersion: 1000,
			tokens: createTokens('token', () => {}),
		},
	);
	cluster.clock.passUntil(cluster.clock.now() + 120_000);
	const all = cluster.store.list(pods, 'shop').map(({text}) => JSON.parse(text));
	return {cluster, carts: all.filter(({metadata}) => metadata.labels?.app === 'cart')};
}

/** The names of all members, and what is no text: that is what two pods of one template have in common. */
function shapeOf(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(shapeOf);
	if (typeof value !== 'object' || !value) return typeof value === 'string' ? 'text' : value;
	const ownName = (name: string) => name.replace(/"ip":"[\d.]+"/, '"ip":"its own"');
	return Object.entries(value as Tree).map(([name, inner]) => [ownName(name), shapeOf(inner)]);
}

it('gives a deployment pods of the same making as its controllers do', () => {
	const {carts} = cartAfter(grown(40, 'shop', 'cart', 60));
	const [made] = cartAfter(scaled).carts.slice(-1);
	expect(carts).toHaveLength(60);
	for (const each of carts) expect(shapeOf(each)).toEqual(shapeOf(made));
});

it('tells the pods apart by all that is their own', () => {
	const {carts} = cartAfter(grown(40, 'shop', 'cart', 60));
	const own: Record<string, (pod: KubernetesObject) => string> = {
		name: ({metadata}) => metadata.name,
		uid: ({metadata}) => metadata.uid,
		version: ({metadata}) => metadata.resourceVersion,
		address: ({status}) => status.podIP,
		container: ({status}) => status.containerStatuses[0].containerID,
	};
	for (const [what, read] of Object.entries(own))
		expect([what, new Set(carts.map(read)).size]).toEqual([what, 60]);
	const nodes = new Set(carts.map(({spec}) => spec.nodeName));
	expect(nodes.has('node-4'), 'the node that is closed').toBe(false);
	expect(nodes.size).toBe(3);
});

it('leaves nothing to do for the controllers but to count', () => {
	const {cluster, carts} = cartAfter(grown(40, 'shop', 'cart', 60));
	const {status} = cluster.store.get(deployments, 'shop', 'cart')!.object;
	expect(status).toMatchObject({replicas: 60, readyReplicas: 60, updatedReplicas: 60, availableReplicas: 60});
	const [set] = cluster.store
		.list(replicaSets, 'shop')
		.filter(({object}) => object.metadata.labels?.app === 'cart');
	expect(set!.object.status).toMatchObject({replicas: 60, readyReplicas: 60});
	const slices = cluster.store.list(endpointSlices, 'shop').map(({object}) => object);
	const own = slices.filter(({metadata}) => metadata.labels?.['kubernetes.io/service-name'] === 'cart');
	const addresses = own.flatMap(({endpoints}) => endpoints.map((each: Tree) => each.addresses[0]));
	expect(addresses.sort()).toEqual(carts.map(({status}) => status.podIP).sort());
});
