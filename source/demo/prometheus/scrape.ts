/** What there is to scrape in a cluster: its gateways, its state and, where they are few, its pods. */
import type {Cluster} from '../cluster.ts';
import {deployments, replicaSets} from '../kinds/apps.ts';
import {pods} from '../kinds/pods.ts';
import {usageOf} from '../load.ts';
import {controllerOf, type KubernetesObject, type Tree} from '../object.ts';
import {isReady} from '../pod-state.ts';
import {applicationBounds, cumulated} from '../traffic/exposition.ts';
import type {Flow, Tally} from '../traffic/flow.ts';
import type {Column, Finding} from './database.ts';
import {type Meter, meters} from './meters.ts';
import {type Labels, labelsText, remembered} from './values.ts';

/** What is looked at. */
export type Scraped = Pick<Cluster, 'store' | 'clock' | 'traffic' | 'machines'>;

export function* findings(cluster: Scraped): Iterable<Finding> {
	yield* gatewayFindings(cluster.traffic.flows);
	yield* stateFindings(cluster);
}

function* gatewayFindings(flows: Iterable<Flow>): Iterable<Finding> {
	const lanes = new Map<string, Finding>();
	for (const flow of flows) {
		for (const tally of flow.tallies) for (const lane of lanesOf(flow, tally)) add(lanes, lane, tally);
	}
	yield* lanes.values();
}

/** Where one tally is counted: under which labels of which meter. */
type Place = {readonly meter: Meter; readonly key: string; readonly labels: Labels};

const places = new WeakMap<Tally, readonly Place[]>();

function lanesOf({course}: Flow, tally: Tally): readonly Place[] {
	let found = places.get(tally);
	if (!found) {
		found = meters.flatMap((meter, i) => {
			const labels = meter.labels(course, tally.outcome, tally.method);
			return labels ? [{meter, key: `${i}${labelsText(labels)}`, labels: present(labels)}] : [];
		});
		places.set(tally, found);
	}
	return found;
}

/** An empty label is none. */
function present(labels: Labels): Labels {
	return Object.fromEntries(Object.entries(labels).filter(([, value]) => value !== ''));
}

function add(lanes: Map<string, Finding>, {meter, key, labels}: Place, {counts, sumMs}: Tally): void {
	const figures = meter.histogram
		? histogramRow(meter, counts, sumMs)
		: [counts.reduce((sum, count) => sum + count, 0)];
	const known = lanes.get(key);
	if (known) for (let i = 0; i < figures.length; i++) known.row[i]! += figures[i]!;
	else lanes.set(key, {labels, columns: columnsOf(meter), row: Float64Array.from(figures)});
}

function histogramRow({counter, histogram}: Meter, counts: Float64Array, sumMs: number): number[] {
	const {boundsMs, unitMs} = histogram!;
	const sums = cumulated(counts, boundsMs);
	const total = sums.at(-1)!;
	return [...(counter ? [total] : []), ...sums, sumMs / unitMs, total];
}

const knownColumns = new Map<Meter, readonly Column[]>();

/** The counter, then the histogram's buckets, sum and count. */
function columnsOf(meter: Meter): readonly Column[] {
	let columns = knownColumns.get(meter);
	if (!columns) {
		const {counter, histogram} = meter;
		columns = [...(counter ? [{name: counter}] : []), ...(histogram ? histogramColumns(histogram) : [])];
		knownColumns.set(meter, columns);
	}
	return columns;
}

function histogramColumns({name, boundsMs, unitMs}: NonNullable<Meter['histogram']>): Column[] {
	const bounds = [...boundsMs.map(bound => String(bound / unitMs)), '+Inf'];
	return [
		...bounds.map(le => ({name: `${name}_bucket`, labels: {le}})),
		{name: `${name}_sum`},
		{name: `${name}_count`},
	];
}

/** Of more pods than these, nothing is kept pod by pod. */
const mostPods = 300;

/** Of these a pod's own metrics are scraped; in larger clusters only gateways tell. */
const mostApplications = 40;

function* stateFindings(cluster: Scraped): Iterable<Finding> {
	const {store} = cluster;
	yield up('prometheus', 'localhost:9090');
	yield up('gateway', 'edge.infra.svc:9102');
	if (store.count(pods) > mostPods) return;
	yield up('kube-state-metrics', 'kube-state-metrics.monitoring.svc:8080');
	for (const {object} of store.list(pods)) yield podOwner(object);
	for (const {object} of store.list(replicaSets)) yield replicaSetOwner(object);
	for (const {object} of store.list(deployments)) yield* deploymentFindings(object);
	for (const {object} of store.list(pods)) yield* podFindings(cluster, object);
	yield* applicationFindings(cluster);
}

