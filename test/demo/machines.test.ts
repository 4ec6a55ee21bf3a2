import {expect, it} from 'vitest';
import type {Cluster} from '../../source/demo/cluster.ts';
import {
	addMachine,
	bringBackMachine,
	disconnectMachine,
	failMachine,
	retireMachine,
} from '../../source/demo/controllers/machine.ts';
import {deployments} from '../../source/demo/kinds/apps.ts';
import {events} from '../../source/demo/kinds/events.ts';
import {leases} from '../../source/demo/kinds/leases.ts';
import {namespaces} from '../../source/demo/kinds/namespaces.ts';
import {nodes} from '../../source/demo/kinds/nodes.ts';
import {pods} from '../../source/demo/kinds/pods.ts';
import {podDisruptionBudgets} from '../../source/demo/kinds/policy.ts';
import type {KubernetesObject, Tree} from '../../source/demo/object.ts';
import {isReady} from '../../source/demo/pod-state.ts';
import {create} from '../../source/demo/registry/create.ts';
import {remove} from '../../source/demo/registry/delete.ts';
import {application} from '../../source/demo/worlds/parts.ts';
import {clusterWith, makePod, pass, readPod} from './cluster-with.ts';

const labels = {app: 'cart'};
const cart = application(50, {
	namespace: 'shop',
	name: 'cart',
	image: 'registry.example.com/cart:1.0',
	replicas: 6,
	labels,
});

function carts({store}: Cluster): KubernetesObject[] {
	return store
		.list(pods, 'shop')
		.map(({object}) => object)
		.filter(({metadata}) => metadata.labels?.app === 'cart');
}

const on = (node: string, found: KubernetesObject[]) => found.filter(({spec}) => spec.nodeName === node);

function nodeOf({store}: Cluster, name: string): KubernetesObject | undefined {
	return store.get(nodes, undefined, name)?.object;
}

function taintsOf(cluster: Cluster, name: string): string[] {
	const taints: Tree[] = nodeOf(cluster, name)!.spec.taints ?? [];
	return taints.map(({key, effect}) => `${key.replace('node.kubernetes.io/', '')}:${effect}`);
}

function wordOf(cluster: Cluster, name: string): string {
	return nodeOf(cluster, name)!.status.conditions.find(({type}: Tree) => type === 'Ready').status;
}

it('notices a failed machine after fifty seconds, and has its pods elsewhere after five minutes more', () => {
	const cluster = clusterWith([cart]);
	expect(on('node-2', carts(cluster)).length).toBeGreaterThan(0);
	failMachine(cluster, 'node-2');
	pass(cluster, 40);
	expect([wordOf(cluster, 'node-2'), carts(cluster).every(isReady)]).toEqual(['True', true]);
	pass(cluster, 25);
	expect(wordOf(cluster, 'node-2')).toBe('Unknown');
	expect(taintsOf(cluster, 'node-2')).toEqual(['unreachable:NoSchedule', 'unreachable:NoExecute']);
	expect(on('node-2', carts(cluster)).some(isReady)).toBe(false);
	expect(cluster.store.get(deployments, 'shop', 'cart')!.object.status.readyReplicas).toBeLessThan(6);
	pass(cluster, 290);
	expect(carts(cluster)).toHaveLength(6);
	pass(cluster, 40);
	const lost = on('node-2', carts(cluster));
	expect(lost.every(({metadata}) => metadata.deletionTimestamp)).toBe(true);
	expect(carts(cluster).filter(isReady)).toHaveLength(6);
	expect(on('node-2', carts(cluster).filter(isReady))).toEqual([]);
	pass(cluster, 3600);
	expect(on('node-2', carts(cluster)), 'nobody can end them').toHaveLength(lost.length);
});

it('ends what was deleted meanwhile once a failed machine is back, and gives it work again', () => {
	const cluster = clusterWith([cart]);
	failMachine(cluster, 'node-2');
	pass(cluster, 420);
	bringBackMachine(cluster, 'node-2');
	pass(cluster, 30);
	expect([wordOf(cluster, 'node-2'), taintsOf(cluster, 'node-2')]).toEqual(['True', []]);
	expect(on('node-2', carts(cluster))).toEqual([]);
	expect(carts(cluster).filter(isReady)).toHaveLength(6);
	const told = cluster.store
		.list(events, 'default')
		.map(({object}) => [object.involvedObject.name, object.reason]);
	expect(told).toContainEqual(['node-2', 'Rebooted']);
});

