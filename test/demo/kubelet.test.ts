import {expect, it} from 'vitest';
import type {Cluster} from '../../source/demo/cluster.ts';
import {events} from '../../source/demo/kinds/events.ts';
import {pods} from '../../source/demo/kinds/pods.ts';
import type {Tree} from '../../source/demo/object.ts';
import {isReady} from '../../source/demo/pod-state.ts';
import {remove} from '../../source/demo/registry/delete.ts';
import {edit} from '../../source/demo/worlds/world.ts';
import {clusterWith, makePod, pass, readPod} from './cluster-with.ts';

const image = 'registry.example.com/app:1';
const httpGet = {path: '/ready', port: 8080};

const told = ({store}: Cluster, name: string): string[] =>
	store
		.list(events, 'shop')
		.map(({object}) => object)
		.filter(({involvedObject}) => involvedObject.name === name)
		.map(({reason, message}) => `${reason}: ${message}`);

const container = (cluster: Cluster, name: string, i = 0): Tree =>
	readPod(cluster, name).status.containerStatuses[i];

const conditionOf = (cluster: Cluster, name: string, type: string): Tree =>
	readPod(cluster, name).status.conditions.find((condition: Tree) => condition.type === type);

it('waits ever longer before it starts a container again that keeps failing', () => {
	const cluster = clusterWith();
	makePod(cluster, 'crashing', {}, {labels: {sim: 'crashloop'}});
	const pauses = new Set<string>();
	cluster.store.onChange(({entry: {kind, object}}) => {
		const state =
			kind === pods && object.metadata.name === 'crashing' && object.status.containerStatuses?.[0].state;
		const [pause] = /^back-off \S+/.exec(state?.waiting?.message ?? '') ?? [];
		if (pause) pauses.add(pause);
	});
	pass(cluster, 1500);
	expect([...pauses]).toEqual(
		['10s', '20s', '40s', '1m20s', '2m40s', '5m0s'].map(pause => `back-off ${pause}`),
	);
	const {restartCount, lastState} = container(cluster, 'crashing');
	expect(restartCount, 'once at once, then after each pause').toBe(9);
	expect(lastState.terminated).toMatchObject({exitCode: 1, reason: 'Error'});
	const {uid} = readPod(cluster, 'crashing').metadata;
	expect(told(cluster, 'crashing')).toContain(
		`BackOff: Back-off restarting failed container app in pod crashing_shop(${uid})`,
	);
});

it('runs init containers one after the other, then all others', () => {
	const cluster = clusterWith();
	const initContainers = ['first', 'second'].map(name => ({name, image}));
	const containers = ['app', 'proxy'].map(name => ({name, image}));
	const seen: string[] = [];
	cluster.store.onChange(({entry: {kind, object}}) => {
		if (kind !== pods || object.metadata.name !== 'prepared') return;
		const {phase, conditions = [], initContainerStatuses = [], containerStatuses = []} = object.status;
		const word = ({state}: Tree) => Object.keys(state)[0];
		const {message = ''} = conditions.find(({type}: Tree) => type === 'Initialized') ?? {};
		const line = [phase, ...[...initContainerStatuses, ...containerStatuses].map(word), message].join(' ');
		if (seen.at(-1) !== line) seen.push(line);
	});
	makePod(cluster, 'prepared', {initContainers, containers});
	pass(cluster, 20);
	expect(seen).toEqual([
		'Pending ',
		'Pending waiting waiting waiting waiting containers with incomplete status: [first second]',
		'Pending running waiting waiting waiting containers with incomplete status: [first second]',
		'Pending terminated waiting waiting waiting containers with incomplete status: [second]',
		'Pending terminated running waiting waiting containers with incomplete status: [second]',
		'Pending terminated terminated waiting waiting ',
		expect.stringMatching(/^Pending terminated terminated (running waiting|waiting running) $/),
		'Running terminated terminated running running ',
	]);
	expect(isReady(readPod(cluster, 'prepared'))).toBe(true);
	expect(container(cluster, 'prepared', 0).containerID).not.toBe(
		container(cluster, 'prepared', 1).containerID,
	);
});

it('starts sidecars before the others and ends them after', () => {
	const cluster = clusterWith();
	const initContainers = [{name: 'proxy', image, restartPolicy: 'Always'}];
	makePod(
		cluster,
		'task',
		{initContainers, restartPolicy: 'Never'},
		{
			annotations: {'pod-complete.stage.kwok.x-k8s.io/delay': '30s'},
		},
	);
	pass(cluster, 15);
	const proxy = () => readPod(cluster, 'task').status.initContainerStatuses[0];
	expect([readPod(cluster, 'task').status.phase, proxy().ready, Object.keys(proxy().state)]).toEqual([
		'Running',
		true,
		['running'],
	]);
	pass(cluster, 30);
	expect(readPod(cluster, 'task').status.phase).toBe('Succeeded');
	expect(proxy().state.terminated.exitCode).toBe(0);
});

