import {type Json, type JsonObject, pointerTo} from '../model/json.ts';
import type {Labels} from '../model/labels.ts';
import {type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Guard} from '../model/plan.ts';
import type {Ref} from '../model/ref.ts';
import type {Also, Split} from '../model/split.ts';
import {podsBehind} from './backend-pods.ts';
import type {Dialect} from './dialect.ts';
import {labelsIn, type ObjectHead, readHead, splitOf} from './object-head.ts';
import {oddWeight, type Weighted, weightedBackends} from './weighted-list.ts';
import type {IndexedWorld} from './world.ts';

const group = 'k8s.nginx.org';

/**
 * VirtualServers of F5's NGINX Ingress Controller and the routes they delegate
 * to: every list of splits, also below a match. Weights are percent that must
 * sum to 100. The server stores any; the controller refuses the rest.
 */
export const f5Nginx: Dialect<ServerPart> = {
	name: 'f5-nginx',
	title: 'F5 NGINX VirtualServer',
	sources: [
		{group, plural: 'virtualservers', kind: 'VirtualServer', aliases: ['virtualserver']},
		{
			group,
			plural: 'virtualserverroutes',
			kind: 'VirtualServerRoute',
			aliases: ['virtualserverroute', 'vsr'],
		},
	],
	unproved: "It was never tried with F5's controller, nor against its own schema.",
	part: readServer,
	join: (parts, world) => parts.flatMap(part => splitsOfPart(part, world)),
	shares: (_split, weights) => (sumOf(weights) === sum ? weights : weights.map(() => null)),
};

type ServerPart = ObjectHead & {
	readonly rules: readonly RulePart[];
	readonly upstreams: ReadonlyMap<string, Upstream>;
	/** What the controller says against it; undefined where that is nothing. */
	readonly fault: string | undefined;
};

type Upstream = {readonly namespace: string; readonly service: string; readonly subselector: Labels};

type RulePart = {
	readonly label: string;
	readonly match: string;
	/** The upstream that gets all of it; undefined where it is split, or answered otherwise. */
	readonly sole: string | undefined;
	readonly guards: readonly Guard[];
	readonly backends: readonly Weighted[];
};

const bounds = {min: 0, max: 100};
const sum = 100;

function readServer(server: KubernetesObject, ref: Ref): ServerPart {
	const {spec = {}, status = {}} = server;
	const listed = ref.resource.kind === 'VirtualServerRoute' ? 'subroutes' : 'routes';
	return {
		...readHead(server, ref),
		rules: objectsIn(spec[listed]).flatMap((route, index) =>
			readRoute(route, pointerTo('spec', listed, index), index),
		),
		upstreams: new Map(
			objectsIn(spec.upstreams).map(each => [textIn(each.name) ?? '', readUpstream(each, ref.namespace)]),
		),
		fault: faultIn(status),
	};
}

/** A route's own list, and one for each of its matches; whose they are is told by the route's path. */
function readRoute(route: JsonObject, at: string, index: number): RulePart[] {
	const path = textIn(route.path) ?? '';
	const identity: Guard = {at: `${at}/path`, is: route.path};
	const place = path === '/' ? '' : path;
	return [
		readRule(route, at, String(index), place, identity),
		...objectsIn(route.matches).map((match, m) => {
			const says = [place, ...objectsIn(match.conditions).map(sayCondition)].filter(Boolean).join(' ');
			return readRule(match, `${at}/matches/${m}`, `${index}/matches/${m}`, says, identity);
		}),
	];
}

function readRule(rule: JsonObject, at: string, label: string, match: string, identity: Guard): RulePart {
	const splits = objectsIn(rule.splits);
	return {
		label,
		match,
		sole: splits.length === 0 ? upstreamOf(rule.action) : undefined,
		guards: [identity, {at: `${at}/splits`, is: rule.splits}],
		backends: splits.map((split, index) => readSplit(split, `${at}/splits/${index}`, identity)),
	};
}

