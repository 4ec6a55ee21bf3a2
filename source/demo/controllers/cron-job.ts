/** The cron job controller: starts jobs when it is time, keeps track of them, and clears the oldest away. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {nextTime, parseSchedule} from '../cron.ts';
import {cronJobs} from '../kinds/cron-jobs.ts';
import {jobs} from '../kinds/jobs.ts';
import {controllerOf, type KubernetesObject, type Tree} from '../object.ts';
import {create} from '../registry/create.ts';
import {remove} from '../registry/delete.ts';
import {revise} from '../registry/revise.ts';
import type {Entry} from '../store.ts';
import {zonedTimestamp} from '../time-zone.ts';
import {type CronStatus, clearHistory, takeStock, tell, writer} from './cron-history.ts';
import {countsFromMs, missed} from './cron-plan.ts';
import {ownerReference} from './owner.ts';
import {createQueue, keyOf, splitKey} from './queue.ts';

/** How long after its time a job is started at the earliest. */
const graceMs = 100;

export function runCronJobs(cluster: Cluster): void {
	const {store, clock} = cluster;
	const queue = createQueue(clock, 8, key => {
		const entry = store.get(cronJobs, ...splitKey(key));
		if (!entry) return;
		reconcile(cluster, entry);
		const {spec, metadata} = entry.object;
		if (spec.suspend || metadata.deletionTimestamp) return;
		const nextMs = nextTime(parseSchedule(spec.schedule), clock.now(), spec.timeZone);
		if (nextMs !== undefined) queue.add(key, nextMs + graceMs - clock.now());
	});
	store.onChange(({entry: {kind, object}}) => {
		if (kind === cronJobs) queue.add(keyOf(object));
		const owner = kind === jobs ? controllerOf(object) : undefined;
		if (owner?.kind === 'CronJob') queue.add(`${object.metadata.namespace}/${owner.name}`);
	});
}

function reconcile(cluster: Cluster, cronJob: Entry): void {
	const own = cluster.store.ownedBy(cronJob.object.metadata.uid, jobs);
	let status = takeStock(cluster, cronJob, own);
	try {
		status = startDue(cluster, cronJob, status);
	} finally {
		clearHistory(cluster, cronJob, own);
		const {active, ...others} = status;
		const shown = active.length > 0 ? {active, ...others} : others;
		revise(cluster, cronJob, {status: shown}, {...writer, subresource: 'status'});
	}
}

/** Starts the job whose time has come, unless something is in its way; returns the status after that. */
function startDue(cluster: Cluster, cronJob: Entry, status: CronStatus): CronStatus {
	const object: KubernetesObject = {...cronJob.object, status};
	const dueMs = dueTime(cluster, cronJob, object);
	if (dueMs === undefined || isMet(object, dueMs)) return status;
	const {concurrencyPolicy} = object.spec;
	if (concurrencyPolicy === 'Forbid' && status.active.length > 0) {
		const message = 'Not starting job because prior execution is running and concurrency policy is Forbid';
		tell(cluster, cronJob, {reason: 'JobAlreadyActive', message});
		return status;
	}
	if (concurrencyPolicy === 'Replace') stopActive(cluster, cronJob, status.active);
	const kept = concurrencyPolicy === 'Replace' ? [] : status.active;
	const started = startJob(cluster, cronJob, dueMs);
	return {...status, active: [...kept, referenceTo(started)], lastScheduleTime: timestamp(dueMs)};
}

/** The time that has come, unless it is too late for it. */
function dueTime(cluster: Cluster, cronJob: Entry, object: KubernetesObject): number | undefined {
	const {spec, metadata} = object;
	if (metadata.deletionTimestamp || spec.suspend) return undefined;
	const nowMs = cluster.clock.now();
	const since = countsFromMs(object, nowMs);
	const {lastMs, isMany} = missed(parseSchedule(spec.schedule), since, nowMs, spec.timeZone);
	if (lastMs !== undefined && isMany) {
		const message =
			'too many missed start times. Set or decrease .spec.startingDeadlineSeconds or check clock skew';
		tell(cluster, cronJob, {type: 'Warning', reason: 'TooManyMissedTimes', message});
	}
	if (lastMs === undefined || spec.startingDeadlineSeconds === undefined) return lastMs;
	if (lastMs + spec.startingDeadlineSeconds * 1000 >= nowMs) return lastMs;
	const when = new Date(lastMs).toUTCString().replace('GMT', '+0000');
	const message = `Missed scheduled time to start a job: ${when}`;
	tell(cluster, cronJob, {type: 'Warning', reason: 'MissSchedule', message});
	return undefined;
}

function isMet({metadata, status}: KubernetesObject, dueMs: number): boolean {
	const name = jobName(metadata.name, dueMs);
	return (
		status!.lastScheduleTime === timestamp(dueMs) || status!.active.some((job: Tree) => job.name === name)
	);
}

/** The name of the job for a time, by which it is not started twice. */
function jobName(name: string, dueMs: number): string {
	return `${name}-${Math.floor(dueMs / 60_000)}`;
}

function stopActive(cluster: Cluster, cronJob: Entry, active: readonly Tree[]): void {
	for (const {namespace, name} of active) {
		remove(cluster, cluster.store.get(jobs, namespace, name)!, {propagationPolicy: 'Background'});
		tell(cluster, cronJob, {reason: 'SuccessfulDelete', message: `Deleted job ${name}`});
	}
}

function startJob(cluster: Cluster, cronJob: Entry, dueMs: number): Entry {
	const {metadata, spec} = cronJob.object;
	const {labels, annotations} = spec.jobTemplate.metadata ?? {};
	const scheduled = zonedTimestamp(dueMs, spec.timeZone ?? 'UTC');
	const body = {
		metadata: {
			name: jobName(metadata.name, dueMs),
			labels,
			annotations: {...annotations, 'batch.kubernetes.io/cronjob-scheduled-timestamp': scheduled},
			ownerReferences: [ownerReference(cronJob)],
		},
		spec: spec.jobTemplate.spec,
	};
	try {
		const job = create(cluster, jobs, metadata.namespace, body, writer);
		const message = `Created job ${job.object.metadata.name}`;
		tell(cluster, cronJob, {reason: 'SuccessfulCreate', message});
		return job;
	} catch (error) {
		const message = `Error creating job: ${(error as Error).message}`;
		tell(cluster, cronJob, {type: 'Warning', reason: 'FailedCreate', message});
		throw error;
	}
}

function referenceTo({object: {metadata}}: Entry): Tree {
	const {namespace, name, uid, resourceVersion} = metadata;
	return {kind: 'Job', namespace, name, uid, apiVersion: 'batch/v1', resourceVersion};
}
