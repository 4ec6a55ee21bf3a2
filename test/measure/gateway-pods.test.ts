// A gateway's own pods tell, where nothing scrapes them: served here by a script, in the gateways' own words.
import {afterEach, beforeEach, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {fits} from '../../source/measure/matchers.ts';
import {measurer} from '../../source/measure/measurer.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import type {Split} from '../../source/model/split.ts';
import {json, type ScriptedApi, startScriptedApi} from '../kit/scripted-api.ts';
import {splitOf} from '../kit/splits.ts';

let api: ScriptedApi;
let cluster: Cluster;
let now = Date.UTC(2026, 0, 1, 12);
const clock = {now: () => now, after: () => () => undefined};

beforeEach(async () => {
	api = await startScriptedApi();
	const found = await connect({kubeconfig: api.kubeconfig(), env: {}});
	if (!found.ok) throw new Error(found.trouble.says);
	cluster = found.value;
	api.on(({path}) => path.endsWith('/services') || path.endsWith('/pods'), json({metadata: {}, items: []}));
});

afterEach(async () => {
	cluster.close();
	await api.close();
});

function gatewayPods(selector: string, port: string, path: string, texts: readonly string[]): void {
	const pod = (name: string) => ({
		metadata: {namespace: 'edge', name, uid: name},
		status: {phase: 'Running'},
	});
	api.on(
		asked => asked.path === '/api/v1/pods' && asked.query.get('labelSelector') === selector,
		json({metadata: {}, items: [pod('gateway-1'), {...pod('gateway-0'), status: {phase: 'Pending'}}]}),
	);
	api.on(
		asked => asked.path === `/api/v1/namespaces/edge/pods/gateway-1:${port}/proxy${path}`,
		...texts.map(text => json(text)),
	);
}

const split = splitOf({stable: 75, canary: 25});

const contourText = (stable: number, canary: number, failed: number) =>
	[
		`envoy_cluster_upstream_rq{envoy_response_code="200",envoy_cluster_name="shop_stable_80"} ${stable}`,
		`envoy_cluster_upstream_rq{envoy_response_code="200",envoy_cluster_name="shop_canary_80"} ${canary}`,
		`envoy_cluster_upstream_rq{envoy_response_code="200",envoy_cluster_name="other_canary_80"} ${canary * 9}`,
		...(failed > 0
			? [`envoy_cluster_upstream_rq{envoy_response_code="503",envoy_cluster_name="shop_canary_80"} ${failed}`]
			: []),
		`envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="shop_canary_80",le="100"} ${canary}`,
		`envoy_cluster_upstream_rq_time_bucket{envoy_cluster_name="shop_canary_80",le="+Inf"} ${canary}`,
	].join('\n');

test('a gateway tells from its side what each version gets, and what fails', async () => {
	gatewayPods('app=envoy', '8002', '/stats/prometheus', [
		contourText(9000, 100, 0),
		contourText(9750, 300, 50),
	]);
	const measuring = measurer(cluster, clock, {pods: true});
	const routed: Split = {...split, dialect: 'contour'};
	const since = now;
	expect(await measuring.measure(routed, since)).toMatchObject({why: 'too-soon'});
	now += 10_000;
	expect(await measuring.measure(routed, since)).toMatchObject({
		meter: 'Contour',
		source: 'its own pods',
		side: 'gateway',
		backends: [
			{name: 'stable', requests: 750, share: {percent: 75}},
			{name: 'canary', requests: 250, failed: 50, failures: [{what: '503', count: 50}], p99: {toMs: 100}},
		],
	});
});

test('pods are asked too where the source that is named does not answer, and both is said', async () => {
	gatewayPods('app=envoy', '8002', '/stats/prometheus', [
		contourText(9000, 100, 0),
		contourText(9750, 300, 50),
	]);
	const source = {type: 'service', namespace: 'monitoring', name: 'nope', port: '9090', prefix: ''} as const;
	const namedIn = 'metrics of context eu1 in config.yaml';
	const routed: Split = {...split, dialect: 'contour'};
	expect(await measurer(cluster, clock, {source, namedIn}).measure(routed, now)).toMatchObject({
		why: 'unreachable',
		says: expect.stringContaining('Cannot ask monitoring/nope:9090'),
		hint: 'It is named by metrics of context eu1 in config.yaml.',
	});
	const measuring = measurer(cluster, clock, {source, namedIn, pods: true});
	const since = now;
	expect(await measuring.measure(routed, since)).toMatchObject({
		why: 'too-soon',
		says: expect.stringMatching(
			/^Cannot ask monitoring\/nope:9090 .* Counted only once|^Cannot ask .*too soon/,
		),
	});
	now += 10_000;
	expect(await measuring.measure(routed, since)).toMatchObject({
		source: 'its own pods',
		backends: [{requests: 750}, {requests: 250}],
		remarks: expect.arrayContaining([
			expect.stringMatching(/^Cannot ask monitoring\/nope:9090 .* It is named by metrics of context eu1/),
		]),
	});
});

test('of an ingress controller only the Ingresses of the split count', async () => {
	const text = (stable: number, canary: number) =>
		[
			`nginx_ingress_controller_requests{namespace="shop",ingress="checkout",status="200",canary=""} ${stable}`,
			`nginx_ingress_controller_requests{namespace="shop",ingress="checkout",status="200",canary="shop-canary-80"} ${canary}`,
			`nginx_ingress_controller_requests{namespace="shop",ingress="other",status="500",canary=""} ${stable * 7}`,
		].join('\n');
	gatewayPods(
		'app.kubernetes.io/name=ingress-nginx,app.kubernetes.io/component=controller',
		'10254',
		'/metrics',
		[text(0, 0), text(750, 250)],
	);
	const measuring = measurer(cluster, clock, {pods: true});
	const routed: Split = {...split, dialect: 'ingress-nginx', partners: [split.ref]};
	const since = now;
	await measuring.measure(routed, since);
	now += 10_000;
	expect(await measuring.measure(routed, since)).toMatchObject({
		meter: 'ingress-nginx',
		backends: [
			{requests: 750, failed: 0},
			{requests: 250, failed: 0},
		],
	});
});

test.each([
	['a{b="c"}', {b: 'c'}, true],
	['a{b="c"}', {b: 'd'}, false],
	['a{b="c",d=~"e|f"}', {b: 'c', d: 'f'}, true],
	['a{b="c",d=~"e|f"}', {b: 'c', d: 'ff'}, false],
	['a{b="q\\"\\\\"}', {b: 'q"\\'}, true],
	['a', {}, true],
	['a{b=~".+"}', {}, false],
])('%s fits %j: %s', (selector, labels, isFit) => {
	expect(fits(selector, labels as Record<string, string>)).toBe(isFit);
});
