/** What stands behind a Service, and the share of each of two deployments behind one. */
import {expect, it} from 'vitest';
import type {Json} from './connection.ts';
import type {Ground} from './ground.ts';
import {deployment, mergePatch, service} from './objects.ts';

export function checkEndpoints(ground: Ground): void {
	const slicesOf = (name: string) =>
		`?labelSelector=${encodeURIComponent(`kubernetes.io/service-name=${name}`)}`;
	const endpointsIn = ({items}: Json): Json[] => items.flatMap((slice: Json) => slice.endpoints ?? []);
	const readyIn = (read: Json) => endpointsIn(read).filter(({conditions}) => conditions.ready);
	const variant = (name: string, replicas: number) => {
		const labels = {app: 'shared', track: name};
		const containers = [{name: 'app', image: 'registry.example.com/app:1'}];
		return deployment(name, {
			replicas,
			selector: {matchLabels: labels},
			template: {metadata: {labels}, spec: {containers}},
		});
	};

	it('lists ready pods with where they are', async () => {
		await ground.make('services', service('listed', {app: 'listed'}));
		await ground.make('deployments', deployment('listed', {replicas: 2}));
		const read = await ground.eventually(
			'endpointslices',
			slicesOf('listed'),
			slices => readyIn(slices).length === 2,
		);
		const [slice] = read.items;
		expect(slice).toMatchObject({addressType: 'IPv4', ports: [{name: 'http', port: 8080, protocol: 'TCP'}]});
		expect(slice.metadata.labels).toMatchObject({
			'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
		});
		expect(slice.metadata.ownerReferences).toMatchObject([
			{kind: 'Service', name: 'listed', controller: true},
		]);
		const {items} = await ground.read('pods', '?labelSelector=app%3Dlisted');
		const uids = items.map(({metadata}: Json) => metadata.uid).sort();
		expect(
			endpointsIn(read)
				.map(({targetRef}) => targetRef.uid)
				.sort(),
		).toEqual(uids);
		for (const endpoint of endpointsIn(read)) {
			expect(endpoint.conditions).toEqual({ready: true, serving: true, terminating: false});
			const pod = items.find(({metadata}: Json) => metadata.uid === endpoint.targetRef.uid);
			expect(endpoint.addresses).toEqual([pod.status.podIP]);
			expect(endpoint.nodeName).toBe(pod.spec.nodeName);
		}
	});

	it('follows deployments that share a Service as they are scaled', async () => {
		await ground.make('services', service('shared', {app: 'shared'}));
		await ground.make('deployments', variant('stable', 3));
		await ground.make('deployments', variant('canary', 1));
		await ground.eventually('endpointslices', slicesOf('shared'), read => readyIn(read).length === 4);
		await ground.patch('deployments', '/canary/scale', mergePatch, {spec: {replicas: 2}});
		await ground.eventually('endpointslices', slicesOf('shared'), read => readyIn(read).length === 5);
		await ground.patch('deployments', '/stable/scale', mergePatch, {spec: {replicas: 0}});
		const read = await ground.eventually(
			'endpointslices',
			slicesOf('shared'),
			slices => endpointsIn(slices).length === 2,
		);
		expect(endpointsIn(read).every(({targetRef}) => targetRef.name.startsWith('canary-'))).toBe(true);
	});

	it('goes with its Service', async () => {
		await ground.make('services', service('gone', {app: 'gone'}));
		await ground.eventually('endpointslices', slicesOf('gone'), ({items}) => items.length === 1);
		await ground.ask('DELETE', ground.path('services', '/gone'));
		await ground.eventually('endpointslices', slicesOf('gone'), ({items}) => items.length === 0);
	});

	it('makes none for a Service that selects nothing', async () => {
		await ground.make('services', {...service('bare', {}), spec: {ports: [{port: 80}]}});
		await ground.make('services', service('bare-after', {app: 'bare-after'}));
		await ground.eventually('endpointslices', slicesOf('bare-after'), ({items}) => items.length === 1);
		expect((await ground.read('endpointslices', slicesOf('bare'))).items).toEqual([]);
	});
}
