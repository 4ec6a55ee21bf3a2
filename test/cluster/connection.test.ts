import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import path from 'node:path';
import {dump, load} from 'js-yaml';
import {afterAll, afterEach, beforeAll, beforeEach, expect, inject, test, vi} from 'vitest';
import {type ConnectOptions, connect} from '../../source/cluster/connect.ts';
import {steady} from '../../source/cluster/steady-clock.ts';
import {ahead} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import {type ConnectProxy, startConnectProxy} from '../kit/connect-proxy.ts';
import {RawApi} from './raw-api.ts';

// The life of a connection to a real API server: through a proxy that breaks
// and comes back, past sleep, with a clock that is wrong, as somebody else.

const {admin, viewer} = inject('kubeconfigs');
const configMaps = {group: '', version: 'v1', plural: 'configmaps', kind: 'ConfigMap', namespaced: true};
const hour = 3_600_000;

const api = new RawApi(admin);
let namespace: string;
let folder: string;
let proxy: ConnectProxy;
const opened: Cluster[] = [];

beforeAll(async () => {
	namespace = await api.createNamespace('connection');
	folder = mkdtempSync(path.join(tmpdir(), 'sluice-connection-'));
});

afterAll(async () => {
	await api.delete(`/api/v1/namespaces/${namespace}`);
	api.close();
	rmSync(folder, {recursive: true, force: true});
});

beforeEach(async () => {
	proxy = await startConnectProxy();
});

afterEach(async () => {
	for (const cluster of opened.splice(0)) cluster.close();
	await proxy.close();
});

/** A copy of a kubeconfig with more in its cluster and user. */
function changed(file: string, more: {readonly cluster?: object; readonly user?: object}): string {
	const config = load(readFileSync(file, 'utf8')) as {
		clusters: [{cluster: object}];
		users: [{user: object}];
	};
	Object.assign(config.clusters[0].cluster, more.cluster);
	Object.assign(config.users[0].user, more.user);
	const copy = path.join(folder, `${Math.random()}.yaml`);
	writeFileSync(copy, dump(config), {mode: 0o600});
	return copy;
}

async function open(kubeconfig: string, options: Partial<ConnectOptions> = {}): Promise<Cluster> {
	const connected = await connect({kubeconfig, env: {}, ...options});
	if (!connected.ok) throw new Error(connected.trouble.says);
	opened.push(connected.value);
	return connected.value;
}

function follow(cluster: Cluster): {readonly states: string[]; readonly names: Set<string>} {
	const states: string[] = [];
	const names = new Set<string>();
	cluster.follow(
		configMaps,
		{namespace},
		({metadata: {uid, name}}) => ({uid, name}),
		change => {
			if (change.type === 'health') states.push(change.health.state);
			if ('rows' in change) for (const {name} of change.rows) names.add(name);
			if (change.type === 'changed') names.add(change.row.name);
		},
	);
	return {states, names};
}

function make(name: string): Promise<unknown> {
	return api.create(`/api/v1/namespaces/${namespace}/configmaps`, {
		apiVersion: 'v1',
		kind: 'ConfigMap',
		metadata: {name},
	});
}

test('a stream through a proxy that fails for a while tells what happened meanwhile', async () => {
	const cluster = await open(changed(admin, {cluster: {'proxy-url': proxy.url}}));
	const {states, names} = follow(cluster);
	await vi.waitFor(() => expect(states.at(-1)).toBe('live'), 10_000);
	await make('before');
	await vi.waitFor(() => expect(names).toContain('before'), 5000);
	proxy.refuse(502);
	proxy.cut();
	await vi.waitFor(() => expect(states.at(-1)).toBe('stale'), 5000);
	await make('meanwhile');
	expect(await cluster.list(configMaps, {namespace})).toMatchObject({
		ok: false,
		trouble: {says: expect.stringMatching(/The proxy \S+ does not reach the server/)},
	});
	proxy.refuse(undefined);
	await vi.waitFor(() => expect(names).toContain('meanwhile'), 20_000);
	expect(states.at(-1)).toBe('live');
});

test('a stream is resumed after sleep, and nothing is missed', async () => {
	let asleepMs = 0;
	const clock = ahead(steady, () => asleepMs);
	const {states, names} = follow(await open(admin, {clock}));
	await vi.waitFor(() => expect(states.at(-1)).toBe('live'), 10_000);
	asleepMs = hour;
	await make('in-sleep');
	await vi.waitFor(() => expect(states).toContain('stale'), 5000);
	await vi.waitFor(() => expect(states.at(-1)).toBe('live'), 5000);
	await vi.waitFor(() => expect(names).toContain('in-sleep'), 5000);
});

test("the server's clock is known by its answers", async () => {
	const right = await open(admin);
	await right.discover();
	expect(Math.abs(right.clockAheadMs())).toBeLessThan(60_000);
	const wrong = await open(admin, {clock: ahead(steady, () => -hour)});
	await wrong.discover();
	await wrong.discover();
	expect(Math.abs(wrong.clockAheadMs() - hour)).toBeLessThan(60_000);
});

test('who acts as somebody else is that one, with its groups and no others', async () => {
	const user = {
		as: 'jane',
		'as-groups': ['system:masters'],
		'as-uid': '7',
		'as-user-extra': {team: ['shop']},
	};
	const jane = await open(changed(admin, {user}));
	expect(jane.context.actingAs).toBe('jane');
	expect(await jane.whoAmI()).toMatch(/^\S+ as jane$/);
	expect(await jane.list(configMaps, {namespace})).toMatchObject({ok: true});
	const bare = await open(changed(admin, {user: {as: 'jane'}}));
	expect(await bare.list(configMaps, {namespace})).toMatchObject({
		ok: false,
		trouble: {reason: 'forbidden', says: expect.stringMatching(/User "jane" cannot list resource/)},
	});
});

test.runIf(viewer)('who may not act as somebody else is told so, and what to do', async () => {
	const cluster = await open(changed(viewer!, {user: {as: 'jane'}}));
	const got = await cluster.list(configMaps, {namespace});
	if (got.ok) throw new Error('let in');
	expect(got.trouble.says).toMatch(
		/^The server does not let you act as the kubeconfig asks: .*cannot impersonate/,
	);
	expect(got.trouble.hint).toMatch(/verb impersonate/);
});
