import {parseSchedule} from '../cron.ts';
import type {Tree} from '../object.ts';
import {isTimeZone} from '../time-zone.ts';
import {list, members} from './fields.ts';
import {checkJobSpec, jobSpec} from './job-spec.ts';
import {type Cause, invalidValue, type Kind, nonNegative, oneOf, required, unsupported} from './kind.ts';
import {metadataShape, objectShape} from './metadata.ts';
import {fillPodSpec} from './pod-defaults.ts';

const objectReference = members({string: 'kind namespace name uid apiVersion resourceVersion fieldPath'});

export const cronJobs: Kind = {
	group: 'batch',
	version: 'v1',
	kind: 'CronJob',
	plural: 'cronjobs',
	singular: 'cronjob',
	shortNames: ['cj'],
	categories: ['all'],
	isNamespaced: true,
	hasStatus: true,
	hasGeneration: true,
	shape: objectShape({
		spec: members(
			{
				string: 'schedule timeZone concurrencyPolicy',
				integer: 'startingDeadlineSeconds successfulJobsHistoryLimit failedJobsHistoryLimit',
				boolean: 'suspend',
			},
			{jobTemplate: members({}, {metadata: metadataShape, spec: jobSpec})},
		),
		status: members({string: 'lastScheduleTime lastSuccessfulTime'}, {active: list(objectReference)}),
	}),
	fill(cronJob) {
		cronJob.spec ??= {};
		const {spec} = cronJob;
		spec.concurrencyPolicy ??= 'Allow';
		spec.suspend ??= false;
		spec.successfulJobsHistoryLimit ??= 3;
		spec.failedJobsHistoryLimit ??= 1;
		fillTemplate(spec);
		cronJob.status ??= {};
	},
	check: ({metadata, spec}, before) => [
		...checkSchedule(spec.schedule),
		...nonNegative('spec.startingDeadlineSeconds', spec.startingDeadlineSeconds),
		...checkTimeZone(spec.timeZone),
		...oneOf('spec.concurrencyPolicy', spec.concurrencyPolicy, ['Allow', 'Forbid', 'Replace']),
		...checkJobSpec(spec.jobTemplate.spec, 'spec.jobTemplate.spec'),
		...checkSelector(spec.jobTemplate.spec),
		...nonNegative('spec.successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit),
		...nonNegative('spec.failedJobsHistoryLimit', spec.failedJobsHistoryLimit),
		...(before ? [] : checkLength(metadata.name)),
	],
};

function fillTemplate(spec: Tree): void {
	spec.jobTemplate ??= {};
	spec.jobTemplate.metadata ??= {};
	spec.jobTemplate.spec ??= {};
	const job = spec.jobTemplate.spec;
	job.template ??= {};
	job.template.spec ??= {};
	fillPodSpec(job.template.spec);
}

function checkSchedule(schedule: string | undefined): Cause[] {
	const field = 'spec.schedule';
	if (!schedule) return [required(field)];
	if (/^(CRON_)?TZ=/.test(schedule)) {
		const why = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
		return [invalidValue(field, schedule, why)];
	}
	try {
		parseSchedule(schedule);
		return [];
	} catch (error) {
		return [invalidValue(field, schedule, (error as Error).message)];
	}
}

function checkTimeZone(name: string | undefined): Cause[] {
	const field = 'spec.timeZone';
	if (!name || isTimeZone(name)) return [];
	const local = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
	return [
		...(name.toLowerCase() === 'local' ? [invalidValue(field, name, local)] : []),
		invalidValue(field, name, `unknown time zone ${name}`),
	];
}

/** Jobs made by schedule always select their pods themselves. */
function checkSelector({selector, manualSelector}: Tree): Cause[] {
	const field = 'spec.jobTemplate.spec';
	const given = invalidValue(`${field}.selector`, selector, '`selector` will be auto-generated');
	const manual = {...unsupported(`${field}.manualSelector`, true, ['nil', 'false'])};
	return [...(selector ? [given] : []), ...(manualSelector ? [manual] : [])];
}

/** The names of its jobs are eleven characters longer. */
function checkLength(name: string): Cause[] {
	return name.length > 52 ? [invalidValue('metadata.name', name, 'must be no more than 52 characters')] : [];
}
