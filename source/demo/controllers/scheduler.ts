/** The scheduler: puts each pod on the best node that takes it, or says why none does. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {nodes} from '../kinds/nodes.ts';
import {pods} from '../kinds/pods.ts';
import {isSame, type KubernetesObject} from '../object.ts';
import {isOver} from '../pod-state.ts';
import {remove} from '../registry/delete.ts';
import {revise} from '../registry/revise.ts';
import type {Change, Entry, Store} from '../store.ts';
import {withCondition} from './conditions.ts';
import {createQueue, keyOf, splitKey} from './queue.ts';
import {record} from './record.ts';
import {filterFor, type Rejection} from './scheduler-filters.ts';
import {unschedulable} from './scheduler-message.ts';
import {followPlaces, type Place, type Places} from './scheduler-places.ts';
import {preempt} from './scheduler-preemption.ts';
import {bestPlace} from './scheduler-scores.ts';

const writer = {manager: 'kube-scheduler'};
const from = 'default-scheduler';

export function runScheduler(cluster: Cluster): void {
	const {store, clock} = cluster;
	const places = followPlaces(cluster);
	/** Pods that wait for a node, by the generation in which they were last seen. */
	const waiting = new Map<string, number | undefined>();
	/** Those of them for which there was none. */
	const refused = new Set<string>();
	const queue = createQueue(clock, 15, key => {
		const pod = store.get(pods, ...splitKey(key));
		if (pod && waitsForNode(pod.object) && !schedule(cluster, pod, places)) refused.add(key);
	});
	store.onChange(change => {
		const {type, entry} = change;
		if (entry.kind === pods) {
			const key = keyOf(entry.object);
			const {generation} = entry.object.metadata;
			if (type === 'DELETED' || !waitsForNode(entry.object)) {
				waiting.delete(key);
				refused.delete(key);
				// A refusal is written into the pod's status, which must not have it looked at again.
			} else if (!waiting.has(key) || waiting.get(key) !== generation) {
				waiting.set(key, generation);
				queue.add(key);
			}
		}
		if (refused.size > 0 && mayHelp(change))
			for (const key of mostImportantFirst(store, [...refused])) queue.add(key, 500);
	});
}

function mostImportantFirst(store: Store, keys: string[]): string[] {
	const priorityOf = (key: string) => store.get(pods, ...splitKey(key))?.object.spec.priority ?? 0;
	return keys.sort((a, b) => priorityOf(b) - priorityOf(a));
}

function waitsForNode({spec, metadata, status}: KubernetesObject): boolean {
	return (
		!spec.nodeName &&
		!metadata.deletionTimestamp &&
		status?.phase === 'Pending' &&
		spec.schedulerName === 'default-scheduler' &&
		!spec.schedulingGates?.length
	);
}

/** Whether pods that found no node might find one now: a node has changed, or pods came to or left one. */
function mayHelp({type, entry, before}: Change): boolean {
	const {kind, object} = entry;
	if (kind === nodes) {
		const concerns = ({metadata, spec, status}: KubernetesObject) => [
			metadata.labels,
			spec,
			status?.allocatable,
		];
		return !before || !isSame(concerns(before.object), concerns(object));
	}
	if (kind !== pods || !object.spec.nodeName) return false;
	const isGone = type === 'DELETED' || (isOver(object) && before && !isOver(before.object));
	return Boolean(isGone) || before?.object.spec.nodeName !== object.spec.nodeName;
}

/** Finds a pod a node, if there is one, and says whether there was. */
function schedule(cluster: Cluster, pod: Entry, {listFor}: Places): boolean {
	const places = listFor(pod.object);
	const filter = filterFor(pod.object, places);
	const rejections = places.map(filter);
	const fitting = places.filter((_, i) => !rejections[i]);
	if (fitting.length > 0) bind(cluster, pod, bestPlace(pod.object, fitting, places).node);
	else refuse(cluster, pod, places, rejections as Rejection[]);
	return fitting.length > 0;
}

function bind(cluster: Cluster, pod: Entry, node: KubernetesObject): void {
	const {metadata, spec} = pod.object;
	const {nominatedNodeName: _, ...status} = pod.object.status;
	const nodeName = node.metadata.name;
	const now = timestamp(cluster.clock.now());
	const condition = {type: 'PodScheduled', status: 'True', lastProbeTime: null} as const;
	const conditions = withCondition(status.conditions, condition, now);
	const labels = {...metadata.labels, ...topologyOf(node)};
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

/** Says why no node takes the pod, and makes room for it where less important pods are in its way. */
function refuse(cluster: Cluster, pod: Entry, places: readonly Place[], rejections: Rejection[]): void {
	const preemption = preempt(pod.object, places, rejections);
	const isMadeRoom = 'victims' in preemption;
	const message = unschedulable(rejections, isMadeRoom ? undefined : preemption.says);
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
	const nominated = isMadeRoom && {nominatedNodeName: preemption.node};
	const members = {status: {...status, conditions, ...nominated}};
	const refused = revise(cluster, pod, members, {...writer, subresource: 'status'});
	const happening = {reason: 'FailedScheduling', message, from, action: 'Scheduling'};
	record(cluster, refused, {...happening, type: 'Warning'});
	if (isMadeRoom)
		for (const victim of preemption.victims) displace(cluster, refused, victim, preemption.node);
}

/** Ends a pod for the sake of a more important one. */
function displace(cluster: Cluster, preemptor: Entry, victim: KubernetesObject, node: string): void {
	const present = cluster.store.get(pods, victim.metadata.namespace, victim.metadata.name);
	if (!present || present.object.metadata.deletionTimestamp) return;
	const condition = {
		type: 'DisruptionTarget',
		status: 'True',
		reason: 'PreemptionByScheduler',
		message: `${from}: preempting to accommodate a higher priority pod`,
		lastProbeTime: null,
	} as const;
	const {status} = present.object;
	const conditions = withCondition(status.conditions, condition, timestamp(cluster.clock.now()));
	const marked = revise(
		cluster,
		present,
		{status: {...status, conditions}},
		{...writer, subresource: 'status'},
	);
	const message = `Preempted by pod ${preemptor.object.metadata.uid} on node ${node}`;
	record(cluster, marked, {reason: 'Preempted', message, from, action: 'Preempting'});
	remove(cluster, marked, {});
}
