/** The jobs of a cron job that are there: which of them run, which are over, and which are too many. */
import type {Cluster} from '../cluster.ts';
import type {KubernetesObject, Tree} from '../object.ts';
import {remove} from '../registry/delete.ts';
import type {Entry} from '../store.ts';
import {endOf} from './job-status.ts';
import {type Happening, record} from './record.ts';

export const writer = {manager: 'kube-controller-manager'};

/** The status of a cron job, with the list of its running jobs even where that is empty. */
export type CronStatus = Tree & {active: Tree[]};

export function tell(cluster: Cluster, cronJob: Entry, happening: Omit<Happening, 'from'>): void {
	record(cluster, cronJob, {...happening, from: 'cronjob-controller'});
}

/** The cron job's status with what has become of its jobs. */
export function takeStock(cluster: Cluster, cronJob: Entry, own: readonly Entry[]): CronStatus {
	const {active: listed = [], ...status}: Tree = cronJob.object.status ?? {};
	const isListed = (job: Entry) => listed.some(({uid}: Tree) => uid === job.object.metadata.uid);
	for (const job of own) {
		const {name} = job.object.metadata;
		const end = endOf(job.object)?.type;
		if (!end && !isListed(job)) {
			const message = `Saw a job that the controller did not create or forgot: ${name}`;
			tell(cluster, cronJob, {type: 'Warning', reason: 'UnexpectedJob', message});
		}
		if (end && isListed(job)) {
			const message = `Saw completed job: ${name}, condition: ${end}`;
			tell(cluster, cronJob, {reason: 'SawCompletedJob', message});
		}
	}
	const active = listed.filter((reference: Tree) => isRunning(cluster, cronJob, own, reference));
	const times = own.map(({object}) => object.status?.completionTime).filter(Boolean);
	const lastSuccessfulTime = [status.lastSuccessfulTime, ...times].filter(Boolean).sort().at(-1);
	return {...status, active, ...(lastSuccessfulTime && {lastSuccessfulTime})};
}

function isRunning(cluster: Cluster, cronJob: Entry, own: readonly Entry[], {uid, name}: Tree): boolean {
	const job = own.find(({object}) => object.metadata.uid === uid);
	if (!job) tell(cluster, cronJob, {reason: 'MissingJob', message: `Active job went missing: ${name}`});
	return job !== undefined && !endOf(job.object);
}

/** Deletes the oldest finished jobs beyond what is to be kept of each kind of end. */
export function clearHistory(cluster: Cluster, cronJob: Entry, own: readonly Entry[]): void {
	const {successfulJobsHistoryLimit, failedJobsHistoryLimit} = cronJob.object.spec;
	const surplus = [
		...oldest(own, 'Complete', successfulJobsHistoryLimit),
		...oldest(own, 'Failed', failedJobsHistoryLimit),
	];
	for (const job of surplus) {
		remove(cluster, job, {propagationPolicy: 'Background'});
		const message = `Deleted job ${job.object.metadata.name}`;
		tell(cluster, cronJob, {reason: 'SuccessfulDelete', message});
	}
}

function oldest(own: readonly Entry[], end: string, kept: number): Entry[] {
	const over = own.filter(({object}) => endOf(object)?.type === end && !object.metadata.deletionTimestamp);
	const byStart = over.sort((a, b) => (startOf(a.object) < startOf(b.object) ? -1 : 1));
	return byStart.slice(0, Math.max(0, over.length - kept));
}

function startOf({metadata, status}: KubernetesObject): string {
	return `${status?.startTime ?? '~'} ${metadata.name}`;
}
