// What is measured of embedded scenarios, over their API server and through its proxy.
import {afterEach, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {type Measurer, measurer} from '../../source/measure/measurer.ts';
import {shortfallOf} from '../../source/measure/shortfall.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import type {Figures, Measured, MetricsSettings} from '../../source/model/measured.ts';
import {connect as raw} from '../conformance/connection.ts';
import {splitOf} from '../kit/splits.ts';

const endings: (() => void | Promise<void>)[] = [];
afterEach(async () => {
	for (const end of endings.splice(0)) await end();
});

type Played = {readonly demo: Demo; readonly cluster: Cluster; readonly measuring: Measurer};

async function played(scenario: string, settings: MetricsSettings = {}): Promise<Played> {
	const demo = await startDemo({scenario, seed: 1, isPaused: true});
	endings.push(() => demo.stop());
	const found = await connect({kubeconfig: demo.kubeconfig, env: {}});
	if (!found.ok) throw new Error(found.trouble.says);
	endings.push(() => found.value.close());
	const measuring = measurer(found.value, demo.rehearsal.clock, settings);
	return {demo, cluster: found.value, measuring};
}

function figures(measured: Measured): Figures {
	if (measured.state !== 'measured') throw new Error(measured.says);
	return measured;
}

const split = splitOf({'checkout-champion': 90, 'checkout-challenger': 10});

test('a dead challenger gets its share at the gateway and answers nothing, while its pods count nothing wrong', async () => {
	const {demo, cluster, measuring} = await played('dead-challenger');
	demo.rehearsal.step(120_000);
	const measured = figures(await measuring.measure(split));
	expect(measured).toMatchObject({meter: 'Istio', source: 'monitoring/prometheus:9090', side: 'gateway'});
	const [champion, challenger] = measured.backends;
	expect(champion!.failed / champion!.requests).toBeLessThan(0.02);
	expect(challenger!.failed).toBe(challenger!.requests);
	expect(shortfallOf(split, measured).map(({what}) => what)).toEqual(['failing']);
	const own = await cluster.askSource(
		{type: 'service', namespace: 'monitoring', name: 'prometheus', port: '9090', prefix: ''},
		'sum(increase(istio_requests_total{reporter="destination",destination_workload="checkout-challenger",response_code=~"5.."}[2m])) or vector(0)',
	);
	expect(own).toMatchObject({value: {result: [{value: [expect.anything(), '0']}]}});
});

test('a bad challenger shows its errors rise, counted from the moment it got more requests', async () => {
	const {demo, measuring} = await played('bad-challenger');
	demo.rehearsal.step(60_000);
	const before = figures(await measuring.measure(split)).backends[1]!;
	expect(before.failed / before.requests).toBeLessThan(0.05);

	const api = raw(demo.kubeconfig);
	endings.push(api.close);
	const weights = [50, 50].map((value, index) => ({
		op: 'replace',
		path: `/spec/rules/0/backendRefs/${index}/weight`,
		value,
	}));
	const route = '/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes/checkout';
	const patched = await api.ask('PATCH', route, {body: weights, type: 'application/json-patch+json'});
	expect(patched.status).toBe(200);
	const since = demo.rehearsal.clock.now();
	expect(await measuring.measure(split, since)).toMatchObject({why: 'too-soon'});
	demo.rehearsal.step(75_000);
	const after = figures(await measuring.measure(split, since)).backends[1]!;
	expect(after.share!.percent).toBeCloseTo(50, -1);
	expect(after.failed / after.requests).toBeGreaterThan(0.08);
});

test('where nothing measures, that is said', async () => {
	const {measuring} = await played('empty');
	expect(await measuring.measure(split)).toMatchObject({
		why: 'no-source',
		says: 'Nothing measures this: no Prometheus was found in the cluster.',
	});
});

test.each([
	['off', {isOff: true} as const, 'off', /switched off/],
	[
		'a Service that is not there',
		{source: {type: 'service', namespace: 'monitoring', name: 'nothing', port: '9090', prefix: ''}} as const,
		'unreachable',
		/nothing/,
	],
	[
		'an address where nobody listens',
		{source: {type: 'url', url: 'http://127.0.0.1:9'}} as const,
		'unreachable',
		/127\.0\.0\.1/,
	],
])('%s is said', async (_name, settings, why, says) => {
	const {measuring} = await played('empty', settings);
	expect(await measuring.measure(split)).toMatchObject({why, says: expect.stringMatching(says)});
});
