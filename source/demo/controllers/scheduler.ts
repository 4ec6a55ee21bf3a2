/** The scheduler: puts each pod on the emptiest node that takes it, or says why none does. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {nodes} from '../kinds/nodes.ts';
import {pods} from '../kinds/pods.ts';
import type {KubernetesObject, Tree} from '../object.ts';
import {isOver} from '../pod-state.ts';
import {revise} from '../registry/revise.ts';
import {matchesLabels} from '../selectors.ts';
import type {Entry} from '../store.ts';
import {withCondition} from './conditions.ts';
import {createQueue, keyOf, splitKey} from './queue.ts';
import {record} from './record.ts';

const writer = {manager: 'kube-scheduler'};
const from = 'default-scheduler';

export function runScheduler(cluster: Cluster): void {
	const {store, clock} = cluster;
	const load = followLoad(cluster);
	const unplaced = new Set<string>();
	const queue = createQueue(clock, 15, key => {
		const pod = store.get(pods, ...splitKey(key));
		if (pod && waitsForNode(pod.object)) schedule(cluster, pod, load);
	});
	store.onChange(({type, entry: {kind, object}}) => {
		if (kind === pods) {
			const isWaiting = type !== 'DELETED' && waitsForNode(object);
			if (!isWaiting) unplaced.delete(keyOf(object));
			else if (!unplaced.has(keyOf(object))) queue.add(keyOf(object));
			if (isWaiting) unplaced.add(keyOf(object));
		}
		if (kind === nodes || (kind === pods && type === 'DELETED'))
			for (const key of unplaced) queue.add(key, 500);
	});
}

function waitsForNode({spec, metadata, status}: KubernetesObject): boolean {
	return (
		!spec.nodeName &&
		!metadata.deletionTimestamp &&
		status?.phase === 'Pending' &&
		spec.schedulerName === 'default-scheduler'
	);
}

/** How many pods each node has, kept as pods come and go. */
function followLoad({store}: Cluster): Map<string, number> {
	const load = new Map<string, number>();
	const count = (node: string | undefined, change: number) =>
		node && load.set(node, (load.get(node) ?? 0) + change);
	const nodeOf = (pod: KubernetesObject | undefined) => (pod && !isOver(pod) ? pod.spec.nodeName : undefined);
	store.onChange(({type, entry, before}) => {
		if (entry.kind !== pods) return;
		const was = nodeOf(before?.object);
		const is = type === 'DELETED' ? undefined : nodeOf(entry.object);
		if (was === is) return;
		count(was, -1);
		count(is, 1);
	});
	return load;
}

function schedule(cluster: Cluster, pod: Entry, load: Map<string, number>): void {
	const all = cluster.store.list(nodes);
	const verdicts = all.map(({object}) => ({
		name: object.metadata.name,
		why: whyNot(pod.object, object, load),
	}));
	const fitting = verdicts.filter(({why}) => !why).map(({name}) => name);
	if (fitting.length > 0) bind(cluster, pod, emptiest(fitting, load));
	else
		refuse(
			cluster,
			pod,
			verdicts.map(({why}) => why!),
		);
}

function emptiest(names: string[], load: Map<string, number>): string {
	return names.reduce((best, name) => ((load.get(name) ?? 0) < (load.get(best) ?? 0) ? name : best));
}

function bind(cluster: Cluster, pod: Entry, nodeName: string): void {
	const {metadata, spec, status} = pod.object;
	const now = timestamp(cluster.clock.now());
	const condition = {type: 'PodScheduled', status: 'True', lastProbeTime: null} as const;
	const conditions = withCondition(status?.conditions, condition, now);
	const labels = {...metadata.labels, ...topologyOf(cluster.store.get(nodes, undefined, nodeName)!.object)};
	const members = {
		metadata: {...metadata, labels},
		spec: {...spec, nodeName},
		status: {...status, conditions},
	};
	const bound = revise(cluster, pod, members, writer);
	const message = `Successfully assigned ${metadata.namespace}/${metadata.name} to ${nodeName}`;
	record(cluster, bound, {reason: 'Scheduled', message, from, action: 'Binding'});
}

/** Pods are told by labels where they run. */
function topologyOf({metadata}: KubernetesObject): Record<string, string> {
	const isTopology = (name: string) => name.startsWith('topology.kubernetes.io/');
	return Object.fromEntries(Object.entries(metadata.labels ?? {}).filter(([name]) => isTopology(name)));
}

/** Why a node does not take a pod, in the scheduler's words. */
function whyNot(
	pod: KubernetesObject,
	node: KubernetesObject,
	load: Map<string, number>,
): string | undefined {
	if (node.spec.unschedulable) return 'node(s) were unschedulable';
	const taint = (node.spec.taints ?? []).find(
		(taint: Tree) => taint.effect !== 'PreferNoSchedule' && !tolerates(pod, taint),
	);
	if (taint) return `node(s) had untolerated taint {${taint.key}: ${taint.value ?? ''}}`;
	const {nodeSelector} = pod.spec;
	if (nodeSelector && !matchesLabels(nodeSelector, node.metadata.labels))
		return "node(s) didn't match Pod's node affinity/selector";
	const room = Number(node.status?.allocatable?.pods ?? 110);
	return (load.get(node.metadata.name) ?? 0) >= room ? 'Too many pods' : undefined;
}

function tolerates(pod: KubernetesObject, taint: Tree): boolean {
	return (pod.spec.tolerations ?? []).some(
		({key, operator = 'Equal', value, effect}: Tree) =>
			(!effect || effect === taint.effect) &&
			(!key || key === taint.key) &&
			(operator === 'Exists' || (value ?? '') === (taint.value ?? '')),
	);
}

function refuse(cluster: Cluster, pod: Entry, reasons: string[]): void {
	const counts = new Map<string, number>();
	for (const reason of reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
	const list = [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
	const {length} = reasons;
	const message = `0/${length} nodes are available: ${length ? list.join(', ') : 'no nodes available to schedule pods'}. preemption: 0/${length} nodes are available: ${length} Preemption is not helpful for scheduling.`;
	const now = timestamp(cluster.clock.now());
	const condition = {
		type: 'PodScheduled',
		status: 'False',
		reason: 'Unschedulable',
		message,
		lastProbeTime: null,
	} as const;
	const {status} = pod.object;
	const conditions = withCondition(status?.conditions, condition, now);
	const refused = revise(cluster, pod, {status: {...status, conditions}}, {...writer, subresource: 'status'});
	record(cluster, refused, {
		type: 'Warning',
		reason: 'FailedScheduling',
		message,
		from,
		action: 'Scheduling',
	});
}
