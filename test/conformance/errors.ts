/** What is said, and with which code, when something cannot be done. */
import {expect, it} from 'vitest';
import type {Json} from './connection.ts';
import type {Ground} from './ground.ts';
import {configMap, deployment, jsonPatch, mergePatch, route, weightAt} from './objects.ts';

export function checkErrors(ground: Ground): void {
	it('wants to know who asks', async () => {
		const answer = await ground.ask('GET', '/api/v1/pods', {isStranger: true});
		expect([answer.status, answer.body.reason, answer.body.message]).toEqual([
			401,
			'Unauthorized',
			'Unauthorized',
		]);
	});

	it('does not find objects', async () => {
		const answer = await ground.ask('GET', ground.path('deployments', '/nope'));
		expect(answer.status).toBe(404);
		expect(answer.body).toEqual({
			kind: 'Status',
			apiVersion: 'v1',
			metadata: {},
			status: 'Failure',
			message: 'deployments.apps "nope" not found',
			reason: 'NotFound',
			details: {name: 'nope', group: 'apps', kind: 'deployments'},
			code: 404,
		});
		for (const [method, path] of [
			['PUT', ground.path('deployments', '/nope')],
			['PATCH', ground.path('deployments', '/nope')],
			['DELETE', ground.path('httproutes', '/nope')],
			['GET', ground.path('deployments', '/nope/scale')],
			['GET', ground.path('pods', '/nope/log')],
		] as const) {
			const body = method === 'PUT' ? deployment('nope') : {};
			const type = method === 'PATCH' ? mergePatch : undefined;
			const {status} = await ground.ask(method, path, method === 'GET' ? {} : {body, type});
			expect([method, path, status]).toEqual([method, path, 404]);
		}
	});

	it('does not find kinds, groups and paths', async () => {
		const unknownKind = await ground.ask('GET', `/apis/apps/v1/namespaces/${ground.namespace}/gizmos`);
		expect([unknownKind.status, unknownKind.body.reason]).toEqual([404, 'NotFound']);
		const unknownGroup = await ground.ask('GET', '/apis/gizmos.example.com/v1/gizmos');
		expect([unknownGroup.status, unknownGroup.text]).toEqual([404, '404 page not found\n']);
	});

	it('takes no grace that is no number', async () => {
		const path = ground.path('configmaps', '/nope?gracePeriodSeconds=soon');
		const {status, body} = await ground.ask('DELETE', path);
		const message = 'strconv.ParseInt: parsing "soon": invalid syntax';
		expect([status, body.reason, body.message]).toEqual([400, 'BadRequest', message]);
	});

	it.each([
		[
			{gracePeriodSeconds: 'soon'},
			'string into Go struct field DeleteOptions.gracePeriodSeconds of type int64',
		],
		[{dryRun: 5}, 'number into Go struct field DeleteOptions.dryRun of type []string'],
		[{preconditions: 5}, 'number into Go struct field DeleteOptions.preconditions of type v1.Preconditions'],
	])('takes no such options of a deletion: %o', async (body, why) => {
		const answer = await ground.ask('DELETE', ground.path('configmaps', '/nope'), {body});
		const said = [answer.status, answer.body.reason, answer.body.message];
		expect(said).toEqual([400, 'BadRequest', `json: cannot unmarshal ${why}`]);
	});

	it('does not create twice', async () => {
		await ground.make('configmaps', configMap('twice'));
		const answer = await ground.ask('POST', ground.path('configmaps'), {body: configMap('twice')});
		expect(answer.status).toBe(409);
		expect(answer.body).toMatchObject({
			reason: 'AlreadyExists',
			message: 'configmaps "twice" already exists',
		});
	});

	it('creates nothing in a namespace that is not there', async () => {
		const answer = await ground.ask('POST', '/api/v1/namespaces/nowhere-to-be/configmaps', {
			body: configMap('x'),
		});
		expect([answer.status, answer.body.message]).toEqual([404, 'namespaces "nowhere-to-be" not found']);
	});

	it.each([
		['negative replicas', {replicas: -1}, 'spec.replicas'],
		[
			'labels that do not match',
			{selector: {matchLabels: {other: 'label'}}},
			'spec.template.metadata.labels',
		],
		[
			'no surge and nothing unavailable',
			{strategy: {rollingUpdate: {maxSurge: 0, maxUnavailable: 0}}},
			'spec.strategy.rollingUpdate.maxUnavailable',
		],
		[
			'no containers',
			{template: {metadata: {labels: {app: 'wrong'}}, spec: {containers: []}}},
			'spec.template.spec.containers',
		],
		[
			'a container without image',
			{template: {metadata: {labels: {app: 'wrong'}}, spec: {containers: [{name: 'a'}]}}},
			'spec.template.spec.containers[0].image',
		],
		['a deadline of zero', {progressDeadlineSeconds: 0}, 'spec.progressDeadlineSeconds'],
	])('refuses a deployment with %s', async (_, spec, field) => {
		const answer = await ground.ask('POST', ground.path('deployments'), {body: deployment('wrong', spec)});
		expect([answer.status, answer.body.reason]).toEqual([422, 'Invalid']);
		expect(answer.body.details).toMatchObject({name: 'wrong', group: 'apps', kind: 'Deployment'});
		expect(answer.body.details.causes.map((cause: Json) => cause.field)).toContain(field);
		expect(answer.body.message).toMatch(/^Deployment\.apps "wrong" is invalid: /);
	});

	it('says what is wrong with replicas below zero', async () => {
		const {body} = await ground.ask('POST', ground.path('deployments'), {
			body: deployment('below', {replicas: -1}),
		});
		const message = 'Invalid value: -1: must be greater than or equal to 0';
		expect(body.message).toBe(`Deployment.apps "below" is invalid: spec.replicas: ${message}`);
		expect(body.details.causes).toEqual([{reason: 'FieldValueInvalid', message, field: 'spec.replicas'}]);
	});

	it.each([-1, 1_000_001])('refuses the weight %d', async weight => {
		const name = `weight-${Math.abs(weight)}`;
		await ground.make('httproutes', route(name));
		const answer = await ground.patch('httproutes', `/${name}`, jsonPatch, [
			{op: 'add', path: weightAt(0), value: weight},
		]);
		expect([answer.status, answer.body.reason]).toEqual([422, 'Invalid']);
		const side = weight < 0 ? 'greater than or equal to 0' : 'less than or equal to 1000000';
		const field = 'spec.rules[0].backendRefs[0].weight';
		const message = `Invalid value: ${weight}: ${field} in body should be ${side}`;
		expect(answer.body.details.causes).toEqual([{reason: 'FieldValueInvalid', message, field}]);
	});

	it('refuses a route without any rule', async () => {
		const answer = await ground.ask('POST', ground.path('httproutes'), {
			body: {...route('ruleless'), spec: {rules: []}},
		});
		expect([answer.status, answer.body.reason]).toEqual([422, 'Invalid']);
		const message = 'Invalid value: 0: spec.rules in body should have at least 1 items';
		const cause = {reason: 'FieldValueInvalid', message, field: 'spec.rules'};
		expect(answer.body.details.causes).toEqual([cause]);
	});

	it('refuses a weight that is no number, and a backend without a port', async () => {
		await ground.make('httproutes', route('typed'));
		const text = await ground.patch('httproutes', '/typed', jsonPatch, [
			{op: 'add', path: weightAt(0), value: 'much'},
		]);
		expect([text.status, text.body.details.causes[0].reason]).toEqual([422, 'FieldValueTypeInvalid']);
		const port = '/spec/rules/0/backendRefs/0/port';
		const portless = await ground.patch('httproutes', '/typed', jsonPatch, [{op: 'remove', path: port}]);
		expect([portless.status, portless.body.details.causes[0].message]).toEqual([
			422,
			'Invalid value: Must have port for Service reference',
		]);
	});

	it.each([
		['text', {allowedRoutes: 'all'}, 'spec.listeners[0].allowedRoutes', 'string'],
		['a list', {allowedRoutes: {namespaces: []}}, 'spec.listeners[0].allowedRoutes.namespaces', 'array'],
	])('refuses %s where a Gateway says whose routes it takes', async (_, more, field, type) => {
		const listeners = [{name: 'http', port: 80, protocol: 'HTTP', ...more}];
		const answer = await ground.ask('POST', ground.path('gateways'), {
			body: {
				apiVersion: 'gateway.networking.k8s.io/v1',
				kind: 'Gateway',
				metadata: {name: 'refused'},
				spec: {gatewayClassName: 'edge', listeners},
			},
		});
		expect([answer.status, answer.body.reason]).toEqual([422, 'Invalid']);
		const message = `Invalid value: "${type}": ${field} in body must be of type object: "${type}"`;
		expect(answer.body.details.causes[0]).toEqual({reason: 'FieldValueTypeInvalid', message, field});
	});

	it('refuses names and labels that cannot be', async () => {
		const name = await ground.ask('POST', ground.path('configmaps'), {body: configMap('Not_a_name')});
		expect([name.status, name.body.details.causes[0].field]).toEqual([422, 'metadata.name']);
		const label = await ground.ask('POST', ground.path('configmaps'), {
			body: configMap('label', {}, {a: 'b c'}),
		});
		expect([label.status, label.body.details.causes[0].field]).toEqual([422, 'metadata.labels']);
	});

	it('keeps the selector of a deployment', async () => {
		await ground.make('deployments', deployment('selecting'));
		const labels = {app: 'selecting', more: 'yes'};
		const patch = {spec: {selector: {matchLabels: labels}, template: {metadata: {labels}}}};
		const answer = await ground.patch('deployments', '/selecting', mergePatch, patch);
		expect(answer.status).toBe(422);
		expect(answer.body.details.causes[0].field).toBe('spec.selector');
		expect(answer.body.message).toContain('field is immutable');
	});

	it('tells a wrong type when creating from one in a patch', async () => {
		const created = await ground.ask('POST', ground.path('deployments'), {
			body: deployment('typo', {replicas: 'two'}),
		});
		expect([created.status, created.body.reason]).toEqual([400, 'BadRequest']);
		expect(created.body.message).toContain(
			'cannot unmarshal string into Go struct field DeploymentSpec.spec.replicas',
		);
		await ground.make('deployments', deployment('typo'));
		const patched = await ground.patch('deployments', '/typo', mergePatch, {spec: {replicas: 'two'}});
		expect([patched.status, patched.body.reason]).toEqual([422, 'Invalid']);
		expect(patched.body.details.causes[0].field).toBe('patch');
	});

	it('refuses bodies and forms it does not know', async () => {
		const body = await ground.ask('POST', ground.path('configmaps'), {
			body: '<xml/>',
			type: 'application/xml',
		});
		expect([body.status, body.body.reason]).toEqual([415, 'UnsupportedMediaType']);
		const form = await ground.ask('GET', ground.path('configmaps'), {accept: 'application/xml'});
		expect([form.status, form.body.reason]).toEqual([406, 'NotAcceptable']);
		const method = await ground.ask('POST', ground.path('configmaps', '/some'), {body: configMap('some')});
		expect([method.status, method.body.reason]).toEqual([405, 'MethodNotAllowed']);
	});

	it.each([
		['rules', 5, 'spec.rules', 'integer', 'array'],
		['rules', 5.5, 'spec.rules', 'number', 'array'],
		['rules', true, 'spec.rules', 'boolean', 'array'],
		['rules', 'text', 'spec.rules', 'string', 'array'],
		['hostnames', [5], 'spec.hostnames[0]', 'integer', 'string'],
		['hostnames', [true], 'spec.hostnames[0]', 'boolean', 'string'],
		['hostnames', [{}], 'spec.hostnames[0]', 'object', 'string'],
	])('says that %s of a custom resource may not be %j', async (name, value, field, found, wanted) => {
		const body = {...route('wrong'), spec: {[name]: value}};
		const answer = await ground.ask('POST', ground.path('httproutes', '?dryRun=All'), {body});
		const message = `Invalid value: "${found}": ${field} in body must be of type ${wanted}: "${found}"`;
		expect([answer.status, answer.body.details.causes[0]]).toEqual([
			422,
			{reason: 'FieldValueTypeInvalid', message, field},
		]);
	});
}
