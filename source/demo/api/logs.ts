import type {Cluster} from '../cluster.ts';
import {invalidValue} from '../kinds/kind.ts';
import {nodes} from '../kinds/nodes.ts';
import {pods} from '../kinds/pods.ts';
import {type LogLine, linesBetween, type Run} from '../log-lines.ts';
import type {KubernetesObject, Tree} from '../object.ts';
import type {Entry} from '../store.ts';
import type {Exchange} from './exchange.ts';
import {badRequest, invalid, StatusError} from './status.ts';

type LogOptions = {tailLines: number; fromMs: number; hasTimestamps: boolean};

const mostLines = 10_000;

/** Answers `GET …/pods/NAME/log`. */
export function serveLog(exchange: Exchange, cluster: Cluster, entry: Entry): void {
	const {response, query} = exchange;
	const pod = entry.object;
	const container = containerAsked(pod, query.get('container'));
	const options = readOptions(pod, query, cluster.clock.now());
	if (!pod.spec.nodeName) {
		response.writeHead(204).end();
		return;
	}
	refuseOutOfTouch(cluster, pod, container);
	const run = query.get('previous') === 'true' ? previousRun(pod, container) : currentRun(pod, container);
	const untilMs = Math.min(run.endMs, cluster.clock.now());
	const lines = linesBetween(cluster.traffic, pod, run, options.fromMs, untilMs, options.tailLines);
	response.writeHead(200, {'Content-Type': 'text/plain', 'Cache-Control': 'no-cache, private'});
	response.write(textOf(lines, options));
	const isOver = query.get('follow') !== 'true' || run.endMs !== Number.POSITIVE_INFINITY;
	if (isOver) response.end();
	else follow(exchange, cluster, pod, container, untilMs, options);
}

/** Logs are read on the node, which may not be heard of. */
function refuseOutOfTouch(
	{store, machines}: Cluster,
	{metadata, spec}: KubernetesObject,
	container: string,
): void {
	if (machines.isInTouch(spec.nodeName)) return;
	const addresses: Tree[] = store.get(nodes, undefined, spec.nodeName)?.object.status?.addresses ?? [];
	const host = `${addresses.find(({type}) => type === 'InternalIP')?.address ?? spec.nodeName}:10250`;
	const url = JSON.stringify(
		`https://${host}/containerLogs/${metadata.namespace}/${metadata.name}/${container}`,
	);
	throw new StatusError(500, '', `Get ${url}: dial tcp ${host}: i/o timeout`);
}

function containerAsked(pod: KubernetesObject, asked: string | null): string {
	const names: string[] = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map(({name}) => name);
	const {name} = pod.metadata;
	if (!asked && pod.spec.containers.length > 1) {
		throw badRequest(
			`a container name must be specified for pod ${name}, choose one of: [${names.join(' ')}]`,
		);
	}
	if (asked && !names.includes(asked)) throw badRequest(`container ${asked} is not valid for pod ${name}`);
	return asked ?? pod.spec.containers[0].name;
}

function readOptions(pod: KubernetesObject, query: URLSearchParams, nowMs: number): LogOptions {
	const sinceTime = query.get('sinceTime');
	const sinceSeconds = wholeNumber(pod, query, 'sinceSeconds', 1);
	const since = sinceTime ? Date.parse(sinceTime) : 0;
	if (Number.isNaN(since))
		throw badRequest(`parsing time ${JSON.stringify(sinceTime)} as RFC 3339: cannot parse`);
	const fromMs = sinceSeconds === undefined ? since : nowMs - sinceSeconds * 1000;
	const tailLines = wholeNumber(pod, query, 'tailLines', 0) ?? mostLines;
	return {tailLines, fromMs, hasTimestamps: query.get('timestamps') === 'true'};
}

