import {chmodSync, readFileSync, writeFileSync} from 'node:fs';
import {Agent} from 'node:http';
import path from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {allAllowed} from '../../source/cluster/consent.ts';
import {usualTimeouts} from '../../source/cluster/exchange.ts';
import {readList} from '../../source/cluster/list.ts';
import {openTransport} from '../../source/cluster/transport.ts';
import {daysFromNow, makeCertificate, type Wish} from '../../source/demo/certificate.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import type {Login} from '../../source/model/login.ts';
import type {Answer, Trouble} from '../../source/model/trouble.ts';
import {
	breakOff,
	hang,
	json,
	type ScriptedApi,
	slam,
	startScriptedApi,
	status,
	zipped,
} from '../kit/scripted-api.ts';

const pods = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true};
const pod = {resource: pods, namespace: 'shop', name: 'a'};

const closing: Array<() => unknown> = [];

afterEach(async () => {
	for (const close of closing.splice(0)) await close();
});

async function serve(tls?: {cert: string; key: string}): Promise<ScriptedApi> {
	const api = await startScriptedApi(tls);
	closing.push(api.close);
	return api;
}

async function open(kubeconfig: string, timeouts = usualTimeouts): Promise<Cluster> {
	const connected = await connect({kubeconfig, env: process.env, timeouts, consent: allAllowed});
	if (!connected.ok) throw new Error(connected.trouble.says);
	closing.unshift(connected.value.close);
	return connected.value;
}

function reasonOf(got: Answer<unknown>): string {
	return got.ok ? 'ok' : got.trouble.reason;
}

function saysOf(got: Answer<unknown>): string {
	return got.ok ? 'ok' : got.trouble.says;
}

const always = () => true;
const answered = json({metadata: {name: 'a', uid: 'u'}});

describe('certificates', () => {
	const authority = makeCertificate({name: 'shop authority'});
	const signed = {name: 'api', addresses: ['127.0.0.1'], signer: authority.signer};
	const ca = {'certificate-authority-data': Buffer.from(authority.cert).toString('base64')};

	test.each<[string, Wish, object, string, RegExp]>([
		['a good one', signed, ca, 'ok', /ok/],
		['an unknown authority', signed, {}, 'certificate', /unknown authority/],
		['itself as its authority', {name: 'api'}, {}, 'certificate', /unknown authority/],
		['another name', {...signed, addresses: ['api.shop']}, ca, 'certificate', /another name/],
		[
			'another name that is expected',
			{...signed, addresses: ['api.shop']},
			{...ca, 'tls-server-name': 'api.shop'},
			'ok',
			/ok/,
		],
		[
			'an end in the past',
			{...signed, from: daysFromNow(-9), until: daysFromNow(-1)},
			ca,
			'certificate',
			/has expired/,
		],
		[
			'a beginning in the future',
			{...signed, from: daysFromNow(1), until: daysFromNow(2)},
			ca,
			'certificate',
			/not valid yet/,
		],
		['checks turned off', signed, {'insecure-skip-tls-verify': true}, 'ok', /ok/],
	])('with %s', async (_, wish, cluster, reason, says) => {
		const api = await serve(makeCertificate(wish));
		api.on(always, answered);
		const got = await (await open(api.kubeconfig({cluster}))).get(pod);
		expect(reasonOf(got)).toBe(reason);
		expect(saysOf(got)).toMatch(says);
	});

	test('where the server speaks plain HTTP', async () => {
		const api = await serve();
		const cluster = {server: api.url.replace('http:', 'https:')};
		expect(saysOf(await (await open(api.kubeconfig({cluster}))).get(pod))).toMatch(/does not speak TLS/);
	});
});

