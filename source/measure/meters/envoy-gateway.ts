import {destinationsOf, ruleIndexOf} from '../destinations.ts';
import {literal} from '../matchers.ts';
import type {Meter} from '../meter.ts';
import {envoyReading} from './envoy.ts';

/**
 * Envoy Gateway has one cluster for all backends of a rule, unless something of
 * the backends differs (a filter of its own, `mergeBackends`): then each has
 * its own, `httproute/shop/checkout/rule/0/backend/1`
 * (internal/gatewayapi/helpers.go of v1.9).
 */
export const envoyGateway: Meter = {
	name: 'envoy-gateway',
	title: 'Envoy Gateway',
	reads(split) {
		const {ref} = split;
		const rule = ruleIndexOf(split);
		if (split.dialect !== 'gateway-api' || rule === undefined) return undefined;
		const kind = ref.resource.kind.toLowerCase();
		const cluster = `${kind}/${ref.namespace}/${ref.name}/rule/${rule}`;
		const destinations = destinationsOf(split);
		return envoyReading(`${literal(cluster)}(/backend/[0-9]+)?`, {
			extent: 'rule',
			backendOf(name) {
				const found = destinations.findIndex(({index}) => name === `${cluster}/backend/${index}`);
				return found < 0 ? undefined : found;
			},
			notApart: `Envoy Gateway counts all backends of rule ${rule} as one (${cluster}), so it cannot tell the versions apart.`,
		});
	},
};
