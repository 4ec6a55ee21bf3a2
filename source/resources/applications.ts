import {heldOf} from '../model/held.ts';
import {isObject, type KubernetesObject, objectIn, textIn} from '../model/object.ts';
import {ageColumn, nameColumn, namespaceColumn, words} from './columns.ts';
import {heldColumn, isOverdue, type OwnerRow} from './held-column.ts';
import {intern} from './intern.ts';
import {rowOf, searchName} from './row.ts';
import type {ResourceView, Tone} from './view.ts';

/** An Argo CD Application: how what it has compares with Git, and what it does about it. */
export type ApplicationRow = OwnerRow & {
	readonly sync: string;
	readonly healthOfAll: string;
	readonly policy: string;
};

function projectApplication(object: KubernetesObject): ApplicationRow {
	const {spec = {}, status = {}} = object;
	return {
		...rowOf(object),
		held: heldOf(object),
		sync: intern(textIn(objectIn(status.sync).status) ?? 'Unknown'),
		healthOfAll: intern(textIn(objectIn(status.health).status) ?? 'Unknown'),
		policy: sayPolicy(objectIn(spec.syncPolicy)),
	};
}

function sayPolicy({automated}: ReturnType<typeof objectIn>): string {
	if (!isObject(automated) || automated.enabled === false) return 'by hand';
	return automated.selfHeal === true ? 'heals' : 'syncs';
}

const healthTones: {readonly [health: string]: Tone} = {
	Healthy: 'good',
	Progressing: 'progress',
	Suspended: 'warning',
	Degraded: 'bad',
	Missing: 'bad',
};

export const applications: ResourceView<ApplicationRow> = {
	name: 'applications',
	aliases: ['application', 'app', 'apps'],
	group: 'argoproj.io',
	plural: 'applications',
	kind: 'Application',
	isNamespaced: true,
	isEverywhere: true,
	project: projectApplication,
	columns: [
		namespaceColumn,
		nameColumn,
		words('STATUS', row => row.healthOfAll, {
			width: [7, 12],
			priority: 1,
			tone: row => healthTones[row.healthOfAll] ?? 'dim',
		}),
		words('SYNC', row => row.sync, {
			width: [6, 10],
			priority: 2,
			tone: row => (row.sync === 'OutOfSync' ? 'warning' : 'plain'),
		}),
		words('POLICY', row => row.policy, {width: [7, 8], priority: 3}),
		heldColumn,
		ageColumn,
	],
	search: row => `${searchName(row)} ${row.healthOfAll} ${row.sync}`.toLowerCase(),
	isFaulty: (row, {now}) => ['Degraded', 'Missing'].includes(row.healthOfAll) || isOverdue(row, now),
};