it('takes a pod for ready when its probe succeeds, and no longer once that fails often enough', () => {
	const cluster = clusterWith();
	const readinessProbe = {httpGet, initialDelaySeconds: 20, periodSeconds: 5, failureThreshold: 2};
	makePod(cluster, 'probed', {containers: [{name: 'app', image, readinessProbe}]});
	pass(cluster, 15);
	expect([readPod(cluster, 'probed').status.phase, container(cluster, 'probed').ready]).toEqual([
		'Running',
		false,
	]);
	expect(conditionOf(cluster, 'probed', 'Ready')).toMatchObject({
		status: 'False',
		reason: 'ContainersNotReady',
		message: 'containers with unready status: [app]',
	});
	pass(cluster, 15);
	expect(isReady(readPod(cluster, 'probed'))).toBe(true);
	const label = (sim: string | undefined) =>
		edit(cluster, pods, 'shop', 'probed', ({metadata}) => (metadata.labels = sim ? {sim} : {}), 'test');
	label('unready');
	pass(cluster, 5.1);
	expect(isReady(readPod(cluster, 'probed')), 'one failure is not enough').toBe(true);
	pass(cluster, 5.1);
	expect(isReady(readPod(cluster, 'probed'))).toBe(false);
	expect(told(cluster, 'probed')).toContain(
		'Unhealthy: Readiness probe failed: HTTP probe failed with statuscode: 503',
	);
	expect(container(cluster, 'probed').restartCount).toBe(0);
	label(undefined);
	pass(cluster, 5.1);
	expect(isReady(readPod(cluster, 'probed'))).toBe(true);
});

it('restarts a container that fails its liveness probe', () => {
	const cluster = clusterWith();
	const livenessProbe = {httpGet, periodSeconds: 5};
	makePod(cluster, 'alive', {containers: [{name: 'app', image, livenessProbe}]});
	pass(cluster, 10);
	expect(isReady(readPod(cluster, 'alive'))).toBe(true);
	edit(cluster, pods, 'shop', 'alive', ({metadata}) => (metadata.labels = {sim: 'unlive'}), 'test');
	pass(cluster, 15.1);
	expect(told(cluster, 'alive')).toEqual(
		expect.arrayContaining([
			'Unhealthy: Liveness probe failed: HTTP probe failed with statuscode: 503',
			'Killing: Container app failed liveness probe, will be restarted',
		]),
	);
	edit(cluster, pods, 'shop', 'alive', ({metadata}) => (metadata.labels = {}), 'test');
	pass(cluster, 60);
	expect(container(cluster, 'alive')).toMatchObject({ready: true, restartCount: 1});
	expect(container(cluster, 'alive').lastState.terminated).toMatchObject({exitCode: 143, reason: 'Error'});
});

it('waits with the other probes until the startup probe has succeeded, and gives up after it has failed', () => {
	const cluster = clusterWith();
	const startupProbe = {httpGet, periodSeconds: 5, failureThreshold: 2, initialDelaySeconds: 10};
	makePod(cluster, 'slow', {containers: [{name: 'app', image, startupProbe, readinessProbe: {httpGet}}]});
	pass(cluster, 8);
	expect(container(cluster, 'slow')).toMatchObject({started: false, ready: false, state: {running: {}}});
	pass(cluster, 15);
	expect(container(cluster, 'slow')).toMatchObject({started: true, ready: true});
	makePod(cluster, 'stuck', {containers: [{name: 'app', image, startupProbe}]}, {labels: {sim: 'unlive'}});
	pass(cluster, 30);
	expect(told(cluster, 'stuck')).toContain('Killing: Container app failed startup probe, will be restarted');
	expect(container(cluster, 'stuck').restartCount).toBeGreaterThan(0);
});

it('starts a container anew when its image is changed, and the others not', () => {
	const cluster = clusterWith();
	const containers = ['app', 'proxy'].map(name => ({name, image}));
	makePod(cluster, 'changed', {containers});
	pass(cluster, 10);
	edit(
		cluster,
		pods,
		'shop',
		'changed',
		({spec}) => (spec.containers[0].image = 'registry.example.com/app:2'),
		'test',
	);
	pass(cluster, 10);
	expect(told(cluster, 'changed')).toContain('Killing: Container app definition changed, will be restarted');
	expect(container(cluster, 'changed', 0)).toMatchObject({
		image: 'registry.example.com/app:2',
		restartCount: 1,
		ready: true,
	});
	expect(container(cluster, 'changed', 1)).toMatchObject({restartCount: 0, ready: true});
});

