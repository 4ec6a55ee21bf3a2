/** Whoever logged in again, or mended the line, need not wait for a back-off to end. */
import {writeFileSync} from 'node:fs';
import path from 'node:path';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import type {Clock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import {type Asked, json, type ScriptedApi, startScriptedApi, status, stream} from '../kit/scripted-api.ts';

let nowMs: number;
/** Nothing that waits falls due by itself, and time passes only where a test says so. */
const standing: Clock = {now: () => nowMs, after: () => () => {}};

const pods = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true};
const services = {group: '', version: 'v1', plural: 'services', kind: 'Service', namespaced: true};

let api: ScriptedApi;
let cluster: Cluster;
const states = new Map<string, string>();

beforeEach(async () => {
	api = await startScriptedApi();
	states.clear();
	nowMs = 1_000_000;
	writeFileSync(path.join(api.folder, 'token'), 'old');
	const bears = (token: string) => (asked: Asked) => asked.headers.authorization === `Bearer ${token}`;
	const list = {metadata: {resourceVersion: '10'}, items: []};
	api.on(bears('old'), status(401, 'Unauthorized', 'Unauthorized'));
	api.on(bears('new'), json(list));
	api.on(asked => bears('new')(asked) && asked.query.get('watch') === 'true', stream([]));
	const kubeconfig = api.kubeconfig({user: {tokenFile: 'token'}});
	const connected = await connect({kubeconfig, env: {}, clock: standing, luck: () => 1});
	if (!connected.ok) throw new Error(connected.trouble.says);
	cluster = connected.value;
	for (const resource of [pods, services])
		cluster.follow(
			resource,
			{},
			({metadata}) => metadata,
			change => change.type === 'health' && states.set(resource.plural, change.health.state),
		);
	await untilAll('stale');
});

afterEach(async () => {
	cluster.close();
	await api.close();
});

function untilAll(state: string) {
	return vi.waitFor(() => expect([...states.values()]).toEqual([state, state]), 4000);
}

function logIn(): void {
	writeFileSync(path.join(api.folder, 'token'), 'new');
}

test('streams that wait try again at once when asked, with credentials made anew', async () => {
	logIn();
	cluster.retry();
	await untilAll('live');
});

test('streams that wait try again once another request is let in with new credentials', async () => {
	logIn();
	nowMs += 2000;
	expect((await cluster.list(pods, {})).ok).toBe(true);
	await untilAll('live');
});

test('nobody hammers a server by asking again and again', async () => {
	cluster.retry();
	await vi.waitFor(() => expect(states.get('pods')).toBe('stale'));
	const before = api.asked.length;
	for (let turn = 0; turn < 20; turn++) cluster.retry();
	await new Promise(resolve => setTimeout(resolve, 100));
	expect(api.asked.length - before).toBeLessThanOrEqual(4);
});
