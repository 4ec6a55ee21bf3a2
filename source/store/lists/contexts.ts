import {words} from '../../resources/columns.ts';
import type {Row} from '../../resources/view.ts';
import type {ListView} from '../arrange.ts';
import {remembering} from '../remembering.ts';
import {type Table, tableOf} from '../table.ts';

/** A context of the kubeconfig; its uid is its name. */
export type ContextRow = Row & {readonly isPresent: boolean};

export const contextsTable: (names: readonly string[], present: string) => Table<ContextRow> = remembering(
	(names, present) =>
		tableOf(names.map(name => ({uid: name, namespace: '', name, created: 0, isPresent: name === present}))),
);

export const contextsView: ListView<ContextRow> = {
	name: 'contexts',
	isNamespaced: false,
	columns: [
		words('NAME', row => row.name, {width: [24, 100], priority: 1}),
		words('', row => (row.isPresent ? 'connected' : ''), {width: [9, 9], priority: 1, tone: () => 'good'}),
	],
	search: row => row.name.toLowerCase(),
	isFaulty: () => false,
};
