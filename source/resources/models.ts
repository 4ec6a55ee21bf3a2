import type {Model, ModelVersion} from '../traffic/models.ts';
import {trim} from '../traffic/weights.ts';
import {sayAge} from './age.ts';
import {namespaceColumn, noneText, words} from './columns.ts';
import type {Column, Row} from './view.ts';

/** One version of a model. Its `uid` is the model's key and the version's name, its name that of the model. */
export type ModelRow = Row & {readonly model: Model; readonly version: ModelVersion};

export function modelRows(model: Model): readonly ModelRow[] {
	return model.versions.map(version => ({
		uid: `${model.key} ${version.namespace}/${version.name}`,
		namespace: model.namespace,
		name: model.name,
		created: version.since ?? 0,
		model,
		version,
	}));
}

/** `90 %`, or of several ways that differ each in their order: `90/50 %`. */
export function sayVersionShare({shares, copies, role}: ModelVersion): string {
	const said = shares.flatMap(share => (share === undefined ? [] : [share === null ? '-' : trim(share)]));
	const distinct = [...new Set(said)];
	if (role === 'shadow') return `copies of ${trim(copies ?? 100)} %`;
	return distinct.length === 0 ? noneText : `${distinct.join('/')} %`;
}

/** Weights suggest a champion, and no more than that. */
export function sayModelRole({role, roleFrom}: ModelVersion): string {
	return role === 'champion' && roleFrom === 'weight' ? 'champion ?' : role;
}

/** A version that users are sent to and that answers nobody. */
export function isVersionFaulty({shares, pods}: ModelVersion): boolean {
	return shares.some(share => (share ?? 0) > 0) && pods?.ready === 0;
}

export const modelColumns: ReadonlyArray<Column<ModelRow>> = [
	namespaceColumn,
	words('NAME', row => row.name, {width: [8, 30], priority: 1}),
	words('VERSION', row => row.version.name, {width: [10, 40], priority: 1}),
	words('ROLE', row => sayModelRole(row.version), {width: [10, 12], priority: 1}),
	words('SHARE', row => sayVersionShare(row.version), {
		width: [6, 16],
		priority: 1,
		sortBy: row => row.version.shares[0] ?? undefined,
		tone: row => (isVersionFaulty(row.version) ? 'bad' : 'plain'),
	}),
	words('PODS', ({version: {pods}}) => (pods === undefined ? '?' : `${pods.ready}/${pods.wanted}`), {
		width: [5, 8],
		priority: 2,
		tone: row => (isVersionFaulty(row.version) ? 'bad' : 'plain'),
	}),
	words('SINCE', ({version: {since}}, {now}) => (since === undefined ? noneText : sayAge(since, now)), {
		width: [6, 8],
		priority: 3,
		sortBy: row => row.version.since,
	}),
	words('IMAGE', row => row.version.image ?? noneText, {width: [12, 48], priority: 4}),
	words('WAYS', row => (row.model.ways.length === 0 ? noneText : String(row.model.ways.length)), {
		width: [4, 4],
		priority: 6,
	}),
];

export function searchModel({namespace, name, version}: ModelRow): string {
	return `${namespace} ${name} ${version.name} ${version.role} ${version.image ?? ''}`.toLowerCase();
}
