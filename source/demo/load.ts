/** What pods use, made up when somebody asks: a level per image that moves a little with every window of time. */
import type {Cluster} from './cluster.ts';
import {pods} from './kinds/pods.ts';
import {fractionOf} from './luck.ts';
import type {KubernetesObject, Tree} from './object.ts';
import {isReady} from './pod-state.ts';
import {matchesLabels} from './selectors.ts';
import type {Entry} from './store.ts';

export type Usage = {cpuMillicores: number; memoryMebibytes: number};

/** How often kubelets measure. */
export const windowMs = 15_000;

/** How much work, in millicores, all pods like this one share; without it each pod has a level of its own. */
export const demandAnnotation = 'demo.sluice.dev/demand-millicores';

/** What a pod used in the last window of time; nothing unless it runs. */
export function usageOf(cluster: Cluster, pod: KubernetesObject): Usage | undefined {
	if (pod.status?.phase !== 'Running') return undefined;
	const atMs = cluster.clock.now();
	const window = Math.floor(atMs / windowMs);
	const {uid} = pod.metadata;
	const {image} = pod.spec.containers[0];
	const sway =
		0.25 * Math.sin(window / 9 + fractionOf(uid) * 6) + 0.3 * (fractionOf(`${uid}/${window}`) - 0.5);
	const leak = leaked(pod, atMs);
	return {
		cpuMillicores: Math.round(sharedWork(cluster, pod, sway) ?? (20 + 45 * fractionOf(image)) * (1 + sway)),
		memoryMebibytes: Math.round((45 + 45 * fractionOf(`memory of ${image}`)) * (1 + sway / 8) + leak),
	};
}

/** A pod's part of the work that it shares with those like it: the fewer they are, the more each has to do. */
function sharedWork({store}: Cluster, pod: KubernetesObject, sway: number): number | undefined {
	const demand = pod.metadata.annotations?.[demandAnnotation];
	if (!demand) return undefined;
	// Labels with a prefix, and the template's hash, are Kubernetes' own and tell alike pods apart.
	const own = Object.entries(pod.metadata.labels ?? {}).filter(
		([name]) => !/\/|^pod-template-hash$/.test(name),
	);
	const labels = Object.fromEntries(own);
	const alike = store.list(pods, pod.metadata.namespace).map(({object}) => object);
	const sharing = alike.filter(other => isReady(other) && matchesLabels(labels, other.metadata.labels));
	return isReady(pod) ? (Number(demand) / sharing.length) * (1 + sway / 4) : 5;
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

/** A node as metrics.k8s.io shows it: its pods and something of its own. */
export function nodeMetrics(cluster: Cluster, {object: node}: Entry): Tree {
	const {name, labels, creationTimestamp} = node.metadata;
	const usages = cluster.store
		.list(pods)
		.filter(({object}) => object.spec.nodeName === name)
		.map(({object}) => usageOf(cluster, object));
	const total = usages.reduce<Usage>(
		(sum, usage) => ({
			cpuMillicores: sum.cpuMillicores + (usage?.cpuMillicores ?? 0),
			memoryMebibytes: sum.memoryMebibytes + (usage?.memoryMebibytes ?? 0),
		}),
		{cpuMillicores: 85, memoryMebibytes: 610},
	);
	return {
		metadata: {name, labels, creationTimestamp},
		...measuredAt(cluster.clock.now()),
		usage: quantities(total),
	};
}

function quantities({cpuMillicores, memoryMebibytes}: Usage): Tree {
	return {cpu: `${cpuMillicores}m`, memory: `${memoryMebibytes * 1024}Ki`};
}

function measuredAt(atMs: number): Tree {
	const end = Math.floor(atMs / windowMs) * windowMs;
	return {timestamp: `${new Date(end).toISOString().slice(0, 19)}Z`, window: '15s'};
}
