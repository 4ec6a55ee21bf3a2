import {type Json, type JsonObject, pointerTo} from '../model/json.ts';
import {type KubernetesObject, objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Guard} from '../model/plan.ts';
import type {Ref} from '../model/ref.ts';
import type {Also, Split} from '../model/split.ts';
import type {Dialect} from './dialect.ts';
import {readHead, splitOf} from './object-head.ts';
import type {Unranked} from './roles.ts';
import {
	isSame,
	keyOf,
	type Leaf,
	leadsOf,
	leavesOf,
	podsAtEnd,
	referenceIn,
	sayLeaf,
	weightedListOf,
} from './traefik-services.ts';
import {type Graph, graphOf, type RulePart, type TraefikPart, usersOf, waysAround} from './traefik-ways.ts';
import {oddWeight, weightedBackends} from './weighted-list.ts';
import type {IndexedWorld} from './world.ts';

const group = 'traefik.io';
const services = {
	group,
	plural: 'traefikservices',
	kind: 'TraefikService',
	aliases: ['traefikservice'],
} as const;
const httpRoutes = {
	group,
	plural: 'ingressroutes',
	kind: 'IngressRoute',
	aliases: ['ingressroute'],
} as const;

/**
 * Traefik's own kinds: a TraefikService that weighs Services or other
 * TraefikServices, and each route that names several. Weights are relative and
 * default to 1; one of 0 is not in the balancer at all.
 */
export const traefik: Dialect<TraefikPart> = {
	name: 'traefik',
	title: 'Traefik',
	sources: [
		services,
		httpRoutes,
		{group, plural: 'ingressroutetcps', kind: 'IngressRouteTCP', aliases: ['ingressroutetcp']},
		{group, plural: 'ingressrouteudps', kind: 'IngressRouteUDP', aliases: ['ingressrouteudp']},
	],
	needs: [services, httpRoutes],
	part: readPart,
	join: splitsOfParts,
};

const bounds = {min: 0, max: Number.MAX_SAFE_INTEGER};

function readPart(object: KubernetesObject, ref: Ref): TraefikPart {
	const {spec = {}} = object;
	const isService = ref.resource.kind === services.kind;
	return {
		...readHead(object, ref),
		rules: isService
			? [readService(spec, ref)]
			: objectsIn(spec.routes).map((each, i) => readRoute(each, i, ref)),
		leads: isService ? leadsOf(spec, ref.namespace) : [],
	};
}

function readService(spec: JsonObject, ref: Ref): RulePart {
	const {at, isByAddress} = weightedListOf(spec);
	const {services: list, sticky} = objectIn(isByAddress ? spec.highestRandomWeight : spec.weighted);
	return {
		label: '',
		match: '',
		guards: [{at, is: list}],
		services: readServices(list, at, [], ref),
		isSticky: objectIn(sticky).cookie !== undefined,
		isByAddress,
	};
}

function readRoute(route: JsonObject, index: number, ref: Ref): RulePart {
	const at = pointerTo('spec', 'routes', index);
	const match: Guard = {at: `${at}/match`, is: route.match};
	const says = textIn(route.match) ?? '';
	// Headers and queries may carry what is secret, and the identity is kept in a journal.
	const identity = /\b(Headers?|Query)(Regexp)?\s*\(/i.test(says) ? [] : [match];
	return {
		label: String(index),
		match: says,
		guards: [match, {at: `${at}/services`, is: route.services}],
		services: readServices(route.services, `${at}/services`, identity, ref),
		isSticky: false,
		isByAddress: false,
	};
}

function readServices(list: Json | undefined, listAt: string, identity: readonly Guard[], {namespace}: Ref) {
	return objectsIn(list).map((service, index) => {
		const at = `${listAt}/${index}`;
		const {name, port, weight} = service;
		const to = referenceIn(service, namespace);
		return {
			to,
			name: to.name,
			namespace: textIn(service.namespace),
			kind: to.kind,
			port: typeof port === 'number' || typeof port === 'string' ? port : undefined,
			stored: weight,
			pointer: `${at}/weight`,
			identity: [
				...identity,
				{at: `${at}/kind`, is: service.kind},
				{at: `${at}/name`, is: name},
				{at: `${at}/namespace`, is: service.namespace},
				{at: `${at}/port`, is: port},
			],
		};
	});
}

function splitsOfParts(parts: readonly TraefikPart[], world: IndexedWorld): Split[] {
	const graph = graphOf(parts);
	return parts.flatMap(part =>
		part.rules.filter(rule => rule.services.length > 1).map(rule => splitOfRule(part, rule, graph, world)),
	);
}

function splitOfRule(part: TraefikPart, rule: RulePart, graph: Graph, world: IndexedWorld): Split {
	const {ref} = part;
	const leaves = new Map(rule.services.map(({pointer, to}) => [pointer, leavesOf(to, graph.leads)]));
	const backends = weightedBackends(ref, rule.services, {bounds, whenAbsent: 1}, ({pointer}) =>
		podsAtEnd(leaves.get(pointer)!, world),
	);
	const users = usersOf(part, graph);
	return splitOf(part, {
		dialect: traefik.name,
		rule: rule.label,
		match: rule.match || users.matches.join(', '),
		total: 'relative',
		bounds,
		backends,
		guards: rule.guards.map(guard => ({ref, ...guard})),
		also: [
			...backends.flatMap(backend => passedOn(backend, leaves.get(backend.weightAt!.pointer)!, rule)),
			...waysAround(part, rule, graph),
		],
		warnings: [...warningsOf(part, rule, backends), ...loopsIn([...leaves.values()].flat())],
		lockedBecause: rule.isByAddress ? byAddress : oddWeight(rule.services, bounds),
		...(users.partners.length > 0 && {partners: users.partners}),
	});
}

const byAddress =
	'It deals clients out by their address (highestRandomWeight), so weights would move whole clients: nothing is written to it.';

/** Where the requests of a backend that is itself a TraefikService end: at the version it stands for, unless another backend is that one too. */
function passedOn({name, share}: Unranked, leaves: readonly Leaf[], {services: all}: RulePart): Also[] {
	const [only] = leaves;
	if (leaves.length === 1 && only?.as === 'share') return [];
	return leaves.flatMap(({to, as, part}): Also[] => {
		if (as === 'loop') return [];
		const isItsOwn = as === 'share' && !all.some(each => isSame(each.to, to));
		const says = sayLeaf(name, {to, as, part}, share);
		return [{says, reaches: isItsOwn ? name : to.name, through: name}];
	});
}

function loopsIn(leaves: readonly Leaf[]): string[] {
	const loops = leaves.filter(({as}) => as === 'loop').map(({to}) => keyOf(to));
	return [...new Set(loops)].map(key => `TraefikService ${key} leads back to itself, which Traefik refuses.`);
}

function warningsOf({ref}: TraefikPart, {isSticky}: RulePart, backends: readonly Unranked[]): string[] {
	const isHttp = ref.resource.kind === services.kind || ref.resource.kind === httpRoutes.kind;
	return [
		...(backends.every(({weight}) => weight === 0)
			? [`Every weight is 0: Traefik ${isHttp ? 'answers each request with 503' : 'takes no connection'}.`]
			: []),
		...(isSticky ? ['It sets a cookie: clients that came before stay on their version.'] : []),
	];
}
