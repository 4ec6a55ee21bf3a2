// Every action, on every kind it takes that the embedded cluster serves, in every
// state in which nothing may be written. The same runs on a real API server.
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {actions} from '../../source/actions/index.ts';
import {connect} from '../../source/cluster/connect.ts';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import {connect as connectRaw} from '../conformance/connection.ts';
import {build, type Ground, rowsServed, type Tried, tried} from '../kit/gate-matrix.ts';
import {commands, pairs, scenes, withoutObjects} from '../kit/gate-rows.ts';
import {expectHeld, fightsHeld, fightsOwed} from '../kit/gate-verdict.ts';
import {changesNothing, type RecordingProxy, startRecordingProxy} from '../kit/recording-proxy.ts';

let demo: Demo;
let ground: Ground;
const proxies: RecordingProxy[] = [];
const clusters: Cluster[] = [];

async function through(kubeconfig: string) {
	const proxy = await startRecordingProxy(kubeconfig);
	const connected = await connect({kubeconfig: proxy.kubeconfig, env: {}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	proxies.push(proxy);
	clusters.push(connected.value);
	return {proxy, cluster: connected.value};
}

beforeAll(async () => {
	demo = await startDemo({scenario: 'empty', speed: 20});
	const {proxy, cluster} = await through(demo.kubeconfig);
	const discovery = await cluster.discover();
	if (!discovery.ok) throw new Error(discovery.trouble.says);
	// The one user of the embedded cluster may do everything.
	const other = await through(demo.kubeconfig);
	const looking: Cluster = {
		...other.cluster,
		may: async () => ({ok: true, value: {isAllowed: false, because: 'no rule allows it'}}),
	};
	ground = {
		raw: connectRaw(demo.kubeconfig),
		proxy,
		cluster,
		looking: {proxy: other.proxy, cluster: looking},
		served: discovery.value.resources,
	};
});

afterAll(async () => {
	for (const cluster of clusters) cluster.close();
	for (const proxy of proxies) await proxy.close();
	ground.raw.close();
	await demo.stop();
});

test('every action has a row for every kind it takes', () => {
	const rows = scenes().flatMap(scene => scene.rows.map(({action, kind}) => `${action} ${kind}`));
	const owed = pairs().filter(([, kind]) => !withoutObjects.includes(kind));
	expect(owed.map(pair => pair.join(' ')).filter(pair => !rows.includes(pair))).toEqual([]);
	expect(rows.filter(row => withoutObjects.some(kind => row.endsWith(` ${kind}`)))).toEqual([]);
	expect(Object.keys(commands).sort()).toEqual([...actions.map(({name}) => name), 'undo', 'redo'].sort());
	expect(rows.length).toBeGreaterThan(200);
});

test('the proxy would see a write, and tells it from what changes nothing', async () => {
	const {raw, proxy, cluster} = ground;
	const path = '/api/v1/namespaces/default/configmaps';
	await raw.ask('POST', path, {body: {metadata: {name: 'seen'}}});
	proxy.forget();
	const direct = connectRaw(proxy.kubeconfig);
	const patch = {type: 'application/merge-patch+json', body: {data: {a: '1'}}};
	await cluster.rights('default');
	await direct.ask('GET', path);
	await direct.ask('PATCH', `${path}/seen?dryRun=All`, patch);
	await direct.ask('PATCH', `${path}/seen`, patch);
	await direct.ask('GET', '/api/v1/namespaces/default/pods/x/exec?command=sh');
	await direct.ask('DELETE', `${path}/seen`, {body: {dryRun: ['All']}});
	await direct.ask('DELETE', `${path}/seen?dryRun=All`);
	await direct.ask('DELETE', `${path}/seen?dryRun=All`, {body: {propagationPolicy: 'Background'}});
	const gone = await direct.ask('GET', `${path}/seen`);
	direct.close();
	const seen = proxy.sent.filter(each => !changesNothing(each));
	expect(proxy.sent).toHaveLength(9);
	expect(gone.status, 'a body without a dry run deletes, whatever the query says').toBe(404);
	expect(seen.map(({method, path, status}) => [method, path.split('/').at(-1), status])).toEqual([
		['PATCH', 'seen', 200],
		['GET', 'exec', expect.any(Number)],
		['DELETE', 'seen', 200],
	]);
});

describe('read-only leaked once for each verb that was forgotten: here only reads leave, whatever holds a write back', () => {
	const able = new Map<string, Tried>();
	const fought = new Set<string>();
	const could = new Set<string>();

	test.each(scenes().map(scene => [scene.name, scene] as const))(
		'%s',
		async (_name, scene) => {
			const rows = rowsServed(scene, ground);
			if (rows.length === 0) return;
			const namespace = `gate-${scene.name.toLowerCase().replaceAll(/[^a-z]+/g, '-')}`;
			await ground.raw.ask('POST', '/api/v1/namespaces', {body: {metadata: {name: namespace}}});
			await build(scene, namespace, ground);
			for (const row of rows) {
				const states = await tried(row, namespace, ground);
				expectHeld(row, states);
				const cancelled = states.find(({state, end}) => state === 'cancelled' && end === 'cancelled');
				if (cancelled) able.set(row.action, cancelled);
				if (cancelled) could.add(`${row.action} ${row.kind}`);
				for (const each of fightsHeld(row, states)) fought.add(each);
			}
		},
		120_000,
	);

	test('these would have been written otherwise', () => {
		const served = [
			'scale',
			'upgrade',
			'rollback',
			'restart',
			'shift',
			'drain-traffic',
			'swap',
			'choose-champion',
			'scale-bounds',
			'delete',
			'cordon',
			'uncordon',
			'drain-node',
			'exec',
			'port-forward',
			'open-notebook',
			'stop-notebook',
		];
		expect([...able.keys()]).toEqual(
			expect.arrayContaining([...served, 'pause', 'resume', 'hand-back', 'undo', 'redo']),
		);
	});

	test('each pair that somebody may fight over was fought over, and held back', () => {
		const owed = fightsOwed(could);
		expect(owed.length).toBeGreaterThan(30);
		expect(owed.filter(each => !fought.has(each))).toEqual([]);
	});
});
