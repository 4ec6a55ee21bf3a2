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
 * Joined again whenever a route changed, since that is how a shift is seen, and
 * whenever anything else did in a small cluster. A large one changes all the
 * time: there the rest, and pods that came after their endpoints, are found
 * with the next beat.
 */
const join = remembering(
	(
		routes: Table<HttpRouteRow>,
		services: ReadonlyMap<string, ServiceRow>,
		deployments: ReadonlyMap<string, DeploymentRow>,
		slices: ReadonlyMap<string, EndpointSliceRow>,
		pods: ReadonlyMap<string, PodRow>,
		..._beat: readonly unknown[]
	): readonly SplitRow[] => {
		const parts = new Map([[gatewayApi.name, [...routes.rows.values()].map(row => row.part)]]);
		const splits = splitsOf(parts, {
			services: services.values(),
			deployments: deployments.values(),
			endpointSlices: slices.values(),
			pods,
		});
		return splits.map(splitRow);
	},
);

const beatMs = 2000;
const fewDeployments = 200;

export function splitRows(state: State): readonly SplitRow[] {
	const services = tableIn<ServiceRow>(state, 'services');
	const deployments = tableIn<DeploymentRow>(state, 'deployments');
	const slices = tableIn<EndpointSliceRow>(state, 'endpointslices');
	const isFew = deployments.rows.size < fewDeployments;
	return join(
		tableIn<HttpRouteRow>(state, 'httproutes'),
		services.rows,
		deployments.rows,
		slices.rows,
		tableIn<PodRow>(state, 'pods').rows,
		splitSources.filter(view => state.streams[view]?.hasListed).length,
		Math.floor(state.now / beatMs),
		...(isFew ? [services, deployments, slices] : []),
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
