import {expect, test} from 'vitest';
import {splitsOf} from '../../source/traffic/splits.ts';
import type {World} from '../../source/traffic/world.ts';

function world(ready: {a: number; b: number}, tracks = ['stable', 'canary']): World {
	const pods = new Map<string, {workload: {kind: string; name: string}}>();
	const endpoints = (['a', 'b'] as const).flatMap(name =>
		Array.from({length: ready[name]}, (_, index) => {
			const podUid = `${name}${index}`;
			pods.set(podUid, {workload: {kind: 'Deployment', name: `fraud-${name}`}});
			return {podUid, ready: true, terminating: false};
		}),
	);
	return {
		services: [{uid: 's', namespace: 'models', name: 'fraud', selector: {app: 'fraud'}}],
		deployments: ['a', 'b'].map((name, index) => ({
			uid: `d-${name}`,
			namespace: 'models',
			name: `fraud-${name}`,
			wanted: name === 'a' ? 3 : 1,
			ready: 0,
			templateLabels: {app: 'fraud', track: tracks[index]!},
			containers: [{name: 'm', image: `fraud:${name}`}],
		})),
		endpointSlices: [
			{
				namespace: 'models',
				service: 'fraud',
				endpoints: [...endpoints, {podUid: 'a0', ready: true, terminating: true}],
			},
		],
		pods,
	};
}

test('the share is the part of the ready endpoints, not of the replicas asked for', () => {
	const [split] = splitsOf(new Map(), world({a: 1, b: 1}));
	expect(split?.backends).toMatchObject([
		{name: 'fraud-a', share: 50, weight: 3, pods: {ready: 1, wanted: 3}, role: 'champion', roleFrom: 'mark'},
		{
			name: 'fraud-b',
			share: 50,
			weight: 1,
			pods: {ready: 1, wanted: 1},
			role: 'challenger',
			roleFrom: 'mark',
		},
	]);
});

test('with no ready endpoint nobody has a share', () => {
	const [split] = splitsOf(new Map(), world({a: 0, b: 0}));
	expect(split?.backends.map(each => each.share)).toEqual([null, null]);
});

test('two Deployments marked stable are no mark', () => {
	const [split] = splitsOf(new Map(), world({a: 3, b: 1}, ['stable', 'stable']));
	expect(split?.backends.map(each => each.roleFrom)).toEqual(['weight', 'weight']);
});

test('a Service in front of one Deployment is no split', () => {
	const all = world({a: 3, b: 1});
	expect(splitsOf(new Map(), {...all, deployments: [...all.deployments].slice(0, 1)})).toEqual([]);
});

test("without endpoints to read, the Deployments' own count is what is known", () => {
	const {endpointSlices: _slices, ...all} = world({a: 0, b: 0});
	const known = {...all, deployments: [...all.deployments].map(each => ({...each, ready: each.wanted}))};
	const [split] = splitsOf(new Map(), known);
	expect(split?.backends.map(each => each.pods?.ready)).toEqual([3, 1]);
});

test('a pod with endpoints of two address families is one pod', () => {
	const all = world({a: 2, b: 2});
	const [split] = splitsOf(new Map(), {
		...all,
		endpointSlices: [...all.endpointSlices!, ...all.endpointSlices!],
	});
	expect(split?.backends.map(each => each.pods?.ready)).toEqual([2, 2]);
});
