import type {Also, Split} from '../model/split.ts';
import {podsBehind} from './backend-pods.ts';
import type {Dialect} from './dialect.ts';
import {implementationOf, sharesOfImplementation} from './gateway-implementations.ts';
import {
	conditionsOfRoute,
	type MirrorPart,
	type RoutePart,
	type RoutePartRule,
	readRoute,
	weightOf,
} from './gateway-route.ts';
import {waysOfRoutes} from './gateway-ways.ts';
import {splitOf} from './object-head.ts';
import type {Unranked} from './roles.ts';
import {ruleLabels} from './rule-labels.ts';
import {uniqueNames} from './unique-names.ts';
import {sharesOf, trim} from './weights.ts';
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
	ways: waysOfRoutes,
	shares: sharesOfImplementation,
};

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
				also: [...rule.mirrors.map(sayMirror), ...alsoReachedBy(part, labels, index)],
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

function sayMirror({name, percent}: MirrorPart): Also {
	const what = percent === 100 ? 'a copy of its requests' : `a copy of ${trim(percent)} % of its requests`;
	return {says: `${what} goes to ${name}`, reaches: name, copies: percent};
}
