/** Merge patches, plain and strategic. */
import {expect, it} from 'vitest';
import type {Json} from './connection.ts';
import type {Ground} from './ground.ts';
import {configMap, deployment, mergePatch, route, strategicMergePatch} from './objects.ts';

export function checkMergePatches(ground: Ground): void {
	it('merges objects, removes by null and replaces lists', async () => {
		await ground.make('httproutes', route('merged'));
		const backendRefs = [{name: 'only', port: 80}];
		const patch = {
			metadata: {labels: {a: 'b'}},
			spec: {hostnames: ['shop.example.com'], rules: [{backendRefs}]},
		};
		const merged = await ground.patch('httproutes', '/merged', mergePatch, patch);
		expect(merged.body.spec.rules[0].backendRefs).toMatchObject([{name: 'only', weight: 1}]);
		const removed = await ground.patch('httproutes', '/merged', mergePatch, {spec: {hostnames: null}});
		expect(removed.body.spec.hostnames).toBeUndefined();
		expect(removed.body.metadata.labels).toEqual({a: 'b'});
	});

	it('refuses a stale version with a conflict', async () => {
		const {metadata} = await ground.make('configmaps', configMap('stale', {a: '1'}));
		await ground.patch('configmaps', '/stale', mergePatch, {data: {a: '2'}});
		const patch = {metadata: {resourceVersion: metadata.resourceVersion}, data: {a: '3'}};
		const answer = await ground.patch('configmaps', '/stale', mergePatch, patch);
		expect(answer.status).toBe(409);
		expect(answer.body).toMatchObject({
			reason: 'Conflict',
			message:
				'Operation cannot be fulfilled on configmaps "stale": the object has been modified; please apply your changes to the latest version and try again',
			details: {name: 'stale', kind: 'configmaps'},
		});
		expect((await ground.read('configmaps', '/stale')).data).toEqual({a: '2'});
	});

	it('merges containers by name strategically', async () => {
		const containers = [
			{name: 'app', image: 'app:1'},
			{name: 'sidecar', image: 'sidecar:1'},
		];
		const template = {metadata: {labels: {app: 'strategic'}}, spec: {containers}};
		await ground.make('deployments', deployment('strategic', {template}));
		const patch = {spec: {template: {spec: {containers: [{name: 'sidecar', image: 'sidecar:2'}]}}}};
		const answer = await ground.patch('deployments', '/strategic', strategicMergePatch, patch);
		const images = answer.body.spec.template.spec.containers.map(({image}: Json) => image);
		expect(images).toEqual(['app:1', 'sidecar:2']);
	});

	it('deletes and orders elements by directives, and environment by name', async () => {
		const env = [
			{name: 'A', value: '1'},
			{name: 'B', value: '2'},
		];
		const containers = [
			{name: 'app', image: 'app:1', env},
			{name: 'sidecar', image: 'sidecar:1'},
		];
		const template = {metadata: {labels: {app: 'directives'}}, spec: {containers}};
		await ground.make('deployments', deployment('directives', {template}));
		const patch = {
			spec: {
				template: {
					spec: {
						$setElementOrder: undefined,
						'$setElementOrder/containers': [{name: 'new'}, {name: 'app'}],
						containers: [
							{name: 'sidecar', $patch: 'delete'},
							{name: 'new', image: 'new:1'},
							{
								name: 'app',
								env: [
									{name: 'B', value: '3'},
									{name: 'A', $patch: 'delete'},
								],
							},
						],
					},
				},
			},
		};
		const answer = await ground.patch('deployments', '/directives', strategicMergePatch, patch);
		const found = answer.body.spec.template.spec.containers;
		expect(found.map(({name}: Json) => name)).toEqual(['new', 'app']);
		expect(found[1].env).toEqual([{name: 'B', value: '3'}]);
	});

	it('has no strategic merge for custom resources', async () => {
		await ground.make('httproutes', route('custom'));
		const answer = await ground.patch('httproutes', '/custom', strategicMergePatch, {
			metadata: {labels: {a: 'b'}},
		});
		expect([answer.status, answer.body.reason]).toEqual([415, 'UnsupportedMediaType']);
	});
}
