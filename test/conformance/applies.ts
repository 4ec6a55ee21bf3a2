/** Server-side apply, and who is written down as the owner of which field. */
import {expect, it} from 'vitest';
import type {Answer, Json} from './connection.ts';
import type {Ground, Resource} from './ground.ts';
import {configMap, deployment, jsonPatch, mergePatch, route, service} from './objects.ts';

const applyPatch = 'application/apply-patch+yaml';

const deployments = {apiVersion: 'apps/v1', kind: 'Deployment'};
const configMaps = {apiVersion: 'v1', kind: 'ConfigMap'};

export function checkApplies(ground: Ground): void {
	const apply = (resource: Resource, object: Json, manager: string, query = ''): Promise<Answer> =>
		ground.patch(resource, `/${object.metadata.name}?fieldManager=${manager}${query}`, applyPatch, object);

	/** What one manager owns of an object by now. */
	function ownedBy(manager: string, {metadata}: Json): Json {
		return metadata.managedFields?.find((entry: Json) => entry.manager === manager)?.fieldsV1;
	}

	const web = (name: string, containers: Json[], others: Json = {}) => ({
		...deployments,
		metadata: {name, labels: {app: name}},
		spec: {
			selector: {matchLabels: {app: name}},
			template: {metadata: {labels: {app: name}}, spec: {containers}},
			...others,
		},
	});
	const app = {name: 'app', image: 'registry.example.com/app:1'};
	const side = {name: 'side', image: 'registry.example.com/side:1'};

	it('creates an object and then keeps it as it is wanted', async () => {
		const made = await apply(
			'configmaps',
			{...configMaps, metadata: {name: 'kept'}, data: {a: '1', b: '2'}},
			'one',
		);
		expect([made.status, made.body.data]).toEqual([201, {a: '1', b: '2'}]);
		const again = await apply(
			'configmaps',
			{...configMaps, metadata: {name: 'kept'}, data: {a: '1', b: '2'}},
			'one',
		);
		expect(again.status).toBe(200);
		expect(again.body.metadata.resourceVersion).toBe(made.body.metadata.resourceVersion);
		const less = await apply('configmaps', {...configMaps, metadata: {name: 'kept'}, data: {a: '3'}}, 'one');
		expect([less.status, less.body.data]).toEqual([200, {a: '3'}]);
		expect(ownedBy('one', less.body)).toEqual({'f:data': {'f:a': {}}});
	});

	it('writes down what is applied: fields, elements by their keys, and wholes', async () => {
		const container = {
			...app,
			args: ['a', 'b'],
			ports: [{containerPort: 80}],
			env: [
				{name: 'A', value: 'b'},
				{name: 'C', valueFrom: {fieldRef: {fieldPath: 'metadata.name'}}},
			],
			resources: {limits: {cpu: '1'}},
			readinessProbe: {httpGet: {port: 80}},
		};
		const wanted = web('written-down', [container, side], {replicas: 0});
		wanted.spec.template.spec.nodeSelector = {a: 'b'};
		const {body} = await apply('deployments', wanted, 'one');
		expect(body.metadata.managedFields).toEqual([
			{
				manager: 'one',
				operation: 'Apply',
				apiVersion: 'apps/v1',
				time: expect.any(String),
				fieldsType: 'FieldsV1',
				fieldsV1: {
					'f:metadata': {'f:labels': {'f:app': {}}},
					'f:spec': {
						'f:replicas': {},
						'f:selector': {},
						'f:template': {
							'f:metadata': {'f:labels': {'f:app': {}}},
							'f:spec': {
								'f:containers': {
									'k:{"name":"app"}': {
										'.': {},
										'f:args': {},
										'f:env': {
											'k:{"name":"A"}': {'.': {}, 'f:name': {}, 'f:value': {}},
											'k:{"name":"C"}': {'.': {}, 'f:name': {}, 'f:valueFrom': {'f:fieldRef': {}}},
										},
										'f:image': {},
										'f:name': {},
										'f:ports': {'k:{"containerPort":80,"protocol":"TCP"}': {'.': {}, 'f:containerPort': {}}},
										'f:readinessProbe': {'f:httpGet': {'f:port': {}}},
										'f:resources': {'f:limits': {'f:cpu': {}}},
									},
									'k:{"name":"side"}': {'.': {}, 'f:image': {}, 'f:name': {}},
								},
								'f:nodeSelector': {},
							},
						},
					},
				},
			},
		]);
	});

	it('refuses to take what is another’s, and names it', async () => {
		await apply('deployments', web('disputed', [app], {replicas: 0}), 'one');
		const other = web('disputed', [{...app, image: 'registry.example.com/app:2'}], {replicas: 1});
		const refused = await apply('deployments', other, 'two');
		const image = '.spec.template.spec.containers[name="app"].image';
		expect(refused.status).toBe(409);
		expect(refused.body).toMatchObject({
			reason: 'Conflict',
			message: `Apply failed with 2 conflicts: conflicts with "one":\n- .spec.replicas\n- ${image}`,
			details: {
				causes: [
					{reason: 'FieldManagerConflict', message: 'conflict with "one"', field: '.spec.replicas'},
					{reason: 'FieldManagerConflict', message: 'conflict with "one"', field: image},
				],
			},
		});
		const taken = await apply('deployments', other, 'two', '&force=true');
		expect(taken.status).toBe(200);
		expect(taken.body.spec.replicas).toBe(1);
		expect(ownedBy('two', taken.body)['f:spec']).toHaveProperty('f:replicas');
		expect(ownedBy('one', taken.body)['f:spec']).not.toHaveProperty('f:replicas');
		expect(ownedBy('one', taken.body)['f:spec']).toHaveProperty('f:selector');
	});

	it('refuses to take what was written without applying', async () => {
		await apply('deployments', web('updated', [app], {replicas: 0}), 'one');
		await ground.patch('deployments', '/updated?fieldManager=hand', mergePatch, {spec: {replicas: 2}});
		const refused = await apply('deployments', web('updated', [app], {replicas: 0}), 'one');
		expect([refused.status, refused.body.message]).toEqual([
			409,
			'Apply failed with 1 conflict: conflict with "hand" using apps/v1: .spec.replicas',
		]);
		const without = await apply('deployments', web('updated', [app]), 'one');
		expect([without.status, without.body.spec.replicas]).toEqual([200, 2]);
	});

	it('shares what several want alike, and drops it with the last of them', async () => {
		const wanted = (data: Json) => ({...configMaps, metadata: {name: 'shared'}, data});
		await apply('configmaps', wanted({a: '1', b: '2'}), 'one');
		const both = await apply('configmaps', wanted({a: '1'}), 'two');
		expect(ownedBy('two', both.body)).toEqual({'f:data': {'f:a': {}}});
		expect(ownedBy('one', both.body)).toEqual({'f:data': {'f:a': {}, 'f:b': {}}});
		const one = await apply('configmaps', wanted({b: '2'}), 'one');
		expect(one.body.data).toEqual({a: '1', b: '2'});
		const none = await apply('configmaps', {...configMaps, metadata: {name: 'shared'}}, 'two');
		expect(none.body.data).toEqual({b: '2'});
		expect(ownedBy('two', none.body)).toBeUndefined();
	});

	it('drops elements that are no longer wanted, with what was filled in for them', async () => {
		await apply(
			'deployments',
			web('slimmer', [app, {...side, readinessProbe: {httpGet: {port: 80}}}]),
			'one',
		);
		const slimmer = await apply('deployments', web('slimmer', [app]), 'one');
		expect(slimmer.body.spec.template.spec.containers.map(({name}: Json) => name)).toEqual(['app']);
		const probed = {...app, readinessProbe: {httpGet: {port: 80}}};
		await apply('deployments', web('slimmer', [probed]), 'one');
		const bare = await apply('deployments', web('slimmer', [app]), 'one');
		expect(bare.body.spec.template.spec.containers[0]).not.toHaveProperty('readinessProbe');
	});

	it('leaves the elements of others where they are', async () => {
		await apply('deployments', web('ordered', [app, side]), 'one');
		const third = {name: 'third', image: 'registry.example.com/third:1'};
		const joined = await apply('deployments', web('ordered', [third]), 'two', '&force=true');
		const names = ({body}: Answer) => body.spec.template.spec.containers.map(({name}: Json) => name);
		expect(names(joined)).toEqual(['app', 'side', 'third']);
		const turned = await apply('deployments', web('ordered', [side, app]), 'one');
		expect(names(turned)).toEqual(['side', 'third', 'app']);
	});

	it('rehearses', async () => {
		const wanted = {...configMaps, metadata: {name: 'rehearsed'}, data: {a: '1'}};
		const made = await apply('configmaps', wanted, 'one', '&dryRun=All');
		expect([made.status, made.body.data]).toEqual([201, {a: '1'}]);
		expect((await ground.ask('GET', ground.path('configmaps', '/rehearsed'))).status).toBe(404);
	});

	it('applies custom resources, whose lists are wholes', async () => {
		const made = await apply('httproutes', route('applied'), 'one');
		expect(made.status).toBe(201);
		expect(ownedBy('one', made.body)).toEqual({'f:spec': {'f:rules': {}}});
		const refused = await apply('httproutes', route('applied', [50, 50]), 'two');
		expect([refused.status, refused.body.message]).toEqual([
			409,
			'Apply failed with 1 conflict: conflict with "one": .spec.rules',
		]);
		const forced = await apply('httproutes', route('applied', [50, 50]), 'two', '&force=true');
		expect(forced.body.spec.rules[0].backendRefs[0].weight).toBe(50);
		expect(ownedBy('one', forced.body)).toBeUndefined();
	});

	it('finds listeners of a Gateway by their names', async () => {
		const gateway = (...ports: number[]) => ({
			apiVersion: 'gateway.networking.k8s.io/v1',
			kind: 'Gateway',
			metadata: {name: 'entrance'},
			spec: {
				gatewayClassName: 'nobody',
				listeners: ports.map(port => ({name: `port-${port}`, port, protocol: 'HTTP'})),
			},
		});
		await apply('gateways', gateway(80), 'one');
		const both = await apply('gateways', gateway(81), 'two');
		expect(both.body.spec.listeners.map(({port}: Json) => port)).toEqual([80, 81]);
		expect(ownedBy('two', both.body)['f:spec']['f:listeners']).toEqual({
			'k:{"name":"port-81"}': {'.': {}, 'f:name': {}, 'f:port': {}, 'f:protocol': {}},
		});
	});

	it('applies YAML', async () => {
		const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: yaml}\ndata:\n  a: |\n    b\n';
		const path = ground.path('configmaps', '/yaml?fieldManager=one');
		const answer = await ground.ask('PATCH', path, {body: text, type: applyPatch});
		expect([answer.status, answer.body.data]).toEqual([201, {a: 'b\n'}]);
	});

	it('applies a status by itself', async () => {
		await apply('httproutes', route('judged'), 'one');
		const parents = [
			{
				parentRef: {name: 'a'},
				controllerName: 'example.com/a',
				conditions: [
					{
						type: 'Accepted',
						status: 'True',
						reason: 'Accepted',
						message: '',
						lastTransitionTime: '2026-01-01T00:00:00Z',
					},
				],
			},
		];
		const {apiVersion, kind} = route('judged');
		const judged = await ground.patch('httproutes', '/judged/status?fieldManager=judge', applyPatch, {
			apiVersion,
			kind,
			metadata: {name: 'judged'},
			status: {parents},
		});
		expect([judged.status, judged.body.status.parents[0].controllerName]).toEqual([200, 'example.com/a']);
		const own = judged.body.metadata.managedFields.find(({manager}: Json) => manager === 'judge');
		expect(own).toMatchObject({
			operation: 'Apply',
			subresource: 'status',
			fieldsV1: {'f:status': {'f:parents': {}}},
		});
	});

	const named = (object: Json) => ({...deployments, metadata: {name: 'wrong'}, ...object});
	it.each<[string, Json, number, string]>([
		[
			'a member it does not know',
			named({spec: {gizmo: 1}}),
			500,
			'failed to create typed patch object (/wrong; apps/v1, Kind=Deployment): .spec.gizmo: field not declared in schema',
		],
		[
			'a wrong type',
			named({spec: {replicas: 'x'}}),
			500,
			'failed to create typed patch object (/wrong; apps/v1, Kind=Deployment): .spec.replicas: expected numeric (int or float), got string',
		],
		[
			'an element twice',
			named({spec: {template: {spec: {containers: [{name: 'a'}, {name: 'a'}]}}}}),
			500,
			'failed to create typed patch object (/wrong; apps/v1, Kind=Deployment): .spec.template.spec.containers: duplicate entries for key [name="a"]',
		],
		[
			'another kind',
			{apiVersion: 'v1', kind: 'Pod', metadata: {name: 'wrong'}},
			400,
			'invalid object type: /v1, Kind=Pod',
		],
		[
			'no type',
			{kind: 'Deployment', metadata: {name: 'wrong'}},
			400,
			'invalid object type: /, Kind=Deployment',
		],
		[
			'owners',
			named({metadata: {name: 'wrong', managedFields: [{manager: 'x'}]}}),
			400,
			'metadata.managedFields must be nil',
		],
	])('refuses %s', async (_what, object, code, message) => {
		const answer = await apply('deployments', object, 'one');
		expect([answer.status, answer.body.message]).toEqual([code, message]);
	});

	it('wants a manager, and its name, and force for nothing else', async () => {
		const wanted = {...configMaps, metadata: {name: 'nobody'}};
		const path = ground.path('configmaps', '/nobody');
		const nobody = await ground.ask('PATCH', path, {body: wanted, type: applyPatch});
		expect([nobody.status, nobody.body.message]).toEqual([
			422,
			'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Required value: is required for apply patch',
		]);
		const long = await apply('configmaps', wanted, 'a'.repeat(129));
		expect([long.status, long.body.message]).toEqual([
			422,
			'PatchOptions.meta.k8s.io "" is invalid: fieldManager: Too long: may not be more than 128 bytes',
		]);
		await ground.make('configmaps', configMap('forced'));
		const forced = await ground.patch('configmaps', '/forced?force=true', mergePatch, {});
		expect([forced.status, forced.body.message]).toEqual([
			422,
			'PatchOptions.meta.k8s.io "" is invalid: force: Forbidden: may not be specified for non-apply patch',
		]);
		const other = await ground.ask('PATCH', ground.path('configmaps', '/forced?fieldManager=one'), {
			body: wanted,
			type: applyPatch,
		});
		expect([other.status, other.body.message]).toEqual([
			400,
			'the name of the object (nobody) does not match the name on the URL (forced)',
		]);
	});

	it('writes down who made an object: all but what is always there', async () => {
		const made = await ground.make('deployments', deployment('made'), '?fieldManager=maker');
		expect(ownedBy('maker', made)).toEqual({
			'f:metadata': {'f:labels': {'.': {}, 'f:app': {}}},
			'f:spec': {
				'f:progressDeadlineSeconds': {},
				'f:replicas': {},
				'f:revisionHistoryLimit': {},
				'f:selector': {},
				'f:strategy': {'f:rollingUpdate': {'.': {}, 'f:maxSurge': {}, 'f:maxUnavailable': {}}, 'f:type': {}},
				'f:template': {
					'f:metadata': {'f:labels': {'.': {}, 'f:app': {}}},
					'f:spec': {
						'f:containers': {
							'k:{"name":"app"}': {
								'.': {},
								'f:image': {},
								'f:imagePullPolicy': {},
								'f:name': {},
								'f:resources': {},
								'f:terminationMessagePath': {},
								'f:terminationMessagePolicy': {},
							},
						},
						'f:dnsPolicy': {},
						'f:restartPolicy': {},
						'f:schedulerName': {},
						'f:securityContext': {},
						'f:terminationGracePeriodSeconds': {},
					},
				},
			},
		});
		const served = await ground.make('services', service('made', {a: 'b'}), '?fieldManager=maker');
		expect(ownedBy('maker', served)).toEqual({
			'f:spec': {
				'f:internalTrafficPolicy': {},
				'f:ports': {
					'.': {},
					'k:{"port":80,"protocol":"TCP"}': {
						'.': {},
						'f:name': {},
						'f:port': {},
						'f:protocol': {},
						'f:targetPort': {},
					},
				},
				'f:selector': {},
				'f:sessionAffinity': {},
				'f:type': {},
			},
		});
		const routed = await ground.make('httproutes', route('made'), '?fieldManager=maker');
		expect(ownedBy('maker', routed)).toEqual({'f:spec': {'.': {}, 'f:rules': {}}});
		const pod = await ground.make(
			'pods',
			{
				metadata: {name: 'made', finalizers: ['example.com/a']},
				spec: {terminationGracePeriodSeconds: 0, nodeSelector: {nowhere: 'a'}, containers: [app]},
			},
			'?fieldManager=maker',
		);
		const fields = ownedBy('maker', pod);
		expect(fields['f:metadata']).toEqual({'f:finalizers': {'.': {}, 'v:"example.com/a"': {}}});
		expect(fields['f:spec']).toMatchObject({'f:nodeSelector': {}, 'f:enableServiceLinks': {}});
		expect(fields).not.toHaveProperty('f:status');
		await ground.patch('pods', '/made', mergePatch, {metadata: {finalizers: null}});
	});

	it('hands fields over to who writes them, and forgets those that are removed', async () => {
		await ground.make('deployments', deployment('handed', {minReadySeconds: 5}), '?fieldManager=maker');
		const patched = await ground.patch('deployments', '/handed?fieldManager=hand', mergePatch, {
			metadata: {labels: {note: 'x'}},
			spec: {replicas: 3, minReadySeconds: null},
		});
		expect(ownedBy('hand', patched.body)).toEqual({
			'f:metadata': {'f:labels': {'f:note': {}}},
			'f:spec': {'f:replicas': {}},
		});
		expect(ownedBy('maker', patched.body)['f:spec']).not.toHaveProperty('f:replicas');
		expect(ownedBy('maker', patched.body)['f:spec']).not.toHaveProperty('f:minReadySeconds');
		const container = {name: 'app', env: [{name: 'A', value: 'b'}]};
		const deep = await ground.patch(
			'deployments',
			'/handed?fieldManager=deep',
			'application/strategic-merge-patch+json',
			{spec: {template: {spec: {containers: [container]}}}},
		);
		expect(ownedBy('deep', deep.body)).toEqual({
			'f:spec': {
				'f:template': {
					'f:spec': {
						'f:containers': {
							'k:{"name":"app"}': {
								'f:env': {'.': {}, 'k:{"name":"A"}': {'.': {}, 'f:name': {}, 'f:value': {}}},
							},
						},
					},
				},
			},
		});
	});

	it('writes down the conditions a controller sets, one by one', async () => {
		await ground.make('deployments', deployment('controlled'), '?fieldManager=maker');
		const seen = await ground.eventually(
			'deployments',
			'/controlled',
			({status}) => status.conditions?.length > 1,
		);
		const entry = seen.metadata.managedFields.find(({subresource}: Json) => subresource === 'status');
		expect(entry).toMatchObject({operation: 'Update', apiVersion: 'apps/v1'});
		expect(entry.fieldsV1['f:status']['f:conditions']).toMatchObject({
			'.': {},
			'k:{"type":"Available"}': {
				'.': {},
				'f:lastTransitionTime': {},
				'f:lastUpdateTime': {},
				'f:message': {},
				'f:reason': {},
				'f:status': {},
				'f:type': {},
			},
		});
	});

	it('believes who says who owns what', async () => {
		const made = await ground.make('configmaps', configMap('claimed', {a: 'b'}), '?fieldManager=maker');
		const [entry] = made.metadata.managedFields;
		const claimed = await ground.patch('configmaps', '/claimed?fieldManager=hand', jsonPatch, [
			{
				op: 'replace',
				path: '/metadata/managedFields',
				value: [{...entry, manager: 'kubectl', operation: 'Apply'}],
			},
		]);
		expect(claimed.status).toBe(200);
		expect(claimed.body.metadata.managedFields).toMatchObject([{manager: 'kubectl', operation: 'Apply'}]);
		const reset = await ground.patch('configmaps', '/claimed?fieldManager=hand', mergePatch, {
			metadata: {managedFields: [{}]},
		});
		expect(reset.body.metadata.managedFields).toBeUndefined();
	});
}
