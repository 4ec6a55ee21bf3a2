import {type KubernetesObject, textIn} from '../model/object.ts';
import {ageColumn, nameColumn, words} from './columns.ts';
import {intern} from './intern.ts';
import {rowOf, searchName} from './row.ts';
import type {ResourceView, Row} from './view.ts';

export type NamespaceRow = Row & {readonly status: string};

export const namespaces: ResourceView<NamespaceRow> = {
	name: 'namespaces',
	aliases: ['namespace', 'ns'],
	group: '',
	plural: 'namespaces',
	kind: 'Namespace',
	isNamespaced: false,
	project: (object: KubernetesObject) => ({
		...rowOf(object),
		status: intern(textIn(object.status?.phase) ?? ''),
	}),
	columns: [
		nameColumn,
		words('STATUS', row => row.status, {
			width: [11, 11],
			priority: 1,
			tone: row => (row.status === 'Terminating' ? 'warning' : 'good'),
		}),
		ageColumn,
	],
	search: searchName,
	isFaulty: row => row.status === 'Terminating',
};
