import {describe, expect, it} from 'vitest';
import {meetsTerm} from '../../source/demo/controllers/scheduler-affinity.ts';
import {filterFor} from '../../source/demo/controllers/scheduler-filters.ts';
import {unschedulable} from '../../source/demo/controllers/scheduler-message.ts';
import type {Place} from '../../source/demo/controllers/scheduler-places.ts';
import {preempt} from '../../source/demo/controllers/scheduler-preemption.ts';
import {added, requestsOf, shortages, weightOf} from '../../source/demo/controllers/scheduler-resources.ts';
import {bestPlace} from '../../source/demo/controllers/scheduler-scores.ts';
import {stayOf} from '../../source/demo/controllers/taint-eviction.ts';
import type {KubernetesObject, Tree} from '../../source/demo/object.ts';
import {milliValue, quantityValue} from '../../source/demo/quantity.ts';
import {clusterWith, makePod, pass, readPod} from './cluster-with.ts';

function pod(name: string, spec: Tree = {}, metadata: Tree = {}): KubernetesObject {
	const own = {name, namespace: 'shop', uid: name, resourceVersion: '1', creationTimestamp: ''};
	return {metadata: {...own, ...metadata}, spec: {containers: [{name: 'app'}], ...spec}};
}

const asking = (cpu: string, more: Tree = {}) => ({
	containers: [{name: 'app', resources: {requests: {cpu}}}],
	...more,
});

function place(name: string, pods: KubernetesObject[] = [], node: Tree = {}): Place {
	const metadata = {
		name,
		uid: name,
		resourceVersion: '1',
		creationTimestamp: '',
		labels: {host: name, ...node.labels},
	};
	const status = {allocatable: {cpu: '1', memory: '1Gi', pods: '10'}};
	return {
		node: {metadata, spec: {taints: node.taints}, status},
		pods: new Map(pods.map(each => [each.metadata.uid, each])),
		repelling: new Map(
			pods.filter(({spec}) => spec.affinity?.podAntiAffinity).map(each => [each.metadata.uid, each]),
		),
		used: added(pods.map(requestsOf)),
		weighed: added(pods.map(weightOf)),
		perOwner: new Map(),
	};
}

it.each([
	['250m', 0.25, 250],
	['2', 2, 2000],
	['1.5', 1.5, 1500],
	['64Mi', 67_108_864, 67_108_864_000],
	['1G', 1e9, 1e12],
	['1e3', 1000, 1e6],
	['1u', 1e-6, 1],
	[undefined, 0, 0],
	['nonsense', 0, 0],
])('reads the quantity %o', (text, value, milli) =>
	expect([quantityValue(text), milliValue(text)]).toEqual([value, milli]),
);

describe('what a pod asks for', () => {
	it('is the sum of its containers, or more if its start needs it', () => {
		const resources = (cpu: string) => ({resources: {requests: {cpu}}});
		const spec = {
			containers: [resources('100m'), resources('200m')],
			initContainers: [{...resources('50m'), restartPolicy: 'Always'}, resources('600m')],
			overhead: {cpu: '10m'},
		};
		expect(requestsOf(pod('a', spec))).toEqual({cpu: 660});
	});

	it('lacks what is told in a fixed order', () => {
		const asked = {memory: 2, 'example.com/gpu': 1, cpu: 3};
		expect(shortages(asked, {cpu: 2, memory: 2, pods: 1}, {memory: 1}, 1)).toEqual([
			{says: 'Too many pods', isForGood: false},
			{says: 'Insufficient cpu', isForGood: true},
			{says: 'Insufficient memory', isForGood: false},
			{says: 'Insufficient example.com/gpu', isForGood: true},
		]);
	});
});

it.each([
	[{matchExpressions: [{key: 'size', operator: 'Gt', values: ['7']}]}, true],
	[{matchExpressions: [{key: 'size', operator: 'Gt', values: ['8']}]}, false],
	[{matchExpressions: [{key: 'none', operator: 'Lt', values: ['8']}]}, false],
	[{matchExpressions: [{key: 'none', operator: 'NotIn', values: ['8']}]}, true],
	[{matchFields: [{key: 'metadata.name', operator: 'NotIn', values: ['a']}]}, false],
	[{}, false],
])('a node of size 8 named a meets %o: %o', (term, isMet) =>
	expect(meetsTerm(term, place('a', [], {labels: {size: '8'}}).node)).toBe(isMet),
);

