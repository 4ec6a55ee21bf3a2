/**
 * Counting a job's pods. Those that are over are first written down in its status, then let go, then
 * counted: whoever is interrupted in between neither forgets nor doubles one.
 */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {jobs} from '../kinds/jobs.ts';
import {type KubernetesObject, type Tree, withoutEmpty} from '../object.ts';
import {revise} from '../registry/revise.ts';
import type {Entry} from '../store.ts';
import {indexText} from './job-indexes.ts';
import {doneIndexes, isActive, isEnding, isFailed, type Verdict} from './job-plan.ts';
import {from, letGo, type OwnPod, podsOf, writer} from './job-pods.ts';
import {dated, replaced} from './job-status.ts';
import {record} from './record.ts';

/** Writes the status of a job, counts who is over, and ends the job once there is a verdict and nobody left. */
export function settle(
	cluster: Cluster,
	job: Entry,
	draft: KubernetesObject,
	verdict: Verdict | undefined,
): void {
	const own = podsOf(cluster, job);
	const fresh = own.filter(pod => pod.isTracked);
	const failed = fresh.filter(pod => countsAsFailed(pod, draft.spec, verdict));
	const succeeded = fresh.filter(pod => pod.phase === 'Succeeded');
	const isIndexed = draft.spec.completionMode === 'Indexed';
	const uncounted = {succeeded: isIndexed ? [] : uidsOf(succeeded), failed: uidsOf(failed)};
	const noted = notedStatus(cluster, draft, own, uncounted, verdict);
	write(cluster, job, noted);
	const isOver = verdict || draft.metadata.deletionTimestamp;
	for (const {entry} of isOver ? fresh : [...succeeded, ...failed]) letGo(cluster, entry);
	const counted = countedStatus(noted);
	const isLast = verdict && own.filter(isEnding).length === 0;
	write(cluster, job, isLast ? finished(cluster, job, counted, verdict) : counted);
}

function countsAsFailed(pod: OwnPod, spec: Tree, verdict: Verdict | undefined): boolean {
	if (pod.phase === 'Succeeded') return false;
	return isFailed(pod, spec) || verdict?.type === 'FailureTarget';
}

function uidsOf(own: readonly OwnPod[]): string[] {
	return own.map(({uid}) => uid);
}

function notedStatus(
	{clock}: Cluster,
	draft: KubernetesObject,
	own: readonly OwnPod[],
	{succeeded, failed}: {succeeded: string[]; failed: string[]},
	verdict: Verdict | undefined,
): Tree {
	const {active: _, ...before}: Tree = draft.status ?? {};
	const active = own.filter(isActive);
	const isKnown = before.conditions?.some(({type}: Tree) => type === verdict?.type);
	const isIndexed = draft.spec.completionMode === 'Indexed';
	const done = isIndexed ? doneIndexes(draft, own) : new Set<number>();
	return {
		...before,
		...withoutEmpty({active: active.length}),
		...(isIndexed && withoutEmpty({succeeded: done.size, completedIndexes: indexText(done)})),
		ready: active.filter(pod => pod.isReady).length,
		terminating: own.filter(isEnding).length,
		uncountedTerminatedPods: {...(succeeded.length && {succeeded}), ...(failed.length && {failed})},
		...(verdict && !isKnown && {conditions: [...(before.conditions ?? []), said(verdict, clock.now())]}),
	};
}

function said({type, reason, message}: Verdict, nowMs: number) {
	return dated(type, 'True', reason, message, nowMs);
}

function countedStatus(status: Tree): Tree {
	const {succeeded = [], failed = []} = status.uncountedTerminatedPods;
	const counts = {
		succeeded: (status.succeeded ?? 0) + succeeded.length,
		failed: (status.failed ?? 0) + failed.length,
	};
	return {...status, ...withoutEmpty(counts), uncountedTerminatedPods: {}};
}

/** The status of a job that has come to its end, which is told of. */
function finished(cluster: Cluster, job: Entry, status: Tree, {type, reason, message}: Verdict): Tree {
	const nowMs = cluster.clock.now();
	const isGood = type === 'SuccessCriteriaMet';
	record(
		cluster,
		job,
		isGood ? {reason: 'Completed', message: 'Job completed', from} : {type: 'Warning', reason, message, from},
	);
	const condition = dated(isGood ? 'Complete' : 'Failed', 'True', reason, message, nowMs);
	const conditions = replaced(status.conditions, condition);
	return {...status, conditions, ...(isGood && {completionTime: timestamp(nowMs)})};
}

function write(cluster: Cluster, {object: {metadata}}: Entry, status: Tree): void {
	const present = cluster.store.get(jobs, metadata.namespace, metadata.name)!;
	revise(cluster, present, {status}, {...writer, subresource: 'status'});
}
