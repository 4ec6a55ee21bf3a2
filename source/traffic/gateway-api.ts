import type {Json, JsonObject} from '../model/json.ts';
import {pointerTo} from '../model/json.ts';
import {type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Owner} from '../model/owner.ts';
import type {Ref} from '../model/ref.ts';
import type {Condition, Split} from '../model/split.ts';
import {ownersOf} from '../owners/owners-of.ts';
import type {Dialect} from './dialect.ts';
import {championAnnotation, roleOfTrack, type Unranked, withRoles} from './roles.ts';
import {sharesOf} from './weights.ts';
import {type IndexedWorld, podsBehind} from './world.ts';

/**
 * HTTPRoute of the Gateway API: every rule with two or more backends is a
 * split. Weights are relative, 0 to 1,000,000, and default to 1, so an absent
 * weight is not an idle backend.
 */
export const gatewayApi: Dialect<RoutePart> = {
	name: 'gateway-api',
	title: 'Gateway API',
	source: {group: 'gateway.networking.k8s.io', plural: 'httproutes', kind: 'HTTPRoute'},
	part(route, ref) {
		const rules = objectsIn(route.spec?.rules).map(readRule);
		return {
			ref,
			generation: route.metadata.generation ?? 0,
			champion: route.metadata.annotations?.[championAnnotation],
			hostnames: Array.isArray(route.spec?.hostnames) ? route.spec.hostnames.map(String) : [],
			rules,
			conditions: readConditions(route),
			owners: ownersOf({ref, object: route}),
		};
	},
	join: (parts, world) => parts.flatMap(part => splitsOfRoute(part, world)),
};

export type RoutePart = {
	readonly ref: Ref;
	readonly generation: number;
	readonly champion: string | undefined;
	readonly hostnames: readonly string[];
	readonly rules: readonly RoutePartRule[];
	readonly conditions: readonly Condition[];
	readonly owners: readonly Owner[];
};

type RoutePartRule = {
	readonly name: string | undefined;
	readonly match: string;
	readonly also: readonly string[];
	readonly listAt: string;
	/** Tells the rule from its siblings, should they move: its name, else the path it takes. */
	readonly identity: {readonly at: string; readonly is: Json | undefined};
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
	readonly identity: ReadonlyArray<{readonly at: string; readonly is: Json | undefined}>;
};

