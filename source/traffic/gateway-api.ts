import type {Json, JsonObject} from '../model/json.ts';
import {pointerTo} from '../model/json.ts';
import {type KubernetesObject, numberIn, objectIn, objectsIn, textIn, textsIn} from '../model/object.ts';
import type {Guard} from '../model/plan.ts';
import type {Also, Condition, Split} from '../model/split.ts';
import {podsBehind} from './backend-pods.ts';
import type {Dialect} from './dialect.ts';
import {implementationOf, sharesOfImplementation} from './gateway-implementations.ts';
import {type ObjectHead, readConditions, readHead, splitOf} from './object-head.ts';
import type {Unranked} from './roles.ts';
import {ruleLabels} from './rule-labels.ts';
import {uniqueNames} from './unique-names.ts';
import {sharesOf} from './weights.ts';
import type {IndexedWorld} from './world.ts';

const group = 'gateway.networking.k8s.io';

/** A route was taken, and its backends are there. */
export const acceptedByGateways = ['Accepted', 'ResolvedRefs'];

/**
 * The routes of the Gateway API: every rule with two or more backends is a
 * split. Weights are relative, 0 to 1,000,000, and default to 1, so an absent
 * weight is not an idle backend.
 */
export const gatewayApi: Dialect<RoutePart> = {
	name: 'gateway-api',
	title: 'Gateway API',
	sources: [
		{group, plural: 'httproutes', kind: 'HTTPRoute', aliases: ['httproute']},
		{group, plural: 'grpcroutes', kind: 'GRPCRoute', aliases: ['grpcroute']},
		{group, plural: 'tlsroutes', kind: 'TLSRoute', aliases: ['tlsroute']},
		{group, plural: 'tcproutes', kind: 'TCPRoute', aliases: ['tcproute']},
	],
	part: readRoute,
	acceptedBy: acceptedByGateways,
	conditions: conditionsOfRoute,
	join: (parts, world) => parts.flatMap(part => splitsOfRoute(part, world, gatewayApi.name)),
	lone: (parts, world) => parts.flatMap(part => splitsOfRoute(part, world, gatewayApi.name, isAlone)),
	shares: sharesOfImplementation,
};

export type RoutePart = ObjectHead & {
	readonly hostnames: readonly string[];
	readonly rules: readonly RoutePartRule[];
	/** The controllers that report on it. */
	readonly controllers: readonly string[];
};

type RoutePartRule = {
	readonly name: string | undefined;
	readonly match: string;
	readonly mirrors: readonly Also[];
	readonly listAt: string;
	/** Tells the rule from its siblings, should they move: its name, else the path it takes. */
	readonly identity: Guard;
	readonly list: Json | undefined;
	readonly backends: readonly BackendPart[];
};

type BackendPart = {
	readonly name: string;
	readonly namespace: string | undefined;
	readonly kind: string;
	readonly port: number | undefined;
	readonly stored: Json | undefined;
	readonly pointer: string;
	readonly identity: readonly Guard[];
};

/** What is kept of a route of this shape, whichever group it is of. */
export function readRoute(route: KubernetesObject, ref: ObjectHead['ref']): RoutePart {
	const parents = objectsIn(route.status?.parents);
	return {
		...readHead(route, ref),
		conditions: conditionsOfRoute(route),
		hostnames: textsIn(route.spec?.hostnames),
		rules: objectsIn(route.spec?.rules).map(readRule),
		controllers: parents.flatMap(parent => textIn(parent.controllerName) ?? []),
	};
}

/** What the gateways say of a route of this shape. */
export function conditionsOfRoute({status}: KubernetesObject): Condition[] {
	return objectsIn(status?.parents).flatMap(parent => readConditions(parent.conditions));
}

function readRule(rule: JsonObject, index: number): RoutePartRule {
	const listAt = pointerTo('spec', 'rules', index, 'backendRefs');
	const identity = identityOf(rule, index);
	return {
		name: textIn(rule.name),
		match: objectsIn(rule.matches).map(sayMatch).join(', '),
		mirrors: objectsIn(rule.filters).flatMap(readMirror),
		listAt,
		identity,
		list: rule.backendRefs,
		backends: objectsIn(rule.backendRefs).map((backend, position) => ({
			name: textIn(backend.name) ?? '',
			namespace: textIn(backend.namespace),
			kind: textIn(backend.kind) ?? 'Service',
			port: numberIn(backend.port),
			stored: backend.weight,
			pointer: `${listAt}/${position}/weight`,
			identity: [
				identity,
				{at: `${listAt}/${position}/name`, is: backend.name},
				{at: `${listAt}/${position}/namespace`, is: backend.namespace},
			],
		})),
	};
}

