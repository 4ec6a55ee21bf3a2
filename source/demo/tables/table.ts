/** Objects as rows, as kubectl asks for them: the server knows which columns a kind has. */
import type {Kind} from '../kinds/kind.ts';
import type {KubernetesObject, Tree} from '../object.ts';
import {apiVersion, type Entry} from '../store.ts';
import {columnsOf} from './columns.ts';

/** How much of each object stands beside its row. */
export type IncludeObject = 'None' | 'Metadata' | 'Object';

/** The Table of these objects at `nowMs`; `isFirst` wants the columns' names, too. */
export function tableOf(
	kind: Kind,
	entries: readonly Entry[],
	metadata: Tree,
	include: IncludeObject,
	nowMs: number,
	isFirst = true,
): Tree {
	const rows = entries.map(({object}) => ({
		cells: columnsOf(kind).map(({read}) => read(object, nowMs)),
		...(include !== 'None' && {object: beside(kind, object, include)}),
	}));
	return table(kind, metadata, rows, isFirst);
}

/** A bookmark of a watch is a table too: one row of an object that says nothing but how far the watch has come. */
export function bookmarkTable(kind: Kind, metadata: Tree, include: IncludeObject, isFirst: boolean): Tree {
	const cells = columnsOf(kind).map(() => '');
	const object = beside(kind, {metadata} as KubernetesObject, include);
	const row = {cells, ...(include !== 'None' && {object})};
	return table(kind, {resourceVersion: metadata.resourceVersion}, [row], isFirst);
}

function table(kind: Kind, metadata: Tree, rows: readonly Tree[], isFirst: boolean): Tree {
	const definitions = columnsOf(kind).map(({name, type = 'string', isWide}) => ({
		name,
		type,
		format: name === 'Name' ? 'name' : '',
		description: '',
		priority: isWide ? 1 : 0,
	}));
	return {
		kind: 'Table',
		apiVersion: 'meta.k8s.io/v1',
		metadata,
		columnDefinitions: isFirst ? definitions : null,
		rows,
	};
}

function beside(kind: Kind, object: KubernetesObject, include: IncludeObject): Tree {
	return include === 'Object'
		? {kind: kind.kind, apiVersion: apiVersion(kind), ...object}
		: {kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata};
}