it('says how often each thing was said, in the order of the text', () => {
	const said = [['a'], ['b', 'c'], ['b']].map(says => ({says, isForGood: true}));
	expect(unschedulable(said, 'nobody.')).toBe(
		'0/3 nodes are available: 1 a, 1 c, 2 b. no new claims to deallocate, preemption: nobody.',
	);
	expect(unschedulable([])).toBe('no nodes available to schedule pods');
});

describe('among nodes that take a pod', () => {
	const taking = (wanted: KubernetesObject, places: Place[]) =>
		bestPlace(
			wanted,
			places.filter(each => !filterFor(wanted, places)(each)),
			places,
		).node.metadata.name;

	it('takes the emptiest', () => {
		expect(taking(pod('a'), [place('x', [pod('p')]), place('y')])).toBe('y');
	});

	it('keeps alike pods apart where they would rather be', () => {
		const labels = {app: 'a'};
		const term = {weight: 1, podAffinityTerm: {topologyKey: 'host', labelSelector: {matchLabels: labels}}};
		const affinity = {podAntiAffinity: {preferredDuringSchedulingIgnoredDuringExecution: [term]}};
		const crowded = [pod('p', asking('800m')), pod('q')];
		const places = [place('x', [pod('b', {}, {labels})]), place('y', crowded)];
		expect(taking(pod('a', {affinity}, {labels}), places)).toBe('y');
	});

	it('avoids those that are advised against', () => {
		const taints = [{key: 'old', effect: 'PreferNoSchedule'}];
		expect(taking(pod('a'), [place('x', [], {taints}), place('y', [pod('p', asking('500m'))])])).toBe('y');
	});
});

describe('preemption', () => {
	const chosen = (wanted: KubernetesObject, places: Place[]) => {
		const filter = filterFor(wanted, places);
		return preempt(
			wanted,
			places,
			places.map(each => filter(each)!),
		);
	};
	const important = (cpu: string, more: Tree = {}) => pod('vip', asking(cpu, {priority: 100, ...more}));

	it('ends the fewest and least important pods', () => {
		const one = place('x', [
			pod('p', asking('500m', {priority: 10})),
			pod('q', asking('500m', {priority: 5})),
		]);
		const two = place('y', [pod('r', asking('1', {priority: 50}))]);
		const {node, victims} = chosen(important('400m'), [one, two]) as {
			node: string;
			victims: KubernetesObject[];
		};
		expect([node, victims.map(({metadata}) => metadata.name)]).toEqual(['x', ['q']]);
	});

	it.each([
		[
			'nobody is less important',
			important('500m', {priority: 0}),
			'1 No preemption victims found for incoming pod.',
		],
		['there is too little room in any case', important('2'), '1 Preemption is not helpful for scheduling.'],
	])('says when %s', (_, wanted, says) => {
		expect(chosen(wanted, [place('x', [pod('p', asking('1'))])])).toEqual({
			says: `0/1 nodes are available: ${says}`,
		});
	});

	it('is not for pods that must not preempt', () => {
		const polite = important('500m', {preemptionPolicy: 'Never'});
		expect(chosen(polite, [place('x', [pod('p', asking('1'))])])).toEqual({
			says: 'not eligible due to preemptionPolicy=Never.',
		});
	});

	it('puts the pod where it made room', () => {
		const cluster = clusterWith();
		const only = {nodeSelector: {'kubernetes.io/hostname': 'node-2'}};
		makePod(cluster, 'lowly', {...only, ...asking('6', {containers: [heavy('6')]})});
		pass(cluster, 10);
		makePod(cluster, 'vip', {...only, containers: [heavy('5')], priorityClassName: 'system-node-critical'});
		pass(cluster, 10);
		expect(readPod(cluster, 'vip').spec.nodeName).toBe('node-2');
		expect(() => readPod(cluster, 'lowly')).toThrow();
	});

	const heavy = (cpu: string) => ({name: 'app', image: 'app:1', resources: {requests: {cpu}}});
});

it.each([
	[[], 0],
	[[{key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 30}], 0],
	[[{operator: 'Exists', tolerationSeconds: 30}], 30],
	[[{operator: 'Exists'}], Number.POSITIVE_INFINITY],
	[
		[
			{key: 'a', operator: 'Exists', tolerationSeconds: 9},
			{key: 'b', operator: 'Exists', tolerationSeconds: 4},
		],
		4,
	],
])('with tolerations %o a pod stays for %d seconds on a node with two taints', (tolerations, seconds) => {
	const taints = ['a', 'b'].map(key => ({key, effect: 'NoExecute'}));
	expect(stayOf(pod('a', {tolerations}), taints)).toBe(seconds);
});
