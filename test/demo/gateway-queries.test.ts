import {describe, expect, it} from 'vitest';
import type {Cluster} from '../../source/demo/cluster.ts';
import {pods} from '../../source/demo/kinds/pods.ts';
import {totalOf} from '../../source/demo/traffic/flow.ts';
import {shopWith} from './shop-with.ts';

const demand = [
	{
		namespace: 'shop',
		route: 'checkout',
		rule: 'checkout',
		requestsPerSecond: 60,
		requests: ['POST /checkout', 'GET /checkout/basket'],
	},
];

function shopAfter(seconds: number, challenger: object): Cluster {
	const cluster = shopWith({demand, behaviour: {'checkout:1.5': challenger}});
	cluster.clock.passUntil(cluster.clock.now() + seconds * 1000);
	return cluster;
}

/** Values of a query by one label; what has no such label is the champion's. */
function ask({prometheus, clock}: Cluster, query: string, by: string): Record<string, number> {
	const result = prometheus.query(query, clock.now());
	if (result.type !== 'vector') throw new Error(result.type);
	return Object.fromEntries(result.elements.map(({labels, value}) => [nameOf(labels[by]), value]));
}

const nameOf = (label = '') => (label.includes('challenger') ? 'challenger' : 'champion');

const window = '[4m]';
const istio =
	'reporter="destination",destination_workload_namespace="shop",destination_workload=~"checkout-.+"';
const linkerd = 'parent_name="checkout",route_name="checkout"';
const nginx = 'namespace="shop",ingress="checkout"';
const contour = 'envoy_cluster_name=~"shop_(checkout-champion|checkout-challenger)_[0-9a-zA-Z-]+"';
const traefik = 'service=~"shop-(checkout-champion|checkout-challenger)-[0-9a-zA-Z-]+@kubernetescrd"';

/** As operators ask each gateway: counter, selector, label of the backend, what is no error, and the histogram. */
const gateways: [string, string, string, string, string, string, number][] = [
	[
		'Istio',
		'istio_requests_total',
		istio,
		'destination_workload',
		'response_code!~"5.*"',
		'istio_request_duration_milliseconds_bucket',
		1,
	],
	[
		'Linkerd',
		'outbound_http_route_backend_response_statuses_total',
		linkerd,
		'backend_name',
		'http_status!~"5..",error=""',
		'outbound_http_route_backend_response_duration_seconds_bucket',
		1000,
	],
	[
		'ingress-nginx',
		'nginx_ingress_controller_requests',
		nginx,
		'canary',
		'status!~"5.."',
		'nginx_ingress_controller_request_duration_seconds_bucket',
		1000,
	],
	[
		'Contour',
		'envoy_cluster_upstream_rq',
		contour,
		'envoy_cluster_name',
		'envoy_response_code!~"5.."',
		'envoy_cluster_upstream_rq_time_bucket',
		1,
	],
	[
		'Traefik',
		'traefik_service_requests_total',
		traefik,
		'service',
		'code!~"5.."',
		'traefik_service_request_duration_seconds_bucket',
		1000,
	],
];

describe.each(gateways)('%s', (_, counter, selector, by, good, histogram, unitMs) => {
	const cluster = shopAfter(240, {errorShare: 0.2, medianMs: 60, p99Ms: 900, capacityPerSecond: 1000});
	const rate = (more = '') => `sum by (${by}) (rate(${counter}{${selector}${more}}${window}))`;

	it('counts what each version gets', () => {
		const {champion, challenger} = ask(cluster, rate(), by) as {champion: number; challenger: number};
		expect(champion).toBeGreaterThan(50);
		expect(champion).toBeLessThan(58);
		expect(challenger / (champion + challenger)).toBeCloseTo(0.1, 1);
	});

	it('counts what succeeds', () => {
		const shares = ask(cluster, `${rate(`,${good}`)} / (${rate()} > 0)`, by);
		expect(shares.champion).toBeGreaterThan(0.99);
		expect(shares.challenger).toBeCloseTo(0.8, 1);
	});

	it('tells how long it takes', () => {
		const query = `histogram_quantile(0.5, sum by (le, ${by}) (rate(${histogram}{${selector}}${window})))`;
		const medians = ask(cluster, query, by);
		// Coarse buckets are all that Traefik has: what is below their first bound is guessed to be even.
		const coarse = unitMs === 1000 && histogram.startsWith('traefik') ? 2.5 : 1;
		expect(medians.champion! * unitMs).toBeLessThan(35 * coarse);
		expect(medians.challenger! * unitMs).toBeGreaterThan(45);
		expect(medians.challenger! * unitMs).toBeLessThan(80 * coarse);
	});
});

