import {type JsonObject, pointerTo} from '../model/json.ts';
import {type KubernetesObject, objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Guard} from '../model/plan.ts';
import type {Ref} from '../model/ref.ts';
import type {Split} from '../model/split.ts';
import {podsBehind} from './backend-pods.ts';
import type {Dialect} from './dialect.ts';
import {type ObjectHead, readConditions, readHead, splitOf} from './object-head.ts';
import {oddWeight, type Weighted, weightedBackends} from './weighted-list.ts';
import {sharesOf, trim} from './weights.ts';
import type {IndexedWorld} from './world.ts';

/**
 * Routes of OpenShift: one Service and up to three others. Weights are
 * relative, 0 to 256, and default to 100. The router divides each among the
 * Service's endpoints, so that what a version really gets is rounded.
 */
export const openshift: Dialect<RoutePart> = {
	name: 'openshift',
	title: 'OpenShift Route',
	sources: [{group: 'route.openshift.io', plural: 'routes', kind: 'Route'}],
	unproved: 'It was never tried with an OpenShift router, nor against its own schema.',
	part: readRoute,
	join: (parts, world) => parts.flatMap(part => splitsOfPart(part, world)),
	shares: sharesOfRouter,
};

type RoutePart = ObjectHead & {
	readonly match: string;
	readonly guards: readonly Guard[];
	readonly backends: readonly Weighted[];
	/** Clients of an open connection or a cookie stay where they are. */
	readonly isSticky: boolean;
	/** A way of balancing that was chosen by hand. */
	readonly balance: string | undefined;
};

const toAt = pointerTo('spec', 'to');
const othersAt = pointerTo('spec', 'alternateBackends');
const annotation = 'haproxy.router.openshift.io';
const bounds = {min: 0, max: 256};

function readRoute(route: KubernetesObject, ref: Ref): RoutePart {
	const {spec = {}, status} = route;
	const annotations = route.metadata.annotations ?? {};
	const isPassthrough = objectIn(spec.tls).termination === 'passthrough';
	const isCookieOff = /^(1|t|true)$/i.test(annotations[`${annotation}/disable_cookies`] ?? '');
	return {
		...readHead(route, ref),
		conditions: objectsIn(status?.ingress).flatMap(router => readConditions(router.conditions)),
		match: `${textIn(spec.host) ?? ''}${textIn(spec.path) ?? ''}`,
		guards: [
			{at: toAt, is: spec.to},
			{at: othersAt, is: spec.alternateBackends},
		],
		backends: [
			readBackend(objectIn(spec.to), toAt),
			...objectsIn(spec.alternateBackends).map((each, index) => readBackend(each, `${othersAt}/${index}`)),
		],
		isSticky: !isPassthrough && !isCookieOff,
		balance: annotations[`${annotation}/balance`],
	};
}

function readBackend({name, kind, weight}: JsonObject, at: string): Weighted {
	return {
		name: textIn(name) ?? '',
		kind: textIn(kind) || 'Service',
		stored: weight,
		pointer: `${at}/weight`,
		identity: [
			{at: `${at}/kind`, is: kind},
			{at: `${at}/name`, is: name},
		],
	};
}

function splitsOfPart(part: RoutePart, world: IndexedWorld): Split[] {
	const {ref, backends} = part;
	if (backends.length < 2) return [];
	const split = splitOf(part, {
		dialect: openshift.name,
		rule: '',
		match: part.match,
		total: 'relative',
		bounds,
		backends: weightedBackends(ref, backends, {bounds, whenAbsent: 100}, ({name}, namespace) =>
			podsBehind(world, namespace, name),
		),
		guards: part.guards.map(guard => ({ref, ...guard})),
		lockedBecause: twice(backends) ?? oddWeight(backends, bounds),
	});
	return [{...split, warnings: warningsOf(part, split)}];
}

/** The router keeps one weight for each Service, whichever it read last. */
function twice(backends: readonly Weighted[]): string | undefined {
	const again = backends.find(({name}, index) => backends.findIndex(each => each.name === name) !== index);
	return (
		again && `Service ${again.name} is named twice, and the router counts it once: nothing is written to it.`
	);
}

function warningsOf({isSticky, balance}: RoutePart, split: Split): string[] {
	const weights = split.backends.flatMap(({weight}) => weight ?? []);
	if (weights.length < split.backends.length) return [];
	if (weights.every(weight => weight === 0)) {
		return ['Every weight is 0: the router answers each request with 503.'];
	}
	return [
		...roundingOf(split, weights),
		...(isSticky ? ['The router sets a cookie: clients that came before stay on their version.'] : []),
		...(balance && balance !== 'roundrobin'
			? [`It is balanced by ${balance}, which shares do not follow exactly.`]
			: []),
	];
}

/** What endpoints make of the weights, where that is worth a word. */
function roundingOf(split: Split, weights: readonly number[]): string[] {
	const {backends} = split;
	const left = backends.filter(({pods, weight}) => pods?.ready === 0 && weight !== 0);
	if (left.length > 0) {
		return left.map(
			({name}) => `${name} has no ready pod: the router leaves it out, and the others take its share.`,
		);
	}
	const meant = sharesOf(weights);
	const given = sharesOfRouter(split, weights);
	return backends.flatMap(({name}, index) => {
		const [really = 0, says = 0] = [given[index] ?? 0, meant[index] ?? 0];
		return really - says < 0.5
			? []
			: [`The router rounds weights for each endpoint: ${name} gets ${trim(really)} %, not ${trim(says)} %.`];
	});
}

/**
 * A Service's weight is divided by its endpoints; the greatest part becomes
 * 256, and the others whole numbers in proportion, at least 1 (the template
 * router of OpenShift, in single precision). Services without an endpoint are
 * left out. Where the endpoints of one are unknown, so is the rounding.
 */
function sharesOfRouter({backends}: Split, weights: readonly number[]): ReadonlyArray<number | null> {
	const counts = backends.map(({pods}) => pods?.ready);
	if (counts.some(count => count === undefined)) return sharesOf(weights);
	const parts = weights.map((weight, index) => (counts[index] ? Math.fround(weight / counts[index]) : 0));
	const scale = Math.fround(256 / Math.max(...parts));
	return sharesOf(
		parts.map((part, index) =>
			part === 0 ? 0 : Math.max(1, Math.trunc(Math.fround(part * scale))) * counts[index]!,
		),
	);
}