function wholeNumber(
	{metadata}: KubernetesObject,
	query: URLSearchParams,
	name: string,
	least: number,
): number | undefined {
	const text = query.get(name);
	if (text === null) return undefined;
	if (!/^-?\d+$/.test(text))
		throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
	if (Number(text) >= least) return Number(text);
	const why = least === 0 ? 'must be greater than or equal to 0' : 'must be greater than 0';
	const options = {group: '', kind: 'PodLogOptions', plural: ''};
	throw invalid(options, metadata.name, [invalidValue(name, Number(text), why)]);
}

function statusOf(pod: KubernetesObject, container: string): Tree | undefined {
	const {containerStatuses = [], initContainerStatuses = []} = pod.status ?? {};
	return [...initContainerStatuses, ...containerStatuses].find(({name}: Tree) => name === container);
}

function currentRun(pod: KubernetesObject, container: string): Run {
	const status = statusOf(pod, container);
	const {running, terminated, waiting} = status?.state ?? {};
	if (running) return {startMs: Date.parse(running.startedAt), endMs: Number.POSITIVE_INFINITY};
	if (terminated) return ended(terminated);
	if (status?.lastState?.terminated) return ended(status.lastState.terminated);
	const why = waiting?.reason ? `waiting to start: ${waiting.reason}` : 'not available';
	throw badRequest(
		`container ${JSON.stringify(container)} in pod ${JSON.stringify(pod.metadata.name)} is ${why}`,
	);
}

function previousRun(pod: KubernetesObject, container: string): Run {
	const terminated = statusOf(pod, container)?.lastState?.terminated;
	if (terminated) return ended(terminated);
	throw badRequest(
		`previous terminated container ${JSON.stringify(container)} in pod ${JSON.stringify(pod.metadata.name)} not found`,
	);
}

function ended({startedAt, finishedAt, reason}: Tree): Run {
	return {startMs: Date.parse(startedAt), endMs: Date.parse(finishedAt), reason};
}

function textOf(lines: readonly LogLine[], {hasTimestamps}: LogOptions): string {
	return lines
		.map(({atMs, says}) =>
			hasTimestamps ? `${new Date(atMs).toISOString().replace('Z', '000000Z')} ${says}\n` : `${says}\n`,
		)
		.join('');
}

const followMs = 1000;

/** Logs that are being followed, by cluster. */
const followed = new WeakMap<Cluster, Set<Exchange['response']>>();

/** Ends all logs that are being followed: their cluster is no more. */
export function endLogs(cluster: Cluster): void {
	for (const response of followed.get(cluster) ?? []) response.end();
}

/** Sends new lines every second of the cluster's time until the run is over or nobody listens. */
function follow(
	{response}: Exchange,
	cluster: Cluster,
	pod: KubernetesObject,
	container: string,
	sentMs: number,
	options: LogOptions,
): void {
	const {traffic, clock} = cluster;
	const startMs = currentRun(pod, container).startMs;
	const next = () => {
		const run = runNow(cluster, pod, container, startMs);
		const nowMs = clock.now();
		response.write(textOf(linesBetween(traffic, pod, run, sentMs + 1, nowMs, mostLines), options));
		sentMs = nowMs;
		if (run.endMs <= nowMs) response.end();
		else timer = clock.after(followMs, next);
	};
	let timer = clock.after(followMs, next);
	const others = followed.get(cluster) ?? new Set();
	followed.set(cluster, others.add(response));
	response.on('close', () => {
		timer.cancel();
		others.delete(response);
	});
}

/** The run that began at `startMs`, as it is now; over at once when its pod is gone. */
function runNow({store, clock}: Cluster, pod: KubernetesObject, container: string, startMs: number): Run {
	const {namespace, name, uid} = pod.metadata;
	const present = store.get(pods, namespace, name)?.object;
	const {state, lastState} = (present?.metadata.uid === uid && statusOf(present, container)) || {};
	const isIt = (run: Tree | undefined) => run && Date.parse(run.startedAt) === startMs;
	if (isIt(state?.running)) return {startMs, endMs: Number.POSITIVE_INFINITY};
	const over = [state?.terminated, lastState?.terminated].find(isIt);
	return over ? ended(over) : {startMs, endMs: clock.now()};
}
