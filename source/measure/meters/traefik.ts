import {destinationsOf} from '../destinations.ts';
import {isServerError, like, literal, selector} from '../matchers.ts';
import type {Meter} from '../meter.ts';

/**
 * Traefik counts by its own services, one for each Service and port:
 * `shop-checkout-v2-80@kubernetescrd`, or `@kubernetesgateway` for routes of
 * the Gateway API, with the route's kind before the port in some versions
 * (pkg/observability/metrics/prometheus.go).
 */
export const traefik: Meter = {
	name: 'traefik',
	title: 'Traefik',
	reads(split) {
		const destinations = destinationsOf(split);
		if (destinations.some(({service}) => service === undefined)) return undefined;
		const patterns = destinations.map(
			({namespace, service, port}) =>
				`${literal(`${namespace}-${service}-`)}(http-)?${port === undefined ? '[0-9a-zA-Z]+' : literal(port)}@kubernetes(crd|gateway)`,
		);
		const named = like('service', patterns.join('|'));
		return {
			counter: selector('traefik_service_requests_total', named),
			extent: 'backend',
			histogram: {
				buckets: selector('traefik_service_request_duration_seconds_bucket', named),
				unitMs: 1000,
			},
			by: ['service'],
			backendOf({service = ''}) {
				const found = patterns.findIndex(pattern => new RegExp(`^(?:${pattern})$`).test(service));
				return found < 0 ? undefined : found;
			},
			sideOf: () => 'gateway',
			failureOf: ({code}) => (isServerError(code) ? code : undefined),
		};
	},
};
