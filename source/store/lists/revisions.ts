import {ageColumn, amount, noneText, words} from '../../resources/columns.ts';
import {sayImages} from '../../resources/images.ts';
import type {ReplicaSetRow} from '../../resources/replicasets.ts';
import type {ListView} from '../arrange.ts';
import type {State} from '../state.ts';

/** A deployment's revisions are its ReplicaSets. The present one holds the highest number. */
export const revisionsView: ListView<ReplicaSetRow> = {
	name: 'revisions',
	isNamespaced: false,
	order: {column: 'REVISION', isDescending: true},
	columns: [
		amount('REVISION', row => row.revision || undefined, {width: [9, 9], priority: 1}),
		words('STATE', row => (row.wanted > 0 ? 'running' : row.replicas > 0 ? 'leaving' : 'kept'), {
			width: [7, 7],
			priority: 2,
			tone: row => (row.wanted > 0 ? 'plain' : 'dim'),
		}),
		words('PODS', row => `${row.ready}/${row.wanted}`, {
			width: [5, 9],
			priority: 1,
			align: 'right',
			tone: row => (row.ready < row.wanted ? 'warning' : row.wanted === 0 ? 'dim' : 'good'),
			sortBy: row => row.ready,
		}),
		words('IMAGES', row => sayImages(row.containers), {width: [20, 80], priority: 1}),
		ageColumn,
		words('CHANGE-CAUSE', row => row.changeCause || noneText, {width: [12, 60], priority: 4}),
		words('NAME', row => row.name, {width: [20, 60], priority: 3}),
	],
	search: row => `${row.revision} ${row.name} ${sayImages(row.containers)} ${row.changeCause}`.toLowerCase(),
	isFaulty: row => row.hasFailed || row.ready < row.wanted,
};

/** Revisions of a deployment, newest first. */
export function revisionRows(state: State, deploymentUid: string): readonly ReplicaSetRow[] {
	const rows = (state.streams.replicasets?.table.rows.values() ?? []) as Iterable<ReplicaSetRow>;
	return [...rows]
		.filter(row => row.owner?.uid === deploymentUid && row.revision > 0)
		.sort((left, right) => right.revision - left.revision);
}
