import {heldOf} from '../model/held.ts';
import {type KubernetesObject, textIn} from '../model/object.ts';
import {ageColumn, nameColumn, namespaceColumn, words} from './columns.ts';
import {conditionIn, conditionsOf} from './conditions.ts';
import {heldColumn, isOverdue, type OwnerRow} from './held-column.ts';
import {intern} from './intern.ts';
import {rowOf, searchName} from './row.ts';
import type {ResourceView, Tone} from './view.ts';

/** A Flux Kustomization or HelmRelease: both reconcile at an interval, and say whether they could. */
export type FluxOwnerRow = OwnerRow & {
	readonly state: string;
	readonly says: string;
	readonly interval: string;
};

function projectFluxOwner(object: KubernetesObject): FluxOwnerRow {
	const ready = conditionIn(conditionsOf(object), 'Ready');
	return {
		...rowOf(object),
		held: heldOf(object),
		state: object.spec?.suspend === true ? 'Suspended' : stateOf(ready?.status),
		says: ready?.message ?? '',
		interval: intern(textIn(object.spec?.interval) ?? ''),
	};
}

function stateOf(ready: string | undefined): string {
	if (ready === 'True') return 'Ready';
	return ready === 'False' ? 'Failed' : 'Unknown';
}

const tones: {readonly [state: string]: Tone} = {Ready: 'good', Failed: 'bad', Suspended: 'warning'};

/** The view of one of the two kinds. */
export function fluxOwners(
	kind: Pick<ResourceView, 'name' | 'aliases' | 'group' | 'kind'>,
): ResourceView<FluxOwnerRow> {
	return {
		...kind,
		plural: kind.name,
		isNamespaced: true,
		isEverywhere: true,
		project: projectFluxOwner,
		columns: [
			namespaceColumn,
			nameColumn,
			words('STATUS', row => row.state, {width: [9, 9], priority: 1, tone: row => tones[row.state] ?? 'dim'}),
			heldColumn,
			words('INTERVAL', row => row.interval, {width: [8, 10], priority: 4}),
			words('SAYS', row => row.says, {width: [12, 60], priority: 3}),
			ageColumn,
		],
		search: row => `${searchName(row)} ${row.state} ${row.says}`.toLowerCase(),
		isFaulty: (row, {now}) => row.state === 'Failed' || isOverdue(row, now),
	};
}