it('does not run an init container again for a new image', () => {
	const cluster = clusterWith();
	makePod(cluster, 'begun', {initContainers: [{name: 'first', image}]});
	pass(cluster, 15);
	const change = ({spec}: Tree) => {
		spec.initContainers[0].image = 'registry.example.com/app:2';
	};
	edit(cluster, pods, 'shop', 'begun', change, 'test');
	pass(cluster, 15);
	const {initContainerStatuses, phase} = readPod(cluster, 'begun').status;
	expect([phase, initContainerStatuses[0].restartCount, initContainerStatuses[0].image]).toEqual([
		'Running',
		0,
		image,
	]);
});

it('takes another image at once in place of one that cannot be had', () => {
	const cluster = clusterWith();
	makePod(cluster, 'mistyped', {containers: [{name: 'app', image: 'registry.example.com/broken:1'}]});
	pass(cluster, 100);
	expect(container(cluster, 'mistyped').state.waiting.reason).toBe('ImagePullBackOff');
	edit(cluster, pods, 'shop', 'mistyped', ({spec}) => (spec.containers[0].image = image), 'test');
	pass(cluster, 5);
	expect(container(cluster, 'mistyped')).toMatchObject({ready: true, restartCount: 0});
	pass(cluster, 600);
	expect(container(cluster, 'mistyped')).toMatchObject({ready: true, restartCount: 0});
});

it('fails a pod that is active for too long', () => {
	const cluster = clusterWith();
	makePod(cluster, 'late', {activeDeadlineSeconds: 30});
	pass(cluster, 40);
	const {phase, reason, message} = readPod(cluster, 'late').status;
	expect([phase, reason, message]).toEqual([
		'Failed',
		'DeadlineExceeded',
		'Pod was active on the node longer than the specified deadline',
	]);
	expect(conditionOf(cluster, 'late', 'Ready')).toMatchObject({status: 'False', reason: 'PodFailed'});
	expect(container(cluster, 'late').state.terminated.exitCode).toBe(137);
});

it('says how a pod ended that somebody keeps', () => {
	const cluster = clusterWith();
	makePod(cluster, 'kept', {}, {finalizers: ['example.com/look']});
	pass(cluster, 10);
	remove(cluster, cluster.store.get(pods, 'shop', 'kept')!, {});
	pass(cluster, 5);
	const {status, metadata} = readPod(cluster, 'kept');
	expect([status.phase, metadata.deletionGracePeriodSeconds]).toEqual(['Failed', 0]);
	expect(status.containerStatuses[0].state.terminated).toMatchObject({exitCode: 143, reason: 'Error'});
	expect(told(cluster, 'kept')).toContain('Killing: Stopping container app');
});

it('refuses a pod that was put on a node without room for it', () => {
	const cluster = clusterWith();
	const resources = {requests: {cpu: '20'}};
	makePod(cluster, 'heavy', {nodeName: 'node-2', containers: [{name: 'app', image, resources}]});
	pass(cluster, 5);
	const {phase, reason, message} = readPod(cluster, 'heavy').status;
	expect([phase, reason]).toEqual(['Failed', 'OutOfcpu']);
	expect(message).toBe(
		"Pod was rejected: Node didn't have enough resource: cpu, requested: 20000, used: 200, capacity: 7800",
	);
});

it('costs nothing while all is well', () => {
	const cluster = clusterWith();
	const probes = {readinessProbe: {httpGet, periodSeconds: 1}, livenessProbe: {httpGet, periodSeconds: 1}};
	for (let i = 0; i < 20; i++) makePod(cluster, `well-${i}`, {containers: [{name: 'app', image, ...probes}]});
	pass(cluster, 60);
	let changes = 0;
	cluster.store.onChange(({entry: {kind}}) => {
		if (kind === pods || kind === events) changes++;
	});
	pass(cluster, 600);
	expect(changes).toBe(0);
	const machines = cluster.machines.list();
	expect(machines.flatMap(({probes}) => [...probes])).toEqual([]);
});

it('forgets the pauses and probes of pods that are gone', () => {
	const cluster = clusterWith();
	const containers = [{name: 'app', image, readinessProbe: {httpGet, initialDelaySeconds: 600}}];
	makePod(cluster, 'crashing', {}, {labels: {sim: 'crashloop'}});
	makePod(cluster, 'probed', {containers});
	pass(cluster, 60);
	const known = () => cluster.machines.list().flatMap(({pauses, probes}) => [...pauses.keys(), ...probes]);
	const uids = ['crashing', 'probed'].map(name => readPod(cluster, name).metadata.uid);
	const ofThem = () => known().filter(key => uids.some(uid => key.startsWith(uid)));
	expect(ofThem().length).toBe(2);
	for (const name of ['crashing', 'probed'])
		remove(cluster, cluster.store.get(pods, 'shop', name)!, {gracePeriodSeconds: 0});
	pass(cluster, 30);
	expect(ofThem()).toEqual([]);
});
