/** What follows for a job from what its pods did. Pure, and as the job controller does it. */
import type {Tree} from '../object.ts';
import {parseIndexes} from './job-indexes.ts';

/** A pod of a job, as far as the job cares. */
export type JobPod = {
	phase: string;
	isTerminating: boolean;
	isReady: boolean;
	/** Not counted yet: it still has the finalizer that keeps it until it is. */
	isTracked: boolean;
	/** The number of its part of the work, where the job is indexed. */
	index: number | undefined;
	restarts: number;
	finishedMs: number;
};

export type Verdict = {type: 'SuccessCriteriaMet' | 'FailureTarget'; reason: string; message: string};

const isOver = ({phase}: JobPod) => phase === 'Succeeded' || phase === 'Failed';

export const isActive = (pod: JobPod) => !isOver(pod) && !pod.isTerminating;

/** Going, but its containers may still run. */
export const isEnding = (pod: JobPod) => !isOver(pod) && pod.isTerminating;

/** Failed or (unless only failed pods are replaced) deleted before it came to its end. */
export function isFailed({phase, isTerminating}: JobPod, {podReplacementPolicy}: Tree): boolean {
	if (phase === 'Failed') return true;
	return podReplacementPolicy !== 'Failed' && isTerminating && phase !== 'Succeeded';
}

/** The indexes whose work is done, those of pods included that are not counted yet. */
export function doneIndexes({spec, status}: Tree, pods: readonly JobPod[]): Set<number> {
	const done = pods.filter(pod => pod.isTracked && pod.phase === 'Succeeded' && isInside(pod, spec));
	return new Set([
		...parseIndexes(status?.completedIndexes, spec.completions),
		...done.map(({index}) => index!),
	]);
}

function isInside({index}: JobPod, {completions}: Tree): boolean {
	return index !== undefined && index < completions;
}

export function succeededCount(job: Tree, pods: readonly JobPod[]): number {
	if (job.spec.completionMode === 'Indexed') return doneIndexes(job, pods).size;
	const fresh = pods.filter(pod => pod.isTracked && pod.phase === 'Succeeded').length;
	return (job.status?.succeeded ?? 0) + fresh;
}

/** Why a job has failed, if it has. */
export function failureOf(job: Tree, pods: readonly JobPod[], nowMs: number): Verdict | undefined {
	const {spec, status} = job;
	const fresh = pods.filter(pod => pod.isTracked && isFailed(pod, spec)).length;
	const isBeyond = (status?.failed ?? 0) + fresh > spec.backoffLimit;
	if (isBeyond || hasRestartedTooOften(spec, pods)) {
		const message = 'Job has reached the specified backoff limit';
		return {type: 'FailureTarget', reason: 'BackoffLimitExceeded', message};
	}
	if (deadlineMs(job) > nowMs) return undefined;
	const message = 'Job was active longer than specified deadline';
	return {type: 'FailureTarget', reason: 'DeadlineExceeded', message};
}

function hasRestartedTooOften({template, backoffLimit}: Tree, pods: readonly JobPod[]): boolean {
	if (template.spec.restartPolicy !== 'OnFailure') return false;
	const restarts = pods.filter(pod => !isOver(pod)).reduce((sum, pod) => sum + pod.restarts, 0);
	return backoffLimit === 0 ? restarts > 0 : restarts >= backoffLimit;
}

/** When a job has run for as long as it may; infinite where there is no such time. */
export function deadlineMs({spec, status}: Tree): number {
	return spec.activeDeadlineSeconds === undefined || !status?.startTime || spec.suspend
		? Number.POSITIVE_INFINITY
		: Date.parse(status.startTime) + spec.activeDeadlineSeconds * 1000;
}

/** Whether a job's work is done, once none of its pods is active any more. */
export function successOf(job: Tree, pods: readonly JobPod[]): Verdict | undefined {
	const least = job.spec.completions ?? 1;
	if (succeededCount(job, pods) < least || pods.some(isActive)) return undefined;
	const message = 'Reached expected number of succeeded pods';
	return {type: 'SuccessCriteriaMet', reason: 'CompletionsReached', message};
}

/** How many pods more a job should have now; negative when there are too many. */
export function missing(job: Tree, pods: readonly JobPod[]): number {
	const {completions, parallelism, suspend, podReplacementPolicy} = job.spec;
	const active = pods.filter(isActive).length;
	if (suspend) return -active;
	const succeeded = succeededCount(job, pods);
	const whole = succeeded > 0 ? active : parallelism;
	const wanted =
		completions === undefined ? whole : Math.max(0, Math.min(parallelism, completions - succeeded));
	if (wanted <= active) return wanted - active;
	const ending = podReplacementPolicy === 'Failed' ? pods.filter(isEnding).length : 0;
	return Math.max(0, wanted - active - ending);
}

/** The first `count` indexes that nobody has done or is at. */
export function openIndexes(job: Tree, pods: readonly JobPod[], count: number): number[] {
	const isReplacedLate = job.spec.podReplacementPolicy === 'Failed';
	const busy = pods.filter(pod => isActive(pod) || (isReplacedLate && isEnding(pod)));
	const taken = new Set([...doneIndexes(job, pods), ...busy.map(({index}) => index)]);
	const open: number[] = [];
	for (let index = 0; index < job.spec.completions && open.length < count; index++)
		if (!taken.has(index)) open.push(index);
	return open;
}

/** Active pods of an indexed job whose part is not wanted any more, or has somebody else at it already. */
export function strays<Pod extends JobPod>({spec}: Tree, pods: readonly Pod[]): Pod[] {
	if (spec.completionMode !== 'Indexed') return [];
	const seen = new Set<number | undefined>();
	return pods.filter(isActive).filter(pod => {
		const isStray = !isInside(pod, spec) || seen.has(pod.index);
		seen.add(pod.index);
		return isStray;
	});
}

/** How often pods failed in a row, and when the last one did. */
export type Failures = {count: number; lastMs: number};

/** The failures since the last success, with those pods that are counted now. */
export function failuresAfter(
	before: Failures,
	succeeded: readonly JobPod[],
	failed: readonly JobPod[],
): Failures {
	if (succeeded.length === 0 && failed.length === 0) return before;
	const times = failed.map(({finishedMs}) => finishedMs);
	if (succeeded.length === 0) return {count: before.count + failed.length, lastMs: Math.max(...times)};
	const successMs = Math.max(...succeeded.map(({finishedMs}) => finishedMs));
	const later = times.filter(atMs => atMs > successMs);
	return {count: later.length, lastMs: Math.max(0, ...later)};
}

/** When the next pod may be made: 10, 20, 40 … seconds after the last failure, at most ten minutes. */
export function nextTryMs({count, lastMs}: Failures): number {
	return count === 0 ? 0 : lastMs + Math.min(600_000, 10_000 * 2 ** (count - 1));
}
