import type {Split} from '../../model/split.ts';
import {destinationsOf} from '../destinations.ts';
import {isAnyOf, isServerError, selector} from '../matchers.ts';
import type {Meter, MeterReading} from '../meter.ts';
import type {SeriesLabels} from '../series.ts';

/**
 * Istio counts each request twice: beside the caller (`reporter` source, or the
 * waypoint of an ambient mesh) and beside the application (destination). A
 * request that reaches no pod is counted by the caller alone, and there the
 * workload it was for is unknown: so backends are told apart by their Service,
 * and by version or workload only where they share one (Istio, "Standard
 * metrics").
 */
export const istio: Meter = {
	name: 'istio',
	title: 'Istio',
	reads(split) {
		const places = placesOf(split);
		if (places === undefined) return undefined;
		const matchers = [
			isAnyOf(
				places[0]!.label === workload ? workload : service,
				places.map(({of}) => of),
			),
			isAnyOf(
				places[0]!.label === workload ? `${workload}_namespace` : 'destination_service_namespace',
				places.map(({namespace}) => namespace),
			),
		];
		return {
			counter: selector('istio_requests_total', ...matchers),
			extent: 'backend',
			histogram: {buckets: selector('istio_request_duration_milliseconds_bucket', ...matchers), unitMs: 1},
			by: ['reporter', service, 'destination_service_namespace', workload, `${workload}_namespace`, version],
			backendOf: labels => positionOf(places, labels),
			sideOf: ({reporter}) => (reporter === 'destination' ? 'pods' : 'gateway'),
			failureOf,
		} satisfies MeterReading;
	},
};

const service = 'destination_service_name';
const workload = 'destination_workload';
const version = 'destination_version';

type Place = {
	/** What tells this backend from the others. */
	readonly label: typeof service | typeof workload | typeof version;
	readonly of: string;
	readonly namespace: string;
	/** Of those that share a Service. */
	readonly version?: string;
};

/** Undefined where nothing in Istio's labels would tell the backends apart. */
function placesOf(split: Split): Place[] | undefined {
	if (split.backends.every(({kind}) => kind === 'Deployment'))
		return split.backends.map(({name, namespace}) => ({label: workload, of: name, namespace}));
	const destinations = destinationsOf(split);
	if (destinations.some(each => each.service === undefined)) return undefined;
	const places = destinations.map((each, index): Place => {
		const isShared = destinations.filter(other => isSameService(other, each)).length > 1;
		const {version: subset} = split.backends[index]!.labels ?? {};
		return {
			label: isShared ? version : service,
			of: each.service!,
			namespace: each.namespace,
			...(isShared && {version: subset}),
		};
	});
	const names = places.map(place => `${place.namespace}/${place.of}/${place.version ?? ''}`);
	const areTold = places.every(({label, version: subset}) => label !== version || subset !== undefined);
	return areTold && new Set(names).size === names.length ? places : undefined;
}

function isSameService(
	left: {readonly service: string | undefined; readonly namespace: string},
	right: {readonly service: string | undefined; readonly namespace: string},
): boolean {
	return left.service === right.service && left.namespace === right.namespace;
}

function positionOf(places: readonly Place[], labels: SeriesLabels): number | undefined {
	const found = places.findIndex(place => {
		if (place.label === workload)
			return labels[workload] === place.of && labels[`${workload}_namespace`] === place.namespace;
		return (
			labels[service] === place.of &&
			labels.destination_service_namespace === place.namespace &&
			(place.version === undefined || labels[version] === place.version)
		);
	});
	return found < 0 ? undefined : found;
}

/** Statuses of gRPC that are the server's fault: those that OpenTelemetry counts as errors of one. */
const grpcFaults = ['2', '4', '12', '13', '14', '15'];

/** A caller who left before the answer (code 0) is nobody's fault here. */
function failureOf({response_code, response_flags, grpc_response_status}: SeriesLabels): string | undefined {
	const flags = response_flags && response_flags !== '-' ? ` ${response_flags}` : '';
	if (isServerError(response_code)) return `${response_code}${flags}`;
	return grpcFaults.includes(grpc_response_status ?? '') ? `gRPC ${grpc_response_status}${flags}` : undefined;
}
