import {type KubernetesObject, numberIn, textIn} from '../model/object.ts';
import {sayDuration, timeOf} from './age.ts';
import {ageColumn, amount, nameColumn, namespaceColumn, noneText, since, words} from './columns.ts';
import {conditionIn, conditionsOf} from './conditions.ts';
import {intern} from './intern.ts';
import {controllerOf, rowOf, searchName} from './row.ts';
import type {Facts, ResourceView, Row, Tone} from './view.ts';

export type JobRow = Row & {
	/** The CronJob that made it, or whoever else. */
	readonly owner: {readonly kind: string; readonly name: string; readonly uid: string} | undefined;
	readonly outcome: 'succeeded' | 'failed' | 'running' | 'suspended' | 'waiting';
	/** Why it failed; else empty. */
	readonly why: string;
	readonly startedAt: number | undefined;
	readonly endedAt: number | undefined;
	readonly active: number;
	readonly succeeded: number;
	readonly failed: number;
	/** How many times it must succeed; undefined where any success will do. */
	readonly completions: number | undefined;
	readonly isSuspended: boolean;
	/** It was started by hand, beside the schedule. */
	readonly isByHand: boolean;
};

export function projectJob(object: KubernetesObject): JobRow {
	const {spec = {}, status = {}, metadata} = object;
	const conditions = conditionsOf(object);
	const failure = conditionIn(conditions, 'Failed');
	const success = conditionIn(conditions, 'Complete');
	const hasFailed = failure?.status === 'True';
	const controller = controllerOf(object);
	const active = numberIn(status.active) ?? 0;
	const isSuspended = spec.suspend === true;
	const startedAt = timeOf(textIn(status.startTime));
	return {
		...rowOf(object),
		owner: controller && {
			kind: intern(controller.kind),
			name: intern(controller.name),
			uid: intern(controller.uid),
		},
		outcome: hasFailed
			? 'failed'
			: success?.status === 'True'
				? 'succeeded'
				: isSuspended
					? 'suspended'
					: active > 0 || startedAt !== undefined
						? 'running'
						: 'waiting',
		why: hasFailed ? intern([failure.reason, failure.message].filter(Boolean).join(': ')) : '',
		startedAt,
		endedAt: timeOf(textIn(status.completionTime)) ?? (hasFailed ? failure.since : undefined),
		active,
		succeeded: numberIn(status.succeeded) ?? 0,
		failed: numberIn(status.failed) ?? 0,
		completions: numberIn(spec.completions),
		isSuspended,
		isByHand: metadata.annotations?.['cronjob.kubernetes.io/instantiate'] === 'manual',
	};
}

/** How long it ran, or has run by now. */
export function jobDuration({startedAt, endedAt, outcome}: JobRow, now: number): number | undefined {
	if (startedAt === undefined) return undefined;
	if (endedAt !== undefined) return endedAt - startedAt;
	return outcome === 'running' ? now - startedAt : undefined;
}

export function sayOutcome({outcome, why}: JobRow): string {
	return why === '' ? outcome : `${outcome} (${why.split(':')[0]})`;
}

export function outcomeTone({outcome}: JobRow): Tone {
	if (outcome === 'succeeded') return 'good';
	if (outcome === 'failed') return 'bad';
	return outcome === 'running' ? 'progress' : 'dim';
}

function sayCompletions({succeeded, completions}: JobRow): string {
	return `${succeeded}/${completions ?? 1}`;
}

function sayRan(row: JobRow, {now}: Facts): string {
	const ran = jobDuration(row, now);
	return ran === undefined ? noneText : sayDuration(ran);
}

export const jobs: ResourceView<JobRow> = {
	name: 'jobs',
	aliases: ['job'],
	group: 'batch',
	plural: 'jobs',
	kind: 'Job',
	isNamespaced: true,
	project: projectJob,
	order: {column: 'AGE', isDescending: false},
	columns: [
		namespaceColumn,
		nameColumn,
		words('STATUS', sayOutcome, {width: [10, 36], priority: 1, tone: outcomeTone}),
		words('DONE', sayCompletions, {width: [5, 9], priority: 3, align: 'right'}),
		since('STARTED', row => row.startedAt, {width: [7, 7], priority: 2}),
		words('RAN', sayRan, {
			width: [5, 7],
			priority: 2,
			align: 'right',
			sortBy: (row, {now}) => jobDuration(row, now),
		}),
		amount('FAILED', row => row.failed, {width: [6, 6], priority: 4}),
		amount('ACTIVE', row => row.active, {width: [6, 6], priority: 5}),
		ageColumn,
		words('BY', row => (row.isByHand ? 'hand' : row.owner ? row.owner.name : noneText), {
			width: [8, 40],
			priority: 6,
		}),
	],
	search: row => `${searchName(row)} ${row.outcome} ${row.why} ${row.owner?.name ?? ''}`.toLowerCase(),
	isFaulty: row => row.outcome === 'failed',
};
