import {isObject, type KubernetesObject, textIn} from '../model/object.ts';
import {ageColumn, amount, joined, nameColumn, namespaceColumn, words} from './columns.ts';
import {intern} from './intern.ts';
import {rowOf, searchName} from './row.ts';
import type {ResourceView, Row} from './view.ts';

/** Of a secret only the names of its keys are kept: its values are let go while the list is parsed. */
export type SecretRow = Row & {readonly type: string; readonly keys: readonly string[]};

export const secrets: ResourceView<SecretRow> = {
	name: 'secrets',
	aliases: ['secret'],
	group: '',
	plural: 'secrets',
	kind: 'Secret',
	isNamespaced: true,
	project: (object: KubernetesObject) => ({
		...rowOf(object),
		type: intern(textIn(object.type) ?? ''),
		keys: isObject(object.data) ? Object.keys(object.data).map(intern) : [],
	}),
	columns: [
		namespaceColumn,
		nameColumn,
		words('TYPE', row => row.type, {width: [8, 36], priority: 2}),
		amount('DATA', row => row.keys.length, {width: [4, 6], priority: 2}),
		words('KEYS', row => joined(row.keys), {width: [8, 60], priority: 3}),
		ageColumn,
	],
	search: row => `${searchName(row)} ${row.type} ${row.keys.join(' ')}`.toLowerCase(),
	isFaulty: () => false,
};