it('starts containers anew on a machine that failed shortly', () => {
	const cluster = clusterWith([cart]);
	const [before] = on('node-2', carts(cluster));
	failMachine(cluster, 'node-2');
	pass(cluster, 20);
	bringBackMachine(cluster, 'node-2');
	pass(cluster, 30);
	const after = carts(cluster).find(({metadata}) => metadata.uid === before!.metadata.uid)!;
	const [container] = after.status.containerStatuses;
	expect([isReady(after), container.restartCount]).toEqual([true, 1]);
	expect(container.lastState.terminated).toMatchObject({exitCode: 255, reason: 'Unknown'});
	expect(after.status.podIP).not.toBe(before!.status.podIP);
});

it('begins again with what had not begun on a machine that failed', () => {
	const cluster = clusterWith();
	const on2 = {nodeName: 'node-2'};
	const image = 'registry.example.com/app:1';
	const containers = [
		{name: 'app', image: 'registry.example.com/broken:1'},
		{name: 'proxy', image},
	];
	makePod(cluster, 'mixed', {...on2, containers});
	makePod(cluster, 'starting', {...on2, initContainers: [{name: 'first', image}]});
	makePod(cluster, 'crashing', on2, {labels: {sim: 'crashloop'}});
	pass(cluster, 2);
	failMachine(cluster, 'node-2');
	pass(cluster, 10);
	bringBackMachine(cluster, 'node-2');
	pass(cluster, 60);
	const statuses = (name: string): Tree[] => readPod(cluster, name).status.containerStatuses;
	expect(statuses('mixed')[0]!.state.waiting.reason).toBe('ImagePullBackOff');
	expect(statuses('mixed')[1]!.ready).toBe(true);
	expect(isReady(readPod(cluster, 'starting'))).toBe(true);
	expect(statuses('crashing')[0]!.restartCount).toBeGreaterThan(1);
});

it('takes pods away for good from a node that is declared out of service', () => {
	const cluster = clusterWith([cart]);
	failMachine(cluster, 'node-2');
	pass(cluster, 70);
	const {object} = cluster.store.get(nodes, undefined, 'node-2')!;
	const taint = {key: 'node.kubernetes.io/out-of-service', value: 'nodeshutdown', effect: 'NoExecute'};
	cluster.store.put(nodes, {...object, spec: {...object.spec, taints: [...object.spec.taints, taint]}});
	pass(cluster, 25);
	expect(on('node-2', carts(cluster))).toEqual([]);
	pass(cluster, 10);
	expect(carts(cluster).filter(isReady)).toHaveLength(6);
});

it('lets pods run on a machine that is cut off, and believes them again when it is back', () => {
	const cluster = clusterWith([cart]);
	const before = on('node-2', carts(cluster)).map(({metadata}) => metadata.uid);
	disconnectMachine(cluster, 'node-2');
	pass(cluster, 90);
	expect(on('node-2', carts(cluster)).some(isReady)).toBe(false);
	bringBackMachine(cluster, 'node-2');
	pass(cluster, 15);
	const after = on('node-2', carts(cluster));
	expect(after.map(({metadata}) => metadata.uid)).toEqual(before);
	expect(after.every(isReady)).toBe(true);
	expect(after.map(({status}) => status.containerStatuses[0].restartCount)).toEqual(before.map(() => 0));
});

it('says later what happened on a machine while it was cut off', () => {
	const cluster = clusterWith([cart]);
	const template = {metadata: {labels: {app: 'task'}}, restartPolicy: 'Never'};
	const spec = {
		nodeName: 'node-2',
		restartPolicy: 'Never',
		containers: [{name: 'app', image: 'registry.example.com/app:1'}],
	};
	const annotations = {'pod-complete.stage.kwok.x-k8s.io/delay': '30s'};
	create(
		cluster,
		pods,
		'shop',
		{metadata: {name: 'task', annotations, labels: template.metadata.labels}, spec},
		{manager: 'test'},
	);
	pass(cluster, 10);
	disconnectMachine(cluster, 'node-2');
	pass(cluster, 60);
	const phase = () => cluster.store.get(pods, 'shop', 'task')!.object.status.phase;
	expect(phase()).toBe('Running');
	bringBackMachine(cluster, 'node-2');
	expect(phase()).toBe('Succeeded');
});

