import {sayKind} from '../model/ref.ts';
import {type Backend, isDead, type Split} from '../model/split.ts';
import {knownChampion} from '../traffic/roles.ts';
import {trim} from '../traffic/weights.ts';
import {namespaceColumn, noneText, words} from './columns.ts';
import type {Column, Row} from './view.ts';

/** A split as a row. Its `uid` is the split's key, since one object may hold several. */
export type SplitRow = Row & {readonly split: Split};

export function splitRow(split: Split): SplitRow {
	const {namespace, name} = split.ref;
	return {uid: split.key, namespace, name, created: 0, split};
}

/** `90/10`, in the order of the backends; `-` where every weight is zero. */
export function sayShares(backends: readonly Backend[]): string {
	return backends.map(each => (each.share === null ? '-' : trim(each.share))).join('/');
}

/** The backends of a role, by name. */
function sayRole(split: Split, role: Backend['role']): string {
	const found = split.backends.filter(each => each.role === role);
	return found.map(each => each.name).join(',') || noneText;
}

function countPods(split: Split): string {
	return split.backends.map(({pods}) => (pods ? `${pods.ready}/${pods.wanted}` : '?')).join(' ');
}

/** A share that no ready pod answers is an outage for that part of the requests. */
export function isSplitFaulty({backends}: Split): boolean {
	const sends = backends.filter(each => (each.share ?? 0) > 0);
	return sends.length === 0 || sends.some(each => isDead(each) || each.brokenBecause !== undefined);
}

export const splitColumns: ReadonlyArray<Column<SplitRow>> = [
	namespaceColumn,
	words('NAME', row => row.name, {width: [12, 40], priority: 1}),
	words('RULE', row => row.split.rule || '-', {width: [6, 24], priority: 2}),
	words('SPLIT', row => sayShares(row.split.backends), {
		width: [7, 20],
		priority: 1,
		sortBy: row => row.split.backends.find(each => each.role !== 'champion')?.share ?? undefined,
		tone: row => (isSplitFaulty(row.split) ? 'bad' : 'plain'),
	}),
	words('CHAMPION', row => sayRole(row.split, 'champion') + (knownChampion(row.split.backends) ? '' : ' ?'), {
		width: [12, 32],
		priority: 3,
	}),
	words('CHALLENGER', row => sayRole(row.split, 'challenger'), {width: [12, 32], priority: 5}),
	words('PODS', row => countPods(row.split), {
		width: [7, 16],
		priority: 2,
		tone: row => (isSplitFaulty(row.split) ? 'bad' : 'plain'),
	}),
	words('KIND', row => sayKind(row.split.ref.resource), {width: [9, 16], priority: 4}),
	words('MATCH', row => row.split.match || noneText, {width: [10, 40], priority: 6}),
];

export function searchSplit({namespace, name, split}: SplitRow): string {
	const backends = split.backends.map(each => `${each.name} ${each.image ?? ''}`).join(' ');
	return `${namespace} ${name} ${split.rule} ${split.match} ${backends}`.toLowerCase();
}
