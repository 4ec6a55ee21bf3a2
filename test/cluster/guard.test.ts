import {afterAll, beforeAll, beforeEach, describe, expect, inject, it} from 'vitest';
import {type Answer, type Json, RawApi} from './raw-api.ts';

// What plans and the gateway are built on: how a real API server treats the
// tests inside a JSON Patch (RFC 6902). Objects are compared whole, so their
// resourceVersion and generation too.

const api = new RawApi(inject('kubeconfigs').admin);
let namespace: string;
let route: string;
let deployment: string;

beforeAll(async () => {
	namespace = await api.createNamespace('guard');
	route = `/apis/gateway.networking.k8s.io/v1/namespaces/${namespace}/httproutes/shop`;
	deployment = `/apis/apps/v1/namespaces/${namespace}/deployments/shop`;
});

afterAll(async () => {
	await api.delete(`/api/v1/namespaces/${namespace}`);
	api.close();
});

const backends = '/spec/rules/0/backendRefs';
const firstWeight = `${backends}/0/weight`;

function shopRoute(): Json {
	return {
		apiVersion: 'gateway.networking.k8s.io/v1',
		kind: 'HTTPRoute',
		metadata: {name: 'shop'},
		spec: {
			rules: [
				{
					matches: [{headers: [{name: 'note', value: 'a<b>&c'}]}],
					backendRefs: [
						{name: 'champion', port: 80, weight: 90},
						{name: 'challenger', port: 80, weight: 10},
					],
				},
			],
		},
	};
}

function shopDeployment(replicas: number): Json {
	return {
		apiVersion: 'apps/v1',
		kind: 'Deployment',
		metadata: {name: 'shop'},
		spec: {
			replicas,
			selector: {matchLabels: {app: 'shop'}},
			template: {
				metadata: {labels: {app: 'shop'}},
				spec: {containers: [{name: 'shop', image: 'shop:1', args: ['a<b>&c']}]},
			},
		},
	};
}

/** Makes the object anew and returns it as the server stores it. */
async function recreate(path: string, object: Json): Promise<Json> {
	const collection = path.slice(0, path.lastIndexOf('/'));
	await api.delete(`${path}?propagationPolicy=Background`);
	const {status, body} = await api.create(collection, object);
	expect(status).toBe(201);
	return body;
}

/** A Deployment on which no controller has anything left to write. */
async function settledDeployment(replicas = 1): Promise<Json> {
	await recreate(deployment, shopDeployment(replicas));
	return api.until(
		deployment,
		({metadata, status}) =>
			status.observedGeneration === metadata.generation &&
			(status.readyReplicas ?? 0) === replicas &&
			status.conditions?.some((condition: Json) => condition.reason === 'NewReplicaSetAvailable'),
	);
}

async function pathOfSettledDeployment(): Promise<string> {
	await settledDeployment();
	return deployment;
}

async function pathOfRoute(): Promise<string> {
	await recreate(route, shopRoute());
	return route;
}

/** JSON as Go writes it: the characters that HTML minds are escaped. */
function asGoWrites(value: Json): string {
	return JSON.stringify(value).replace(/[&<>]/g, mark => `\\u00${mark.charCodeAt(0).toString(16)}`);
}

function failedTest({status, body}: Answer): void {
	expect({status, reason: body.reason, message: body.message, details: body.details}).toEqual({
		status: 422,
		reason: 'Invalid',
		message: 'the server rejected our request due to an error in our request',
		details: {},
	});
}

async function expectRefused(path: string, patch: Json, object = path): Promise<void> {
	const before = await api.get(object);
	failedTest(await api.patch(path, patch));
	expect((await api.get(object)).body).toEqual(before.body);
}

