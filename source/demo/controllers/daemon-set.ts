/** The daemon set controller: one pod on every node that takes it. */
import type {Cluster} from '../cluster.ts';
import {daemonSets} from '../kinds/daemon-sets.ts';
import {nodes} from '../kinds/nodes.ts';
import {pods} from '../kinds/pods.ts';
import {controllerOf, isSame, type KubernetesObject, type Tree, withoutEmpty} from '../object.ts';
import {isOver, readySince} from '../pod-state.ts';
import {revise} from '../registry/revise.ts';
import type {Entry} from '../store.ts';
import {forgetRevisions, takeOnRevision} from './controller-revisions.ts';
import {createPatience} from './daemon-patience.ts';
import {boundsOf, keepPlaces, type Place, rollOn, type Steps} from './daemon-plan.ts';
import {daemonPods, from, hashLabel, nodeOf, placesOf, podOf, tellOver} from './daemon-pods.ts';
import {createPod, deletePod} from './pod-control.ts';
import {createQueue, keyOf, type Queue, splitKey} from './queue.ts';

const writer = {manager: 'kube-controller-manager', subresource: 'status'};

export function runDaemonSets(cluster: Cluster): void {
	const {store, clock} = cluster;
	const patience = createPatience();
	const queue = createQueue(clock, 8, key => {
		const set = store.get(daemonSets, ...splitKey(key));
		if (set && !set.object.metadata.deletionTimestamp) reconcile(cluster, set, queue, patience);
	});
	store.onChange(({type, entry: {kind, object}, before}) => {
		if (kind === daemonSets && type !== 'DELETED') queue.add(keyOf(object));
		const owner = kind === pods ? controllerOf(object) : undefined;
		if (owner?.kind === 'DaemonSet') queue.add(`${object.metadata.namespace}/${owner.name}`);
		const matters = kind === nodes && (type !== 'MODIFIED' || !isAlike(object, before?.object));
		if (matters) for (const set of store.list(daemonSets)) queue.add(keyOf(set.object));
	});
}

/** Whether nothing about a node has changed by which pods choose theirs. */
function isAlike(node: KubernetesObject, before: KubernetesObject | undefined): boolean {
	return isSame(node.spec, before?.spec) && isSame(node.metadata.labels, before?.metadata.labels);
}

type Patience = ReturnType<typeof createPatience>;

function reconcile(cluster: Cluster, set: Entry, queue: Queue, patience: Patience): void {
	const revision = takeOnRevision(cluster, set, hashLabel);
	const hash: string = revision.object.metadata.labels![hashLabel]!;
	try {
		act(cluster, set, hash, name => mayGo(cluster, set, name, queue, patience));
	} finally {
		writeStatus(cluster, set, placesOf(cluster, set, hash));
		awaitAvailable(cluster, set, queue);
		const used = new Set(daemonPods(cluster, set).map(({metadata}) => metadata.labels?.[hashLabel]));
		const isUsed = (each: Entry) => each === revision || used.has(each.object.metadata.labels?.[hashLabel]);
		forgetRevisions(cluster, set, isUsed);
	}
}

/** Fills and clears places first; only where nothing is to be done there, old pods are replaced. */
function act(cluster: Cluster, set: Entry, hash: string, mayBeRemoved: (name: string) => boolean): void {
	const {type, rollingUpdate} = set.object.spec.updateStrategy;
	const places = placesOf(cluster, set, hash);
	const wanted = places.filter(({isWanted}) => isWanted).length;
	const isRolling = type === 'RollingUpdate';
	const bounds = isRolling
		? boundsOf(rollingUpdate.maxUnavailable, rollingUpdate.maxSurge, wanted)
		: {unavailable: 0, surge: 0};
	const steps = keepPlaces(places, bounds.surge > 0);
	const remove = [...steps.remove, ...homeless(cluster, set, places)].filter(mayBeRemoved);
	const isKept = steps.create.length + remove.length === 0;
	take(cluster, set, hash, isKept && isRolling ? rollOn(places, bounds) : {...steps, remove});
}

/** Whether a pod may be removed now: those that keep failing on a node are replaced ever more slowly. */
function mayGo(cluster: Cluster, set: Entry, name: string, queue: Queue, patience: Patience): boolean {
	const {namespace, uid} = set.object.metadata;
	const pod = cluster.store.get(pods, namespace, name)!.object;
	if (pod.status?.phase !== 'Failed') return true;
	const waitMs = patience(`${uid}/${nodeOf(pod)}`, cluster.clock.now());
	if (waitMs > 0) queue.add(keyOf(set.object), waitMs);
	return waitMs === 0;
}

function take(cluster: Cluster, set: Entry, hash: string, {create, remove}: Steps): void {
	for (const name of remove) {
		const pod = cluster.store.get(pods, set.object.metadata.namespace, name)!;
		if (isOver(pod.object)) tellOver(cluster, set, pod.object);
		deletePod(cluster, set, pod, from);
	}
	for (const node of create) createPod(cluster, set, podOf(set.object, node, hash), from);
}

/** Pods that were never bound to a node which is gone by now. */
function homeless(cluster: Cluster, set: Entry, places: readonly Place[]): string[] {
	const known = new Set(places.map(({node}) => node));
	return daemonPods(cluster, set)
		.filter(pod => !pod.spec.nodeName && !pod.metadata.deletionTimestamp && !known.has(nodeOf(pod)))
		.map(({metadata}) => metadata.name);
}

function writeStatus(cluster: Cluster, set: Entry, places: readonly Place[]): void {
	const {metadata, status: before} = set.object;
	const status = {...(before?.conditions && {conditions: before.conditions}), ...countsOf(places)};
	const observed = withoutEmpty({observedGeneration: metadata.generation});
	revise(cluster, set, {status: {...status, ...observed}}, writer);
}

function countsOf(places: readonly Place[]): Tree {
	const wanted = places.filter(({isWanted}) => isWanted);
	const oldest = wanted.flatMap(({pods: [first]}) => first ?? []);
	const available = oldest.filter(pod => pod.isReady && pod.isAvailable).length;
	return {
		currentNumberScheduled: oldest.length,
		numberMisscheduled: places.filter(({isWanted, pods}) => !isWanted && pods.length > 0).length,
		desiredNumberScheduled: wanted.length,
		numberReady: oldest.filter(pod => pod.isReady).length,
		...withoutEmpty({
			updatedNumberScheduled: oldest.filter(pod => pod.isNew).length,
			numberAvailable: available,
			numberUnavailable: wanted.length - available,
		}),
	};
}

/** Comes back when the next pod has been ready for as long as it must. */
function awaitAvailable(cluster: Cluster, set: Entry, queue: Queue): void {
	const nowMs = cluster.clock.now();
	const patienceMs = (set.object.spec.minReadySeconds ?? 0) * 1000;
	const due = daemonPods(cluster, set).map(pod => readySince(pod) + patienceMs);
	const nextMs = Math.min(...due.filter(atMs => atMs > nowMs));
	if (Number.isFinite(nextMs)) queue.add(keyOf(set.object), nextMs - nowMs + 1);
}
