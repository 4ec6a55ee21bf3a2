import {is, isAnyOf, isServerError, selector} from '../matchers.ts';
import type {Meter} from '../meter.ts';

/**
 * ingress-nginx counts a canary's requests under the ordinary Ingress and its
 * Service, and tells them by the label `canary` alone, which the rest has empty
 * (internal/ingress/metric/collectors/socket.go).
 */
export const ingressNginx: Meter = {
	name: 'ingress-nginx',
	title: 'ingress-nginx',
	reads({dialect, ref, partners = [], backends}) {
		if (dialect !== 'ingress-nginx' || partners.length === 0 || backends.length !== 2) return undefined;
		const matchers = [
			is('namespace', ref.namespace),
			isAnyOf(
				'ingress',
				partners.map(({name}) => name),
			),
		];
		return {
			counter: selector('nginx_ingress_controller_requests', ...matchers),
			extent: 'object',
			histogram: {
				buckets: selector('nginx_ingress_controller_request_duration_seconds_bucket', ...matchers),
				unitMs: 1000,
			},
			by: ['canary'],
			backendOf: ({canary = ''}) => (canary === '' ? 0 : 1),
			sideOf: () => 'gateway',
			failureOf: ({status}) => (isServerError(status) ? status : undefined),
		};
	},
};
