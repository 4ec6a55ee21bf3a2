import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, inject, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {measurer} from '../../source/measure/measurer.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import {splitOf} from '../kit/splits.ts';
import {type Door, openDoor, ownAddress} from './own-address.ts';
import {
	type Exporter,
	findPrometheus,
	type Prometheus,
	startExporter,
	startPrometheus,
} from './prometheus.ts';
import {RawApi} from './raw-api.ts';
import {Ground} from './workloads.ts';

// What measures is asked through a real API server, which leads the questions
// to a Service and to a pod: the way that needs no address but the cluster's.

const {admin} = inject('kubeconfigs');
const program = await findPrometheus().catch((error: Error) => {
	process.stderr.write(`Skipped: test/cluster/measure-proxies.test.ts. ${error.message}\n`);
	return undefined;
});
if (ownAddress === undefined)
	process.stderr.write(
		'Skipped: test/cluster/measure-proxies.test.ts. This machine has no address but loopback.\n',
	);

let api: RawApi;
let ground: Ground;
let cluster: Cluster;
let exporter: Exporter;
let prometheus: Prometheus;
const doors: Door[] = [];

/** A pod that runs at a port of this machine, as far as the API server knows. */
async function addPod(name: string, port: number): Promise<void> {
	const containers = [{name, image: `${name}:1`, ports: [{containerPort: port}]}];
	await ground.add('pods', {metadata: {name, labels: {app: name}}, spec: {containers}});
	await ground.until('pods', name, ({status}) =>
		status.conditions?.some(
			({type, status: is}: {type: string; status: string}) => type === 'Ready' && is === 'True',
		),
	);
	await ground.patchStatus('pods', name, {podIP: ownAddress, podIPs: [{ip: ownAddress}]});
}

async function openFor(address: string): Promise<number> {
	const door = await openDoor(Number(new URL(`http://${address}`).port));
	doors.push(door);
	return door.port;
}

function show(counts: {stable: number; canary: number}): void {
	const lines = Object.entries(counts).map(
		([backend, value]) =>
			`envoy_cluster_upstream_rq{envoy_cluster_name="shop_${backend}_80",envoy_response_code="200"} ${value}\n`,
	);
	exporter.shows(['# TYPE envoy_cluster_upstream_rq counter\n', ...lines].join(''));
}

describe.skipIf(program === undefined || ownAddress === undefined)('through a real API server', () => {
	beforeAll(async () => {
		api = new RawApi(admin);
		ground = new Ground(api, await api.createNamespace('proxies'));
		const found = await connect({kubeconfig: admin, env: {}});
		if (!found.ok) throw new Error(found.trouble.says);
		cluster = found.value;
		exporter = await startExporter();
		show({stable: 0, canary: 0});
		prometheus = await startPrometheus(program!, {gateway: exporter});
	});

	afterAll(async () => {
		cluster?.close();
		await prometheus?.stop();
		await exporter?.stop();
		for (const door of doors) await door.stop();
		await api?.delete(`/api/v1/namespaces/${ground.namespace}`);
		api?.close();
	});

	test('a real Prometheus behind a Service measures a split', async () => {
		const port = await openFor(new URL(prometheus.url).host);
		await addPod('prometheus', port);
		// Without the usual labels: tests beside this one must not find it.
		const spec = {selector: {app: 'prometheus'}, ports: [{name: 'web', port: 9090, targetPort: port}]};
		await ground.add('services', {metadata: {name: 'prometheus'}, spec});
		const source = {
			type: 'service',
			namespace: ground.namespace,
			name: 'prometheus',
			port: '9090',
			prefix: '',
		} as const;
		await expect
			.poll(() => cluster.askSource(source, 'time()'), {timeout: 30_000, interval: 500})
			.toMatchObject({ok: true});

		const counts = {stable: 0, canary: 0};
		const flowing = setInterval(() => {
			counts.stable += 15;
			counts.canary += 5;
			show(counts);
		}, 100);
		await sleep(6000);
		const split = {...splitOf({stable: 75, canary: 25}), dialect: 'contour' as const};
		const measured = await measurer(cluster, systemClock, {source}).measure(split);
		clearInterval(flowing);
		expect(measured).toMatchObject({state: 'measured', source: expect.stringContaining('prometheus:9090')});
		if (measured.state !== 'measured') return;
		expect(measured.backends[1]!.share!.percent).toBeCloseTo(25, 0);
	}, 60_000);

	test('the counters of a pod are read from itself', async () => {
		show({stable: 30, canary: 12});
		await addPod('gateway', await openFor(exporter.address));
		const {port} = new URL(`http://${exporter.address}`);
		const pod = {namespace: ground.namespace, name: 'gateway', path: '/metrics'};
		const own = String(doors.at(-1)!.port);
		expect(own).not.toBe(port);
		await expect
			.poll(() => cluster.readCounters({...pod, port: own}), {timeout: 30_000, interval: 500})
			.toMatchObject({ok: true, value: expect.stringContaining('envoy_cluster_name="shop_canary_80"')});
	}, 60_000);
});