/** Header matches may carry what is secret, and the identity is kept in a journal: path or method is enough. */
function identityOf(rule: JsonObject, index: number): Guard {
	const nameAt = pointerTo('spec', 'rules', index, 'name');
	const [match] = objectsIn(rule.matches);
	if (rule.name !== undefined || match === undefined) return {at: nameAt, is: rule.name};
	const member = match.path === undefined && isObjectIn(match.method) ? 'method' : 'path';
	return {at: pointerTo('spec', 'rules', index, 'matches', 0, member), is: match[member]};
}

/** Of a GRPCRoute the method is a service and a method; of an HTTPRoute it is a word. */
function isObjectIn(method: Json | undefined): boolean {
	return typeof method === 'object' && method !== null;
}

function isSplit({length}: readonly unknown[]): boolean {
	return length > 1;
}

export function isAlone({length}: readonly unknown[]): boolean {
	return length === 1;
}

/** The splits of routes of this shape, whichever group they are of. */
export function splitsOfRoute(
	part: RoutePart,
	world: IndexedWorld,
	dialect: string,
	concerns: (backends: readonly unknown[]) => boolean = isSplit,
): Split[] {
	const labels = ruleLabels(part.rules.map(rule => rule.name));
	const implementation = implementationOf(part.controllers);
	return part.rules.flatMap((rule, index) => {
		if (!concerns(rule.backends)) return [];
		const {ref} = part;
		return [
			splitOf(part, {
				dialect,
				rule: labels[index]!,
				match: rule.match,
				total: 'relative',
				bounds: {min: 0, max: implementation?.mostWeight ?? 1_000_000},
				...(implementation?.leastSum && {leastSum: implementation.leastSum}),
				backends: readBackends(part, rule, world),
				guards: [
					{ref, ...rule.identity},
					{ref, at: rule.listAt, is: rule.list},
				],
				also: [...rule.mirrors, ...alsoReachedBy(part, labels, index)],
				warnings: [...(implementation ? [implementation.says] : []), ...allZero(rule)],
				lockedBecause: whyLocked(rule),
				...(part.controllers.length > 0 && {controllers: part.controllers}),
			}),
		];
	});
}

function readBackends(part: RoutePart, rule: RoutePartRule, world: IndexedWorld): Unranked[] {
	const weights = rule.backends.map(weightOf);
	const shares = sharesOf(weights);
	const names = uniqueNames(rule.backends);
	return rule.backends.map((backend, index) => {
		const namespace = backend.namespace ?? part.ref.namespace;
		return {
			name: names[index]!,
			namespace,
			kind: backend.kind,
			weight: weights[index]!,
			share: shares[index]!,
			weightAt: {
				ref: part.ref,
				pointer: backend.pointer,
				stored: backend.stored,
				form: 'number',
				identity: backend.identity,
			},
			...(backend.kind === 'Service' && podsBehind(world, namespace, backend.name)),
		};
	});
}

function weightOf({stored}: BackendPart): number {
	return numberIn(stored) ?? 1;
}

function allZero({backends}: RoutePartRule): string[] {
	return backends.every(backend => weightOf(backend) === 0)
		? ['Every weight is 0: each request is answered with an error.']
		: [];
}

function whyLocked(rule: RoutePartRule): string | undefined {
	const odd = rule.backends.find(({stored}) => stored !== undefined && !Number.isSafeInteger(stored));
	return odd && `The weight of ${odd.name} is not a whole number, so its rule cannot be shifted.`;
}

/** Rules with a single backend that this rule also splits to: a header route keeps reaching a drained version. */
function alsoReachedBy(part: RoutePart, labels: readonly string[], index: number): Also[] {
	const names = new Set(part.rules[index]?.backends.map(backend => backend.name));
	return part.rules.flatMap((rule, other) => {
		const [only] = rule.backends;
		if (other === index || rule.backends.length !== 1 || !only || !names.has(only.name)) return [];
		const says = `rule ${labels[other]} sends ${rule.match || 'everything else'} to ${only.name}`;
		return [{says, reaches: only.name}];
	});
}

function sayMatch(match: JsonObject): string {
	const path = objectIn(match.path);
	const headers = objectsIn(match.headers).map(header => `${header.name}=${header.value}`);
	const queries = objectsIn(match.queryParams).map(query => `?${query.name}=${query.value}`);
	const value = textIn(path.value);
	const place = value === undefined || (value === '/' && path.type !== 'Exact') ? [] : [value];
	return [textIn(match.method) ?? sayGrpc(objectIn(match.method)), ...place, ...headers, ...queries]
		.filter(Boolean)
		.join(' ');
}

/** `shop.Ranker/Rank`; empty where it takes every method of every service. */
function sayGrpc({service, method}: JsonObject): string {
	if (textIn(service) === undefined && textIn(method) === undefined) return '';
	return `${textIn(service) ?? '*'}/${textIn(method) ?? '*'}`;
}

function readMirror(filter: JsonObject): Also[] {
	if (filter.type !== 'RequestMirror') return [];
	const name = textIn(objectIn(objectIn(filter.requestMirror).backendRef).name) ?? '';
	return [{says: `a copy of its requests goes to ${name}`, reaches: name}];
}
