import {destinationsOf} from '../destinations.ts';
import {literal} from '../matchers.ts';
import type {Meter} from '../meter.ts';
import {envoyReading} from './envoy.ts';

/** Contour names Envoy's clusters after the Service: `shop_checkout-v2_80`, whichever route leads there (internal/envoy/cluster.go). */
export const contour: Meter = {
	name: 'contour',
	title: 'Contour',
	reads(split) {
		const destinations = destinationsOf(split);
		if (destinations.some(({service}) => service === undefined)) return undefined;
		const patterns = destinations.map(
			({namespace, service, port}) =>
				`${literal(`${namespace}_${service}_`)}${port === undefined ? '[0-9a-zA-Z-]+' : literal(port)}`,
		);
		return envoyReading(patterns.join('|'), {
			extent: 'backend',
			backendOf(name) {
				const found = patterns.findIndex(pattern => new RegExp(`^(?:${pattern})$`).test(name));
				return found < 0 ? undefined : found;
			},
		});
	},
};
