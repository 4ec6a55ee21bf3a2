import type {Json, JsonObject} from '../model/json.ts';
import {pointerTo} from '../model/json.ts';
import {type KubernetesObject, numberIn, objectIn, objectsIn, textIn, textsIn} from '../model/object.ts';
import type {Guard} from '../model/plan.ts';
import type {Condition} from '../model/split.ts';
import {type ObjectHead, readConditions, readHead} from './object-head.ts';

export type RoutePart = ObjectHead & {
	readonly hostnames: readonly string[];
	readonly rules: readonly RoutePartRule[];
	/** The controllers that report on it. */
	readonly controllers: readonly string[];
};

export type RoutePartRule = {
	readonly name: string | undefined;
	readonly match: string;
	readonly mirrors: readonly MirrorPart[];
	/** Undefined where they may hold what is secret: then they are nothing to write down. */
	readonly filters: Filters | undefined;
	readonly listAt: string;
	/** Tells the rule from its siblings, should they move: its name, else the path it takes. */
	readonly identity: Guard;
	readonly list: Json | undefined;
	readonly backends: readonly BackendPart[];
};

export type MirrorPart = {
	readonly name: string;
	readonly namespace: string | undefined;
	/** Of the requests; everything where the filter says nothing of it. */
	readonly percent: number;
};

type Filters = {readonly at: string; readonly list: readonly JsonObject[]};

export type BackendPart = {
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
		mirrors: objectsIn(rule.filters).flatMap(mirrorsIn),
		filters: readFilters(rule, index),
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

/** An absent weight is 1. */
export function weightOf({stored}: BackendPart): number {
	return numberIn(stored) ?? 1;
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

/** The copies one filter makes. */
export function mirrorsIn(filter: JsonObject): MirrorPart[] {
	if (filter.type !== 'RequestMirror') return [];
	const {backendRef, percent, fraction} = objectIn(filter.requestMirror);
	const {name, namespace} = objectIn(backendRef);
	const {numerator, denominator} = objectIn(fraction);
	const ofFraction =
		numberIn(numerator) === undefined ? 100 : (numberIn(numerator)! * 100) / (numberIn(denominator) ?? 100);
	return [
		{
			name: textIn(name) ?? '',
			namespace: textIn(namespace),
			percent: numberIn(percent) ?? ofFraction,
		},
	];
}

/** Filters that set headers may set secret ones, and what is written is kept in a journal. */
function readFilters({filters}: JsonObject, index: number): Filters | undefined {
	const list = objectsIn(filters);
	const areOpen = list.every(({type}) => !/HeaderModifier$/.test(textIn(type) ?? 'HeaderModifier'));
	return list.length > 0 && areOpen ? {at: pointerTo('spec', 'rules', index, 'filters'), list} : undefined;
}