function readRule(rule: JsonObject, index: number): RoutePartRule {
	const listAt = pointerTo('spec', 'rules', index, 'backendRefs');
	const identity = identityOf(rule, index);
	return {
		name: textIn(rule.name),
		match: objectsIn(rule.matches).map(sayMatch).join(', '),
		also: objectsIn(rule.filters).flatMap(sayMirror),
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

/** Header matches may carry what is secret, and the identity is kept in a journal: the path is enough. */
function identityOf(rule: JsonObject, index: number): {readonly at: string; readonly is: Json | undefined} {
	if (rule.name !== undefined) return {at: pointerTo('spec', 'rules', index, 'name'), is: rule.name};
	const at = pointerTo('spec', 'rules', index, 'matches', 0, 'path');
	const [match] = objectsIn(rule.matches);
	return match ? {at, is: match.path} : {at: pointerTo('spec', 'rules', index, 'name'), is: undefined};
}

function splitsOfRoute(part: RoutePart, world: IndexedWorld): Split[] {
	return part.rules.flatMap((rule, index) => {
		if (rule.backends.length < 2) return [];
		const label = ruleLabel(part.rules, index);
		const backends = withRoles(readBackends(part, rule, world), part.champion);
		const split: Split = {
			key: `${part.ref.uid}/${label}`,
			dialect: gatewayApi.name,
			ref: part.ref,
			rule: label,
			match: rule.match,
			total: 'relative',
			bounds: {min: 0, max: 1_000_000},
			backends,
			guards: [
				{ref: part.ref, ...rule.identity},
				{ref: part.ref, at: rule.listAt, is: rule.list},
			],
			also: [...rule.also, ...alsoReachedBy(part, index)],
			owners: part.owners,
			conditions: part.conditions,
			generation: part.generation,
			lockedBecause: whyLocked(rule),
		};
		return [split];
	});
}

function readBackends(part: RoutePart, rule: RoutePartRule, world: IndexedWorld): Unranked[] {
	const weights = rule.backends.map(backend => numberIn(backend.stored) ?? 1);
	const shares = sharesOf(weights);
	const names = uniqueNames(rule.backends);
	return rule.backends.map((backend, index) => {
		const namespace = backend.namespace ?? part.ref.namespace;
		const service = backend.kind === 'Service' ? world.service(namespace, backend.name) : undefined;
		const deployments = service ? world.deploymentsBehind(service) : [];
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
			track: deployments.map(each => each.templateLabels.track).find(track => roleOfTrack(track)),
			...podsBehind(deployments),
		};
	});
}

/** The same Service twice (on two ports, or in two namespaces) gets what tells it apart. */
function uniqueNames(backends: readonly BackendPart[]): string[] {
	return backends.map(({name, namespace, port}, index) => {
		const twins = backends.filter(each => each.name === name);
		if (twins.length === 1) return name;
		const long = [namespace, name].filter(Boolean).join('/') + (port === undefined ? '' : `:${port}`);
		const isUnique = twins.filter(each => each.namespace === namespace && each.port === port).length === 1;
		return isUnique ? long : `${long}#${index}`;
	});
}

function ruleLabel(rules: readonly RoutePartRule[], index: number): string {
	const name = rules[index]?.name;
	// A name made of digits could be taken for another rule's path.
	const isUnique =
		name !== undefined && !/^\d+$/.test(name) && rules.filter(rule => rule.name === name).length === 1;
	return isUnique ? name : String(index);
}

function whyLocked(rule: RoutePartRule): string | undefined {
	const odd = rule.backends.find(
		backend => backend.stored !== undefined && typeof backend.stored !== 'number',
	);
	return odd && `The weight of ${odd.name} is not a number, so its rule cannot be shifted.`;
}

/** Rules with a single backend that this rule also splits to: a header route keeps reaching a drained version. */
function alsoReachedBy(part: RoutePart, index: number): string[] {
	const names = new Set(part.rules[index]?.backends.map(backend => backend.name));
	return part.rules.flatMap((rule, other) => {
		const [only] = rule.backends;
		if (other === index || rule.backends.length !== 1 || !only || !names.has(only.name)) return [];
		return [`rule ${ruleLabel(part.rules, other)} sends ${rule.match || 'everything else'} to ${only.name}`];
	});
}

function sayMatch(match: JsonObject): string {
	const path = objectIn(match.path);
	const headers = objectsIn(match.headers).map(header => `${header.name}=${header.value}`);
	const queries = objectsIn(match.queryParams).map(query => `?${query.name}=${query.value}`);
	const value = textIn(path.value);
	const place = value === undefined || (value === '/' && path.type !== 'Exact') ? [] : [value];
	return [textIn(match.method), ...place, ...headers, ...queries].filter(Boolean).join(' ');
}

function sayMirror(filter: JsonObject): string[] {
	if (filter.type !== 'RequestMirror') return [];
	const mirror = objectIn(filter.requestMirror);
	return [`a copy of its requests goes to ${objectIn(mirror.backendRef).name}`];
}

function readConditions(route: KubernetesObject): Condition[] {
	return objectsIn(route.status?.parents).flatMap(parent =>
		objectsIn(parent.conditions).map(condition => ({
			type: textIn(condition.type) ?? '',
			status: textIn(condition.status) ?? 'Unknown',
			reason: textIn(condition.reason) ?? '',
			message: textIn(condition.message) ?? '',
			observedGeneration: numberIn(condition.observedGeneration),
			since: Date.parse(textIn(condition.lastTransitionTime) ?? '') || undefined,
		})),
	);
}
