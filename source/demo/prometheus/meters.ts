/** How gateways and meshes name what they count, each in its own way. */

import {applicationBounds} from '../traffic/exposition.ts';
import {answered, type Course, failed, noBackend, noRoute, type Outcome, timedOut} from '../traffic/flow.ts';
import type {Labels} from './values.ts';

/** What somebody counts of requests: those with the same labels in one. */
export type Meter = {
	readonly counter?: string;
	readonly histogram?: {readonly name: string; readonly boundsMs: readonly number[]; readonly unitMs: number};
	/** Undefined for requests it does not see. */
	labels(course: Course, outcome: Outcome, method: string): Labels | undefined;
};

/** Envoy's, which Istio has too; those beyond a gateway's patience would hold no more than the last. */
const envoyBounds = [0.5, 1, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000];
const linkerdBounds = [
	1, 2, 3, 4, 5, 10, 20, 30, 40, 50, 100, 200, 300, 400, 500, 1000, 2000, 3000, 4000, 5000, 10_000,
];
const traefikBounds = [100, 300, 1200, 5000];

const reachesApplication = (outcome: Outcome) => outcome === answered || outcome === failed;
const reachesBackend = (outcome: Outcome) => outcome !== noRoute && outcome !== noBackend;
const status = ({code}: Outcome) => String(code);

function istioLabels(reporter: string, course: Course, code: string, flags: string): Labels {
	const {namespace, service, workload, version, app} = course;
	return {
		job: 'istio',
		reporter,
		source_workload: 'edge-istio',
		source_workload_namespace: 'infra',
		destination_workload: workload || 'unknown',
		destination_workload_namespace: workload ? namespace : 'unknown',
		destination_app: app || 'unknown',
		destination_version: version || 'unknown',
		destination_canonical_service: app || workload || 'unknown',
		destination_canonical_revision: version || 'latest',
		destination_service: service ? `${service}.${namespace}.svc.cluster.local` : 'unknown',
		destination_service_name: service || 'unknown',
		destination_service_namespace: service ? namespace : 'unknown',
		request_protocol: 'http',
		response_code: code,
		response_flags: flags,
	};
}

/** The sidecar beside the application sees only what came so far, and those that gave up as gone. */
const istioDestination: Meter = {
	counter: 'istio_requests_total',
	histogram: {name: 'istio_request_duration_milliseconds', boundsMs: envoyBounds, unitMs: 1},
	labels(course, outcome) {
		if (outcome === timedOut) return istioLabels('destination', course, '0', 'DC');
		return reachesApplication(outcome) ? istioLabels('destination', course, status(outcome), '-') : undefined;
	},
};

const istioSource: Meter = {
	...istioDestination,
	labels: (course, outcome) => istioLabels('source', course, status(outcome), outcome.flags),
};

/** Envoy Gateway has one cluster for all backends of a rule. */
const ruleCluster = ({namespace, route, ruleIndex}: Course) =>
	`httproute/${namespace}/${route}/rule/${ruleIndex}`;
const serviceCluster = ({namespace, service, port}: Course) => `${namespace}_${service}_${port}`;

function envoyMeters(job: string, cluster: (course: Course) => string, isRoutedOnly: boolean): Meter[] {
	const labels = (course: Course): Labels | undefined =>
		isRoutedOnly && !course.route ? undefined : {job, envoy_cluster_name: cluster(course)};
	const seen = (course: Course, outcome: Outcome, more: Labels): Labels | undefined => {
		const own = reachesBackend(outcome) ? labels(course) : undefined;
		return own && {...own, ...more};
	};
	return [
		{counter: 'envoy_cluster_upstream_rq_total', labels: (course, outcome) => seen(course, outcome, {})},
		{
			counter: 'envoy_cluster_upstream_rq',
			labels: (course, outcome) => seen(course, outcome, {envoy_response_code: status(outcome)}),
		},
		{
			counter: 'envoy_cluster_upstream_rq_xx',
			labels: (course, outcome) => seen(course, outcome, {envoy_response_code_class: status(outcome)[0]!}),
		},
		{
			histogram: {name: 'envoy_cluster_upstream_rq_time', boundsMs: envoyBounds, unitMs: 1},
			labels: (course, outcome) => (reachesApplication(outcome) ? labels(course) : undefined),
		},
	];
}

const traefik: Meter = {
	counter: 'traefik_service_requests_total',
	histogram: {name: 'traefik_service_request_duration_seconds', boundsMs: traefikBounds, unitMs: 1000},
	labels: ({namespace, service, port}, outcome, method) =>
		reachesBackend(outcome)
			? {
					job: 'traefik',
					service: `${namespace}-${service}-${port}@kubernetescrd`,
					code: status(outcome),
					method,
					protocol: 'http',
				}
			: undefined,
};

const nginx: Meter = {
	counter: 'nginx_ingress_controller_requests',
	histogram: {
		name: 'nginx_ingress_controller_request_duration_seconds',
		boundsMs: applicationBounds,
		unitMs: 1000,
	},
	labels({namespace, route, service, port, backendIndex}, outcome, method) {
		if (!route || !reachesBackend(outcome)) return undefined;
		const canary: Labels = backendIndex > 0 ? {canary: `${namespace}-${service}-${port}`} : {};
		return {job: 'ingress-nginx', namespace, ingress: route, status: status(outcome), method, ...canary};
	},
};

const linkerdInbound: Meter = {
	counter: 'response_total',
	labels({namespace, workload}, outcome) {
		if (!reachesApplication(outcome)) return undefined;
		const classification = outcome.isSuccess ? 'success' : 'failure';
		const own = {job: 'linkerd-proxy', namespace, deployment: workload, direction: 'inbound'};
		return {...own, classification, status_code: status(outcome)};
	},
};

const linkerdLatency: Meter = {
	histogram: {name: 'response_latency_ms', boundsMs: linkerdBounds, unitMs: 1},
	labels: linkerdInbound.labels,
};

function linkerdRoute({namespace, route, service, port}: Course): Labels {
	return {
		job: 'linkerd-proxy',
		namespace: 'infra',
		parent_kind: 'Service',
		parent_name: route,
		parent_namespace: namespace,
		route_kind: 'HTTPRoute',
		route_name: route,
		route_namespace: namespace,
		backend_kind: 'Service',
		backend_name: service,
		backend_namespace: namespace,
		backend_port: String(port),
	};
}

const linkerdOutbound: Meter[] = [
	{
		counter: 'outbound_http_route_backend_response_statuses_total',
		labels: (course, outcome) =>
			course.route && reachesBackend(outcome)
				? {...linkerdRoute(course), http_status: status(outcome)}
				: undefined,
	},
	{
		histogram: {
			name: 'outbound_http_route_backend_response_duration_seconds',
			boundsMs: applicationBounds,
			unitMs: 1000,
		},
		labels: (course, outcome) => (course.route && reachesBackend(outcome) ? linkerdRoute(course) : undefined),
	},
];

export const meters: readonly Meter[] = [
	istioDestination,
	istioSource,
	...envoyMeters('envoy-gateway', ruleCluster, true),
	...envoyMeters('contour', serviceCluster, false),
	traefik,
	nginx,
	linkerdInbound,
	linkerdLatency,
	...linkerdOutbound,
];
