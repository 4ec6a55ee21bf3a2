import type {Backend, Split} from '../../model/split.ts';
import type {DeploymentRow} from '../../resources/deployments.ts';
import type {EndpointSliceRow} from '../../resources/endpointslices.ts';
import type {HttpRouteRow} from '../../resources/httproutes.ts';
import type {PodRow} from '../../resources/pod-row.ts';
import type {ServiceRow} from '../../resources/services.ts';
import {isSplitFaulty, type SplitRow, searchSplit, splitColumns, splitRow} from '../../resources/splits.ts';
import type {Row} from '../../resources/view.ts';
import {gatewayApi} from '../../traffic/gateway-api.ts';
import {splitsOf} from '../../traffic/splits.ts';
import type {ListView} from '../arrange.ts';
import {remembering} from '../remembering.ts';
import type {State} from '../state.ts';
import {emptyTable, type Table, tableOf} from '../table.ts';

/** The views splits are joined from. */
export const splitSources = ['httproutes', 'services', 'deployments', 'endpointslices', 'pods'] as const;

function tableIn<R extends Row>(state: State, view: string): Table<R> {
	return (state.streams[view]?.table ?? emptyTable) as Table<R>;
}

/**
 * Joined again whenever routes, services, deployments or endpoints changed.
 * Pods change all the time and are looked up only for the endpoints' owners:
 * a pod that came after its endpoint is found with the next beat.
 */
const join = remembering(
	(
		routes: Table<HttpRouteRow>,
		services: Table<ServiceRow>,
		deployments: Table<DeploymentRow>,
		slices: Table<EndpointSliceRow>,
		pods: ReadonlyMap<string, PodRow>,
		..._beat: readonly unknown[]
	): readonly SplitRow[] => {
		const parts = new Map([[gatewayApi.name, [...routes.rows.values()].map(row => row.part)]]);
		const splits = splitsOf(parts, {
			services: services.rows.values(),
			deployments: deployments.rows.values(),
			endpointSlices: slices.rows.values(),
			pods,
		});
		return splits.map(splitRow);
	},
);

const beatMs = 2000;

export function splitRows(state: State): readonly SplitRow[] {
	return join(
		tableIn<HttpRouteRow>(state, 'httproutes'),
		tableIn<ServiceRow>(state, 'services'),
		tableIn<DeploymentRow>(state, 'deployments'),
		tableIn<EndpointSliceRow>(state, 'endpointslices'),
		tableIn<PodRow>(state, 'pods').rows,
		state.streams.pods?.hasListed,
		Math.floor(state.now / beatMs),
	);
}

const tableFrom = remembering((rows: readonly SplitRow[]) => tableOf(rows));

export function splitsTable(state: State): Table<SplitRow> {
	return tableFrom(splitRows(state));
}

export function splitOf(state: State, key: string | undefined): Split | undefined {
	return splitRows(state).find(row => row.uid === key)?.split;
}

export function championOf({backends}: Split): Backend | undefined {
	return backends.find(({role}) => role === 'champion');
}

/** The one whose share the weight keys move: the marked challenger, else the first that is not the champion. */
export function challengerOf({backends}: Split): Backend | undefined {
	return backends.find(({role}) => role === 'challenger') ?? backends.find(({role}) => role !== 'champion');
}

export const splitsView: ListView<SplitRow> = {
	name: 'splits',
	isNamespaced: true,
	columns: splitColumns,
	search: searchSplit,
	isFaulty: ({split}) => isSplitFaulty(split),
};