describe('a failed test changes nothing', () => {
	it('of a built-in kind', async () => {
		await settledDeployment();
		await expectRefused(deployment, [
			{op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'shop:2'},
			{op: 'test', path: '/spec/replicas', value: 7},
			{op: 'replace', path: '/spec/replicas', value: 8},
		]);
	});

	it('of a custom resource', async () => {
		await recreate(route, shopRoute());
		await expectRefused(route, [
			{op: 'replace', path: `${backends}/1/weight`, value: 50},
			{op: 'test', path: firstWeight, value: 91},
			{op: 'replace', path: firstWeight, value: 50},
		]);
	});

	it('through the scale subresource', async () => {
		await settledDeployment();
		await expectRefused(
			`${deployment}/scale`,
			[
				{op: 'test', path: '/spec/replicas', value: 7},
				{op: 'replace', path: '/spec/replicas', value: 8},
			],
			deployment,
		);
	});

	it.each([
		['a built-in kind', pathOfSettledDeployment, {observedGeneration: 9}],
		['a custom resource', pathOfRoute, {parents: []}],
	])('through the status subresource of %s', async (_, prepare, status) => {
		const path = await prepare();
		await expectRefused(
			`${path}/status`,
			[
				{op: 'add', path: '/status', value: status},
				{op: 'test', path: '/metadata/uid', value: 'another'},
			],
			path,
		);
	});

	it('and a passed one lets the whole patch through', async () => {
		const {metadata} = await recreate(route, shopRoute());
		const {status, body} = await api.patch(route, [
			{op: 'test', path: '/metadata/uid', value: metadata.uid},
			{op: 'test', path: firstWeight, value: 90},
			{op: 'replace', path: firstWeight, value: 50},
			{op: 'replace', path: `${backends}/1/weight`, value: 50},
		]);
		expect(status).toBe(200);
		expect(body.spec.rules[0].backendRefs.map((backend: Json) => backend.weight)).toEqual([50, 50]);
		expect(body.metadata.generation).toBe(metadata.generation + 1);
	});
});

describe('testing a list as it was read', () => {
	let read: Json[];

	beforeEach(async () => {
		const {spec} = await recreate(route, shopRoute());
		read = spec.rules[0].backendRefs;
	});

	const shift = {op: 'replace', path: firstWeight, value: 80};
	const append = () =>
		api.patch(route, [{op: 'add', path: `${backends}/-`, value: {name: 'third', port: 80}}]);

	it('passes whatever the order of the keys', async () => {
		const reordered = read.map(backend => Object.fromEntries(Object.entries(backend).reverse()));
		expect(Object.keys(reordered[0]!)).not.toEqual(Object.keys(read[0]));
		const {status} = await api.patch(route, [{op: 'test', path: backends, value: reordered}, shift]);
		expect(status).toBe(200);
	});

	it('refuses when the elements have changed places', async () => {
		await expectRefused(route, [{op: 'test', path: backends, value: [...read].reverse()}, shift]);
	});

	it('refuses after somebody appended a backend', async () => {
		await append();
		await expectRefused(route, [{op: 'test', path: backends, value: read}, shift]);
	});

	it('refuses when fields the server defaulted are left out', async () => {
		const asWritten = shopRoute().spec.rules[0].backendRefs;
		await expectRefused(route, [{op: 'test', path: backends, value: asWritten}, shift]);
	});

	it("an element's weight alone does not notice what was appended", async () => {
		await append();
		const {status} = await api.patch(route, [{op: 'test', path: firstWeight, value: 90}, shift]);
		expect(status).toBe(200);
	});
});

