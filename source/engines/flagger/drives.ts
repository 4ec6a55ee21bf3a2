import {objectIn, textIn} from '../../model/object.ts';
import type {Driven} from '../../model/rollout.ts';
import type {FlaggerCanary} from './status.ts';

const gatewayApi = 'gateway.networking.k8s.io';
const istio = 'networking.istio.io';

/** The objects that Flagger makes and writes for this Canary; an unknown provider is only known by its Services. */
export function drivesOf(canary: FlaggerCanary): Driven[] {
	const {apex, target, object} = canary;
	const namespace = object.metadata.namespace ?? '';
	const group = target.apiVersion.includes('/') ? target.apiVersion.split('/')[0]! : '';
	return [
		...[apex, `${apex}-primary`, `${apex}-canary`].map(name => of('', 'Service', name)),
		...[target.name, `${target.name}-primary`].map(name => of(group, target.kind, name)),
		...routesOf(canary).map(([routeGroup, kind, name]) => of(routeGroup, kind, name)),
	];

	function of(inGroup: string, kind: string, name: string): Driven {
		return {group: inGroup, kind, namespace, name};
	}
}

type Route = readonly [group: string, kind: string, name: string];

/** By provider; without one the controller's own default counts, which is nowhere to be read. */
function routesOf({spec, apex}: FlaggerCanary): readonly Route[] {
	const ingress = textIn(objectIn(spec.ingressRef).name);
	const route = textIn(objectIn(spec.routeRef).name);
	const [provider = ''] = (textIn(spec.provider) ?? '').split(':');
	switch (provider) {
		case 'gatewayapi':
			return [[gatewayApi, 'HTTPRoute', apex]];
		case 'istio':
			return [
				[istio, 'VirtualService', apex],
				[istio, 'DestinationRule', `${apex}-canary`],
				[istio, 'DestinationRule', `${apex}-primary`],
			];
		case 'smi':
		case 'linkerd':
		case 'osm':
			return [['split.smi-spec.io', 'TrafficSplit', apex]];
		case 'contour':
			return [['projectcontour.io', 'HTTPProxy', apex]];
		case 'traefik':
			// Which of the two depends on how old Flagger is.
			return [
				['traefik.io', 'TraefikService', apex],
				['traefik.containo.us', 'TraefikService', apex],
			];
		case 'nginx':
		case 'skipper':
			return ingress === undefined ? [] : [['networking.k8s.io', 'Ingress', `${ingress}-canary`]];
		case 'apisix':
			return route === undefined ? [] : [['apisix.apache.org', 'ApisixRoute', `${route}-${apex}-canary`]];
		case 'gloo':
			return [['gateway.solo.io', 'RouteTable', apex]];
		case 'kuma':
			return [['kuma.io', 'TrafficRoute', apex]];
		case 'appmesh':
			return [
				['appmesh.k8s.aws', 'VirtualService', apex],
				['appmesh.k8s.aws', 'VirtualRouter', apex],
			];
		default:
			return [];
	}
}
