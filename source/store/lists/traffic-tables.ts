import type {TrafficRow} from '../../resources/traffic-row.ts';
import {trafficViews} from '../../resources/traffic-views.ts';
import type {Row} from '../../resources/view.ts';
import {type Parts, partsByDialect} from '../../traffic/splits.ts';
import {remembering} from '../remembering.ts';
import type {State} from '../state.ts';
import {emptyTable, type Table} from '../table.ts';

/** The views that splits and rollouts are joined from. */
export const splitSources: readonly string[] = [
	...trafficViews.map(({name}) => name),
	'services',
	'deployments',
	'replicasets',
	'endpointslices',
	'pods',
];

export function tableIn<R extends Row>(state: State, view: string): Table<R> {
	return (state.streams[view]?.table ?? emptyTable) as Table<R>;
}

/** What every dialect kept of the objects that are followed, by dialect. */
export function partsIn(state: State): Parts {
	return partsFrom(...trafficViews.map(({name}) => tableIn<TrafficRow>(state, name)));
}

/** The parts of all rows, by dialect; made again where any of the tables changed. */
const partsFrom = remembering(
	(...tables: ReadonlyArray<Table<TrafficRow>>): Parts =>
		partsByDialect(tables.flatMap(({rows}) => [...rows.values()].flatMap(row => row.parts))),
);

const beatMs = 2000;
const fewDeployments = 200;

/**
 * Changes where what stands around routes is looked at anew: whenever anything
 * did in a small cluster. A large one changes all the time: there it is looked
 * at with the next beat.
 */
export function surroundings(state: State): readonly unknown[] {
	const [services, deployments, replicaSets, slices] = [
		'services',
		'deployments',
		'replicasets',
		'endpointslices',
	].map(view => tableIn(state, view));
	return [
		splitSources.filter(view => state.streams[view]?.hasListed).length,
		Math.floor(state.now / beatMs),
		...(deployments!.rows.size < fewDeployments ? [services, deployments, replicaSets, slices] : []),
	];
}

/** The view will tell nothing: it may not be listed, or is not served. */
export function isDenied(state: State, view: string): boolean {
	const health = state.streams[view]?.health.state;
	return health === 'denied' || health === 'absent';
}

/** All of the views were read, or are not to be had: what is not there is gone. */
export function areListed(state: State, views: readonly string[]): boolean {
	return views.every(view => state.streams[view]?.hasListed || isDenied(state, view));
}
