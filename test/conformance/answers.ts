/** What is answered beside objects, and how answers are laid out. */
import {expect, it} from 'vitest';
import type {Json} from './connection.ts';
import type {Ground} from './ground.ts';
import {configMap, deployment, jsonPatch, mergePatch, route, weightAt} from './objects.ts';

export function checkAnswers(ground: Ground): void {
	it('tells its health check by check', async () => {
		for (const root of ['healthz', 'livez', 'readyz']) {
			const plain = await ground.ask('GET', `/${root}`);
			expect([plain.status, plain.text]).toEqual([200, 'ok']);
			expect(plain.headers).toMatchObject({
				'content-type': 'text/plain; charset=utf-8',
				'x-content-type-options': 'nosniff',
				'cache-control': 'no-cache, private',
			});
			const {text} = await ground.ask('GET', `/${root}?verbose`);
			expect(text).toMatch(/^\[\+\]ping ok\n\[\+\]log ok\n/);
			expect(text.endsWith(`\n${root} check passed\n`)).toBe(true);
			const excluding = await ground.ask('GET', `/${root}?verbose&exclude=ping`);
			expect(excluding.text).toMatch(/^\[\+\]ping excluded: ok\n/);
			expect((await ground.ask('GET', `/${root}/ping`)).text).toBe('ok');
			expect((await ground.ask('GET', `/${root}/nope`)).status).toBe(404);
		}
	});

	it('names its version and its paths, on many lines', async () => {
		const version = await ground.ask('GET', '/version');
		expect(version.text).toMatch(/^\{\n {2}"major": "1",\n/);
		for (const member of ['minor', 'emulationMinor', 'gitVersion', 'gitTreeState', 'platform'])
			expect(version.body).toHaveProperty(member);
		const root = await ground.ask('GET', '/');
		expect(root.body.paths).toEqual(
			expect.arrayContaining([
				'/api',
				'/api/v1',
				'/apis',
				'/apis/apps',
				'/apis/apps/v1',
				'/openapi/v3',
				'/version',
			]),
		);
		expect(root.text).toMatch(/^\{\n {2}"paths": \[\n/);
	});

	it('is read only where it tells of itself', async () => {
		for (const path of ['/version', '/api', '/api/v1', '/apis/apps/v1']) {
			const answer = await ground.ask('POST', path, {body: {}});
			expect([path, answer.status, answer.body.reason]).toEqual([path, 405, 'MethodNotAllowed']);
		}
		for (const path of ['/apis', '/apis/apps', '/readyz'])
			expect([path, (await ground.ask('POST', path, {body: {}})).status]).toEqual([path, 200]);
	});

	it('allows no methods but those of the API', async () => {
		for (const method of ['HEAD', 'OPTIONS'])
			for (const path of [ground.path('configmaps'), ground.path('configmaps', '/nope')])
				expect([method, (await ground.ask(method, path)).status]).toEqual([method, 405]);
	});

	it('lays JSON out for people who ask for it', async () => {
		await ground.make('configmaps', configMap('laid-out', {a: 'b'}));
		const lines = async (rest: string) => {
			const {text} = await ground.ask('GET', ground.path('configmaps', rest));
			return text.trimEnd().split('\n').length;
		};
		expect(await lines('/laid-out?pretty=true')).toBeGreaterThan(10);
		expect(await lines('?pretty=1')).toBeGreaterThan(10);
		expect(await lines('/laid-out?pretty=false')).toBe(1);
		expect(await lines('/laid-out')).toBe(1);
		const {text} = await ground.ask('GET', ground.path('configmaps', '/nope?pretty=true'));
		expect(text).toMatch(/^\{\n {2}"kind": "Status",\n {2}"apiVersion": "v1",\n {2}"metadata": \{\},\n/);
	});

	it.each<[string, Json[], string[]]>([
		[
			'without names',
			[{port: 80}, {port: 81}],
			['spec.ports[0].name: Required value', 'spec.ports[1].name: Required value'],
		],
		[
			'with one name for two',
			[
				{name: 'a', port: 80},
				{name: 'a', port: 81},
			],
			['spec.ports[1].name: Duplicate value: "a"'],
		],
		[
			'twice',
			[
				{name: 'a', port: 80},
				{name: 'b', port: 80},
			],
			[
				'spec.ports[1]: Duplicate value: {"Name":"","Protocol":"TCP","AppProtocol":null,"Port":80,"TargetPort":0,"NodePort":0}',
			],
		],
	])('refuses ports of a Service %s', async (_how, ports, says) => {
		const answer = await ground.ask('POST', ground.path('services'), {
			body: {metadata: {name: 'ported'}, spec: {ports}},
		});
		expect(answer.status).toBe(422);
		const causes = answer.body.details.causes.map(({field, message}: Json) => `${field}: ${message}`);
		expect(causes).toEqual(says);
	});

	it.each(['exec', 'attach', 'portforward'])('reaches into no pod that is not there: %s', async part => {
		const answer = await ground.ask('POST', ground.path('pods', `/nope/${part}`));
		expect([answer.status, answer.body.reason]).toEqual([404, 'NotFound']);
	});

	it('combines events that are many and alike', async () => {
		const talked = deployment('talked-of', {replicas: 1});
		talked.spec.template.spec.nodeSelector = {nowhere: 'here'};
		await ground.make('deployments', talked);
		for (let replicas = 1; replicas <= 13; replicas++) {
			await ground.patch('deployments', '/talked-of', mergePatch, {spec: {replicas}});
			await ground.eventually('deployments', '/talked-of', ({status}) => status.replicas === replicas);
		}
		const about = '?fieldSelector=involvedObject.kind=Deployment,involvedObject.name=talked-of';
		const {items} = await ground.eventually('events', about, ({items}) =>
			items.some(({message, count}: Json) => message.startsWith('(combined') && count === 4),
		);
		const messages: string[] = items.map(({message}: Json) => message).sort();
		expect(messages).toHaveLength(10);
		expect(messages[0]).toMatch(
			/^\(combined from similar events\): Scaled up replica set talked-of-\w+ from 12 to 13$/,
		);
		expect(messages.slice(1).every(message => message.startsWith('Scaled up replica set'))).toBe(true);
	});

	it('takes a number with a point for another than one without, where nothing says what it is', async () => {
		await ground.make('httproutes', route('floats', [90]));
		const generation = ({body}: Json) => body.metadata.generation;
		const patch = (type: string, body: string) => ground.patch('httproutes', '/floats', type, body);
		const rules = (weight: string) =>
			`{"spec":{"rules":[{"backendRefs":[{"name":"backend-0","port":80,"weight":${weight}}]}]}}`;
		expect(generation(await patch(mergePatch, rules('90')))).toBe(1);
		expect(generation(await patch(mergePatch, rules('90.0')))).toBe(2);
		expect(generation(await patch(mergePatch, rules('90')))).toBe(2);
		expect(generation(await patch(mergePatch, rules('9e1')))).toBe(3);
		const replace = `[{"op":"replace","path":"${weightAt(0)}","value":90.0}]`;
		const replaced = await patch(jsonPatch, replace);
		expect([generation(replaced), replaced.body.spec.rules[0].backendRefs[0].weight]).toEqual([4, 90]);
	});
}
