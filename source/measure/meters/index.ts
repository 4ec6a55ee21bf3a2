import type {Split} from '../../model/split.ts';
import type {Meter} from '../meter.ts';
import {contour} from './contour.ts';
import {envoyGateway} from './envoy-gateway.ts';
import {ingressNginx} from './ingress-nginx.ts';
import {istio} from './istio.ts';
import {linkerd} from './linkerd.ts';
import {openshift} from './openshift.ts';
import {traefik} from './traefik.ts';

/** Everyone who counts requests in a way that is understood here. A new one is a file and a line. */
export const meters: readonly Meter[] = [
	istio,
	linkerd,
	contour,
	traefik,
	envoyGateway,
	ingressNginx,
	openshift,
];

/** Who routes by objects of a dialect, where only these do. */
const ofDialect: Readonly<Record<string, readonly Meter[]>> = {
	istio: [istio],
	linkerd: [linkerd],
	contour: [contour],
	traefik: [traefik],
	'ingress-nginx': [ingressNginx],
	openshift: [openshift],
};

/** Who routes by the Gateway API under the name of this controller. */
const ofController: Readonly<Record<string, Meter>> = {
	'istio.io/gateway-controller': istio,
	'gateway.envoyproxy.io/gatewayclass-controller': envoyGateway,
	'projectcontour.io/gateway-controller': contour,
	'traefik.io/gateway-controller': traefik,
	'linkerd.io/policy-controller': linkerd,
};

/**
 * Who may count a split's requests, the likeliest first. Where nothing says who
 * routes by it, all may: the first that has counters for its backends is taken.
 */
export function metersFor({
	dialect,
	controllers = [],
}: Pick<Split, 'dialect' | 'controllers'>): readonly Meter[] {
	const known = controllers.flatMap(name => ofController[name] ?? []);
	return known.length > 0 ? known : (ofDialect[dialect] ?? meters);
}
