/** What pods use: it follows from the traffic they serve, or is made up for those that no user reaches. */
import {setImmediate as pause} from 'node:timers/promises';
import type {Cluster} from './cluster.ts';
import {pods} from './kinds/pods.ts';
import {fractionOf} from './luck.ts';
import type {KubernetesObject, Tree} from './object.ts';
import type {Entry} from './store.ts';
import {windowMs} from './traffic/serving-pods.ts';

/** What it takes to measure a pod. */
type Measuring = Pick<Cluster, 'clock' | 'traffic' | 'machines'>;

export type Usage = {cpuMillicores: number; memoryMebibytes: number};

/** What a pod used in the last window of time; nothing unless it runs on a node that can be asked. */
export function usageOf(cluster: Measuring, pod: KubernetesObject): Usage | undefined {
	if (pod.status?.phase !== 'Running' || !cluster.machines.isInTouch(pod.spec.nodeName)) return undefined;
	const sway = swayOf(pod, cluster.clock.now());
	const load = cluster.traffic.loadOf(pod);
	if (!load) return madeUp(cluster, pod, sway);
	return {
		cpuMillicores: Math.round(load.cpuMillicores * (1 + sway / 10)),
		memoryMebibytes: Math.round(load.memoryMebibytes * (1 + sway / 20)),
	};
}

/** Measurements differ a little from pod to pod and from window to window. */
function swayOf({metadata: {uid}}: KubernetesObject, atMs: number): number {
	const window = Math.floor(atMs / windowMs);
	return 0.25 * Math.sin(window / 9 + fractionOf(uid) * 6) + 0.3 * (fractionOf(`${uid}/${window}`) - 0.5);
}

/** A level per image. */
function madeUp({clock}: Measuring, pod: KubernetesObject, sway: number): Usage {
	const {image} = pod.spec.containers[0];
	return {
		cpuMillicores: Math.round((20 + 45 * fractionOf(image)) * (1 + sway)),
		memoryMebibytes: Math.round(
			(45 + 45 * fractionOf(`memory of ${image}`)) * (1 + sway / 8) + leaked(pod, clock.now()),
		),
	};
}

/** What a pod that is to run out of memory has not given back since it started. */
function leaked(pod: KubernetesObject, atMs: number): number {
	if (pod.metadata.labels?.sim !== 'restarts') return 0;
	const startedAt = pod.status.containerStatuses?.[0]?.state.running?.startedAt;
	return startedAt ? Math.min(150, (atMs - Date.parse(startedAt)) / 2000) : 0;
}

/** A pod as metrics.k8s.io shows it; undefined when it was not measured. */
export function podMetrics(cluster: Cluster, {object: pod}: Entry): Tree | undefined {
	const usage = usageOf(cluster, pod);
	if (!usage) return undefined;
	const {name, namespace, labels, creationTimestamp} = pod.metadata;
	const containers = pod.spec.containers.map((container: Tree) => ({
		name: container.name,
		usage: quantities(usage),
	}));
	return {
		metadata: {name, namespace, labels, creationTimestamp},
		...measuredAt(cluster.clock.now()),
		containers,
	};
}

/** A node as metrics.k8s.io shows it: its pods' use, and something of its own. Undefined while it cannot be asked. */
export function nodeMetrics(
	{clock, machines}: Cluster,
	{object: node}: Entry,
	used: ReadonlyMap<string, Usage>,
): Tree | undefined {
	const {name, labels, creationTimestamp} = node.metadata;
	if (!machines.isInTouch(name)) return undefined;
	return {
		metadata: {name, labels, creationTimestamp},
		...measuredAt(clock.now()),
		usage: quantities(sum(nodeItself, used.get(name) ?? nothing)),
	};
}

const nothing: Usage = {cpuMillicores: 0, memoryMebibytes: 0};
const nodeItself: Usage = {cpuMillicores: 85, memoryMebibytes: 610};

const podsAtOnce = 250;

/** What the pods of each node use together, by the node's name; added up in pieces, since there may be many. */
export async function usageByNode(cluster: Cluster): Promise<Map<string, Usage>> {
	const used = new Map<string, Usage>();
	for (const [i, {object: pod}] of cluster.store.list(pods).entries()) {
		const {nodeName} = pod.spec;
		const usage = nodeName && usageOf(cluster, pod);
		if (usage) used.set(nodeName, sum(used.get(nodeName) ?? nothing, usage));
		if (i % podsAtOnce === podsAtOnce - 1) await pause();
	}
	return used;
}

function sum(one: Usage, other: Usage): Usage {
	return {
		cpuMillicores: one.cpuMillicores + other.cpuMillicores,
		memoryMebibytes: one.memoryMebibytes + other.memoryMebibytes,
	};
}

function quantities({cpuMillicores, memoryMebibytes}: Usage): Tree {
	return {cpu: `${cpuMillicores}m`, memory: `${memoryMebibytes * 1024}Ki`};
}

function measuredAt(atMs: number): Tree {
	const end = Math.floor(atMs / windowMs) * windowMs;
	return {timestamp: `${new Date(end).toISOString().slice(0, 19)}Z`, window: '15s'};
}
