import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, describe, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import type {Change} from '../../source/model/change.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import type {Health} from '../../source/model/health.ts';
import {connect as connectRaw} from '../conformance/connection.ts';
import {type Asked, type Fault, schedule} from './fault.ts';
import {type FaultProxy, kindOf, startFaultProxy} from './fault-proxy.ts';

// That the proxy does what it says: else nothing that is tested through it means anything.

let demo: Demo;
let proxy: FaultProxy;
let cluster: Cluster;
const services = {group: '', version: 'v1', plural: 'services', kind: 'Service', namespaced: true};
const checkout = {resource: services, namespace: 'shop', name: 'checkout-champion'};

beforeAll(async () => {
	demo = await startDemo({seed: 1});
});
afterAll(() => demo.stop());

async function open(link?: {roundTripMs: number; bytesPerSecond?: number}): Promise<void> {
	proxy = await startFaultProxy({kubeconfig: demo.kubeconfig, link});
	const timeouts = {connectMs: 2000, firstByteMs: 400, idleMs: 400};
	const connected = await connect({kubeconfig: proxy.kubeconfig, env: {}, timeouts});
	if (!connected.ok) throw new Error(connected.trouble.says);
	cluster = connected.value;
}

beforeEach(() => open());
afterEach(async () => {
	cluster.close();
	await proxy.close();
});

const isRead = ({kind}: Asked) => kind === 'read';

async function reasonOf(fault: Fault): Promise<string> {
	proxy.aim(isRead, fault);
	const read = await cluster.get(checkout);
	return read.ok ? 'none' : read.trouble.reason;
}

test.each<[Fault, string]>([
	[{does: 'pass'}, 'none'],
	[{does: 'delay', delayMs: 100}, 'none'],
	[{does: 'swallow', isForwarded: false}, 'timed-out'],
	[{does: 'swallow', isForwarded: true}, 'timed-out'],
	[{does: 'swallow', isForwarded: true, heldMs: 50}, 'unreachable'],
	[{does: 'reset', isForwarded: false}, 'unreachable'],
	[{does: 'reset', isForwarded: true}, 'unreachable'],
	[{does: 'truncate', afterMs: 0}, 'unreachable'],
	[{does: 'stall', afterMs: 0}, 'timed-out'],
	[{does: 'refuse', status: 401}, 'unauthorized'],
	[{does: 'refuse', status: 403}, 'forbidden'],
	[{does: 'refuse', status: 409}, 'conflict'],
	[{does: 'refuse', status: 410}, 'expired'],
	[{does: 'refuse', status: 429, retryAfterS: 1}, 'none'],
	[{does: 'refuse', status: 429, retryAfterS: 30}, 'throttled'],
	[{does: 'refuse', status: 500}, 'server-error'],
	[{does: 'refuse', status: 503}, 'server-error'],
	[{does: 'disown'}, 'server-error'],
])('a read with %o ends as %s, and the next one is well', async (fault, reason) => {
	expect(await reasonOf(fault)).toBe(reason);
	expect(await reasonOf({does: 'pass'})).toBe('none');
});

describe('a watch', () => {
	const changes: Change<{uid: string}>[] = [];
	const healths = () => changes.flatMap(each => (each.type === 'health' ? [each.health] : []));

	async function follow(fault: Fault, isSeen: (healths: readonly Health[]) => boolean): Promise<void> {
		changes.length = 0;
		proxy.aim(({kind}) => kind === 'watch', fault);
		const project = ({metadata}: {metadata: {uid: string}}) => ({uid: metadata.uid});
		const stop = cluster.follow(services, {namespace: 'shop'}, project, change => changes.push(change));
		await until(() => isSeen(healths()));
		stop();
	}
	const isStale = (reason: string) => (seen: readonly Health[]) =>
		seen.some(each => each.state === 'stale' && each.trouble.reason === reason);

	test.each<[Fault, string]>([
		[{does: 'error-event', afterMs: 50, code: 410}, 'expired'],
		[{does: 'error-event', afterMs: 50, code: 500}, 'server-error'],
		[{does: 'truncate', afterMs: 50}, 'unreachable'],
		[{does: 'stall', afterMs: 50, heldMs: 50}, 'unreachable'],
		[{does: 'refuse', status: 503}, 'server-error'],
	])('with %o is stale for a while: %s', async (fault, reason) => {
		await follow(fault, isStale(reason));
		expect(healths().some(({state}) => state === 'live') || fault.does === 'refuse').toBe(true);
	});

	test('may hear everything twice', async () => {
		proxy.aim(({kind}) => kind === 'watch', {does: 'duplicate'});
		const raw = connectRaw(proxy.kubeconfig);
		const watch = await raw.watch('/api/v1/namespaces/shop/services?watch=true');
		await watch.until(({object}) => object.metadata.name === 'checkout-champion');
		const patch = {metadata: {annotations: {note: 'twice'}}};
		const at = '/api/v1/namespaces/shop/services/checkout-champion';
		await raw.ask('PATCH', at, {type: 'application/merge-patch+json', body: patch});
		await watch.until(({type}) => type === 'MODIFIED');
		await until(() => watch.events.filter(({type}) => type === 'MODIFIED').length === 2);
		expect(proxy.writes).toMatchObject([{path: at, status: 200, fault: 'pass'}]);
		watch.close();
		raw.close();
	});
});

