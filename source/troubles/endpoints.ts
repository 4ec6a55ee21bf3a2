import type {EndpointSliceRow} from '../resources/endpointslices.ts';

export type ServiceEndpoints = {readonly all: number; readonly ready: number};

/** How many endpoints a Service has, and how many of them take requests. */
export type ReadyEndpoints = (namespace: string, service: string) => ServiceEndpoints;

const none: ServiceEndpoints = {all: 0, ready: 0};

export function endpointsIn(slices: Iterable<EndpointSliceRow>): ReadyEndpoints {
	const counts = new Map<string, ServiceEndpoints>();
	for (const {namespace, service, endpoints} of slices) {
		const key = `${namespace}/${service}`;
		const before = counts.get(key) ?? none;
		const ready = endpoints.filter(each => each.ready && !each.terminating).length;
		counts.set(key, {all: before.all + endpoints.length, ready: before.ready + ready});
	}
	return (namespace, service) => counts.get(`${namespace}/${service}`) ?? none;
}