it('brings what pods count together with their deployments', () => {
	const cluster = shopAfter(240, {});
	const query = `sum by (deployment) (rate(http_server_request_duration_seconds_count{namespace="shop"}${window})
		* on (namespace, pod) group_left (replicaset) label_replace(kube_pod_owner{owner_kind="ReplicaSet"}, "replicaset", "$1", "owner_name", "(.+)")
		* on (namespace, replicaset) group_left (deployment) label_replace(kube_replicaset_owner{owner_kind="Deployment"}, "deployment", "$1", "owner_name", "(.+)"))`;
	const {champion, challenger} = ask(cluster, query, 'deployment') as {champion: number; challenger: number};
	expect(challenger / (champion + challenger)).toBeCloseTo(0.1, 1);
});

describe('a version that refuses connections', () => {
	const cluster = shopAfter(240, {isRefusing: true});

	it('is seen by who calls it', () => {
		const query = `sum by (destination_workload, response_flags) (rate(istio_requests_total{reporter="source",response_code="503"}${window}))`;
		const result = cluster.prometheus.query(query, cluster.clock.now());
		const elements = result.type === 'vector' ? result.elements : [];
		expect(elements.map(({labels}) => labels)).toEqual([
			{destination_workload: 'checkout-challenger', response_flags: 'UF'},
		]);
	});

	it('knows nothing of it itself', () => {
		const own = 'sum by (destination_workload) (rate(istio_requests_total{reporter="destination"}[4m]))';
		expect(Object.keys(ask(cluster, own, 'destination_workload'))).toEqual(['champion']);
		expect(ask(cluster, 'up{pod=~"checkout-challenger.*"}', 'pod')).toEqual({challenger: 1});
	});
});

it('counts every request of every gateway once', () => {
	const cluster = shopAfter(61, {errorShare: 0.1});
	const flows = [...cluster.traffic.flows].flatMap(({tallies}) => tallies);
	const asked = flows.reduce((sum, tally) => sum + totalOf(tally), 0);
	// The last scrape was up to fifteen seconds ago.
	const least = asked - 16 * 60 * 1.3;
	for (const query of [
		'sum(istio_requests_total{reporter="source"})',
		'sum(traefik_service_requests_total)',
		'sum(envoy_cluster_upstream_rq{job="contour"})',
		'sum(envoy_cluster_upstream_rq_xx{job="envoy-gateway"})',
		'sum(nginx_ingress_controller_requests)',
	]) {
		const {champion} = ask(cluster, query, 'none') as {champion: number};
		expect(champion, query).toBeLessThanOrEqual(asked);
		expect(champion, query).toBeGreaterThan(least);
	}
});

it('lets go of pods with the first scrape that does not find them', () => {
	const cluster = shopAfter(30, {});
	const [pod] = cluster.store.list(pods, 'shop');
	const owner = `kube_pod_owner{pod="${pod!.object.metadata.name}"}`;
	expect(Object.values(ask(cluster, owner, 'pod'))).toEqual([1]);
	cluster.store.remove(pod!);
	cluster.clock.passUntil(cluster.clock.now() + 16_000);
	expect(ask(cluster, owner, 'pod')).toEqual({});
	expect(Object.values(ask(cluster, `${owner} offset 1m`, 'pod'))).toEqual([1]);
});
