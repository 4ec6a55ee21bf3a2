/** What pods use, made up when somebody asks: a level per image that moves a little with every window of time. */
import type {Cluster} from './cluster.ts';
import {pods} from './kinds/pods.ts';
import {fractionOf} from './luck.ts';
import type {KubernetesObject, Tree} from './object.ts';
import type {Entry} from './store.ts';

export type Usage = {cpuMillicores: number; memoryMebibytes: number};

/** How often kubelets measure. */
export const windowMs = 15_000;

/** What a pod used in the window of time before `atMs`; nothing unless it runs. */
export function usageOf(pod: KubernetesObject, atMs: number): Usage | undefined {
	if (pod.status?.phase !== 'Running') return undefined;
	const window = Math.floor(atMs / windowMs);
	const {uid} = pod.metadata;
	const {image} = pod.spec.containers[0];
	const sway = 0.25 * Math.sin(window / 9 + fractionOf(uid) * 6) + 0.3 * fractionOf(`${uid}/${window}`);
	return {
		cpuMillicores: Math.round((15 + 45 * fractionOf(image)) * (1 + sway)),
		memoryMebibytes: Math.round(
			(45 + 45 * fractionOf(`memory of ${image}`)) * (1 + sway / 8) + leaked(pod, atMs),
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
export function podMetrics({clock}: Cluster, {object: pod}: Entry): Tree | undefined {
	const usage = usageOf(pod, clock.now());
	if (!usage) return undefined;
	const {name, namespace, labels, creationTimestamp} = pod.metadata;
	const containers = pod.spec.containers.map((container: Tree) => ({
		name: container.name,
		usage: quantities(usage),
	}));
	return {metadata: {name, namespace, labels, creationTimestamp}, ...measuredAt(clock.now()), containers};
}

/** A node as metrics.k8s.io shows it: its pods and something of its own. */
export function nodeMetrics({store, clock}: Cluster, {object: node}: Entry): Tree {
	const {name, labels, creationTimestamp} = node.metadata;
	const usages = store
		.list(pods)
		.filter(({object}) => object.spec.nodeName === name)
		.map(({object}) => usageOf(object, clock.now()));
	const total = usages.reduce<Usage>(
		(sum, usage) => ({
			cpuMillicores: sum.cpuMillicores + (usage?.cpuMillicores ?? 0),
			memoryMebibytes: sum.memoryMebibytes + (usage?.memoryMebibytes ?? 0),
		}),
		{cpuMillicores: 85, memoryMebibytes: 610},
	);
	return {metadata: {name, labels, creationTimestamp}, ...measuredAt(clock.now()), usage: quantities(total)};
}

function quantities({cpuMillicores, memoryMebibytes}: Usage): Tree {
	return {cpu: `${cpuMillicores}m`, memory: `${memoryMebibytes * 1024}Ki`};
}

function measuredAt(atMs: number): Tree {
	const end = Math.floor(atMs / windowMs) * windowMs;
	return {timestamp: `${new Date(end).toISOString().slice(0, 19)}Z`, window: '15s'};
}