describe('connections', () => {
	test('one is enough for requests in turn', async () => {
		const api = await serve();
		api.on(always, answered);
		const cluster = await open(api.kubeconfig());
		for (let turn = 0; turn < 5; turn++) expect(reasonOf(await cluster.get(pod))).toBe('ok');
		expect(api.connections()).toBe(1);
	});

	test('one of its own is made for what asks for it, and not kept', async () => {
		const api = await serve();
		api.on(always, json(pod));
		const cluster = await open(api.kubeconfig());
		await cluster.get(pod);
		await cluster.get(pod, undefined, {isApart: true});
		await cluster.get(pod, undefined, {isApart: true});
		expect(api.connections()).toBe(3);
		await cluster.get(pod);
		expect(api.connections()).toBe(3);
	});

	test('one that was closed while idle is replaced without a word', async () => {
		const api = await serve();
		api.on(always, answered, slam, answered);
		const cluster = await open(api.kubeconfig());
		expect(reasonOf(await cluster.get(pod))).toBe('ok');
		expect(reasonOf(await cluster.get(pod))).toBe('ok');
	});

	test.each<[string, Parameters<ScriptedApi['on']>[1], string]>([
		['never answers', hang, 'timed-out'],
		['closes without an answer', slam, 'unreachable'],
		['stops in the middle of its answer', breakOff('{"metadata":'), 'unreachable'],
		['answers with a log-in page', json('<html>'), 'garbled'],
	])('to a server that %s', async (_, fault, reason) => {
		const api = await serve();
		api.on(always, fault);
		const got = await (await open(api.kubeconfig(), {...usualTimeouts, firstByteMs: 100})).get(pod);
		expect(reasonOf(got)).toBe(reason);
		expect(saysOf(got)).toContain(new URL(api.url).host);
	});

	test('to a port nobody listens on', async () => {
		const api = await startScriptedApi();
		const file = api.kubeconfig();
		const config = readFileSync(file, 'utf8');
		await api.close();
		const other = await serve();
		writeFileSync(path.join(other.folder, 'kubeconfig'), config);
		const got = await (await open(path.join(other.folder, 'kubeconfig'))).get(pod);
		expect(saysOf(got)).toMatch(/refuses connections/);
	});

	test('to a host that does not exist', async () => {
		const api = await serve();
		const cluster = {server: 'https://nowhere.invalid'};
		expect(saysOf(await (await open(api.kubeconfig({cluster}))).get(pod))).toMatch(/cannot be resolved/);
	});

	test('that wait are ended by closing', async () => {
		const api = await serve();
		api.on(always, hang);
		const cluster = await open(api.kubeconfig());
		const got = cluster.get(pod);
		setTimeout(() => cluster.close(), 20);
		expect(reasonOf(await got)).toBe('stopped');
	});

	test('go through the proxy that the kubeconfig names', async () => {
		const [api, proxy] = [await serve(), await serve()];
		proxy.on(({path}) => path.endsWith('/pods/a'), answered);
		const cluster = await open(api.kubeconfig({cluster: {'proxy-url': proxy.url}}));
		expect(reasonOf(await cluster.get(pod))).toBe('ok');
		expect(api.asked).toHaveLength(0);
	});
});