function readSplit({action, weight}: JsonObject, at: string, identity: Guard): Weighted {
	const {pass, proxy} = objectIn(action);
	const member = pass === undefined && proxy !== undefined ? 'proxy/upstream' : 'pass';
	const upstream = upstreamOf(action);
	return {
		name: upstream ?? Object.keys(objectIn(action))[0] ?? '',
		kind: upstream === undefined ? 'Action' : 'Upstream',
		stored: weight,
		pointer: `${at}/weight`,
		identity: [identity, ...(upstream === undefined ? [] : [{at: `${at}/action/${member}`, is: upstream}])],
	};
}

function upstreamOf(action: Json | undefined): string | undefined {
	const {pass, proxy} = objectIn(action);
	return textIn(pass) || textIn(objectIn(proxy).upstream);
}

/** Its Service may be of another namespace: `tea/green`. */
function readUpstream({service, subselector}: JsonObject, namespace: string): Upstream {
	const parts = (textIn(service) ?? '').split('/');
	return {
		namespace: parts.length > 1 ? parts[0]! : namespace,
		service: parts.at(-1)!,
		subselector: labelsIn(subselector),
	};
}

function sayCondition({header, cookie, argument, variable, value}: JsonObject): string {
	const name =
		textIn(header) ?? textIn(variable) ?? (argument === undefined ? `cookie ${cookie}` : `?${argument}`);
	return `${name}=${textIn(value) ?? ''}`;
}

function faultIn({state, reason, message}: JsonObject): string | undefined {
	if (textIn(state) === undefined || state === '' || state === 'Valid') return undefined;
	const because = textIn(message) || textIn(reason);
	return `The controller calls it ${String(state).toLowerCase()}${because ? `: ${because}` : ''}.`;
}

function splitsOfPart(part: ServerPart, world: IndexedWorld): Split[] {
	const {ref, upstreams} = part;
	return part.rules.flatMap(rule => {
		const {backends} = rule;
		if (backends.length < 2) return [];
		return [
			splitOf(part, {
				dialect: f5Nginx.name,
				rule: rule.label,
				match: rule.match,
				total: 'sum100',
				sum,
				bounds,
				backends: weightedBackends(ref, backends, {bounds, whenAbsent: 0}, each =>
					podsOfUpstream(upstreams.get(upstreamIn(each)), world),
				),
				guards: rule.guards.map(guard => ({ref, ...guard})),
				also: alsoReachedBy(rule, part),
				warnings: warningsOf(rule, part),
				lockedBecause: oddWeight(backends, bounds),
			}),
		];
	});
}

function upstreamIn({kind, name}: Weighted): string {
	return kind === 'Upstream' ? name : '';
}

function podsOfUpstream(upstream: Upstream | undefined, world: IndexedWorld) {
	return upstream ? podsBehind(world, upstream.namespace, upstream.service, upstream.subselector) : {};
}

function warningsOf({backends}: RulePart, {fault}: ServerPart): string[] {
	const present = sumOf(backends.map(({stored}) => numberIn(stored) ?? 0));
	return [
		...(fault === undefined ? [] : [fault]),
		...(present === sum
			? []
			: [`Its weights sum to ${present} and not to 100: the controller refuses it as it is.`]),
	];
}

function sumOf(weights: readonly number[]): number {
	return weights.reduce((total, weight) => total + weight, 0);
}

/** Rules that send all they take to one upstream of this rule: they keep reaching a drained version. */
function alsoReachedBy({backends}: RulePart, {rules}: ServerPart): Also[] {
	return rules.flatMap(({sole, label, match}): Also[] => {
		if (sole === undefined || !backends.some(each => upstreamIn(each) === sole)) return [];
		return [{says: `rule ${label} sends ${match || 'everything else'} to ${sole}`, reaches: sole}];
	});
}
