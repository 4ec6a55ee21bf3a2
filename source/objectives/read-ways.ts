import {refOf} from '../model/object.ts';
import type {Split} from '../model/split.ts';
import {loneWaysOf, partsByDialect, partsOf, splitsOf} from '../traffic/splits.ts';
import type {Found} from './objective.ts';

/** The ways of the routes that were found: those that divide requests, and rules that lead to one version alone. */
export function waysIn({lists}: Found): {readonly splits: readonly Split[]; readonly lone: readonly Split[]} {
	const kept = lists.flatMap(({resource, objects}) =>
		objects.flatMap(object => partsOf(object, refOf(resource, object))),
	);
	const [parts, world] = [partsByDialect(kept), {services: [], deployments: []}];
	return {splits: splitsOf(parts, world), lone: loneWaysOf(parts, world)};
}

/** Whether a way gives a Service of the namespace a part of its requests. */
export function leadsTo({backends}: Split, service: string, namespace: string): boolean {
	return backends.some(backend => backend.name === service && backend.namespace === namespace);
}
