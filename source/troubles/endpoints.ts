import type {EndpointSliceRow} from '../resources/endpointslices.ts';

export type ServiceEndpoints = {
	readonly all: number;
	readonly ready: number;
	/** The ports that those that are ready have, by what the Service calls them. */
	readonly portNames: readonly string[];
};

/** How many endpoints a Service has, and how many of them take requests. */
export type ReadyEndpoints = (namespace: string, service: string) => ServiceEndpoints;

const none: ServiceEndpoints = {all: 0, ready: 0, portNames: []};

export function endpointsIn(slices: Iterable<EndpointSliceRow>): ReadyEndpoints {
	const counts = new Map<string, ServiceEndpoints>();
	for (const {namespace, service, endpoints, portNames} of slices) {
		const key = `${namespace}/${service}`;
		const before = counts.get(key) ?? none;
		const ready = endpoints.filter(each => each.ready && !each.terminating).length;
		counts.set(key, {
			all: before.all + endpoints.length,
			ready: before.ready + ready,
			portNames: ready === 0 ? before.portNames : [...before.portNames, ...portNames],
		});
	}
	return (namespace, service) => counts.get(`${namespace}/${service}`) ?? none;
}
