import type {Clock} from '../model/clock.ts';
import type {Cluster} from '../model/cluster.ts';
import {type Measured, type PodListener, unmeasured} from '../model/measured.ts';
import {type KubernetesObject, numberIn, objectsIn, textIn} from '../model/object.ts';
import type {Resource} from '../model/ref.ts';
import type {Backend, Split} from '../model/split.ts';
import {readExposition} from './exposition.ts';
import {figuresOf} from './figures.ts';
import {gainsOf} from './gains.ts';
import {isServerError} from './matchers.ts';
import type {MeterReading} from './meter.ts';
import {saySpan} from './said.ts';
import type {Reading, Series, SeriesLabels} from './series.ts';

/** How long after a change pods are read: long enough to see what it did. */
export const podsAfterMs = 60_000;
const keptMs = 3 * podsAfterMs;
/** One by one through the API server, more of them would be a load on everybody. */
const mostPods = 24;

/** What applications commonly call the requests they answered, the first that is there; and how long these took. */
const counters: ReadonlyArray<{readonly counter: string; readonly histogram?: string}> = [
	{counter: 'http_requests_total', histogram: 'http_request_duration_seconds'},
	{counter: 'http_server_request_duration_seconds_count', histogram: 'http_server_request_duration_seconds'},
	{counter: 'http_server_requests_seconds_count', histogram: 'http_server_requests_seconds'},
	{counter: 'http_request_duration_seconds_count', histogram: 'http_request_duration_seconds'},
	{counter: 'flask_http_request_total', histogram: 'flask_http_request_duration_seconds'},
];
const names = new Set(
	counters.flatMap(({counter, histogram}) => [counter, ...(histogram ? [`${histogram}_bucket`] : [])]),
);

const backendLabel = '__backend';

const reading: MeterReading = {
	counter: counters.map(({counter}) => counter).join(', '),
	extent: 'backend',
	histogram: {buckets: '', unitMs: 1000},
	by: [],
	backendOf: ({[backendLabel]: index}) => (index === undefined ? undefined : Number(index)),
	sideOf: () => 'pods',
	failureOf(labels) {
		const code = labels.code ?? labels.status ?? labels.status_code ?? labels.http_response_status_code ?? '';
		return isServerError(code) || code === '5xx' ? code : undefined;
	},
};

const pods: Resource = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true};

/** Reads the counters of the pods behind one split, time after time. */
export type PodCounters = {read(split: Split, since: number): Promise<Measured>};

/**
 * Where nothing else measures: what each pod counts, read through the API
 * server for a minute. It shows how requests are shared among versions, and
 * never those that reached no pod.
 */
export function podCounters(cluster: Pick<Cluster, 'list' | 'readCounters'>, clock: Clock): PodCounters {
	const series = new Map<
		string,
		{readonly name: string; readonly labels: SeriesLabels; readonly readings: Reading[]}
	>();

	function keep(name: string, labels: SeriesLabels, value: number, at: number): void {
		const key = JSON.stringify([name, labels]);
		const known = series.get(key) ?? {name, labels, readings: []};
		series.set(key, known);
		known.readings.push({at, value});
		while (known.readings[0]!.at < at - keptMs) known.readings.shift();
	}

	return {
		async read(split, since) {
			const found = await Promise.all(split.backends.map(backend => listenersOf(cluster, backend)));
			const missing = found.findIndex(each => typeof each === 'string');
			if (missing >= 0) return unmeasured('no-source', found[missing] as string);
			const listeners = (found as PodListener[][]).flatMap((each, index) =>
				each.map(listener => ({listener, index})),
			);
			if (listeners.length > mostPods)
				return unmeasured(
					'no-source',
					`Nothing measures this, and ${listeners.length} pods are too many to read one by one.`,
				);
			const troubles = await Promise.all(
				listeners.map(async ({listener, index}) => {
					const text = await cluster.readCounters(listener);
					if (!text.ok) return text.trouble;
					const at = clock.now();
					const own = {instance: listener.name, [backendLabel]: String(index)};
					for (const {name, labels, value} of chosen(readExposition(text.value, names)))
						keep(name, {...labels, ...own}, value, at);
					return undefined;
				}),
			);
			const [trouble] = troubles.flatMap(each => each ?? []);
			if (series.size === 0 && trouble !== undefined)
				return unmeasured('unreachable', trouble.says, trouble.hint);
			const measured = figuresOf(split, {
				meter: 'the application',
				source: 'each pod',
				reading,
				series: only(([name]) => !name.endsWith('_bucket')),
				buckets: gainsOf(
					only(([name]) => name.endsWith('_bucket')),
					{windowMs: podsAfterMs},
				).gains.map(({labels, gained}) => ({labels, value: gained})),
				now: clock.now(),
				aheadMs: 0,
				since,
			});
			if (measured.state !== 'measured' || trouble === undefined) return measured;
			return {...measured, remarks: [...measured.remarks, `A pod could not be read: ${trouble.says}`]};
		},
	};

	function only(isWanted: (of: readonly [string]) => boolean): Series[] {
		return [...series.values()].filter(({name}) => isWanted([name]));
	}
}

/** Of the names that requests go by the first that a pod has: a histogram's count repeats what its counter says. */
function chosen(exposed: ReturnType<typeof readExposition>): ReturnType<typeof readExposition> {
	const way = counters.find(({counter}) => exposed.some(({name}) => name === counter));
	if (way === undefined) return [];
	return exposed.filter(({name}) => name === way.counter || name === `${way.histogram}_bucket`);
}

/** Where the running pods of a backend show their counters; a sentence where that cannot be known. */
async function listenersOf(
	cluster: Pick<Cluster, 'list'>,
	{name, namespace, labels = {}}: Backend,
): Promise<PodListener[] | string> {
	const selector = Object.entries(labels).map(([label, value]) => `${label}=${value}`);
	if (selector.length === 0) return `Nothing measures this, and which pods ${name} has is not known.`;
	const listed = await cluster.list(pods, {namespace}, {labels: selector.join(',')});
	if (!listed.ok) return listed.trouble.says;
	return listed.value.filter(({status}) => status?.phase === 'Running').flatMap(pod => listenerOf(pod) ?? []);
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

/** What is said once the minute is over. */
export function minuteOver(): Measured {
	return unmeasured('stale', `Pods are read for the ${saySpan(podsAfterMs)} after a change alone.`);
}
