import {podResource} from '../model/builtin-resources.ts';
import type {Cluster} from '../model/cluster.ts';
import {type Measured, type PodListener, unmeasured} from '../model/measured.ts';
import {type KubernetesObject, numberIn, objectsIn, textIn} from '../model/object.ts';
import type {Backend, Split} from '../model/split.ts';
import {isServerError} from './matchers.ts';
import type {Meter, MeterReading} from './meter.ts';
import {metersFor} from './meters/index.ts';
import type {SeriesLabels} from './series.ts';

/** Pods that count a split's requests, and how to read what they count. */
export type PodWay = {
	readonly meter: string;
	readonly reading: MeterReading;
	readonly listeners: ReadonlyArray<{
		readonly listener: PodListener;
		/** What every counter of that pod is marked with. */
		readonly labels: SeriesLabels;
	}>;
};

type Listing = Pick<Cluster, 'list' | 'readCounters'>;

/** A gateway's own pods, which see what fails; else those of the versions. */
export async function wayIntoPods(cluster: Listing, split: Split): Promise<PodWay | Measured> {
	for (const meter of metersFor(split)) {
		const way = await wayIntoGateway(cluster, split, meter);
		if (way !== undefined) return way;
	}
	return wayIntoVersions(cluster, split);
}

async function wayIntoGateway(
	cluster: Listing,
	split: Split,
	{title, pods: own, reads}: Meter,
): Promise<PodWay | undefined> {
	const reading = own && reads(split);
	if (own === undefined || reading === undefined) return undefined;
	const listed = await cluster.list(podResource, {}, {labels: own.selector});
	const running = listed.ok ? listed.value.filter(isRunning) : [];
	if (running.length === 0) return undefined;
	const {port, path} = own;
	const listeners = running.map(({metadata: {namespace = '', name}}) => ({
		listener: {namespace, name, port, path},
		labels: {instance: `${namespace}/${name}`},
	}));
	return {meter: title, reading, listeners};
}

function isRunning({status}: KubernetesObject): boolean {
	return status?.phase === 'Running';
}

/** What applications commonly call the requests they answered, and how long these took in seconds. */
const applicationCounters: ReadonlyArray<{readonly counter: string; readonly histogram: string}> = [
	{counter: 'http_requests_total', histogram: 'http_request_duration_seconds'},
	{counter: 'http_server_request_duration_seconds_count', histogram: 'http_server_request_duration_seconds'},
	{counter: 'http_server_requests_seconds_count', histogram: 'http_server_requests_seconds'},
	{counter: 'http_request_duration_seconds_count', histogram: 'http_request_duration_seconds'},
	{counter: 'flask_http_request_total', histogram: 'flask_http_request_duration_seconds'},
];

const backendLabel = '__backend';

async function wayIntoVersions(cluster: Listing, {backends}: Split): Promise<PodWay | Measured> {
	const found = await Promise.all(backends.map(backend => listenersOf(cluster, backend)));
	const why = found.find(each => typeof each === 'string');
	if (why !== undefined) return unmeasured('no-source', why);
	const listeners = (found as PodListener[][]).flatMap((each, index) =>
		each.map(listener => ({
			listener,
			labels: {instance: `${listener.namespace}/${listener.name}`, [backendLabel]: String(index)},
		})),
	);
	const [first] = listeners;
	const text = first && (await cluster.readCounters(first.listener));
	const shown = text?.ok ? text.value : '';
	// The first of the names that the first pod has: a histogram's count repeats what its counter says.
	const names =
		applicationCounters.find(({counter}) => new RegExp(`^${counter}[{ ]`, 'm').test(shown)) ??
		applicationCounters[0]!;
	return {meter: 'the application', reading: readingOf(names), listeners};
}

function readingOf({counter, histogram}: (typeof applicationCounters)[number]): MeterReading {
	return {
		counter,
		extent: 'backend',
		histogram: {buckets: `${histogram}_bucket`, unitMs: 1000},
		by: [],
		backendOf: ({[backendLabel]: index}) => (index === undefined ? undefined : Number(index)),
		sideOf: () => 'pods',
		failureOf({code, status, status_code, http_response_status_code}) {
			const said = code ?? status ?? status_code ?? http_response_status_code;
			return isServerError(said) || said === '5xx' ? said : undefined;
		},
	};
}

/** Where the running pods of a backend show their counters; a sentence where that cannot be known. */
async function listenersOf(
	cluster: Listing,
	{name, namespace, labels = {}}: Backend,
): Promise<PodListener[] | string> {
	const selector = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
	if (selector.length === 0) return `Nothing measures this, and which pods ${name} has is not known.`;
	const listed = await cluster.list(podResource, {namespace}, {labels: selector.join(',')});
	if (!listed.ok) return listed.trouble.says;
	return listed.value.filter(isRunning).flatMap(pod => listenerOf(pod) ?? []);
}

/** As the annotations say that scrapers have gone by for long; else the port called `metrics`, else the first. */
function listenerOf({metadata, spec}: KubernetesObject): PodListener | undefined {
	const {'prometheus.io/port': told, 'prometheus.io/path': path = '/metrics'} = metadata.annotations ?? {};
	const ports = objectsIn(spec?.containers).flatMap(({ports: listed}) => objectsIn(listed));
	const named = ports.find(({name}) => /metrics|^prom/.test(textIn(name) ?? ''));
	const port = told ?? numberIn((named ?? ports[0])?.containerPort);
	if (port === undefined || !/^\d+$/.test(String(port))) return undefined;
	return {namespace: metadata.namespace ?? '', name: metadata.name, port: String(port), path};
}
