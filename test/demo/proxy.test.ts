import {afterAll, beforeAll, describe, expect, it, onTestFinished} from 'vitest';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {type Connection, connect, type Json} from '../conformance/connection.ts';
import {mergePatch} from '../conformance/objects.ts';

let demo: Demo;
let connection: Connection;

// Time stands still, so that whatever is read twice is the same.
beforeAll(async () => {
	demo = await startDemo({seed: 3, isPaused: true, scenario: 'calm-shop'});
	connection = connect(demo.kubeconfig);
});

afterAll(async () => {
	connection.close();
	await demo.stop();
});

const patience = {timeout: 15_000};

const get = (path: string) => connection.ask('GET', path);

const challenger = async (): Promise<Json> =>
	(await get('/api/v1/namespaces/shop/pods?labelSelector=track%3Dchallenger')).body.items[0];

describe('a pod', () => {
	it('shows its own metrics', async () => {
		const {metadata} = await challenger();
		const {status, headers, text} = await get(`/api/v1/namespaces/shop/pods/${metadata.name}/proxy/metrics`);
		expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
		const value = (line: string) =>
			Number(
				text
					.split('\n')
					.find(each => each.startsWith(`${line} `))
					?.split(' ')[1],
			);
		expect(text).toContain('# TYPE http_requests_total counter\n');
		expect(text).toContain('# TYPE http_request_duration_seconds histogram\n');
		const answered = [...text.matchAll(/^http_requests_total\{.*\} (\d+)$/gm)].map(([, count]) =>
			Number(count),
		);
		const total = answered.reduce((sum, count) => sum + count, 0);
		expect(total).toBeGreaterThan(100);
		expect(value('http_request_duration_seconds_count')).toBe(total);
		expect(value('http_request_duration_seconds_bucket{le="+Inf"}')).toBe(total);
		expect(value('http_request_duration_seconds_bucket{le="0.025"}')).toBeLessThan(total);
		expect(value('process_resident_memory_bytes')).toBeGreaterThan(50 * 2 ** 20);
		expect(text).toContain('build_info{version="1.5.0"} 1\n');
	});

	it('is reached through its Service, too', async () => {
		const path = '/api/v1/namespaces/shop/services/http:checkout-challenger:80/proxy';
		expect((await get(`${path}/ready`)).text).toBe('ok\n');
		expect((await get(`${path}/metrics`)).text).toContain('http_requests_total{');
		expect((await get(`${path}/nothing/there`)).status).toBe(404);
	});

	it('cannot be reached through a Service that still names it when it is gone', async () => {
		const folder = '/apis/discovery.k8s.io/v1/namespaces/shop/endpointslices';
		const label = encodeURIComponent('kubernetes.io/service-name=checkout-challenger');
		const [slice] = (await get(`${folder}?labelSelector=${label}`)).body.items;
		const [endpoint] = slice.endpoints;
		const gone = {...endpoint, addresses: ['10.244.99.9'], targetRef: {...endpoint.targetRef, name: 'gone'}};
		const change = (endpoints: Json) =>
			connection.ask('PATCH', `${folder}/${slice.metadata.name}`, {type: mergePatch, body: {endpoints}});
		expect((await change([gone])).status).toBe(200);
		const path = '/api/v1/namespaces/shop/services/checkout-challenger:80/proxy/ready';
		const {status, body} = await get(path);
		expect([status, body.message]).toEqual([
			503,
			'error trying to reach service: dial tcp 10.244.99.9:8080: connect: no route to host',
		]);
		// Of an address nothing needs to be said but itself.
		await change([{addresses: endpoint.addresses}]);
		expect((await get(path)).status).toBe(503);
		await change(slice.endpoints);
		expect((await get(path)).text).toBe('ok\n');
	});

	it('has its turn by the requests to its own cluster', async () => {
		const answers = async ({ask}: Connection) => {
			const path = '/api/v1/namespaces/shop/services/checkout-champion:80/proxy/metrics';
			const asked = [await ask('GET', path), await ask('GET', path), await ask('GET', path)];
			return asked.map(({text}) => text);
		};
		const other = await startDemo({seed: 3, isPaused: true, scenario: 'calm-shop'});
		onTestFinished(other.stop);
		const fresh = connect(other.kubeconfig);
		onTestFinished(fresh.close);
		const first = await answers(fresh);
		expect(new Set(first).size).toBeGreaterThan(1);
		await other.rehearsal.play('calm-shop');
		expect(await answers(fresh)).toEqual(first);
	});

	it('refuses connections where nothing listens', async () => {
		const {metadata, status} = await challenger();
		const path = (port: string) =>
			`/api/v1/namespaces/shop/pods/${port.replace('NAME', metadata.name)}/proxy/metrics`;
		const refusal = async (port: string) => {
			const {status, body} = await get(path(port));
			return [status, body.reason, body.message];
		};
		expect(await refusal('NAME:9999')).toEqual([
			503,
			'ServiceUnavailable',
			`error trying to reach service: dial tcp ${status.podIP}:9999: connect: connection refused`,
		]);
		expect((await refusal('https:NAME:8080'))[2]).toContain(
			'tls: first record does not look like a TLS handshake',
		);
	});
});

