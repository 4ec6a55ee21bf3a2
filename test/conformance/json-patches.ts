/** JSON Patch as the API server's library applies it: guards, missing members and parents, and texts. */
import {expect, it} from 'vitest';
import type {Json} from './connection.ts';
import type {Ground, Resource} from './ground.ts';
import {configMap, deployment, jsonPatch, route, weightAt} from './objects.ts';

const refusal = {
	kind: 'Status',
	status: 'Failure',
	message: 'the server rejected our request due to an error in our request',
	reason: 'Invalid',
	details: {},
	code: 422,
};

export function checkJsonPatches(ground: Ground): void {
	async function patchRoute(name: string, operations: Json[] | string) {
		return ground.patch('httproutes', `/${name}`, jsonPatch, operations);
	}

	it.each([
		['deployments', '/guarded', deployment('guarded'), '/spec/replicas', 7],
		['deployments', '/guarded-scale/scale', deployment('guarded-scale', {replicas: 2}), '/spec/replicas', 7],
		['deployments', '/guarded-status/status', deployment('guarded-status'), '/metadata/name', 'other'],
		['httproutes', '/guarded', route('guarded'), weightAt(0), 89],
		['httproutes', '/guarded-status/status', route('guarded-status'), '/metadata/name', 'other'],
	] as const)('changes nothing in %s%s when a test fails', async (resource, rest, object, path, value) => {
		await ground.make(resource, object);
		const isQuiet = (read: Json) =>
			resource === 'httproutes' || rest.endsWith('scale') || read.status.conditions?.length > 1;
		const before = await ground.eventually(resource, rest, isQuiet);
		const operations = [
			{op: 'add', path: '/metadata/labels', value: {changed: 'yes'}},
			{op: 'test', path, value},
		];
		const answer = await ground.patch(resource, rest, jsonPatch, operations);
		expect(answer.status).toBe(422);
		expect(answer.body).toMatchObject(refusal);
		const after = await ground.read(resource, rest);
		expect(after.metadata.uid).toBe(before.metadata.uid);
		expect(after.metadata.generation).toBe(before.metadata.generation);
		expect(after.metadata.labels).toEqual(before.metadata.labels);
		expect(after.spec).toEqual(before.spec);
	});

	it('tests a whole list as read, whatever the order of members', async () => {
		const made = await ground.make('httproutes', route('listed'));
		const list = made.spec.rules[0].backendRefs;
		const turned = list.map((backend: Json) => Object.fromEntries(Object.entries(backend).reverse()));
		const path = '/spec/rules/0/backendRefs';
		const operations = [
			{op: 'test', path, value: turned},
			{op: 'replace', path: weightAt(0), value: 50},
		];
		expect((await patchRoute('listed', operations)).status).toBe(200);
	});

	it('notices an appended backend by the whole list, but not by one weight', async () => {
		const made = await ground.make('httproutes', route('appended'));
		const list = made.spec.rules[0].backendRefs;
		const path = '/spec/rules/0/backendRefs';
		await patchRoute('appended', [
			{op: 'add', path: `${path}/-`, value: {name: 'third', port: 80, weight: 5}},
		]);
		expect((await patchRoute('appended', [{op: 'test', path, value: list}])).status).toBe(422);
		expect((await patchRoute('appended', [{op: 'test', path: weightAt(0), value: 90}])).status).toBe(200);
	});

	it('lets null test for an absent member, not for one under an absent parent', async () => {
		await ground.make('configmaps', configMap('absent', {here: '1'}));
		await ground.make('deployments', deployment('absent'));
		const test = async (resource: Resource, path: string) =>
			(await ground.patch(resource, '/absent', jsonPatch, [{op: 'test', path, value: null}])).status;
		expect(await test('configmaps', '/data/nope')).toBe(200);
		expect(await test('configmaps', '/data/here')).toBe(422);
		expect(await test('configmaps', '/metadata/annotations')).toBe(200);
		expect(await test('configmaps', '/metadata/annotations/sluice.dev~1champion')).toBe(422);
		expect(await test('deployments', '/spec/paused')).toBe(200);
		expect(await test('deployments', '/spec/template/spec/containers/3')).toBe(422);
	});

	it('replaces a missing member, and adds over one that is there', async () => {
		await ground.make('configmaps', configMap('members', {here: 'old'}));
		const operations = [
			{op: 'replace', path: '/data/new', value: 'made'},
			{op: 'add', path: '/data/here', value: 'over'},
		];
		const answer = await ground.patch('configmaps', '/members', jsonPatch, operations);
		expect(answer.body.data).toEqual({here: 'over', new: 'made'});
	});

	it.each([
		['remove of a missing member', {op: 'remove', path: '/data/nope'}],
		['add under a missing parent', {op: 'add', path: '/metadata/annotations/a', value: 'b'}],
		['replace under a missing parent', {op: 'replace', path: '/metadata/annotations/a', value: 'b'}],
		['add beyond the end of a list', {op: 'add', path: '/metadata/finalizers/3', value: 'a/b'}],
		['an unknown operation', {op: 'increase', path: '/data/here'}],
		['a missing path', {op: 'add', value: 'x'}],
		['a path without a slash', {op: 'test', path: 'data', value: null}],
	])('refuses %s', async (_, operation) => {
		const name = `refused-${Math.random().toString(36).slice(2)}`;
		const object = configMap(name, {here: 'old'});
		object.metadata.finalizers = ['example.com/a'];
		await ground.make('configmaps', object);
		const answer = await ground.patch('configmaps', `/${name}`, jsonPatch, [operation]);
		const after = await ground.patch('configmaps', `/${name}`, jsonPatch, [
			{op: 'remove', path: '/metadata/finalizers'},
		]);
		expect(answer.status).toBe(422);
		expect(answer.body).toMatchObject(refusal);
		expect(after.body.data).toEqual({here: 'old'});
	});

	it('adds a missing parent first, and escapes names by ~0 and ~1', async () => {
		await ground.make('configmaps', configMap('parents'));
		const operations = [
			{op: 'test', path: '/metadata/annotations', value: null},
			{op: 'add', path: '/metadata/annotations', value: {}},
			{op: 'add', path: '/metadata/annotations/example.com~1a', value: 'b'},
		];
		const answer = await ground.patch('configmaps', '/parents', jsonPatch, operations);
		expect(answer.body.metadata.annotations).toEqual({'example.com/a': 'b'});
	});

	it('moves, copies and inserts', async () => {
		await ground.make('configmaps', configMap('moves', {a: '1'}));
		const operations = [
			{op: 'copy', from: '/data/a', path: '/data/b'},
			{op: 'move', from: '/data/a', path: '/data/c'},
		];
		const answer = await ground.patch('configmaps', '/moves', jsonPatch, operations);
		expect(answer.body.data).toEqual({b: '1', c: '1'});
		await ground.make('httproutes', route('inserted'));
		const backend = {name: 'first', port: 80, weight: 1};
		const inserted = await patchRoute('inserted', [
			{op: 'add', path: '/spec/rules/0/backendRefs/0', value: backend},
		]);
		const names = inserted.body.spec.rules[0].backendRefs.map(({name}: Json) => name);
		expect(names).toEqual(['first', 'backend-0', 'backend-1']);
	});

	it('counts list indexes from the end when they are negative', async () => {
		await ground.make('httproutes', route('negative'));
		const path = '/spec/rules/0/backendRefs/-1/name';
		expect((await patchRoute('negative', [{op: 'test', path, value: 'backend-1'}])).status).toBe(200);
		expect((await patchRoute('negative', [{op: 'test', path, value: 'backend-0'}])).status).toBe(422);
	});

	it('compares numbers as text', async () => {
		await ground.make('httproutes', route('numbers'));
		const test = (text: string) =>
			patchRoute('numbers', `[{"op":"test","path":"${weightAt(0)}","value":${text}}]`);
		expect((await test('90')).status).toBe(200);
		expect((await test('90.0')).status).toBe(422);
		expect((await test('9e1')).status).toBe(422);
	});

	it.each(['deployments', 'httproutes'] as const)(
		'compares strings in %s by Go’s text of them',
		async resource => {
			const object = resource === 'deployments' ? deployment('texts') : route('texts');
			object.metadata.annotations = {match: '/a&b<c>'};
			await ground.make(resource, object);
			const test = (path: string, text: string) =>
				ground.patch(resource, '/texts', jsonPatch, `[{"op":"test","path":"${path}","value":${text}}]`);
			const path = '/metadata/annotations/match';
			expect((await test(path, '"/a&b<c>"')).status).toBe(422);
			expect((await test(path, '"/a\\u0026b\\u003cc\\u003e"')).status).toBe(200);
			expect((await test(path, '"\\/a\\u0026b\\u003cc\\u003e"')).status).toBe(422);
			const uid = (await ground.read(resource, '/texts')).metadata.uid;
			expect((await test('/metadata/uid', JSON.stringify(uid))).status).toBe(200);
		},
	);

	it('tells an unreadable patch from one that does not apply', async () => {
		await ground.make('configmaps', configMap('unreadable'));
		const answer = await ground.patch('configmaps', '/unreadable', jsonPatch, {});
		expect([answer.status, answer.body.reason]).toEqual([400, 'BadRequest']);
		expect(answer.body.message).toContain('error decoding patch: json: cannot unmarshal object');
	});

	it('leaves the version alone when nothing changes', async () => {
		await ground.make('httproutes', route('still'));
		const before = await ground.read('httproutes', '/still');
		const answer = await patchRoute('still', [{op: 'replace', path: weightAt(0), value: 90}]);
		expect(answer.status).toBe(200);
		expect(answer.body.metadata.resourceVersion).toBe(before.metadata.resourceVersion);
	});

	it('refuses to change name, uid and type', async () => {
		await ground.make('deployments', deployment('identity'));
		const change = async (path: string, value: string) => {
			const answer = await ground.patch('deployments', '/identity', jsonPatch, [
				{op: 'replace', path, value},
			]);
			return [answer.status, answer.body.reason];
		};
		expect(await change('/metadata/name', 'other')).toEqual([400, 'BadRequest']);
		expect(await change('/metadata/namespace', 'other')).toEqual([400, 'BadRequest']);
		expect(await change('/metadata/uid', 'other')).toEqual([422, 'Invalid']);
		expect(await change('/kind', 'Pod')).toEqual([422, 'Invalid']);
	});
}
