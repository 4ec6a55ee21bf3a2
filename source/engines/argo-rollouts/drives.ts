import type {JsonObject} from '../../model/json.ts';
import {isObject, numberIn, objectIn, objectsIn, textIn, textsIn} from '../../model/object.ts';
import type {Driven} from '../../model/rollout.ts';
import type {Argo} from './status.ts';

/** The objects this Rollout writes: its Services' selectors, and what its routers route by. */
export function drivesOf(argo: Argo): Driven[] {
	const namespace = argo.object.metadata.namespace ?? '';
	const name = argo.object.metadata.name;
	const router = argo.router ?? {};
	return [
		...servicesOf(argo).map(service => core('Service', service)),
		...istio(objectIn(router.istio)),
		...ingresses(objectIn(router.nginx), 'stableIngress', 'stableIngresses').map(stable =>
			net('Ingress', ingressName(name, stable)),
		),
		...ingresses(objectIn(router.alb), 'ingress', 'ingresses').map(each => net('Ingress', each)),
		...(isObject(router.smi)
			? [of('split.smi-spec.io', 'TrafficSplit', textIn(router.smi.trafficSplitName) ?? name)]
			: []),
		...named(objectIn(router.traefik).weightedTraefikServiceName, each =>
			of('traefik.io', 'TraefikService', each),
		),
		...apisix(objectIn(objectIn(router.apisix).route)),
		...textsIn(objectIn(router.ambassador).mappings).map(each => of('getambassador.io', 'Mapping', each)),
		...appMesh(objectIn(objectIn(router.appMesh).virtualService)),
		...gatewayApi(objectIn(objectIn(router.plugins)['argoproj-labs/gatewayAPI'])),
	];

	function of(group: string, kind: string, each: string, rule?: string): Driven {
		return {group, kind, namespace, name: each, ...(rule !== undefined && {rule})};
	}
	function core(kind: string, each: string): Driven {
		return of('', kind, each);
	}
	function net(kind: string, each: string): Driven {
		return of('networking.k8s.io', kind, each);
	}

	/** The name may carry the namespace: `checkout.shop`. */
	function istio({virtualService, virtualServices, destinationRule}: JsonObject): Driven[] {
		const all = [virtualService, ...objectsIn(virtualServices)].filter(isObject);
		const routes = all.flatMap(each => {
			const [service = '', place = namespace] = (textIn(each.name) ?? '').split('.');
			const at = {group: 'networking.istio.io', kind: 'VirtualService', namespace: place, name: service};
			const rules = rulesOf(each);
			return rules.length === 0 ? [at] : rules.map(rule => ({...at, rule}));
		});
		const rule = textIn(objectIn(destinationRule).name);
		return rule === undefined ? routes : [...routes, of('networking.istio.io', 'DestinationRule', rule)];
	}

	function apisix({name: route, rules}: JsonObject): Driven[] {
		return named(route, each => of('apisix.apache.org', 'ApisixRoute', each)).flatMap(at => {
			const meant = textsIn(rules);
			return meant.length === 0 ? [at] : meant.map(rule => ({...at, rule}));
		});
	}

	function appMesh({name: service, routes}: JsonObject): Driven[] {
		const at = named(service, each => of('appmesh.k8s.aws', 'VirtualService', each));
		const meant = textsIn(routes);
		return at.flatMap(each => (meant.length === 0 ? [each] : meant.map(rule => ({...each, rule}))));
	}

	/** The plug-in takes one route, lists of them, and a namespace of their own. */
	function gatewayApi(plugin: JsonObject): Driven[] {
		const place = textIn(plugin.namespace) ?? namespace;
		return ['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute'].flatMap(kind => {
			const member = `${kind.slice(0, -5).toLowerCase()}Route`;
			const names = [
				textIn(plugin[member]),
				...objectsIn(plugin[`${member}s`]).map(each => textIn(each.name)),
			];
			return names
				.filter(each => each !== undefined)
				.map(each => ({group: 'gateway.networking.k8s.io', kind, namespace: place, name: each}));
		});
	}
}

function named(value: JsonObject['x'], make: (name: string) => Driven): Driven[] {
	const name = textIn(value);
	return name ? [make(name)] : [];
}

function rulesOf({routes, tlsRoutes, tcpRoutes}: JsonObject): string[] {
	const byPort = (list: JsonObject['x'], word: string) =>
		objectsIn(list).map(({port}) => (numberIn(port) === undefined ? word : `${word} ${numberIn(port)}`));
	return [...textsIn(routes), ...byPort(tlsRoutes, 'tls'), ...byPort(tcpRoutes, 'tcp')];
}

function ingresses(router: JsonObject, one: string, several: string): string[] {
	return [textIn(router[one]), ...textsIn(router[several])].filter(each => each !== undefined);
}

/** The Ingress for the canary that the controller makes beside the stable one; names end at 253 characters. */
function ingressName(rollout: string, stable: string): string {
	return `${`${rollout}-${stable}`.slice(0, 253 - '-canary'.length)}-canary`;
}

function servicesOf({canary, blueGreen}: Argo): string[] {
	const pair = objectIn(canary?.pingPong);
	const names = [
		canary?.stableService,
		canary?.canaryService,
		pair.pingService,
		pair.pongService,
		blueGreen?.activeService,
		blueGreen?.previewService,
	];
	return [...new Set(names.flatMap(each => textIn(each) || []))];
}
