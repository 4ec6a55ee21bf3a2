/** The pod garbage collector: pods that no agent will ever end are taken away. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {nodes} from '../kinds/nodes.ts';
import {pods} from '../kinds/pods.ts';
import type {KubernetesObject} from '../object.ts';
import {isOver} from '../pod-state.ts';
import {remove} from '../registry/delete.ts';
import {revise} from '../registry/revise.ts';
import type {Entry} from '../store.ts';
import {type Condition, isTrue, withCondition} from './conditions.ts';
import {createQueue, keyOf, splitKey} from './queue.ts';
import type {Taint} from './taint.ts';

const writer = {manager: 'kube-controller-manager', subresource: 'status'};

/** The collector comes round this often, and believes in the loss of a node only after a while. */
const periodMs = 20_000;
const quarantineMs = 40_000;

export function runPodCollection(cluster: Cluster): void {
	const {store, clock} = cluster;
	const queue = createQueue(clock, periodMs, key => {
		const pod = store.get(pods, ...splitKey(key));
		if (pod) collect(cluster, pod);
	});
	const isMissing = (name: string) => !store.get(nodes, undefined, name);
	store.onChange(({type, entry, before}) => {
		const {kind, object} = entry;
		if (kind === nodes) {
			const isGone = type === 'DELETED';
			if (!isGone && !isOutOfService(object)) return;
			const delayMs = isGone ? periodMs + quarantineMs : periodMs;
			for (const pod of store.list(pods))
				if (pod.object.spec.nodeName === object.metadata.name) queue.add(keyOf(pod.object), delayMs);
		}
		if (kind !== pods || type === 'DELETED') return;
		const {nodeName} = object.spec;
		if (object.metadata.deletionTimestamp && !before?.object.metadata.deletionTimestamp)
			queue.add(keyOf(object));
		if (nodeName && nodeName !== before?.object.spec.nodeName && isMissing(nodeName))
			queue.add(keyOf(object), periodMs + quarantineMs);
	});
}

/** Deletes a pod at once if its node is gone, or never was, or is declared out of service. */
function collect(cluster: Cluster, pod: Entry): void {
	const {metadata, spec} = pod.object;
	const node = spec.nodeName && cluster.store.get(nodes, undefined, spec.nodeName);
	if (spec.nodeName && !node) fail(cluster, pod, orphaned);
	else if (!metadata.deletionTimestamp) return;
	else if (!spec.nodeName || isOutOfService(node.object)) fail(cluster, pod);
}

/** Whether an operator has said that a node that is not ready will not come back. */
function isOutOfService(node: KubernetesObject): boolean {
	const taints: Taint[] = node.spec?.taints ?? [];
	return !isTrue(node, 'Ready') && taints.some(({key}) => key === 'node.kubernetes.io/out-of-service');
}

const orphaned = {
	type: 'DisruptionTarget',
	status: 'True',
	reason: 'DeletionByPodGC',
	message: 'PodGC: node no longer exists',
	lastProbeTime: null,
} as const;

function fail(cluster: Cluster, pod: Entry, condition?: Condition): void {
	const {status} = pod.object;
	const now = timestamp(cluster.clock.now());
	const conditions = condition ? withCondition(status?.conditions, condition, now) : status?.conditions;
	const failed = isOver(pod.object)
		? pod
		: revise(cluster, pod, {status: {...status, phase: 'Failed', conditions}}, writer);
	remove(cluster, failed, {gracePeriodSeconds: 0});
}