function one(name: string, labels: Labels, value: number): Finding {
	return {labels, columns: [{name}], row: Float64Array.of(value)};
}

function up(job: string, instance: string): Finding {
	return one('up', {job, instance}, 1);
}

const stateJob = {job: 'kube-state-metrics'};

/** What follows from an object alone is found once for as long as the object stays as it is. */
const podOwner = remembered((pod: KubernetesObject) => ownerOf('kube_pod_owner', 'pod', pod));
const replicaSetOwner = remembered((set: KubernetesObject) =>
	ownerOf('kube_replicaset_owner', 'replicaset', set),
);

function ownerOf(name: string, label: string, object: KubernetesObject): Finding {
	const owner = controllerOf(object);
	const {namespace = '', name: called} = object.metadata;
	const about = {owner_kind: owner?.kind ?? '<none>', owner_name: owner?.name ?? '<none>'};
	const labels = {...stateJob, namespace, [label]: called, ...about};
	return one(name, {...labels, owner_is_controller: String(Boolean(owner))}, 1);
}

const deploymentFindings = remembered(({metadata, spec, status}: KubernetesObject): readonly Finding[] => {
	const labels = {...stateJob, namespace: metadata.namespace!, deployment: metadata.name};
	return [
		one('kube_deployment_spec_replicas', labels, spec.replicas ?? 0),
		one('kube_deployment_status_replicas_available', labels, status?.availableReplicas ?? 0),
		one('kube_deployment_status_replicas_ready', labels, status?.readyReplicas ?? 0),
	];
});

function* podFindings(cluster: Scraped, pod: KubernetesObject): Iterable<Finding> {
	yield* stateOf(pod);
	const usage = usageOf(cluster, pod);
	if (usage)
		yield one('container_memory_working_set_bytes', cadvisorLabels(pod), usage.memoryMebibytes * 2 ** 20);
}

const stateOf = remembered((pod: KubernetesObject): readonly Finding[] => {
	const {namespace = '', name} = pod.metadata;
	const labels = {...stateJob, namespace, pod: name};
	const restarts = (pod.status?.containerStatuses ?? []).map(({name: container, restartCount}: Tree) =>
		one('kube_pod_container_status_restarts_total', {...labels, container}, restartCount),
	);
	return [one('kube_pod_status_ready', {...labels, condition: 'true'}, Number(isReady(pod))), ...restarts];
});

const cadvisorLabels = remembered(({metadata, spec}: KubernetesObject): Labels => {
	const {namespace = '', name} = metadata;
	return {job: 'kubelet', namespace, pod: name, container: spec.containers[0].name};
});

const durationName = 'http_server_request_duration_seconds';
const durationColumns = histogramColumns({name: durationName, boundsMs: applicationBounds, unitMs: 1000});

/** Applications as they count themselves, each pod a target. */
function* applicationFindings({store, traffic, machines}: Scraped): Iterable<Finding> {
	let rest = mostApplications;
	for (const {object: pod} of store.list(pods)) {
		const load = pod.status?.containerStatuses?.[0]?.state.running && traffic.loadOf(pod);
		if (!load || rest-- <= 0) continue;
		const isOn = machines.get(pod.spec.nodeName)?.isOn !== false;
		const labels = applicationLabels(pod);
		yield one('up', labels, Number(isOn));
		if (!isOn) continue;
		const sums = cumulated(load.durations, applicationBounds);
		const row = Float64Array.of(...sums, load.durationSumMs / 1000, sums.at(-1)!);
		yield {labels, columns: durationColumns, row};
		yield one('process_cpu_seconds_total', labels, load.cpuSeconds);
		yield one('process_resident_memory_bytes', labels, load.memoryMebibytes * 2 ** 20);
		for (const {method, code, count} of load.answers)
			if (count > 0) yield one('http_requests_total', {...labels, method, code: String(code)}, count);
	}
}

const applicationLabels = remembered(({metadata, spec, status}: KubernetesObject): Labels => {
	const {namespace = '', name} = metadata;
	const instance = `${status.podIP}:${spec.containers[0].ports?.[0]?.containerPort ?? 8080}`;
	return {job: 'applications', instance, namespace, pod: name};
});
