/** The job controller: makes pods until enough of them have come to a good end, and counts each exactly once. */
import type {Cluster} from '../cluster.ts';
import {jobs} from '../kinds/jobs.ts';
import {pods} from '../kinds/pods.ts';
import {controllerOf, type KubernetesObject} from '../object.ts';
import {remove} from '../registry/delete.ts';
import type {Entry} from '../store.ts';
import {
	deadlineMs,
	type Failures,
	failureOf,
	failuresAfter,
	isActive,
	isFailed,
	missing,
	nextTryMs,
	openIndexes,
	strays,
	successOf,
} from './job-plan.ts';
import {from, letGo, type OwnPod, podOf, podsOf, trackingFinalizer} from './job-pods.ts';
import {expiryMs, isFinished, standingVerdict, started, withSuspension} from './job-status.ts';
import {settle} from './job-tracking.ts';
import {createPod, deletePod} from './pod-control.ts';
import {createQueue, keyOf, type Queue, splitKey} from './queue.ts';
import {doomed} from './replica-set.ts';

/** Changes of pods are gathered for this long. */
const gatherMs = 1000;

export function runJobs(cluster: Cluster): void {
	const {store, clock} = cluster;
	const failures = new Map<string, Failures>();
	const gathering = new Set<string>();
	const queue = createQueue(clock, 8, key => {
		const job = store.get(jobs, ...splitKey(key));
		if (job) reconcile(cluster, job, failures, queue);
	});
	function gather(key: string): void {
		if (gathering.has(key)) return;
		gathering.add(key);
		clock.after(gatherMs, () => {
			gathering.delete(key);
			queue.add(key, 0);
		});
	}
	store.onChange(({type, entry}) => {
		const {kind, object} = entry;
		if (kind === jobs) queue.add(keyOf(object));
		if (kind === jobs && type === 'DELETED') {
			failures.delete(object.metadata.uid);
			clock.after(8, () => letAllGo(cluster, object));
		}
		if (kind !== pods || !isOurs(object)) return;
		const owner = controllerOf(object);
		if (owner) gather(`${object.metadata.namespace}/${owner.name}`);
		if (type !== 'DELETED' && isOrphan(cluster, object)) clock.after(8, () => letGo(cluster, entry));
	});
}

function letAllGo(cluster: Cluster, {metadata}: KubernetesObject): void {
	for (const pod of cluster.store.ownedBy(metadata.uid, pods)) letGo(cluster, pod);
}

function isOurs(pod: KubernetesObject): boolean {
	const isTracked = pod.metadata.finalizers?.includes(trackingFinalizer);
	return controllerOf(pod)?.kind === 'Job' || Boolean(isTracked);
}

/** Whether nobody is left who could count a pod. */
function isOrphan({store}: Cluster, pod: KubernetesObject): boolean {
	if (!pod.metadata.finalizers?.includes(trackingFinalizer)) return false;
	const owner = controllerOf(pod);
	return !owner || store.get(jobs, pod.metadata.namespace, owner.name)?.object.metadata.uid !== owner.uid;
}

function reconcile(cluster: Cluster, job: Entry, failures: Map<string, Failures>, queue: Queue): void {
	if (isFinished(job.object)) {
		expire(cluster, job, queue);
		return;
	}
	const draft = started(job.object, cluster.clock.now());
	const own = podsOf(cluster, job);
	const verdict = standingVerdict(draft) ?? failureOf(draft, own, cluster.clock.now());
	let failure: Error | undefined;
	if (verdict) {
		for (const {entry} of own.filter(isActive)) deletePod(cluster, job, entry, from);
		settle(cluster, job, draft, verdict);
	} else {
		failure = work(cluster, job, draft, own, noteFailures(job, own, failures), queue);
	}
	const lateMs = deadlineMs(draft) - cluster.clock.now();
	if (lateMs > 0 && Number.isFinite(lateMs)) queue.add(keyOf(job.object), lateMs);
	if (failure) throw failure;
}

function noteFailures(job: Entry, own: readonly OwnPod[], failures: Map<string, Failures>): Failures {
	const {uid} = job.object.metadata;
	const fresh = own.filter(pod => pod.isTracked);
	const succeeded = fresh.filter(pod => pod.phase === 'Succeeded');
	const failed = fresh.filter(pod => isFailed(pod, job.object.spec));
	const after = failuresAfter(failures.get(uid) ?? {count: 0, lastMs: 0}, succeeded, failed);
	failures.set(uid, after);
	return after;
}

/** Goes on with a job that has not failed, and counts; returns why a pod could not be made. */
function work(
	cluster: Cluster,
	job: Entry,
	draft: KubernetesObject,
	own: readonly OwnPod[],
	failures: Failures,
	queue: Queue,
): Error | undefined {
	let failure: Error | undefined;
	const isDying = Boolean(draft.metadata.deletionTimestamp);
	try {
		if (!isDying) adjust(cluster, job, draft, own, nextTryMs(failures), queue);
	} catch (error) {
		failure = error as Error;
	}
	const verdict = successOf(draft, podsOf(cluster, job));
	const next = verdict || isDying ? draft : withSuspension(cluster, job, draft);
	settle(cluster, job, next, verdict);
	return failure;
}

/** Pods made in one go. */
const mostAtOnce = 500;

/** Makes the pods that are missing, once it may, or deletes those that are too many. */
function adjust(
	cluster: Cluster,
	job: Entry,
	draft: KubernetesObject,
	own: readonly OwnPod[],
	notBeforeMs: number,
	queue: Queue,
): void {
	const count = missing(draft, own);
	const surplus = [...strays(draft, own), ...firstToGo(own.filter(isActive), -count)];
	for (const {entry} of new Set(surplus)) letGoAndDelete(cluster, job, entry);
	if (surplus.length > 0 || count <= 0) return;
	const waitMs = notBeforeMs - cluster.clock.now();
	if (waitMs > 0) {
		queue.add(keyOf(job.object), waitMs);
		return;
	}
	const most = Math.min(count, mostAtOnce);
	const isIndexed = draft.spec.completionMode === 'Indexed';
	const indexes = isIndexed ? openIndexes(draft, own, most) : Array(most).fill(undefined);
	for (const index of indexes) createPod(cluster, job, podOf(job.object, index), from);
}

/** Deletes a pod that nobody needs any more: let go before, it does not count as failed. */
function letGoAndDelete(cluster: Cluster, job: Entry, {object}: Entry): void {
	const {namespace, name} = object.metadata;
	letGo(cluster, cluster.store.get(pods, namespace, name)!);
	deletePod(cluster, job, cluster.store.get(pods, namespace, name)!, from);
}

function firstToGo(active: readonly OwnPod[], count: number): OwnPod[] {
	if (count <= 0) return [];
	const entries = doomed(
		active.map(({entry}) => entry),
		count,
	);
	return active.filter(({entry}) => entries.includes(entry));
}

/** Deletes a finished job when its time is over. */
function expire(cluster: Cluster, job: Entry, queue: Queue): void {
	const waitMs = expiryMs(job.object) - cluster.clock.now();
	if (job.object.metadata.deletionTimestamp || waitMs === Number.POSITIVE_INFINITY) return;
	if (waitMs > 0) queue.add(keyOf(job.object), waitMs);
	else remove(cluster, job, {propagationPolicy: 'Foreground'});
}
