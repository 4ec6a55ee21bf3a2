import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import type {Env} from '../../source/cluster/kubeconfig.ts';
import {isExempt, isOnThisMachine} from '../../source/cluster/proxy.ts';
import {makeCertificate} from '../../source/demo/certificate.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import {type ConnectProxy, startConnectProxy} from '../kit/connect-proxy.ts';
import {json, type ScriptedApi, startScriptedApi, stream} from '../kit/scripted-api.ts';

describe('NO_PROXY, as kubectl reads it,', () => {
	test.each([
		['api.shop', true],
		['shop', true],
		['.shop', true],
		['*.shop', true],
		['*', true],
		['a.example, api.shop', true],
		['API.SHOP', true],
		['api.shop:6443', true],
		['api.shop:443', false],
		['pi.shop', false],
		['hop', false],
		['.api.shop', false],
		['', false],
		['10.0.0.0/8', false],
	])('%s of https://api.shop:6443: %s', (noProxy, is) => {
		expect(isExempt(new URL('https://api.shop:6443'), noProxy)).toBe(is);
	});

	test.each([
		['https://10.1.2.3', '10.0.0.0/8', true],
		['https://10.1.2.3', '10.1.2.3', true],
		['https://10.1.2.3', '10.1.2.3:443', true],
		['https://10.1.2.3', '10.1.2.3:6443', false],
		['https://11.1.2.3', '10.0.0.0/8', false],
		['https://10.1.2.3', '10.0.0.0/99', false],
		['https://[fd00::1]:6443', 'fd00::/8', true],
		['https://[fd00::1]:6443', '[fd00::1]:6443', true],
		['https://[fe80::1]', 'fd00::/8', false],
	])('of %s: %s is %s', (server, noProxy, is) => {
		expect(isExempt(new URL(server), noProxy)).toBe(is);
	});
});

describe('a server', () => {
	const at = (server: string, more: {proxyUrl?: string; tlsServerName?: string} = {}) =>
		isOnThisMachine({name: 'shop', server, skipTLSVerify: false, ...more});

	test.each([
		['on loopback', 'https://127.0.0.1:6443', {}, true],
		['on loopback by its name', 'https://localhost:6443', {tlsServerName: 'localhost'}, true],
		['elsewhere', 'https://api.shop:6443', {}, false],
		[
			'on the loopback of a proxy',
			'https://127.0.0.1:6443',
			{proxyUrl: 'http://bastion.example:3128'},
			false,
		],
		['at the end of a proxy from here', 'https://127.0.0.1:6443', {proxyUrl: 'http://127.0.0.1:8080'}, false],
		['at the end of a tunnel', 'https://127.0.0.1:6443', {tlsServerName: 'kubernetes.prod.example'}, false],
	])('%s is on this machine or not', (_where, server, more, is) => {
		expect(at(server, more)).toBe(is);
	});
});

const authority = makeCertificate({name: 'shop authority'});
const served = makeCertificate({name: 'api', addresses: ['api.shop.invalid'], signer: authority.signer});
const ca = {'certificate-authority-data': Buffer.from(authority.cert).toString('base64')};
const pods = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true};
const pod = {resource: pods, namespace: 'shop', name: 'a'};

let api: ScriptedApi;
let proxy: ConnectProxy;
let cluster: Cluster | undefined;

beforeEach(async () => {
	api = await startScriptedApi(served);
	proxy = await startConnectProxy();
	api.on(() => true, json({metadata: {name: 'a', uid: 'u', resourceVersion: '1'}, items: []}));
	api.on(({query}) => query.get('watch') === 'true', stream([]));
});

afterEach(async () => {
	cluster?.close();
	await proxy.close();
	await api.close();
});

/** Its name can be resolved by no one: only the proxy leads there. */
function server(): string {
	return `https://api.shop.invalid:${new URL(api.url).port}`;
}

async function open(more: object, env: Env = {}): Promise<Cluster> {
	const kubeconfig = api.kubeconfig({cluster: {server: server(), ...ca, ...more}});
	const connected = await connect({kubeconfig, env, luck: () => 0});
	if (!connected.ok) throw new Error(connected.trouble.says);
	cluster = connected.value;
	return cluster;
}

