/** What objects may be written in, when they are sent. */
import {expect, it} from 'vitest';

import type {Ground} from './ground.ts';
import {configMap, deployment, jsonPatch, mergePatch, strategicMergePatch} from './objects.ts';
import {envelope, field, message, protobuf} from './protobuf.ts';

const yaml = 'application/yaml';

export function checkBodies(ground: Ground): void {
	const configMaps = () => ground.path('configmaps');
	const send = (body: string | Buffer, type: string, query = '') =>
		ground.ask('POST', `${configMaps()}${query}`, {body, type});

	function configMapBytes(name: string, data: Record<string, string> = {}): Buffer {
		const entries = Object.entries(data).map(entry => field(2, message([1, entry[0]], [2, entry[1]])));
		return Buffer.concat([field(1, message([1, name])), ...entries]);
	}

	it('creates and replaces from protocol buffers', async () => {
		const made = await send(
			envelope('v1', 'ConfigMap', configMapBytes('buffered', {a: 'b', c: ''})),
			protobuf,
		);
		expect(made.status).toBe(201);
		expect(made.headers['content-type']).toBe('application/json');
		expect(made.body.data).toEqual({a: 'b', c: ''});
		const replaced = await ground.ask('PUT', ground.path('configmaps', '/buffered'), {
			body: envelope('v1', 'ConfigMap', configMapBytes('buffered', {a: 'c'})),
			type: protobuf,
		});
		expect([replaced.status, replaced.body.data]).toEqual([200, {a: 'c'}]);
	});

	it('reads a deployment from protocol buffers as it reads it from JSON', async () => {
		const labels = (number: number, app: string) => field(number, message([1, 'app'], [2, app]));
		const port = message([1, ''], [2, 0], [3, 8080], [4, ''], [5, '']);
		const environment = message([1, 'MODE'], [2, 'fast']);
		const limits = message([1, 'cpu'], [2, message([1, '250m'])]);
		const probe = message(
			[1, message([2, message([1, '/'], [2, message([1, 1], [2, 0], [3, 'http'])])])],
			[2, 5],
		);
		const container = message(
			[1, 'app'],
			[2, 'registry.example.com/app:1'],
			[5, ''],
			[6, port],
			[7, environment],
			[8, message([1, limits])],
			[11, probe],
			[16, false],
		);
		const podSpec = message([2, container], [4, 0], [14, message([2, 0], [3, false])]);
		const template = Buffer.concat([field(1, labels(11, 'buffered')), field(2, podSpec)]);
		const strategy = message([1, 'RollingUpdate'], [2, message([1, message([1, 0], [2, 2], [3, ''])])]);
		const spec = Buffer.concat([
			field(1, 0),
			field(2, labels(1, 'buffered')),
			field(3, template),
			field(4, strategy),
			field(5, 0),
			field(7, false),
		]);
		const metadata = Buffer.concat([field(1, 'buffered'), field(8, Buffer.alloc(0)), labels(11, 'buffered')]);
		const bytes = message([1, metadata], [2, spec], [3, Buffer.alloc(0)]);
		const dry = {type: protobuf, body: envelope('apps/v1', 'Deployment', bytes)};
		const buffered = await ground.ask('POST', ground.path('deployments', '?dryRun=All'), dry);
		expect(buffered.status).toBe(201);
		const inJson = deployment('buffered', {
			strategy: {type: 'RollingUpdate', rollingUpdate: {maxUnavailable: 2}},
		});
		Object.assign(inJson.spec.template.spec, {
			terminationGracePeriodSeconds: 0,
			securityContext: {runAsUser: 0, runAsNonRoot: false},
		});
		Object.assign(inJson.spec.template.spec.containers[0], {
			ports: [{containerPort: 8080}],
			env: [{name: 'MODE', value: 'fast'}],
			resources: {limits: {cpu: '250m'}},
			readinessProbe: {httpGet: {path: '/', port: 'http'}, initialDelaySeconds: 5},
		});
		const plain = await ground.ask('POST', ground.path('deployments', '?dryRun=All'), {body: inJson});
		expect(plain.status).toBe(201);
		expect(buffered.body.spec).toEqual(plain.body.spec);
		expect(buffered.body.metadata.labels).toEqual(plain.body.metadata.labels);
	});

	it('reads options, reviews and evictions from protocol buffers', async () => {
		await ground.make('configmaps', configMap('doomed'));
		const options = envelope('v1', 'DeleteOptions', message([5, 'All']));
		const path = ground.path('configmaps', '/doomed');
		const kept = await ground.ask('DELETE', path, {body: options, type: protobuf});
		expect(kept.status).toBe(200);
		expect((await ground.read('configmaps', '/doomed')).metadata.name).toBe('doomed');
		const attributes = message([1, ground.namespace], [2, 'create'], [5, 'pods']);
		const review = await ground.ask('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
			body: envelope(
				'authorization.k8s.io/v1',
				'SelfSubjectAccessReview',
				message([2, message([1, attributes])]),
			),
			type: protobuf,
		});
		expect([review.status, review.body.status.allowed]).toEqual([201, true]);
		expect(review.body.spec.resourceAttributes).toMatchObject({verb: 'create', resource: 'pods'});
		const spec = {terminationGracePeriodSeconds: 0, containers: [{name: 'a', image: 'a:1'}]};
		await ground.make('pods', {metadata: {name: 'evicted'}, spec});
		const evicted = await ground.ask('POST', ground.path('pods', '/evicted/eviction'), {
			body: envelope('policy/v1', 'Eviction', message([1, message([1, 'evicted'])])),
			type: protobuf,
		});
		expect([evicted.status, evicted.body.status]).toEqual([201, 'Success']);
	});

	const magic = 'provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]';
	it.each<[string, Buffer, string]>([
		['nothing', Buffer.alloc(0), 'empty data (<empty>)'],
		['something else', Buffer.from('abcdefgh'), `${magic} (6162636465666768)`],
		[
			'the beginning of one',
			envelope('v1', 'ConfigMap', configMapBytes('short')).subarray(0, 30),
			'unexpected EOF (6b3873000a0f0a0276311209436f6e6669674d61701209 ...)',
		],
	])('refuses %s as a protocol buffer', async (_what, body, why) => {
		const answer = await send(body, protobuf);
		const unrecognized = 'the object provided is unrecognized (must be of type ConfigMap)';
		expect(answer.status).toBe(400);
		expect(answer.body).toMatchObject({reason: 'BadRequest'});
		expect(answer.body.message.slice(0, 110)).toBe(`${unrecognized}: ${why}`.slice(0, 110));
	});

	it.each<[string, Buffer, string]>([
		[
			'another kind',
			envelope('v1', 'Pod', configMapBytes('other')),
			'Pod in version "v1" cannot be handled as a ConfigMap: converting (v1.Pod) to (core.ConfigMap): unknown conversion',
		],
		[
			'an unknown kind',
			envelope('v1', 'Gizmo', configMapBytes('gizmo')),
			'Gizmo in version "v1" cannot be handled as a ConfigMap: no kind "Gizmo" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"',
		],
		[
			'broken bytes',
			envelope('v1', 'ConfigMap', configMapBytes('broken').subarray(0, -1)),
			'ConfigMap in version "v1" cannot be handled as a ConfigMap: unexpected EOF',
		],
	])('refuses %s in a protocol buffer', async (_what, body, message) => {
		const answer = await send(body, protobuf);
		expect([answer.status, answer.body.message]).toEqual([400, message]);
	});

	it('creates and replaces from YAML', async () => {
		const text =
			'kind: ConfigMap\napiVersion: v1\nmetadata:\n  name: written\ndata:\n  a: |\n    one\n    two\n  1: "2"\n';
		const made = await send(text, yaml);
		expect([made.status, made.body.data]).toEqual([201, {a: 'one\ntwo\n', 1: '2'}]);
		const replaced = await ground.ask('PUT', ground.path('configmaps', '/written'), {
			body: 'metadata: {name: written}\ndata: {a: b}\n',
			type: `${yaml}; charset=utf-8`,
		});
		expect([replaced.status, replaced.body.data]).toEqual([200, {a: 'b'}]);
	});

	it('reads YAML as the older YAML it is to Go', async () => {
		const flag = await send('metadata: {name: flagged}\nimmutable: yes\n', yaml, '?dryRun=All');
		expect([flag.status, flag.body.immutable]).toEqual([201, true]);
		const text = await send('metadata: {name: texts}\ndata: {a: on}\n', yaml, '?dryRun=All');
		expect(text.status).toBe(400);
		const date = 'metadata:\n  name: dated\n  labels: {day: 2026-01-01}\n';
		const dated = await send(date, yaml, '?dryRun=All');
		expect(dated.body.metadata.labels).toEqual({day: '2026-01-01'});
		const several = 'metadata: {name: first}\n---\nmetadata: {name: second}\n';
		expect((await send(several, yaml, '?dryRun=All')).body.metadata.name).toBe('first');
	});

	it('refuses YAML that is none, or no object', async () => {
		const broken = await send('a: [b', yaml);
		expect(broken.status).toBe(400);
		expect(broken.body.message).toContain('must be of type ConfigMap): yaml: line 1: ');
		const list = await send('- a', yaml);
		expect(list.status).toBe(400);
		expect(list.body.message).toContain('json: cannot unmarshal array into Go value of type struct');
		expect((await send('', yaml)).status).toBe(422);
	});

	it.each([
		['nothing', '', 'unexpected end of JSON input (<empty>)'],
		['half an object', '{"a"', 'unexpected end of JSON input ({"a")'],
		['no value', '{"a":}', `invalid character '}' looking for beginning of value ({"a":})`],
		['two objects', '{} {}', `invalid character '{' after top-level value ({} {})`],
		['a list', '[]', 'json: cannot unmarshal array into Go value of type struct'],
		['a text', '"x"', 'json: cannot unmarshal string into Go value of type struct'],
	])('refuses %s as JSON', async (_what, body, why) => {
		const answer = await send(body, 'application/json');
		const unrecognized = 'the object provided is unrecognized (must be of type ConfigMap)';
		expect(answer.status).toBe(400);
		expect(answer.body.message).toContain(
			`${unrecognized}: couldn't get version/kind; json parse error: ${why}`,
		);
	});

	it('names what it accepts to who sends something else', async () => {
		for (const type of ['text/plain', 'application/cbor', 'application/x-yaml']) {
			const answer = await send('{}', type);
			expect([answer.status, answer.body.reason, answer.body.message]).toEqual([
				415,
				'UnsupportedMediaType',
				'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
			]);
		}
	});

	it.each<[string, string, string[]]>([
		['an unknown member', '{"metadata":{"name":"strict"},"gizmo":1}', ['unknown field "gizmo"']],
		[
			'members named twice',
			'{"metadata":{"name":"x","zip":1,"name":"strict"},"gizmo":1,"data":{"a":"1","a":"2","a":"\\"a\\":"}}',
			[
				'unknown field "metadata.zip"',
				'duplicate field "metadata.name"',
				'unknown field "gizmo"',
				'duplicate field "data.a"',
			],
		],
		[
			'members named twice in a list',
			'{"metadata":{"name":"strict","ownerReferences":[{"apiVersion":"v1","kind":"A","name":"a","uid":"a","uid":"b"}]}}',
			['duplicate field "metadata.ownerReferences[0].uid"'],
		],
	])('finds %s, refuses it when strict, and else warns of it', async (_what, body, complaints) => {
		const strict = await send(body, 'application/json', '?dryRun=All&fieldValidation=Strict');
		const unhandled = 'ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error';
		expect([strict.status, strict.body.message]).toEqual([400, `${unhandled}: ${complaints.join(', ')}`]);
		const warned = await send(body, 'application/json', '?dryRun=All');
		expect([warned.status, warned.body.metadata.name]).toEqual([201, 'strict']);
		const warnings = complaints.map(says => `299 - ${JSON.stringify(says)}`);
		expect(warned.headers.warning).toBe(warnings.join(', '));
		const ignored = await send(body, 'application/json', '?dryRun=All&fieldValidation=Ignore');
		expect([ignored.status, ignored.headers.warning]).toEqual([201, undefined]);
	});

	it('answers in no form the client does not accept', async () => {
		const answer = await ground.ask('GET', configMaps(), {accept: 'application/xml'});
		expect([answer.status, answer.body.reason]).toEqual([406, 'NotAcceptable']);
	});

	it('reads text that is no UTF-8 as far as it goes', async () => {
		const body = Buffer.concat([
			Buffer.from('{"metadata":{"name":"bytes"},"data":{"a":"x'),
			Buffer.from([0xff]),
			Buffer.from('"}}'),
		]);
		const answer = await send(body, 'application/json', '?dryRun=All');
		expect([answer.status, answer.body.data]).toEqual([201, {a: 'x\ufffd'}]);
	});

	it('reads no body that is too long', async () => {
		const answer = await send('a'.repeat(3 * 1024 * 1024 + 1), 'application/json');
		expect([answer.status, answer.body.reason, answer.body.message]).toEqual([
			413,
			'RequestEntityTooLarge',
			'Request entity too large: limit is 3145728',
		]);
	});

	it('reads no JSON that is nested too deep', async () => {
		const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
		const create = (depth: number) =>
			send(`{"metadata":{"name":"a"},"x":${nested(depth)}}`, 'application/json', '?dryRun=All');
		expect((await create(9999)).status).toBe(201);
		const tooDeep = "invalid character '[' exceeded max depth";
		const answer = await create(10_000);
		const why = `couldn't get version/kind; json parse error: ${tooDeep} ({"metadata":{"name":"a"},"x":[ ...)`;
		const message = `the object provided is unrecognized (must be of type ConfigMap): ${why}`;
		expect([answer.status, answer.body.message]).toEqual([400, message]);
		await ground.make('configmaps', configMap('shallow'));
		const patch = async (type: string, body: string) => {
			const {status, body: found} = await ground.patch('configmaps', '/shallow', type, Buffer.from(body));
			return [status, found.message];
		};
		const merge = `{"x":${nested(20_000)}}`;
		expect(await patch(mergePatch, merge)).toEqual([400, `error decoding patch: ${tooDeep}`]);
		expect(await patch(strategicMergePatch, merge)).toEqual([400, tooDeep]);
		const operations = `[{"op":"add","path":"/x","value":${nested(20_000)}}]`;
		expect(await patch(jsonPatch, operations)).toEqual([400, `error decoding patch: ${tooDeep}`]);
	});

	it('says of options that are none', async () => {
		const path = ground.path('configmaps', '/nope');
		const other = await ground.ask('DELETE', path, {body: {kind: 'Pod', apiVersion: 'v1'}});
		expect([other.status, other.body.message]).toEqual([
			400,
			'no kind "Pod" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"',
		]);
	});
}
