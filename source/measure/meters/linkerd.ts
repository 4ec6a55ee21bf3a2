import {destinationsOf} from '../destinations.ts';
import {is, isServerError, selector} from '../matchers.ts';
import type {Meter} from '../meter.ts';

/**
 * Linkerd's proxies beside the callers count by route and backend what came
 * back; a request that got no answer has an `error` in place of a status
 * (viz/cmd/stat-outbound.go).
 */
export const linkerd: Meter = {
	name: 'linkerd',
	title: 'Linkerd',
	reads(split) {
		const {ref} = split;
		const destinations = destinationsOf(split);
		const isRoute = ['HTTPRoute', 'GRPCRoute'].includes(ref.resource.kind);
		if (!isRoute || destinations.some(({service}) => service === undefined)) return undefined;
		const kind = ref.resource.kind === 'GRPCRoute' ? 'grpc' : 'http';
		const matchers = [is('route_name', ref.name), is('route_namespace', ref.namespace)];
		return {
			counter: selector(`outbound_${kind}_route_backend_response_statuses_total`, ...matchers),
			extent: 'object',
			histogram: {
				buckets: selector(`outbound_${kind}_route_backend_response_duration_seconds_bucket`, ...matchers),
				unitMs: 1000,
			},
			by: ['backend_name', 'backend_namespace'],
			backendOf({backend_name, backend_namespace}) {
				const found = destinations.findIndex(
					({service, namespace}) => service === backend_name && namespace === backend_namespace,
				);
				return found < 0 ? undefined : found;
			},
			sideOf: () => 'gateway',
			failureOf({http_status, grpc_status, error}) {
				if (error) return error;
				if (isServerError(http_status)) return http_status;
				return grpcFaults.includes(grpc_status ?? '') ? `gRPC ${grpc_status}` : undefined;
			},
		};
	},
};

/** By name, as Linkerd writes them, of those that are the server's fault. */
const grpcFaults = ['UNKNOWN', 'DEADLINE_EXCEEDED', 'UNIMPLEMENTED', 'INTERNAL', 'UNAVAILABLE', 'DATA_LOSS'];
