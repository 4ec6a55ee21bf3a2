import {type Json, type JsonObject, pointerTo} from '../model/json.ts';
import {numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';
import {type BackendPods, podsBehind} from './backend-pods.ts';
import {trim} from './weights.ts';
import type {IndexedWorld} from './world.ts';

/** What a route or a TraefikService sends requests to: a Service, or another TraefikService. */
export type Reference = {readonly kind: string; readonly namespace: string; readonly name: string};

/**
 * How requests go on from a TraefikService: a part of them, a copy of a part,
 * or those that the others failed. `part` is 0 to 1.
 */
export type Lead = {
	readonly to: Reference;
	readonly as: 'share' | 'copy' | 'fallback';
	readonly part: number;
};

/** Where requests end, over all TraefikServices on the way; `loop` where they would never. */
export type Leaf = Omit<Lead, 'as'> & {readonly as: Lead['as'] | 'loop'};

/** What each TraefikService leads to, by `namespace/name`. */
export type Leads = ReadonlyMap<string, readonly Lead[]>;

export function referenceIn({kind, namespace, name}: JsonObject, from: string): Reference {
	return {
		kind: textIn(kind) || 'Service',
		namespace: textIn(namespace) || from,
		name: textIn(name) ?? '',
	};
}

export function keyOf({namespace, name}: Pick<Reference, 'namespace' | 'name'>): string {
	return `${namespace}/${name}`;
}

export function isSame(left: Reference, right: Reference): boolean {
	return left.kind === right.kind && keyOf(left) === keyOf(right);
}

/** The list of weights of a TraefikService, where it has one; which of its forms Traefik takes first. */
export function weightedListOf(spec: JsonObject): {readonly at: string; readonly isByAddress: boolean} {
	const isByAddress = spec.weighted === undefined && spec.mirroring === undefined;
	return {at: pointerTo('spec', isByAddress ? 'highestRandomWeight' : 'weighted', 'services'), isByAddress};
}

/** Where a TraefikService sends its requests, by the form that Traefik takes where several are given. */
export function leadsOf(spec: JsonObject, namespace: string): Lead[] {
	const {weighted, mirroring, highestRandomWeight, failover} = spec;
	const to = (value: Json | undefined) => referenceIn(objectIn(value), namespace);
	if (weighted !== undefined) return sharesIn(objectIn(weighted), namespace);
	if (mirroring !== undefined) {
		const copies = objectsIn(objectIn(mirroring).mirrors).map(
			(mirror): Lead => ({to: to(mirror), as: 'copy', part: (numberIn(mirror.percent) ?? 0) / 100}),
		);
		return [{to: to(mirroring), as: 'share', part: 1}, ...copies];
	}
	if (highestRandomWeight !== undefined) return sharesIn(objectIn(highestRandomWeight), namespace);
	if (failover === undefined) return [];
	const {service, fallback} = objectIn(failover);
	return [
		{to: to(service), as: 'share', part: 1},
		{to: to(fallback), as: 'fallback', part: 1},
	];
}

function sharesIn({services}: JsonObject, namespace: string): Lead[] {
	const list = objectsIn(services);
	const weights = list.map(({weight}) => Math.max(0, numberIn(weight) ?? 1));
	const sum = weights.reduce((total, weight) => total + weight, 0);
	return list.map((service, index) => ({
		to: referenceIn(service, namespace),
		as: 'share',
		part: sum === 0 ? 0 : weights[index]! / sum,
	}));
}

/** Where requests to the reference end, with their parts multiplied on the way. */
export function leavesOf(reference: Reference, leads: Leads, seen: readonly string[] = []): Leaf[] {
	const own = reference.kind === 'TraefikService' ? leads.get(keyOf(reference)) : undefined;
	if (own === undefined) return [{to: reference, as: 'share', part: 1}];
	const key = keyOf(reference);
	if (seen.includes(key)) return [{to: reference, as: 'loop', part: 1}];
	return own.flatMap(({to, as, part}) =>
		leavesOf(to, leads, [...seen, key]).map(leaf => ({
			...leaf,
			part: leaf.part * part,
			as: leaf.as === 'share' ? as : leaf.as,
		})),
	);
}

/** How the leaf gets requests of the backend, as a clause; `share` is what the backend gets itself, in percent. */
export function sayLeaf(backend: string, {to, as, part}: Lead, share: number | null): string {
	const percent = trim(part * 100);
	switch (as) {
		case 'share':
			return `${backend} passes ${percent} % of its requests on to ${to.name}${share === null ? '' : `, ${trim(part * share)} % of all`}`;
		case 'copy':
			return `a copy of ${percent} % of the requests to ${backend} goes to ${to.name}`;
		case 'fallback':
			return `${to.name} takes the requests that ${backend} fails`;
	}
}

/** The pods of all Services that get a part; unknown where those of one are. */
export function podsAtEnd(leaves: readonly Leaf[], world: IndexedWorld): BackendPods {
	const ends = leaves.filter(({as, part}) => as === 'share' && part > 0);
	const found = ends.map(({to}) => (to.kind === 'Service' ? podsBehind(world, to.namespace, to.name) : {}));
	const [only] = found;
	if (only === undefined || found.length === 1) return only ?? {};
	const counts = found.flatMap(({pods}) => pods ?? []);
	if (counts.length < found.length) return {};
	const greatest = ends.reduce((best, end, index) => (end.part > ends[best]!.part ? index : best), 0);
	const {image} = found[greatest]!;
	return {
		pods: {
			ready: counts.reduce((total, {ready}) => total + ready, 0),
			wanted: counts.reduce((total, {wanted}) => total + wanted, 0),
		},
		...(image !== undefined && {image}),
	};
}
