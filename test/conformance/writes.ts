/** Creating, replacing and deleting: defaults, dry runs, strictness, generations and subresources. */
import {expect, it} from 'vitest';
import type {Ground} from './ground.ts';
import {configMap, deployment, jsonPatch, mergePatch, route, weightAt} from './objects.ts';

export function checkWrites(ground: Ground): void {
	it('fills in what a deployment leaves open', async () => {
		const {metadata, spec} = await ground.make(
			'deployments',
			deployment('filled', {replicas: undefined}),
			'?dryRun=All',
		);
		expect(metadata.generation).toBe(1);
		expect(spec).toMatchObject({
			replicas: 1,
			revisionHistoryLimit: 10,
			progressDeadlineSeconds: 600,
			strategy: {type: 'RollingUpdate', rollingUpdate: {maxSurge: '25%', maxUnavailable: '25%'}},
		});
		expect(spec.template.spec).toEqual({
			containers: [
				{
					name: 'app',
					image: 'registry.example.com/app:1',
					resources: {},
					terminationMessagePath: '/dev/termination-log',
					terminationMessagePolicy: 'File',
					imagePullPolicy: 'IfNotPresent',
				},
			],
			restartPolicy: 'Always',
			terminationGracePeriodSeconds: 30,
			dnsPolicy: 'ClusterFirst',
			securityContext: {},
			schedulerName: 'default-scheduler',
		});
	});

	it('fills in what a route leaves open', async () => {
		const rules = [{backendRefs: [{name: 'a', port: 80}]}];
		const object = {...route('filled'), spec: {parentRefs: [{name: 'edge'}], rules}};
		const {spec} = await ground.make('httproutes', object, '?dryRun=All');
		expect(spec).toEqual({
			parentRefs: [{group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'edge'}],
			rules: [
				{
					backendRefs: [{group: '', kind: 'Service', name: 'a', port: 80, weight: 1}],
					matches: [{path: {type: 'PathPrefix', value: '/'}}],
				},
			],
		});
	});

	it('makes up names', async () => {
		const object = {...configMap(''), metadata: {generateName: 'made-'}};
		const {metadata} = await ground.make('configmaps', object);
		expect(metadata.name).toMatch(/^made-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
		expect(metadata.uid).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
		expect(metadata.creationTimestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
	});

	it('stores nothing in a dry run', async () => {
		const dry = await ground.make('configmaps', configMap('dry'), '?dryRun=All');
		expect(dry.metadata.uid).toBeTruthy();
		expect((await ground.ask('GET', ground.path('configmaps', '/dry'))).status).toBe(404);
		await ground.make('httproutes', route('dry'));
		const before = await ground.read('httproutes', '/dry');
		const operations = [{op: 'add', path: weightAt(0), value: 1}];
		const patched = await ground.patch('httproutes', '/dry?dryRun=All', jsonPatch, operations);
		expect(patched.body.spec.rules[0].backendRefs[0].weight).toBe(1);
		expect(patched.body.metadata.generation).toBe(2);
		expect((await ground.ask('DELETE', ground.path('httproutes', '/dry?dryRun=All'))).status).toBe(200);
		expect(await ground.read('httproutes', '/dry')).toEqual(before);
	});

	it('looks for the options of a deletion in its body alone, where it has one', async () => {
		const [stays, goes] = [ground.path('configmaps', '/stays'), ground.path('configmaps', '/goes')];
		await ground.make('configmaps', configMap('stays'));
		await ground.make('configmaps', configMap('goes'));
		await ground.ask('DELETE', stays, {body: {dryRun: ['All']}});
		expect((await ground.ask('GET', stays)).status).toBe(200);
		await ground.ask('DELETE', `${goes}?dryRun=All`, {body: {propagationPolicy: 'Background'}});
		expect((await ground.ask('GET', goes)).status).toBe(404);
	});

	it('refuses in a dry run what it would refuse', async () => {
		await ground.make('deployments', deployment('dry-refused'));
		const operations = [{op: 'add', path: '/spec/replicas', value: -1}];
		const answer = await ground.patch('deployments', '/dry-refused?dryRun=All', jsonPatch, operations);
		expect(answer.status).toBe(422);
	});

	it.each([
		['deployments', deployment('strict')],
		['httproutes', route('strict')],
	] as const)(
		'drops unknown members of %s with a warning, or refuses them when strict',
		async (resource, object) => {
			const body = {...object, spec: {...object.spec, gizmo: 1}};
			const strict = await ground.ask('POST', ground.path(resource, '?fieldValidation=Strict'), {body});
			expect([strict.status, strict.body.reason]).toEqual([400, 'BadRequest']);
			expect(strict.body.message).toContain('strict decoding error: unknown field "spec.gizmo"');
			const warned = await ground.ask('POST', ground.path(resource), {body});
			expect([warned.status, warned.body.spec.gizmo]).toEqual([201, undefined]);
			expect(warned.headers.warning).toBe('299 - "unknown field \\"spec.gizmo\\""');
			const ignored = await ground.ask('PATCH', ground.path(resource, '/strict?fieldValidation=Ignore'), {
				type: mergePatch,
				body: {spec: {gizmo: 2}},
			});
			expect([ignored.status, ignored.headers.warning]).toEqual([200, undefined]);
			const patched = await ground.patch(resource, '/strict?fieldValidation=Strict', mergePatch, {
				spec: {gizmo: 2},
			});
			expect([patched.status, patched.body.reason]).toEqual([422, 'Invalid']);
		},
	);

	it.each([
		['deployments', deployment('counted'), {spec: {minReadySeconds: 3}}],
		['httproutes', route('counted'), {spec: {hostnames: ['a.example.com']}}],
	] as const)('counts generations of %s by changes of the spec alone', async (resource, object, change) => {
		await ground.make(resource, object);
		const labelled = await ground.patch(resource, '/counted', mergePatch, {
			metadata: {labels: {more: 'yes'}},
		});
		expect(labelled.body.metadata.generation).toBe(1);
		const changed = await ground.patch(resource, '/counted', mergePatch, change);
		expect(changed.body.metadata.generation).toBe(2);
		const again = await ground.patch(resource, '/counted', mergePatch, change);
		expect(again.body.metadata.generation).toBe(2);
	});

	it('replaces, unless the version is stale', async () => {
		const made = await ground.make('configmaps', configMap('replaced', {a: '1'}));
		const put = (metadata: object, data: object) =>
			ground.ask('PUT', ground.path('configmaps', '/replaced'), {
				body: {...configMap('replaced'), metadata, data},
			});
		const {name, resourceVersion} = made.metadata;
		const replaced = await put({name, resourceVersion}, {b: '2'});
		expect(replaced.body.data).toEqual({b: '2'});
		expect(Number(replaced.body.metadata.resourceVersion)).toBeGreaterThan(Number(resourceVersion));
		expect(replaced.body.metadata.uid).toBe(made.metadata.uid);
		expect((await put({name, resourceVersion}, {c: '3'})).status).toBe(409);
		expect((await put({name}, {d: '4'})).body.data).toEqual({d: '4'});
		expect((await put({name: 'other'}, {})).status).toBe(400);
	});

	it('replaces custom resources only by version', async () => {
		await ground.make('httproutes', route('unversioned'));
		const answer = await ground.ask('PUT', ground.path('httproutes', '/unversioned'), {
			body: route('unversioned'),
		});
		expect([answer.status, answer.body.details.causes[0].field]).toEqual([422, 'metadata.resourceVersion']);
	});

	it('writes down who wrote what', async () => {
		await ground.make('httproutes', route('signed'), '?fieldManager=maker');
		const query = '/signed?fieldManager=sluice';
		await ground.patch('httproutes', query, jsonPatch, [{op: 'add', path: weightAt(0), value: 50}]);
		const {metadata} = await ground.read('httproutes', '/signed');
		const entry = metadata.managedFields.find(({manager}: {manager: string}) => manager === 'sluice');
		expect(entry).toMatchObject({
			operation: 'Update',
			apiVersion: 'gateway.networking.k8s.io/v1',
			fieldsType: 'FieldsV1',
		});
		expect(entry.fieldsV1['f:spec']).toHaveProperty('f:rules');
		expect(entry.fieldsV1['f:spec']).not.toHaveProperty('f:hostnames');
	});

	it('scales by the subresource', async () => {
		await ground.make('deployments', deployment('scaled', {paused: true}));
		const scale = await ground.read('deployments', '/scaled/scale');
		expect(scale).toMatchObject({kind: 'Scale', apiVersion: 'autoscaling/v1', metadata: {name: 'scaled'}});
		expect(scale.status.selector).toBe('app=scaled');
		// Zero is left out, so a guard on it has to test for null.
		expect(scale.spec.replicas).toBeUndefined();
		const operations = [
			{op: 'test', path: '/metadata/uid', value: scale.metadata.uid},
			{op: 'test', path: '/spec/replicas', value: null},
			{op: 'add', path: '/spec/replicas', value: 2},
		];
		const patched = await ground.patch('deployments', '/scaled/scale', jsonPatch, operations);
		expect([patched.status, patched.body.spec.replicas]).toEqual([200, 2]);
		const after = await ground.read('deployments', '/scaled');
		expect([after.spec.replicas, after.metadata.generation]).toEqual([2, 2]);
		const body = {
			apiVersion: 'autoscaling/v1',
			kind: 'Scale',
			metadata: {name: 'scaled', namespace: ground.namespace},
			spec: {replicas: 1},
		};
		const put = await ground.ask('PUT', ground.path('deployments', '/scaled/scale'), {body});
		expect([put.status, put.body.spec.replicas]).toEqual([200, 1]);
		const negative = await ground.patch('deployments', '/scaled/scale', mergePatch, {spec: {replicas: -2}});
		expect([negative.status, negative.body.details.causes[0].field]).toEqual([422, 'spec.replicas']);
	});

	it('has no scale of a route', async () => {
		await ground.make('httproutes', route('scaleless'));
		expect((await ground.ask('GET', ground.path('httproutes', '/scaleless/scale'))).status).toBe(404);
	});

	it('keeps spec and status apart', async () => {
		await ground.make('httproutes', route('parted'));
		const condition = {
			type: 'Accepted',
			status: 'True',
			reason: 'Accepted',
			message: '',
			lastTransitionTime: '2026-01-01T00:00:00Z',
		};
		const status = {
			parents: [
				{parentRef: {name: 'edge'}, controllerName: 'example.com/controller', conditions: [condition]},
			],
		};
		const hostnames = ['a.example.com'];
		const byStatus = await ground.patch('httproutes', '/parted/status', mergePatch, {
			status,
			spec: {hostnames},
		});
		expect(byStatus.body.status.parents).toHaveLength(1);
		expect(byStatus.body.spec.hostnames).toBeUndefined();
		expect(byStatus.body.metadata.generation).toBe(1);
		const bySpec = await ground.patch('httproutes', '/parted', mergePatch, {status: null, spec: {hostnames}});
		expect(bySpec.body.status.parents).toHaveLength(1);
		expect(bySpec.body.spec.hostnames).toEqual(hostnames);
	});

	it('deletes, and minds preconditions', async () => {
		await ground.make('configmaps', configMap('deleted'));
		const path = ground.path('configmaps', '/deleted');
		const other = await ground.ask('DELETE', path, {body: {preconditions: {uid: 'other'}}});
		expect([other.status, other.body.reason]).toEqual([409, 'Conflict']);
		const {metadata} = await ground.read('configmaps', '/deleted');
		const deleted = await ground.ask('DELETE', path, {body: {preconditions: {uid: metadata.uid}}});
		expect(deleted.status).toBe(200);
		expect(deleted.body).toMatchObject({
			kind: 'Status',
			status: 'Success',
			details: {name: 'deleted', kind: 'configmaps', uid: metadata.uid},
		});
		expect((await ground.ask('GET', path)).status).toBe(404);
	});

	it('waits for finalizers', async () => {
		const object = configMap('finalized');
		object.metadata.finalizers = ['example.com/wait'];
		await ground.make('configmaps', object);
		const answer = await ground.ask('DELETE', ground.path('configmaps', '/finalized'));
		expect(answer.body.metadata.deletionTimestamp).toBeTruthy();
		expect((await ground.read('configmaps', '/finalized')).metadata.finalizers).toEqual(['example.com/wait']);
		await ground.patch('configmaps', '/finalized', mergePatch, {metadata: {finalizers: null}});
		expect((await ground.ask('GET', ground.path('configmaps', '/finalized'))).status).toBe(404);
	});
}
