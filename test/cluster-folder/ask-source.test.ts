// What measures is asked with nothing of the cluster's but the right to go through it, and believed within bounds.
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {makeCertificate} from '../../source/demo/certificate.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import type {MeasuringSource} from '../../source/model/measured.ts';
import {json, type ScriptedAnswer, type ScriptedApi, startScriptedApi, status} from '../kit/scripted-api.ts';

const proxied = '/api/v1/namespaces/monitoring/services/prometheus:9090/proxy/api/v1/query';
const inside: MeasuringSource = {
	type: 'service',
	namespace: 'monitoring',
	name: 'prometheus',
	port: '9090',
	prefix: '',
};
const one = {status: 'success', data: {resultType: 'scalar', result: [1, '1']}};

let api: ScriptedApi;
let cluster: Cluster;
const endings: (() => unknown)[] = [];

beforeEach(async () => {
	api = await startScriptedApi();
	const found = await connect({kubeconfig: api.kubeconfig({user: {token: 'of-the-cluster'}}), env: {}});
	if (!found.ok) throw new Error(found.trouble.says);
	cluster = found.value;
});

afterEach(async () => {
	cluster.close();
	await api.close();
	for (const end of endings.splice(0)) await end();
});

const answering = (...answers: ScriptedAnswer[]) => api.on(asked => asked.path === proxied, ...answers);

test('a Service is asked through the API server, by GET', async () => {
	answering(json(one));
	expect(await cluster.askSource(inside, 'sum(a{b="c&d"})')).toEqual({ok: true, value: one.data});
	const [asked] = api.asked;
	expect(asked).toMatchObject({method: 'GET', path: proxied});
	expect(asked!.query.get('query')).toBe('sum(a{b="c&d"})');
});

test.each([
	[
		'whoever lacks the right is told which one',
		status(
			403,
			'Forbidden',
			'services "prometheus:9090" is forbidden: User "dana" cannot get resource "services/proxy"',
		),
		'forbidden',
		/get on services\/proxy in namespace monitoring/,
	],
	[
		'one that wants a log-in of its own',
		json('Unauthorized', 401),
		'forbidden',
		/prometheus:9090 wants to know who asks \(401\)/,
	],
	[
		'one that refuses the query',
		json({status: 'error', error: 'parse error at 3'}, 400),
		'invalid',
		/parse error at 3/,
	],
	[
		'one without pods',
		status(503, 'ServiceUnavailable', 'no endpoints available'),
		'server-error',
		/no endpoints/,
	],
	[
		'something else that answers there',
		json('<html>Grafana</html>'),
		'garbled',
		/does not answer as Prometheus does/,
	],
	['more than anybody would read', json(`"${'x'.repeat(9 * 1024 * 1024)}"`), 'garbled', /more than 8 MB/],
] as const)('%s', async (_name, answer, reason, says) => {
	answering(answer);
	const asked = await cluster.askSource(inside, 'time()');
	expect(asked).toMatchObject({ok: false, trouble: {reason}});
	const {trouble} = asked as {trouble: {says: string; hint?: string}};
	expect(`${trouble.says} ${trouble.hint ?? ''}`).toMatch(says);
});

test("a source's refusal is no refusal of our own credentials", async () => {
	answering(json('Unauthorized', 401));
	const needs: unknown[] = [];
	cluster.login.follow(need => needs.push(need));
	await cluster.askSource(inside, 'time()');
	expect(needs.filter(need => need !== undefined)).toEqual([]);
	expect(api.asked).toHaveLength(1);
});

async function outside(): Promise<{
	outer: ScriptedApi;
	caFile: string;
	file(name: string, text: string): string;
}> {
	const authority = makeCertificate({name: 'authority'});
	const served = makeCertificate({name: 'metrics', addresses: ['127.0.0.1'], signer: authority.signer});
	const outer = await startScriptedApi(served);
	endings.push(outer.close);
	outer.on(asked => asked.path === '/thanos/api/v1/query', json(one));
	const file = (name: string, text: string) => {
		const at = path.join(api.folder, name);
		writeFileSync(at, text);
		return at;
	};
	return {outer, caFile: file('authority.crt', authority.cert), file};
}

test('an address is asked with its own token alone, and its certificate is checked', async () => {
	const {outer, caFile, file} = await outside();
	const url = `${outer.url}/thanos/`;
	const tokenFile = file('token', 'of-thanos\n');
	expect(await cluster.askSource({type: 'url', url, caFile, tokenFile}, 'time()')).toMatchObject({ok: true});
	expect(outer.asked.at(-1)!.headers.authorization).toBe('Bearer of-thanos');
	file('token', 'renewed\n');
	await cluster.askSource({type: 'url', url, caFile, tokenFile}, 'time()');
	expect(outer.asked.at(-1)!.headers.authorization).toBe('Bearer renewed');
	expect(api.asked).toEqual([]);
});

test('nothing of the cluster goes to an address, and none that nobody vouches for is asked', async () => {
	const {outer, caFile} = await outside();
	await cluster.askSource({type: 'url', url: `${outer.url}/thanos`, caFile}, 'time()');
	expect(outer.asked.at(-1)!.headers.authorization).toBeUndefined();
	const before = outer.asked.length;
	const plain = await cluster.askSource({type: 'url', url: `${outer.url}/thanos/other`}, 'time()');
	expect(plain).toMatchObject({ok: false, trouble: {reason: 'certificate'}});
	expect(outer.asked).toHaveLength(before);
});

test('a file that is not there is named', async () => {
	const {outer} = await outside();
	for (const more of [{caFile: '/nowhere/ca'}, {tokenFile: '/nowhere/ca'}])
		expect(await cluster.askSource({type: 'url', url: outer.url, ...more}, 'time()')).toMatchObject({
			ok: false,
			trouble: {says: expect.stringContaining('/nowhere/ca')},
		});
});

test("a pod's counters are read where counters are, within bounds", async () => {
	const at = '/api/v1/namespaces/shop/pods/cards:8080/proxy/metrics';
	api.on(asked => asked.path === at, json('requests_total 5\n'), json('x'.repeat(3 * 1024 * 1024)));
	const pod = {namespace: 'shop', name: 'cards', port: '8080', path: '/metrics'};
	expect(await cluster.readCounters(pod)).toEqual({ok: true, value: 'requests_total 5\n'});
	expect(await cluster.readCounters(pod)).toMatchObject({trouble: {says: expect.stringContaining('2 MB')}});
	expect(await cluster.readCounters({...pod, path: '/quit'})).toMatchObject({
		trouble: {says: expect.stringContaining('/quit')},
	});
	expect(api.asked.map(({path: asked}) => asked)).toEqual([at, at]);
});
