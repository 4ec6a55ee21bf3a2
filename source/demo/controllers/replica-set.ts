/** The replica set controller: keeps the number of pods, and chooses which go when there are too many. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {replicaSets} from '../kinds/apps.ts';
import {pods} from '../kinds/pods.ts';
import {controllerOf, type KubernetesObject, type Tree, withoutEmpty} from '../object.ts';
import {isActive, isReady, readySince} from '../pod-state.ts';
import {revise} from '../registry/revise.ts';
import type {Entry} from '../store.ts';
import {type Condition, conditionOf, withCondition} from './conditions.ts';
import {createPod, deletePod} from './pod-control.ts';
import {createQueue, keyOf, type Queue, splitKey} from './queue.ts';

const writer = {manager: 'kube-controller-manager'};
const from = 'replicaset-controller';

export function runReplicaSets(cluster: Cluster): void {
	const {store, clock} = cluster;
	const queue = createQueue(clock, 6, key => {
		const entry = store.get(replicaSets, ...splitKey(key));
		if (entry) reconcile(cluster, entry, queue);
	});
	store.onChange(({entry: {kind, object}}) => {
		if (kind === replicaSets) queue.add(keyOf(object));
		const owner = kind === pods ? controllerOf(object) : undefined;
		if (owner?.kind === 'ReplicaSet') queue.add(`${object.metadata.namespace}/${owner.name}`);
	});
}

/** Pods made or deleted in one go, so that requests have their turns; each brings the replica set back for more. */
const mostAtOnce = 10;

function reconcile(cluster: Cluster, set: Entry, queue: Queue): void {
	let failure: Error | undefined;
	try {
		if (!set.object.metadata.deletionTimestamp) adjust(cluster, set);
	} catch (error) {
		failure = error as Error;
	}
	writeStatus(cluster, set, queue, failure);
	if (failure) throw failure;
}

/** Makes the pods that are missing, or deletes those that are too many. */
function adjust(cluster: Cluster, set: Entry): void {
	const owned = cluster.store.ownedBy(set.object.metadata.uid, pods);
	const active = owned.filter(({object}) => isActive(object));
	const missing = set.object.spec.replicas - active.length;
	for (let i = 0; i < Math.min(missing, mostAtOnce); i++) createPod(cluster, set, podOf(set.object), from);
	const surplus = Math.min(-missing, mostAtOnce);
	if (surplus > 0) for (const pod of doomed(active, surplus)) deletePod(cluster, set, pod, from);
}

/** A pod as the replica set's template has it. */
function podOf({metadata, spec}: KubernetesObject): Tree {
	const {labels, annotations} = spec.template.metadata ?? {};
	return {
		metadata: {generateName: `${metadata.name}-`, labels, annotations},
		spec: spec.template.spec,
	};
}

/** Those of the pods that go first: not bound, not running, not ready, crowding a node, or young. */
export function doomed(active: Entry[], count: number): Entry[] {
	const perNode = new Map<string, number>();
	for (const {object} of active) {
		const {nodeName} = object.spec;
		if (nodeName) perNode.set(nodeName, (perNode.get(nodeName) ?? 0) + 1);
	}
	const ranked = active.map(pod => ({pod, rank: rankOf(pod.object, perNode)}));
	ranked.sort((a, b) => compare(a.rank, b.rank));
	return ranked.slice(0, count).map(({pod}) => pod);
}

/** What counts in the choice, in order; the smaller goes first. */
function rankOf(pod: KubernetesObject, perNode: Map<string, number>): number[] {
	const phases = ['Pending', 'Unknown', 'Running'];
	const restarts = Math.max(
		0,
		...(pod.status?.containerStatuses ?? []).map((status: {restartCount: number}) => status.restartCount),
	);
	return [
		pod.spec.nodeName ? 1 : 0,
		phases.indexOf(pod.status?.phase),
		isReady(pod) ? 1 : 0,
		Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0),
		-(perNode.get(pod.spec.nodeName) ?? 0),
		isReady(pod) ? -readySince(pod) : 0,
		-restarts,
		-Date.parse(pod.metadata.creationTimestamp),
	];
}

function compare(a: readonly number[], b: readonly number[]): number {
	const first = a.findIndex((value, i) => value !== b[i]);
	return first < 0 ? 0 : a[first]! - b[first]!;
}

function writeStatus(cluster: Cluster, set: Entry, queue: Queue, failure: Error | undefined): void {
	const {store, clock} = cluster;
	const owned = store.ownedBy(set.object.metadata.uid, pods).map(({object}) => object);
	const active = owned.filter(isActive);
	const ready = active.filter(isReady);
	const patienceMs = (set.object.spec.minReadySeconds ?? 0) * 1000;
	const later = ready.map(pod => readySince(pod) + patienceMs).filter(atMs => atMs > clock.now());
	const present = store.get(replicaSets, set.object.metadata.namespace, set.object.metadata.name)!;
	const counts = withoutEmpty({
		fullyLabeledReplicas: active.length,
		readyReplicas: ready.length,
		availableReplicas: ready.length - later.length,
		observedGeneration: present.object.metadata.generation,
	});
	const terminatingReplicas = owned.filter(pod => pod.metadata.deletionTimestamp).length;
	const conditions = failure && [failureCondition(present, failure, timestamp(clock.now()))];
	const status = {replicas: active.length, ...counts, terminatingReplicas, ...(conditions && {conditions})};
	revise(cluster, present, {status}, {...writer, subresource: 'status'});
	if (later.length > 0) queue.add(keyOf(set.object), Math.min(...later) - clock.now() + 1);
}

/** Says that pods cannot be made, in the words of the first refusal: each names another pod. Deployments pass it on. */
function failureCondition({object}: Entry, {message}: Error, now: string): Condition {
	const before = conditionOf(object.status?.conditions, 'ReplicaFailure');
	const condition = {type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message} as const;
	return before ?? withCondition([], condition, now)[0]!;
}
