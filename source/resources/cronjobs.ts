import {type KubernetesObject, objectsIn, textIn} from '../model/object.ts';
import {timeOf} from './age.ts';
import {ageColumn, amount, nameColumn, namespaceColumn, noneText, since, words} from './columns.ts';
import {intern} from './intern.ts';
import {rowOf, searchName} from './row.ts';
import type {Column, ResourceView, Row} from './view.ts';

export type CronJobRow = Row & {
	readonly schedule: string;
	/** Empty where the controller's own clock counts. */
	readonly timeZone: string;
	readonly isSuspended: boolean;
	readonly active: number;
	readonly lastRun: number | undefined;
	readonly lastSuccess: number | undefined;
};

export function projectCronJob(object: KubernetesObject): CronJobRow {
	const {spec = {}, status = {}} = object;
	return {
		...rowOf(object),
		schedule: intern(textIn(spec.schedule) ?? ''),
		timeZone: intern(textIn(spec.timeZone) ?? ''),
		isSuspended: spec.suspend === true,
		active: objectsIn(status.active).length,
		lastRun: timeOf(textIn(status.lastScheduleTime)),
		lastSuccess: timeOf(textIn(status.lastSuccessfulTime)),
	};
}

/** Its last scheduled run is over, and was no success. */
function hasFailedLately({active, lastRun, lastSuccess}: CronJobRow): boolean {
	return active === 0 && lastRun !== undefined && (lastSuccess ?? 0) < lastRun;
}

function sayState(row: CronJobRow): string {
	if (row.active > 0) return row.active === 1 ? 'running' : `${row.active} running`;
	if (row.isSuspended) return 'suspended';
	return hasFailedLately(row) ? 'last run failed' : 'waits';
}

function last(title: string, read: (row: CronJobRow) => number | undefined): Column<CronJobRow> {
	const column = since(title, read, {width: [8, 8], priority: 2});
	return {...column, cell: (row, facts) => (read(row) === undefined ? 'never' : column.cell(row, facts))};
}

export const cronjobs: ResourceView<CronJobRow> = {
	name: 'cronjobs',
	aliases: ['cronjob', 'cj'],
	group: 'batch',
	plural: 'cronjobs',
	kind: 'CronJob',
	isNamespaced: true,
	project: projectCronJob,
	columns: [
		namespaceColumn,
		nameColumn,
		words('SCHEDULE', row => row.schedule, {width: [11, 30], priority: 1}),
		words('STATE', sayState, {
			width: [15, 16],
			priority: 1,
			tone: row =>
				row.active > 0 ? 'progress' : row.isSuspended ? 'dim' : hasFailedLately(row) ? 'bad' : 'good',
		}),
		last('LAST RUN', row => row.lastRun),
		last('LAST OK', row => row.lastSuccess),
		amount('ACTIVE', row => row.active, {width: [6, 6], priority: 5}),
		ageColumn,
		words('TIMEZONE', row => row.timeZone || noneText, {width: [8, 24], priority: 6}),
	],
	search: row => `${searchName(row)} ${row.schedule} ${sayState(row)}`.toLowerCase(),
	isFaulty: hasFailedLately,
};
