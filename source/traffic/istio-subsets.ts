import type {Labels} from '../model/labels.ts';
import {type KubernetesObject, objectsIn, textIn} from '../model/object.ts';
import type {Ref} from '../model/ref.ts';
import {type Host, hostOf, isFor, serviceOf} from './istio-hosts.ts';
import {labelsIn} from './object-head.ts';

/** Where rules for the whole mesh stand, unless its configuration says otherwise. */
export const rootNamespace = 'istio-system';

/** What is kept of a DestinationRule: which pods of a host each of its subsets is. */
export type SubsetsPart = {
	readonly holds: 'subsets';
	readonly namespace: string;
	readonly host: Host;
	readonly subsets: ReadonlyArray<{readonly name: string; readonly labels: Labels}>;
};

export function readSubsets({spec = {}}: KubernetesObject, {namespace}: Ref): SubsetsPart {
	return {
		holds: 'subsets',
		namespace,
		host: hostOf(textIn(spec.host) ?? '', namespace),
		subsets: objectsIn(spec.subsets).map(subset => ({
			name: textIn(subset.name) ?? '',
			labels: labelsIn(subset.labels),
		})),
	};
}

/**
 * The labels of a subset as routes of a namespace see it; undefined where no
 * rule has it. Istio looks where the route is, where the Service is, and among
 * the rules of the whole mesh; in each the rule for just that host comes before
 * those with a wildcard, and the longer wildcard before the shorter.
 */
export type Subsets = (host: Host, subset: string, namespace: string) => Labels | undefined;

export function subsetsIn(parts: readonly SubsetsPart[]): Subsets {
	const byNamespace = new Map<string, SubsetsPart[]>();
	for (const part of parts)
		byNamespace.set(part.namespace, [...(byNamespace.get(part.namespace) ?? []), part]);
	return (host, subset, namespace) => {
		const places = [namespace, serviceOf(host)?.namespace ?? namespace, rootNamespace];
		return places
			.flatMap(place =>
				(byNamespace.get(place) ?? [])
					.filter(part => isFor(part.host, host))
					.sort((left, right) => closeness(right, host) - closeness(left, host)),
			)
			.flatMap(part => part.subsets)
			.find(({name}) => name === subset)?.labels;
	};
}

function closeness({host: pattern}: SubsetsPart, host: Host): number {
	return pattern === host ? Number.POSITIVE_INFINITY : pattern.length;
}