test('a long way makes every answer late, and a new connection later', async () => {
	cluster.close();
	await proxy.close();
	await open({roundTripMs: 100});
	const tookMs = async () => {
		const began = performance.now();
		await cluster.get(checkout);
		return performance.now() - began;
	};
	// One for the connection, one for TLS 1.3, one for the request.
	expect(await tookMs()).toBeGreaterThan(290);
	expect(await tookMs()).toBeGreaterThan(95);
});

test('a narrow way lets no more through than it is said to', async () => {
	cluster.close();
	await proxy.close();
	const tookMs = async (bytesPerSecond?: number) => {
		await open({roundTripMs: 0, bytesPerSecond});
		const raw = connectRaw(proxy.kubeconfig);
		await raw.ask('GET', '/version');
		const began = performance.now();
		const {text} = await raw.ask('GET', '/api/v1/namespaces/shop/pods');
		raw.close();
		return {ms: performance.now() - began, bytes: text.length};
	};
	const {ms, bytes} = await tookMs(40_000);
	expect(bytes).toBeGreaterThan(10_000);
	expect(ms).toBeGreaterThan((1000 * bytes) / 40_000 - 50);
	cluster.close();
	await proxy.close();
	expect((await tookMs()).ms).toBeLessThan((1000 * bytes) / 40_000);
});

test.each([
	['POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', '{}', 'review'],
	['POST', '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews', '{}', 'review'],
	['POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', '{}', 'review'],
	['POST', '/apis/authentication.k8s.io/v1/tokenreviews', '{}', 'review'],
	['POST', '/api/v1/namespaces/shop/pods/a/eviction', '{}', 'write'],
	['POST', '/api/v1/namespaces/shop/pods/a/eviction?dryRun=All', '{}', 'rehearsal'],
	['POST', '/api/v1/namespaces/shop/events?fieldManager=sluice', '{}', 'write'],
	['POST', '/apis/example.com/v1/namespaces/shop/previews', '{}', 'write'],
	['DELETE', '/api/v1/namespaces/shop/pods/a', '{"kind":"DeleteOptions"}', 'write'],
	['DELETE', '/api/v1/namespaces/shop/pods/a', '{"dryRun":["All"]}', 'rehearsal'],
	['DELETE', '/api/v1/namespaces/shop/pods/a?dryRun=All', '{"kind":"DeleteOptions"}', 'write'],
	['PATCH', '/apis/apps/v1/namespaces/shop/deployments/a/scale?dryRun=All', '[]', 'rehearsal'],
	['PATCH', '/apis/apps/v1/namespaces/shop/deployments/a/scale', '[]', 'write'],
])('%s %s %s is a %s', (method, url, body, kind) => {
	expect(kindOf(method, url, body)).toBe(kind);
});

test('an eviction that goes wrong is befallen as a write, and recorded as one', async () => {
	proxy.aim(({kind}) => kind === 'write', {does: 'disown'});
	const raw = connectRaw(proxy.kubeconfig);
	const {body} = await raw.ask('GET', '/api/v1/namespaces/shop/pods');
	const [{metadata}] = body.items;
	const path = `/api/v1/namespaces/shop/pods/${metadata.name}/eviction`;
	const eviction = {apiVersion: 'policy/v1', kind: 'Eviction', metadata: {name: metadata.name}};
	expect(await raw.ask('POST', path, {body: eviction})).toMatchObject({status: 500});
	expect(proxy.writes).toMatchObject([{method: 'POST', path, status: 201, fault: 'disown'}]);
	raw.close();
});

test('the same seed chooses the same faults, another one others', () => {
	const asked = Array.from({length: 300}, (_, turn): Asked => {
		const kind = (['read', 'list', 'watch', 'write'] as const)[turn % 4]!;
		return {
			method: kind === 'write' ? 'PATCH' : 'GET',
			url: `/api/v1/pods?turn=${turn}`,
			body: '',
			kind,
			turn,
		};
	});
	const drawn = (seed: number) => asked.map(schedule({seed, share: 0.5}));
	expect(drawn(7)).toEqual(drawn(7));
	expect(drawn(7)).not.toEqual(drawn(8));
	const all = new Set(drawn(7).map(({does}) => does));
	expect(all.size).toBe(12);
});

test('no API server off this machine is stood before', async () => {
	const elsewhere = join(mkdtempSync(join(tmpdir(), 'elsewhere-')), 'kubeconfig');
	const text = readFileSync(demo.kubeconfig, 'utf8').replace(/https:\/\/127[^:]*/, 'https://192.0.2.1');
	writeFileSync(elsewhere, text);
	await expect(startFaultProxy({kubeconfig: elsewhere})).rejects.toThrow('192.0.2.1:');
	rmSync(dirname(elsewhere), {recursive: true});
});

async function until(isTrue: () => boolean, withinMs = 5000): Promise<void> {
	for (const began = Date.now(); !isTrue(); ) {
		if (Date.now() - began > withinMs) throw new Error('It never came.');
		await new Promise(resolve => setTimeout(resolve, 10));
	}
}
