import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import type {KubernetesObject, Tree} from '../object.ts';
import type {Entry} from '../store.ts';
import {type Condition, conditionOf} from './conditions.ts';
import type {Verdict} from './job-plan.ts';
import {from} from './job-pods.ts';
import {record} from './record.ts';

/** A condition as the job controller dates it. */
export function dated(
	type: string,
	status: 'True' | 'False',
	reason: string,
	message: string,
	nowMs: number,
): Condition {
	const now = timestamp(nowMs);
	return {type, status, lastProbeTime: now, lastTransitionTime: now, reason, message};
}

/** The condition with which a job has come to its end. */
export function endOf({status}: KubernetesObject): Condition | undefined {
	const ends: Condition[] = status?.conditions ?? [];
	return ends.find(({type, status: is}) => (type === 'Complete' || type === 'Failed') && is === 'True');
}

/** Whether a job has come to an end, good or bad. */
export function isFinished(job: KubernetesObject): boolean {
	return endOf(job) !== undefined;
}

/** When a finished job is to be deleted; infinite where it may stay. */
export function expiryMs(job: KubernetesObject): number {
	const {ttlSecondsAfterFinished: seconds} = job.spec;
	const end = endOf(job);
	if (seconds === undefined || !end) return Number.POSITIVE_INFINITY;
	return Date.parse(end.lastTransitionTime) + seconds * 1000;
}

/** What was found about a job before its last pods had gone. */
export function standingVerdict({status}: KubernetesObject): Verdict | undefined {
	const found = (['SuccessCriteriaMet', 'FailureTarget'] as const).flatMap(type => {
		const condition = conditionOf(status?.conditions, type);
		return condition?.status === 'True' ? [{type, condition}] : [];
	});
	const [{type, condition} = {}] = found;
	return type && {type, reason: condition!.reason!, message: condition!.message!};
}

/** The job with the time of its start, unless it is suspended. */
export function started(job: KubernetesObject, nowMs: number): KubernetesObject {
	const {spec, status} = job;
	if (status?.startTime || spec.suspend) return job;
	return {...job, status: {...status, startTime: timestamp(nowMs)}};
}

/** The job told that it was suspended or resumed, where it was; its time starts anew then. */
export function withSuspension(cluster: Cluster, job: Entry, draft: KubernetesObject): KubernetesObject {
	const {spec, status = {}} = draft;
	const before = conditionOf(status.conditions, 'Suspended');
	const isSuspended = before?.status === 'True';
	if (Boolean(spec.suspend) === isSuspended) return draft;
	const [reason, word] = spec.suspend ? ['JobSuspended', 'Suspended'] : ['JobResumed', 'Resumed'];
	const message = `Job ${word!.toLowerCase()}`;
	record(cluster, job, {reason: word!, message, from});
	const nowMs = cluster.clock.now();
	const condition = dated('Suspended', spec.suspend ? 'True' : 'False', reason!, message, nowMs);
	const {startTime, ...others}: Tree = status;
	const conditions = replaced(status.conditions ?? [], condition);
	return {
		...draft,
		status: {...others, ...(!spec.suspend && {startTime: timestamp(nowMs)}), conditions},
	};
}

/** `conditions` with this one in the place of its type, or at the end. */
export function replaced(conditions: readonly Condition[], condition: Condition): Condition[] {
	const isKnown = conditions.some(({type}) => type === condition.type);
	if (!isKnown) return [...conditions, condition];
	return conditions.map(each => (each.type === condition.type ? condition : each));
}