describe('credentials', () => {
	test.each<[string, object, {[header: string]: string}]>([
		['a token', {token: 'secret'}, {authorization: 'Bearer secret'}],
		['a name and password', {username: 'a', password: 'b'}, {authorization: 'Basic YTpi'}],
		[
			'whom to act as, with every group',
			{as: 'bob', 'as-uid': '7', 'as-groups': ['x', 'y'], 'as-user-extra': {'a/b': ['c']}},
			{
				'impersonate-user': 'bob',
				'impersonate-uid': '7',
				'impersonate-group': 'x, y',
				'impersonate-extra-a%2fb': 'c',
			},
		],
	])('send %s', async (_, user, headers) => {
		const api = await serve();
		api.on(always, answered);
		await (await open(api.kubeconfig({user}))).get(pod);
		expect(api.asked[0]!.headers).toMatchObject(headers);
	});

	test('send the token a file holds', async () => {
		const api = await serve();
		api.on(always, answered);
		writeFileSync(path.join(api.folder, 'token'), 'from-file\n');
		await (await open(api.kubeconfig({user: {tokenFile: 'token'}}))).get(pod);
		expect(api.asked[0]!.headers.authorization).toBe('Bearer from-file');
	});

	/** A plug-in that counts its runs in a file and prints the run's number as token. */
	function plugin(api: ScriptedApi, script: string): object {
		const file = path.join(api.folder, 'plugin.sh');
		writeFileSync(file, `#!/bin/sh\n${script}\n`);
		chmodSync(file, 0o755);
		return {user: {exec: {apiVersion: 'client.authentication.k8s.io/v1', command: './plugin.sh'}}};
	}

	const counting = `
echo run >> "$(dirname "$0")/runs"
echo "$KUBERNETES_EXEC_INFO" > "$(dirname "$0")/info"
n=$(wc -l < "$(dirname "$0")/runs" | tr -d ' ')
echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"run-'$n'"}}'`;

	test('come from a plug-in, run once for many requests', async () => {
		const api = await serve();
		api.on(always, answered);
		const cluster = await open(api.kubeconfig(plugin(api, counting)));
		await Promise.all([cluster.get(pod), cluster.get(pod), cluster.get(pod)]);
		await cluster.get(pod);
		expect(new Set(api.asked.map(asked => asked.headers.authorization))).toEqual(new Set(['Bearer run-1']));
		expect(JSON.parse(readFileSync(path.join(api.folder, 'info'), 'utf8'))).toEqual({
			apiVersion: 'client.authentication.k8s.io/v1',
			kind: 'ExecCredential',
			spec: {interactive: false},
		});
	});

	test('that are refused are asked of the plug-in once more', async () => {
		const api = await serve();
		api.on(
			({headers}) => headers.authorization === 'Bearer run-1',
			answered,
			status(401, 'Unauthorized', 'Unauthorized'),
		);
		api.on(({headers}) => headers.authorization === 'Bearer run-2', answered);
		const cluster = await open(api.kubeconfig(plugin(api, counting)));
		expect(reasonOf(await cluster.get(pod))).toBe('ok');
		const later = await Promise.all([cluster.get(pod), cluster.get(pod), cluster.get(pod)]);
		expect(later.map(reasonOf)).toEqual(['ok', 'ok', 'ok']);
		expect(readFileSync(path.join(api.folder, 'runs'), 'utf8')).toBe('run\nrun\n');
	});

	test('that stay refused are a trouble', async () => {
		const api = await serve();
		api.on(always, status(401, 'Unauthorized', 'Unauthorized'));
		const cluster = await open(api.kubeconfig(plugin(api, counting)));
		expect(reasonOf(await cluster.get(pod))).toBe('unauthorized');
		expect(api.asked).toHaveLength(2);
		expect(reasonOf(await cluster.get(pod))).toBe('unauthorized');
		expect(readFileSync(path.join(api.folder, 'runs'), 'utf8')).toBe('run\nrun\n');
	});

	test('that a plug-in cannot give are a trouble with its last line', async () => {
		const api = await serve();
		const cluster = await open(
			api.kubeconfig(plugin(api, 'echo trying >&2; echo "token expired, run: shop login" >&2; exit 1')),
		);
		const got = await cluster.get(pod);
		expect(reasonOf(got)).toBe('credentials');
		expect(saysOf(got)).toMatch(/failed: token expired, run: shop login \(after: trying\)$/);
	});

	test('that a plug-in cannot give are not asked for at each request', async () => {
		const api = await serve();
		const cluster = await open(api.kubeconfig(plugin(api, 'echo run >> "$(dirname "$0")/runs"; exit 1')));
		for (let turn = 0; turn < 3; turn++) expect(reasonOf(await cluster.get(pod))).toBe('credentials');
		expect(readFileSync(path.join(api.folder, 'runs'), 'utf8')).toBe('run\n');
	});

	test.each([
		['prints something else', 'echo hello', /printed something other than a credential\.$/],
		['prints no status', 'echo "{}"', /printed JSON of another kind/],
		['asks a question', 'read answer; echo "no answer" >&2; exit 1', /no answer/],
	])('from a plug-in that %s are a trouble', async (_, script, says) => {
		const api = await serve();
		const got = await (await open(api.kubeconfig(plugin(api, script)))).get(pod);
		expect(reasonOf(got)).toBe('credentials');
		expect(saysOf(got)).toMatch(says);
	});

	test('from a plug-in that is not installed say how to get it', async () => {
		const api = await serve();
		const exec = {
			apiVersion: 'client.authentication.k8s.io/v1',
			command: 'sluice-no-such-plugin',
			installHint: 'Get it from the shop.',
		};
		const got = await (await open(api.kubeconfig({user: {exec}}))).get(pod);
		expect(saysOf(got)).toMatch(/sluice-no-such-plugin .* is not installed/);
		expect(got).toMatchObject({trouble: {hint: 'Get it from the shop.'}});
	});
});

test('lists over a network are asked for compressed', async () => {
	const api = await serve();
	const items = [{metadata: {uid: 'a', name: 'grün'}}];
	api.on(always, zipped({kind: 'PodList', metadata: {resourceVersion: '7'}, items}));
	const proof = async () => ({ok: true, value: {headers: {}}}) as const;
	const credentials = {
		proof,
		accepted() {},
		refused: () => false,
		explained: (trouble: Trouble) => trouble,
		hurry() {},
		login: {} as Login,
	};
	const agent = new Agent({keepAlive: true});
	const transport = openTransport({
		url: new URL(api.url),
		isLocal: false,
		agent,
		apart: new Agent(),
		credentials,
		timeouts: usualTimeouts,
		clock: systemClock,
	});
	closing.unshift(transport.close);
	const got: unknown[] = [];
	const list = await readList(transport, {
		path: '/api/v1/pods',
		doing: 'list pods',
		take: object => got.push(object),
	});
	expect(list).toEqual({ok: true, value: '7'});
	expect(got).toEqual(items);
	expect(api.asked[0]!.headers['accept-encoding']).toBe('gzip');
});
