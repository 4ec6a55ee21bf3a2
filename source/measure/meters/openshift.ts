import {destinationsOf} from '../destinations.ts';
import {is, selector} from '../matchers.ts';
import type {Meter} from '../meter.ts';

/** OpenShift's router counts by Route and Service in classes of codes, and keeps no histogram (pkg/router/metrics/haproxy). */
export const openshift: Meter = {
	name: 'openshift',
	title: 'the OpenShift router',
	reads(split) {
		const {dialect, ref} = split;
		if (dialect !== 'openshift') return undefined;
		const destinations = destinationsOf(split);
		return {
			counter: selector(
				'haproxy_server_http_responses_total',
				is('namespace', ref.namespace),
				is('route', ref.name),
			),
			extent: 'object',
			by: [],
			backendOf({service}) {
				const found = split.backends.findIndex(
					({name}, index) => (destinations[index]!.service ?? name) === service,
				);
				return found < 0 ? undefined : found;
			},
			sideOf: () => 'gateway',
			failureOf: ({code}) => (code === '5xx' ? code : undefined),
		};
	},
};