describe('absent members', () => {
	beforeEach(() => recreate(route, shopRoute()));

	it('equal null', async () => {
		const {status} = await api.patch(route, [{op: 'test', path: '/metadata/annotations', value: null}]);
		expect(status).toBe(200);
	});

	it('do not equal null once they are present', async () => {
		await expectRefused(route, [{op: 'test', path: firstWeight, value: null}]);
	});

	it('below an absent parent cannot be tested', async () => {
		await expectRefused(route, [{op: 'test', path: '/metadata/annotations/note', value: null}]);
	});

	it('cannot be removed', async () => {
		await expectRefused(route, [{op: 'remove', path: '/metadata/annotations'}]);
	});

	it('can be replaced', async () => {
		const {status, body} = await api.patch(route, [
			{op: 'replace', path: '/metadata/annotations', value: {note: 'here'}},
		]);
		expect(status).toBe(200);
		expect(body.metadata.annotations).toEqual({note: 'here'});
	});

	it('cannot be added below an absent parent', async () => {
		await expectRefused(route, [{op: 'add', path: '/metadata/annotations/note', value: 'here'}]);
	});

	it('can be added below a parent added before', async () => {
		const {status, body} = await api.patch(route, [
			{op: 'test', path: '/metadata/annotations', value: null},
			{op: 'add', path: '/metadata/annotations', value: {}},
			{op: 'add', path: '/metadata/annotations/note', value: 'here'},
		]);
		expect(status).toBe(200);
		expect(body.metadata.annotations).toEqual({note: 'here'});
	});

	it('are what the scale subresource makes of zero replicas', async () => {
		await settledDeployment(0);
		expect((await api.get(`${deployment}/scale`)).body.spec).toEqual({});
		await expectRefused(`${deployment}/scale`, [{op: 'test', path: '/spec/replicas', value: 0}]);
		const {status, body} = await api.patch(`${deployment}/scale`, [
			{op: 'test', path: '/spec/replicas', value: null},
			{op: 'add', path: '/spec/replicas', value: 1},
		]);
		expect(status).toBe(200);
		expect(body.spec).toEqual({replicas: 1});
	});
});

describe('values that are written in several ways', () => {
	const note = '/spec/rules/0/matches/0/headers/0/value';
	const argument = '/spec/template/spec/containers/0/args';

	it('a string with & < > matches as \\u0026 \\u003c \\u003e alone', async () => {
		await recreate(route, shopRoute());
		const patch = [{op: 'test', path: note, value: 'a<b>&c'}];
		await expectRefused(route, patch);
		expect((await api.patch(route, asGoWrites(patch))).status).toBe(200);
	});

	it('nor does it match otherwise inside an object that is tested', async () => {
		const {spec} = await recreate(route, shopRoute());
		const patch = [{op: 'test', path: '/spec/rules/0', value: spec.rules[0]}];
		await expectRefused(route, patch);
		expect((await api.patch(route, asGoWrites(patch))).status).toBe(200);
	});

	it('nor inside a built-in kind', async () => {
		await settledDeployment();
		const patch = [{op: 'test', path: argument, value: ['a<b>&c']}];
		await expectRefused(deployment, patch);
		expect((await api.patch(deployment, asGoWrites(patch))).status).toBe(200);
	});

	it('what is written escaped is stored as it was meant', async () => {
		await recreate(route, shopRoute());
		const {body} = await api.patch(route, asGoWrites([{op: 'replace', path: note, value: '<&>'}]));
		expect(body.spec.rules[0].matches[0].headers[0].value).toBe('<&>');
	});

	it('90.0 does not equal 90', async () => {
		await recreate(route, shopRoute());
		await expectRefused(route, `[{"op":"test","path":"${firstWeight}","value":90.0}]`);
		expect((await api.patch(route, `[{"op":"test","path":"${firstWeight}","value":90}]`)).status).toBe(200);
	});
});

describe('an object made anew under the same name', () => {
	it('is refused by the test of its uid', async () => {
		const {metadata} = await recreate(route, shopRoute());
		const again = await recreate(route, shopRoute());
		expect(again.metadata.uid).not.toBe(metadata.uid);
		await expectRefused(route, [
			{op: 'test', path: '/metadata/uid', value: metadata.uid},
			{op: 'replace', path: firstWeight, value: 50},
		]);
	});

	it('is refused through the scale subresource as well', async () => {
		const {metadata} = await settledDeployment();
		await settledDeployment();
		await expectRefused(
			`${deployment}/scale`,
			[
				{op: 'test', path: '/metadata/uid', value: metadata.uid},
				{op: 'replace', path: '/spec/replicas', value: 5},
			],
			deployment,
		);
	});

	it('is not found while it is gone', async () => {
		await api.delete(route);
		const {status, body} = await api.patch(route, [{op: 'test', path: firstWeight, value: 90}]);
		expect({status, reason: body.reason}).toEqual({status: 404, reason: 'NotFound'});
	});
});

