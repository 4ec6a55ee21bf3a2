import {afterAll, beforeAll, describe, expect, inject, test} from 'vitest';
import {actions} from '../../source/actions/index.ts';
import {connect} from '../../source/cluster/connect.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import {connect as connectRaw} from '../conformance/connection.ts';
import {build, type Ground, rowsServed, tried} from '../kit/gate-matrix.ts';
import {scenes} from '../kit/gate-rows.ts';
import {expectHeld, fightsHeld, fightsOwed} from '../kit/gate-verdict.ts';
import {type RecordingProxy, startRecordingProxy} from '../kit/recording-proxy.ts';
import {defineGitOps} from './gitops-definitions.ts';
import {RawApi} from './raw-api.ts';

// Every action on every kind it takes, on a real API server, in every state in
// which nothing may be written: all that reaches the server is reads, reviews of
// one's own rights, and dry runs. Whoever is denied is so by the server's RBAC.

const {admin, tester = admin, viewer} = inject('kubeconfigs');
const api = new RawApi(admin);
const proxies: RecordingProxy[] = [];
const clusters: Cluster[] = [];
const namespaces: string[] = [];
const outside: string[] = [];
let ground: Ground;
let undefine = async () => {};

async function through(kubeconfig: string) {
	const proxy = await startRecordingProxy(kubeconfig);
	const connected = await connect({kubeconfig: proxy.kubeconfig, env: {}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	proxies.push(proxy);
	clusters.push(connected.value);
	return {proxy, cluster: connected.value};
}

describe.runIf(viewer)('only reads leave', () => {
	const able = new Set<string>();
	const fought = new Set<string>();
	const could = new Set<string>();

	beforeAll(async () => {
		undefine = await defineGitOps(api);
		const own = await through(tester);
		const discovery = await own.cluster.discover();
		if (!discovery.ok) throw new Error(discovery.trouble.says);
		ground = {
			raw: connectRaw(admin),
			...own,
			looking: await through(viewer!),
			served: discovery.value.resources,
		};
	}, 60_000);

	afterAll(async () => {
		for (const cluster of clusters) cluster.close();
		for (const proxy of proxies) await proxy.close();
		for (const path of outside) await api.delete(path);
		for (const namespace of namespaces) await api.delete(`/api/v1/namespaces/${namespace}`);
		ground.raw.close();
		await undefine();
		api.close();
	}, 60_000);

	test.each(scenes().map(scene => [scene.name, scene] as const))(
		'%s',
		async (name, scene) => {
			const rows = rowsServed(scene, ground);
			const namespace = await api.createNamespace('gate');
			namespaces.push(namespace);
			outside.push(...(await build(scene, namespace, ground)));
			for (const row of rows) {
				const states = await tried(row, namespace, ground);
				expectHeld(row, states);
				for (const each of fightsHeld(row, states)) fought.add(each);
				if (states.some(({state, end}) => state === 'cancelled' && end === 'cancelled')) {
					able.add(row.action);
					could.add(`${row.action} ${row.kind}`);
				}
			}
			expect(rows.length, name).toBe(scene.rows.length);
		},
		600_000,
	);

	test('every action would have written something otherwise', () => {
		// The ReplicaSets that a release needs a hold for, and what Flagger has no lever for, are tried elsewhere.
		const owed = [...actions.map(({name}) => name), 'undo', 'redo'].filter(name => name !== 'release');
		expect(owed.filter(name => !able.has(name))).toEqual([]);
	});

	test('each pair that somebody may fight over was fought over, and held back', () => {
		const owed = fightsOwed(could);
		expect(owed.length).toBeGreaterThan(90);
		expect(owed.filter(each => !fought.has(each))).toEqual([]);
	});
});