describe('Prometheus', () => {
	const api = '/api/v1/namespaces/monitoring/services/prometheus:9090/proxy';
	const query = async (text: string) =>
		(await get(`${api}/api/v1/query?query=${encodeURIComponent(text)}`)).body;
	const range = (text: string, start: number, end: number, step: string) =>
		get(
			`${api}/api/v1/query_range?${new URLSearchParams({query: text, start: String(start), end: String(end), step})}`,
		);

	it('is ready and says what it is', async () => {
		expect((await get(`${api}/-/ready`)).text).toBe('Prometheus Server is Ready.\n');
		const {body} = await get(`${api}/api/v1/status/buildinfo`);
		expect([body.status, body.data.version]).toEqual(['success', '3.5.0']);
		expect((await get(`${api}/api/v1/nothing`)).status).toBe(404);
	});

	it('answers what the challenger got', async () => {
		const {status, data} = await query(
			'sum by (destination_workload) (rate(istio_requests_total{reporter="destination",destination_workload_namespace="shop"}[5m]))',
		);
		expect([status, data.resultType]).toEqual(['success', 'vector']);
		const rates = Object.fromEntries(
			data.result.map(({metric, value}: Json) => [metric.destination_workload, Number(value[1])]),
		);
		expect(rates['checkout-champion']).toBeGreaterThan(60);
		expect(
			rates['checkout-challenger'] / (rates['checkout-champion'] + rates['checkout-challenger']),
		).toBeCloseTo(0.1, 1);
	});

	it('answers a form, too', async () => {
		const body = new URLSearchParams({query: '1 + 1', time: '2026-01-15T03:00:00Z'}).toString();
		const type = 'application/x-www-form-urlencoded';
		const answer = await connection.ask('POST', `${api}/api/v1/query`, {body, type});
		expect(answer.body).toEqual({
			status: 'success',
			data: {resultType: 'scalar', result: [Date.UTC(2026, 0, 15, 3) / 1000, '2']},
		});
	});

	it('answers over time', async () => {
		const [now] = (await query('time()')).data.result;
		const {body} = await range(
			'sum(rate(traefik_service_requests_total{service=~"shop-.*"}[1m]))',
			now - 120,
			now,
			'30s',
		);
		const [curve] = body.data.result;
		expect(curve.metric).toEqual({});
		expect(curve.values.map(([at]: Json) => at)).toEqual([now - 120, now - 90, now - 60, now - 30, now]);
		for (const [, value] of curve.values) expect(Number(value)).toBeGreaterThan(60);
	});

	it('shows the samples of a range', async () => {
		const {data} = await query('up{job="gateway"}[1m]');
		expect(data.resultType).toBe('matrix');
		expect(data.result[0].values).toHaveLength(4);
		const [first, second] = data.result[0].values;
		expect([second[0] - first[0], first[1]]).toEqual([15, '1']);
	});

	it('knows its labels and series', async () => {
		const labels = (await get(`${api}/api/v1/labels`)).body.data;
		expect(labels).toEqual(
			expect.arrayContaining(['__name__', 'destination_workload', 'le', 'response_flags']),
		);
		const jobs = (await get(`${api}/api/v1/label/job/values`)).body.data;
		expect(jobs).toEqual(expect.arrayContaining(['applications', 'istio', 'kube-state-metrics', 'traefik']));
		const match = encodeURIComponent('kube_deployment_spec_replicas{namespace="shop"}');
		const {data} = (await get(`${api}/api/v1/series?match[]=${match}`)).body;
		expect(data.map(({deployment}: Json) => deployment).sort()).toEqual([
			'checkout-challenger',
			'checkout-champion',
		]);
	});

	it.each([
		[
			'query?query=sum(',
			400,
			'bad_data',
			'invalid parameter "query": 1:5: parse error: unexpected end of input',
		],
		[
			'query?query=up&time=never',
			400,
			'bad_data',
			'invalid parameter "time": cannot parse "never" to a valid timestamp',
		],
		[
			'query_range?query=up&start=10&end=5&step=1',
			400,
			'bad_data',
			'invalid parameter "end": end timestamp must not be before start time',
		],
		[
			'query_range?query=up&start=0&end=5&step=0',
			400,
			'bad_data',
			'invalid parameter "step": zero or negative query resolution step widths are not accepted. Try a positive integer',
		],
		[
			'query_range?query=up&start=0&end=50000&step=1',
			400,
			'bad_data',
			'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
		],
		[
			'query_range?query=up[5m]&start=0&end=5&step=1',
			400,
			'bad_data',
			'invalid parameter "query": invalid expression type "range vector" for range query, must be Scalar or instant Vector',
		],
		['query?query=up/on(job)up', 422, 'execution', 'found duplicate series for the match group'],
		['series', 400, 'bad_data', 'no match[] parameter provided'],
	])('refuses %s', async (path, code, errorType, says) => {
		const {status, body} = await get(`${api}/api/v1/${path}`);
		expect([status, body.status, body.errorType]).toEqual([code, 'error', errorType]);
		expect(body.error).toContain(says);
	});
});

describe('a followed log', () => {
	const follow = async () => {
		const {metadata} = await challenger();
		const path = `/api/v1/namespaces/shop/pods/${metadata.name}/log?follow=true&tailLines=1`;
		const followed = await connection.follow(path);
		const lines = () => followed.text().split('\n').length - 1;
		await expect.poll(lines, patience).toBe(1);
		return {...followed, lines};
	};
	const step = async (byMs: number) => {
		const untilMs = demo.rehearsal.clock.now() + byMs;
		demo.rehearsal.step(byMs);
		await expect.poll(() => demo.rehearsal.clock.now(), patience).toBe(untilMs);
	};

	it('goes on as the time of the cluster does', async () => {
		const {lines, close} = await follow();
		// It is looked at once in a second.
		await step(900);
		expect((await get('/readyz')).text).toBe('ok');
		expect(lines()).toBe(1);
		await step(20_000);
		await expect.poll(lines, patience).toBeGreaterThan(4);
		close();
	});

	it('ends with its cluster', async () => {
		const {text, ended} = await follow();
		await demo.rehearsal.play('calm-shop');
		await ended;
		expect(text()).toContain('level=');
	});
});