describe('other refusals differ from a failed test', () => {
	beforeEach(() => recreate(route, shopRoute()));

	it('a value against the schema: 422 with kind and causes', async () => {
		const {status, body} = await api.patch(route, [{op: 'replace', path: firstWeight, value: -1}]);
		expect({status, reason: body.reason}).toEqual({status: 422, reason: 'Invalid'});
		expect(body.details).toMatchObject({name: 'shop', kind: 'HTTPRoute'});
		expect(body.details.causes[0].field).toBe('spec.rules[0].backendRefs[0].weight');
	});

	it('a value against the rules of a built-in kind: 422 with kind and causes', async () => {
		await settledDeployment();
		const {status, body} = await api.patch(deployment, [{op: 'replace', path: '/spec/replicas', value: -1}]);
		expect({status, reason: body.reason}).toEqual({status: 422, reason: 'Invalid'});
		expect(body.details).toMatchObject({name: 'shop', kind: 'Deployment'});
		expect(body.details.causes[0].field).toBe('spec.replicas');
	});

	it('a value of the wrong type in a built-in kind: 422 with causes but no kind', async () => {
		await settledDeployment();
		const {status, body} = await api.patch(deployment, [{op: 'replace', path: '/spec/replicas', value: 'x'}]);
		expect({status, reason: body.reason}).toEqual({status: 422, reason: 'Invalid'});
		expect(body.details.kind).toBeUndefined();
		expect(body.details.causes[0].field).toBe('patch');
	});

	it('text that is no JSON: 400', async () => {
		const {status, body} = await api.patch(route, '{');
		expect({status, reason: body.reason}).toEqual({status: 400, reason: 'BadRequest'});
	});
});

describe.each([
	['a built-in kind', pathOfSettledDeployment],
	['a custom resource', pathOfRoute],
])('a field that %s does not know', (_, prepare) => {
	const patch = [{op: 'add', path: '/spec/weigth', value: 1}];

	it('is refused with fieldValidation=Strict: 422 with causes but no kind', async () => {
		const path = await prepare();
		const before = await api.get(path);
		const {status, body} = await api.patch(`${path}?fieldValidation=Strict`, patch);
		expect({status, reason: body.reason}).toEqual({status: 422, reason: 'Invalid'});
		expect(body.message).toContain('unknown field "spec.weigth"');
		expect(body.details.kind).toBeUndefined();
		expect(body.details.causes[0].field).toBe('patch');
		expect((await api.get(path)).body).toEqual(before.body);
	});

	it('is dropped without it, with a warning at most', async () => {
		const path = await prepare();
		const {status, body, warnings} = await api.patch(path, patch);
		expect(status).toBe(200);
		expect(body.spec).not.toHaveProperty('weigth');
		expect(warnings).toEqual(['unknown field \\"spec.weigth\\"']);
	});
});

describe('dryRun=All', () => {
	it('answers what would be and changes nothing', async () => {
		await recreate(route, shopRoute());
		const before = await api.get(route);
		const {status, body} = await api.patch(`${route}?dryRun=All`, [
			{op: 'replace', path: firstWeight, value: 50},
		]);
		expect(status).toBe(200);
		expect(body.spec.rules[0].backendRefs[0].weight).toBe(50);
		expect((await api.get(route)).body).toEqual(before.body);
	});

	it('refuses what applying would refuse', async () => {
		await recreate(route, shopRoute());
		failedTest(await api.patch(`${route}?dryRun=All`, [{op: 'test', path: firstWeight, value: 91}]));
		const invalid = await api.patch(`${route}?dryRun=All`, [{op: 'replace', path: firstWeight, value: -1}]);
		expect(invalid.body.details.kind).toBe('HTTPRoute');
	});
});