test.each<[string, () => [object, Env]]>([
	['the kubeconfig', () => [{'proxy-url': proxy.url}, {}]],
	['the environment', () => [{}, {HTTPS_PROXY: proxy.url}]],
	['the environment in small letters, without its scheme', () => [{}, {https_proxy: proxy.host}]],
	[
		'the kubeconfig, whatever the environment says',
		() => [{'proxy-url': proxy.url}, {HTTPS_PROXY: 'http://127.0.0.1:9', NO_PROXY: '*'}],
	],
])('requests go through the proxy of %s', async (_, make) => {
	const [more, env] = make();
	expect(await (await open(more, env)).get(pod)).toMatchObject({ok: true});
	expect(proxy.asked).toEqual([new URL(server()).host]);
});

test('a password in the address of the proxy is sent to it', async () => {
	const url = proxy.url.replace('//', '//jane:secret@');
	expect(await (await open({'proxy-url': url})).get(pod)).toMatchObject({ok: true});
	expect(proxy.authorization()).toBe(`Basic ${Buffer.from('jane:secret').toString('base64')}`);
});

test('servers in NO_PROXY are asked directly', async () => {
	const got = await (await open({}, {HTTPS_PROXY: proxy.url, NO_PROXY: 'shop.invalid'})).get(pod);
	expect(got).toMatchObject({ok: false, trouble: {says: expect.stringMatching(/cannot be resolved/)}});
	expect(proxy.asked).toEqual([]);
});

test('streams go through the proxy, and resume once their tunnel broke', async () => {
	const states: string[] = [];
	(await open({'proxy-url': proxy.url})).follow(
		pods,
		{},
		({metadata}) => metadata,
		change => change.type === 'health' && states.push(change.health.state),
	);
	await vi.waitFor(() => expect(states.at(-1)).toBe('live'));
	proxy.cut();
	await vi.waitFor(() => expect(states.slice(-2)).toEqual(['stale', 'live']));
	expect(proxy.asked.length).toBeGreaterThan(1);
});

test.each([
	[
		407,
		/The proxy \S+ wants to know who you are before it leads to the server api\.shop\.invalid:\d+ \(407\)/,
		/USER:PASSWORD/,
	],
	[403, /The proxy \S+ does not let anybody through/, /NO_PROXY/],
	[502, /The proxy \S+ does not reach the server/, /may be down/],
	[503, /The proxy \S+ does not reach the server \S+ \(503\)/, /may be down/],
])('a proxy that refuses with %i is said to', async (status, says, hint) => {
	proxy.refuse(status);
	const got = await (await open({'proxy-url': proxy.url.replace('//', '//jane:secret@')})).get(pod);
	if (got.ok) throw new Error('let through');
	expect(got.trouble.says).toMatch(says);
	expect(got.trouble.hint).toMatch(hint);
	expect(JSON.stringify(got.trouble)).not.toContain('secret');
});

test('a proxy that is not there is not taken for the server', async () => {
	const {host} = proxy;
	await proxy.close();
	const got = await (await open({'proxy-url': `http://${host}`})).get(pod);
	if (got.ok) throw new Error('let through');
	expect(got.trouble.says).toMatch(
		`The proxy ${host} refuses connections, which leads to the server ${new URL(server()).host}.`,
	);
	expect(got.trouble.hint).toMatch(/proxy-url/);
	proxy = await startConnectProxy();
});

test('what answers and is no proxy is said so', async () => {
	const got = await (await open({'proxy-url': `http://${new URL(api.url).host}`})).get(pod);
	if (got.ok) throw new Error('let through');
	expect(got.trouble.says).toMatch(/is no proxy that leads to the server/);
});

test.each([
	[{'proxy-url': 'socks5://jane:secret@127.0.0.1:1080'}, {}, 'Cluster scripted is reached'],
	[{}, {HTTPS_PROXY: 'socks5://127.0.0.1:1080'}, 'By the environment, cluster scripted is reached'],
])('a SOCKS proxy is refused with a sentence: %o %o', async (more, env, says) => {
	const kubeconfig = api.kubeconfig({cluster: {server: server(), ...more}});
	const got = await connect({kubeconfig, env});
	if (got.ok) throw new Error('taken');
	expect(got.trouble.says).toBe(
		`${says} through the proxy socks5://127.0.0.1:1080, a kind that is not supported.`,
	);
});
