import {setTimeout as sleep} from 'node:timers/promises';
import {afterAll, beforeAll, describe, expect, inject, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {measurer} from '../../source/measure/measurer.ts';
import {readMatrix, readVector} from '../../source/measure/series.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import type {Figures, Measured, MeasuringSource} from '../../source/model/measured.ts';
import {splitOf} from '../kit/splits.ts';
import {
	type Exporter,
	findPrometheus,
	type Prometheus,
	startExporter,
	startPrometheus,
} from './prometheus.ts';

// A real Prometheus reads counters of exporters that restart, lose series and
// go away; what is made of them is held against its own answers.

const {admin, viewer, nobody} = inject('kubeconfigs');
let cluster: Cluster;
let prometheus: Prometheus;
let exporters: {readonly first: Exporter; readonly second: Exporter};
let source: MeasuringSource;

/** What the gateways have counted so far. */
type Counts = {stable: number; canary: number; failed: number};

const split = splitOf({stable: 75, canary: 25});

function textOf({stable, canary, failed}: Counts, more = ''): string {
	const counter = (backend: string, code: string, value: number) =>
		`envoy_cluster_upstream_rq{envoy_cluster_name="shop_${backend}_80",envoy_response_code="${code}"} ${value}\n`;
	const bucket = (le: string, value: number) =>
		`envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="shop_canary_80",le="${le}"} ${value}\n`;
	return [
		'# TYPE envoy_cluster_upstream_rq counter\n',
		counter('stable', '200', stable),
		counter('canary', '200', canary),
		...(failed > 0 ? [counter('canary', '503', failed)] : []),
		'# TYPE envoy_cluster_upstream_rq_time histogram\n',
		bucket('100', canary * 0.9),
		bucket('250', canary * 0.995),
		bucket('+Inf', canary),
		more,
	].join('');
}

/** Counts go up every tenth of a second, as requests come, until stopped; the exporter shows them as they are. */
function flowing(exporter: Exporter, counts: Counts): () => void {
	const show = () => {
		counts.stable += 15;
		counts.canary += 5;
		exporter.shows(textOf(counts));
	};
	show();
	const timer = setInterval(show, 100);
	return () => clearInterval(timer);
}

/** Where none can be had the rest of the suite still means something; it is said, and not passed over in silence. */
const program = await findPrometheus().catch((error: Error) => {
	process.stderr.write(`Skipped: test/cluster/prometheus.test.ts. ${error.message}\n`);
	return undefined;
});

const measured = (since?: number): Promise<Measured> =>
	measurer(cluster, systemClock, {source}).measure({...split, dialect: 'contour'}, since);

function figures(each: Measured): Figures {
	if (each.state !== 'measured') throw new Error(each.says);
	return each;
}

async function asked(query: string) {
	const answered = await cluster.askSource(source, query);
	if (!answered.ok) throw new Error(answered.trouble.says);
	return answered.value;
}

describe.skipIf(program === undefined)('a real Prometheus', () => {
	beforeAll(async () => {
		const found = await connect({kubeconfig: admin, env: {}});
		if (!found.ok) throw new Error(found.trouble.says);
		cluster = found.value;
		exporters = {first: await startExporter(), second: await startExporter()};
		prometheus = await startPrometheus(program!, exporters);
		source = {type: 'url', url: prometheus.url};
	});

	afterAll(async () => {
		await prometheus?.stop();
		await exporters?.first.stop();
		await exporters?.second.stop();
		cluster?.close();
	});

	test('before there is a series, that is said', async () => {
		exporters.first.shows('other_total 1\n');
		exporters.second.shows('other_total 1\n');
		expect(await measured()).toMatchObject({
			why: 'no-series',
			says: expect.stringContaining('envoy_cluster_upstream_rq'),
		});
	});

	test('what it refuses is said in its own words', async () => {
		expect(await cluster.askSource(source, 'sum(')).toMatchObject({
			ok: false,
			trouble: {says: expect.stringContaining('parse error')},
		});
	});

	const elsewhere: MeasuringSource = {
		type: 'service',
		namespace: 'default',
		name: 'kubernetes-metrics',
		port: '9090',
		prefix: '',
	};

	async function as(kubeconfig: string | undefined): Promise<Cluster> {
		const found = await connect({kubeconfig, env: {}});
		if (!found.ok) throw new Error(found.trouble.says);
		return found.value;
	}

	test.skipIf(viewer === undefined || nobody === undefined)(
		'a real API server lets nobody through its proxy who lacks the right, and the right is named',
		async () => {
			for (const kubeconfig of [viewer, nobody]) {
				const own = await as(kubeconfig);
				expect(await own.askSource(elsewhere, 'time()')).toMatchObject({
					trouble: {
						reason: 'forbidden',
						says: expect.stringContaining('services/proxy'),
						hint: expect.stringContaining('get on services/proxy in namespace default'),
					},
				});
				own.close();
			}
		},
	);

	test('whoever has it is told by a real API server that there is no such Service', async () => {
		expect(await cluster.askSource(elsewhere, 'time()')).toMatchObject({
			trouble: {says: expect.stringMatching(/kubernetes-metrics/)},
		});
		const pod = {namespace: 'default', name: 'nothing', port: '8080', path: '/metrics'};
		expect(await cluster.readCounters(pod)).toMatchObject({trouble: {reason: 'not-found'}});
	});

	test('where the cluster has none, a search on a real API server says so', async () => {
		expect(await measurer(cluster, systemClock, {}).measure(split)).toMatchObject({why: 'no-source'});
	});

	test('shares, errors and buckets are those of its own counters, through a restart, a lost series and its end', async () => {
		const counts = {stable: 100_000, canary: 4000, failed: 0};
		const other = {stable: 0, canary: 0, failed: 0};
		const stops = [flowing(exporters.first, counts), flowing(exporters.second, other)];
		await sleep(6000);
		const calm = figures(await measured());
		expect(calm.backends[1]!.share!.percent).toBeCloseTo(25, 0);
		expect(calm).toMatchObject({remarks: [], backends: [{failed: 0}, {failed: 0}]});

		// The first errors of a version are a new series: `increase` passes its first reading over.
		counts.failed = 40;
		await sleep(2500);
		const failing = figures(await measured());
		expect(failing.backends[1]).toMatchObject({failed: 40, failures: [{what: '503', count: 40}]});
		const increased = readVector(
			await asked('increase(envoy_cluster_upstream_rq{envoy_response_code="503"}[1m])'),
		);
		expect(increased?.[0]?.value ?? 0).toBeLessThan(40);

		// As many as its raw counters rose by; `increase` extrapolates to about the same.
		const raw = readMatrix(await asked('envoy_cluster_upstream_rq{envoy_response_code="200"}[3m]'))!;
		const rises = raw.map(({readings}) => readings.at(-1)!.value - readings[0]!.value);
		const later = figures(await measured());
		const total = later.backends[0]!.requests + later.backends[1]!.requests - 40;
		const rose = rises.reduce((sum, each) => sum + each, 0);
		expect(total).toBeGreaterThanOrEqual(rose);
		expect(total).toBeLessThan(rose + 4 * 2 * 250);
		const [quantile] = readVector(
			await asked(
				'histogram_quantile(0.99, sum by (le) (increase(envoy_cluster_upstream_rq_time_bucket[1m])))',
			),
		)!;
		expect(later.backends[1]!.p99).toEqual({aboveMs: 100, toMs: 250});
		expect(quantile!.value).toBeGreaterThan(100);
		expect(quantile!.value).toBeLessThanOrEqual(250);

		// A gateway restarts.
		Object.assign(other, {stable: 0, canary: 0});
		await sleep(2500);
		const [resets] = readVector(await asked('sum(resets(envoy_cluster_upstream_rq{job="second"}[1m]))'))!;
		expect(resets!.value).toBe(2);
		const restarted = figures(await measured());
		expect(restarted.remarks).toEqual([
			'Counters of stable began anew: requests before that are missing in its figures.',
			'Counters of canary began anew: requests before that are missing in its figures.',
		]);
		expect(restarted.backends[0]!.requests).toBeGreaterThan(0);
		expect(restarted.backends[0]!.requests).toBeLessThan(20_000);
		// The forty that failed are requests too.
		expect(Math.abs(restarted.backends[1]!.share!.percent - 25)).toBeLessThan(1.5);

		// Both gateways forget the canary: Prometheus marks its series as ended.
		for (const stop of stops) stop();
		const only = textOf(counts)
			.split('\n')
			.filter(line => !line.includes('canary'))
			.join('\n');
		exporters.first.shows(only);
		exporters.second.shows(only);
		await sleep(2500);
		expect(readVector(await asked('envoy_cluster_upstream_rq{envoy_cluster_name="shop_canary_80"}'))).toEqual(
			[],
		);
		const lost = figures(await measured());
		expect(lost.backends).toMatchObject([{name: 'stable'}, {name: 'canary', gap: {why: 'stale'}}]);
		expect(lost.backends.every(({share}) => share === undefined)).toBe(true);

		// And then they are gone.
		exporters.first.shows(undefined);
		exporters.second.shows(undefined);
		await sleep(33_000);
		const [up] = readVector(await asked('sum(up)'))!;
		expect(up!.value).toBe(0);
		expect(await measured()).toMatchObject({
			why: 'stale',
			says: expect.stringContaining('no counts of Contour since'),
		});
	});
});
