import type {KubernetesObject, Tree} from '../object.ts';
import {durationText} from './duration.ts';

/** The one word for how a job is; its end comes before all else. */
export function jobStatus({metadata, status}: KubernetesObject): string {
	const is = (type: string) =>
		status?.conditions?.some((condition: Tree) => condition.type === type && condition.status === 'True');
	if (is('Complete')) return 'Complete';
	if (is('Failed')) return 'Failed';
	if (metadata.deletionTimestamp) return 'Terminating';
	if (is('Suspended')) return 'Suspended';
	if (is('FailureTarget')) return 'FailureTarget';
	return is('SuccessCriteriaMet') ? 'SuccessCriteriaMet' : 'Running';
}

/** How many pods have succeeded, and how many are to. */
export function completionsText({spec, status}: KubernetesObject): string {
	const succeeded = status?.succeeded ?? 0;
	if (spec.completions !== undefined) return `${succeeded}/${spec.completions}`;
	return spec.parallelism > 1 ? `${succeeded}/1 of ${spec.parallelism}` : `${succeeded}/1`;
}

/** From the start to the end, or until now; empty before the start. */
export function jobDuration({status}: KubernetesObject, nowMs: number): string {
	if (!status?.startTime) return '';
	const endMs = status.completionTime ? Date.parse(status.completionTime) : nowMs;
	return durationText(endMs - Date.parse(status.startTime));
}