it('registers a new machine, which gets work once it is ready', () => {
	const cluster = clusterWith([cart]);
	addMachine(cluster, {name: 'node-5', address: '10.0.0.15'});
	pass(cluster, 2);
	expect([wordOf(cluster, 'node-5'), taintsOf(cluster, 'node-5')]).toEqual([
		'False',
		['not-ready:NoSchedule'],
	]);
	pass(cluster, 20);
	expect([wordOf(cluster, 'node-5'), taintsOf(cluster, 'node-5')]).toEqual(['True', []]);
	expect(cluster.store.get(leases, 'kube-node-lease', 'node-5')?.object.spec.holderIdentity).toBe('node-5');
	const {object} = cluster.store.get(deployments, 'shop', 'cart')!;
	cluster.store.put(deployments, {
		...object,
		metadata: {...object.metadata, generation: 2},
		spec: {...object.spec, replicas: 12},
	});
	pass(cluster, 20);
	expect(on('node-5', carts(cluster)).length).toBeGreaterThan(0);
});

it('retires a machine without ever going below a budget', () => {
	const cluster = clusterWith([cart]);
	const spec = {minAvailable: 5, selector: {matchLabels: labels}};
	create(cluster, podDisruptionBudgets, 'shop', {metadata: {name: 'cart'}, spec}, {manager: 'test'});
	pass(cluster, 5);
	let least = 6;
	cluster.store.onChange(({entry}) => {
		if (entry.kind === pods) least = Math.min(least, carts(cluster).filter(isReady).length);
	});
	retireMachine(cluster, 'node-2');
	pass(cluster, 120);
	expect(nodeOf(cluster, 'node-2')).toBeUndefined();
	expect(cluster.store.get(leases, 'kube-node-lease', 'node-2')).toBeUndefined();
	expect(carts(cluster).filter(isReady)).toHaveLength(6);
	expect(
		on(
			'node-2',
			cluster.store.list(pods).map(({object}) => object),
		),
	).toEqual([]);
	expect(least).toBeGreaterThanOrEqual(5);
});

it('takes away what a deleted node leaves behind', () => {
	const cluster = clusterWith([cart]);
	failMachine(cluster, 'node-2');
	pass(cluster, 420);
	expect(on('node-2', carts(cluster)).length).toBeGreaterThan(0);
	cluster.store.remove(cluster.store.get(nodes, undefined, 'node-2')!);
	pass(cluster, 70);
	expect(on('node-2', carts(cluster))).toEqual([]);
	expect(carts(cluster).filter(isReady)).toHaveLength(6);
});

it('returns to what was declared after all of it at once', () => {
	const cluster = clusterWith([cart]);
	failMachine(cluster, 'node-1');
	disconnectMachine(cluster, 'node-2');
	addMachine(cluster, {name: 'node-5', address: '10.0.0.15'});
	pass(cluster, 30);
	retireMachine(cluster, 'node-3');
	pass(cluster, 400);
	bringBackMachine(cluster, 'node-1');
	bringBackMachine(cluster, 'node-2');
	pass(cluster, 200);
	expect(cluster.store.list(nodes).map(({object}) => object.metadata.name)).toEqual([
		'node-1',
		'node-2',
		'node-4',
		'node-5',
	]);
	expect(carts(cluster)).toHaveLength(6);
	expect(carts(cluster).every(isReady)).toBe(true);
});

it('renews leases again once their namespace, which somebody deleted, is back', () => {
	const cluster = clusterWith();
	const leaseOf = () => cluster.store.get(leases, 'kube-node-lease', 'node-2')?.object.spec.holderIdentity;
	remove(cluster, cluster.store.get(namespaces, undefined, 'kube-node-lease')!, {});
	pass(cluster, 30);
	expect(leaseOf()).toBeUndefined();
	pass(cluster, 60);
	expect(leaseOf()).toBe('node-2');
	pass(cluster, 30);
	expect(wordOf(cluster, 'node-2')).toBe('True');
});
