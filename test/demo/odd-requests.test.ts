/** Whatever is sent, the embedded cluster answers with an error of the API's own, and lives on. */
import {afterAll, beforeAll, expect, it} from 'vitest';
import {createLuck} from '../../source/demo/luck.ts';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {type Connection, connect, type Json} from '../conformance/connection.ts';
import {
	configMap,
	deployment,
	jsonPatch,
	mergePatch,
	route,
	service,
	strategicMergePatch,
} from '../conformance/objects.ts';

let demo: Demo;
let connection: Connection;

beforeAll(async () => {
	demo = await startDemo({scenario: 'empty', speed: 100});
	connection = connect(demo.kubeconfig);
});

afterAll(async () => {
	connection.close();
	await demo.stop();
});

const resources: [string, string, Json][] = [
	['deployments', '/apis/apps/v1/namespaces/default/deployments', deployment('odd', {replicas: 1})],
	['services', '/api/v1/namespaces/default/services', service('odd', {app: 'odd'})],
	['config maps', '/api/v1/namespaces/default/configmaps', configMap('odd', {a: '1'})],
	['routes', '/apis/gateway.networking.k8s.io/v1/namespaces/default/httproutes', route('odd')],
	[
		'pods',
		'/api/v1/namespaces/default/pods',
		{metadata: {name: 'odd'}, spec: {containers: [{name: 'a', image: 'a:1'}]}},
	],
	['nodes', '/api/v1/nodes', {metadata: {name: 'odd'}, spec: {}, status: {conditions: []}}],
	[
		'autoscalers',
		'/apis/autoscaling/v2/namespaces/default/horizontalpodautoscalers',
		{metadata: {name: 'odd'}, spec: {maxReplicas: 2, scaleTargetRef: {kind: 'Deployment', name: 'odd'}}},
	],
];

const oddities: readonly unknown[] = [
	null,
	[],
	{},
	'',
	'text',
	-1,
	1.5,
	true,
	[null],
	[[]],
	{a: null},
	'💥',
	1e300,
];

/** All places in a value, as paths of keys. */
function placesIn(value: unknown, path: readonly string[] = []): string[][] {
	if (typeof value !== 'object' || value === null) return [[...path]];
	return [[...path], ...Object.entries(value).flatMap(([key, inner]) => placesIn(inner, [...path, key]))];
}

function withOddity(object: Json, [first, ...rest]: string[], oddity: unknown): Json {
	if (first === undefined) return oddity;
	const copy = Array.isArray(object) ? [...object] : {...object};
	copy[first] = withOddity(copy[first], rest, oddity);
	return copy;
}

it.each(resources)('outlives odd %s', async (_, path, object) => {
	const luck = createLuck(5);
	const odd = placesIn(object).flatMap(place => oddities.map(oddity => withOddity(object, place, oddity)));
	const failures = new Map<string, string>();
	const note = (text: string, body: unknown) => {
		const where = /Internal error occurred: (.+?)\\n.*?\((?:.*\/)?([^/]+)\)/.exec(text);
		if (text.includes('Internal error'))
			failures.set(where?.slice(1).join(' in ') ?? text, JSON.stringify(body));
	};
	for (const [i, body] of odd.entries()) {
		const answer = await connection.ask('POST', path, {body});
		note(answer.text, body);
		expect(answer.body.kind).toBeTruthy();
		const name = answer.body.metadata?.name;
		if (answer.status !== 201) continue;
		const type = [jsonPatch, mergePatch, strategicMergePatch][i % 3]!;
		const patch =
			type === jsonPatch ? [{op: 'replace', path: '/spec', value: luck.between(0, 1) ? {} : null}] : body;
		const patched = await connection.ask('PATCH', `${path}/${name}`, {type, body: patch});
		note(patched.text, patch);
		await connection.ask('DELETE', `${path}/${name}?gracePeriodSeconds=0`);
	}
	expect([...failures]).toEqual([]);
	expect((await connection.ask('GET', '/readyz')).text).toBe('ok');
});

it('outlives odd paths and parameters', async () => {
	for (const path of [
		'/api/v1/namespaces/%zz/pods',
		'/api/v1/namespaces//pods',
		'/api/v1/pods/name',
		'/api/v1/namespaces/default/nodes',
		'/api/v1/namespaces/default/pods?labelSelector=%F0%9F%92%A5',
		'/api/v1/namespaces/default/pods?limit=1&continue=e30',
		'/api/v1/namespaces/default/pods?watch=1&timeoutSeconds=x&resourceVersion=99999999999999999999&timeoutSeconds=1',
		'/apis//v1/pods',
		'/apis/metrics.k8s.io/v1beta1/gizmos',
		'/apis/metrics.k8s.io/v1beta1/namespaces/default/pods/nope',
		'/api/v1/namespaces/default/pods/nope/eviction',
		'//',
	]) {
		const asked = connection.ask('GET', path);
		const {status} = path.includes('watch=1') ? await Promise.race([asked, aMoment()]) : await asked;
		expect([path, status]).not.toEqual([path, 500]);
	}
	expect((await connection.ask('GET', '/readyz')).text).toBe('ok');
});

/** A watch that was understood does not end by itself. */
async function aMoment(): Promise<{status: number}> {
	await new Promise(resolve => setTimeout(resolve, 1500));
	return {status: 200};
}
