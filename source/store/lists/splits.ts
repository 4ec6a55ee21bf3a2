import type {Backend, Role, Split} from '../../model/split.ts';
import type {DeploymentRow} from '../../resources/deployments.ts';
import type {EndpointSliceRow} from '../../resources/endpointslices.ts';
import type {PodRow} from '../../resources/pod-row.ts';
import type {ReplicaSetRow} from '../../resources/replicasets.ts';
import type {ServiceRow} from '../../resources/services.ts';
import {isSplitFaulty, type SplitRow, searchSplit, splitColumns, splitRow} from '../../resources/splits.ts';
import type {TrafficRow} from '../../resources/traffic-row.ts';
import {trafficViews} from '../../resources/traffic-views.ts';
import type {Row} from '../../resources/view.ts';
import {type Parts, splitsOf} from '../../traffic/splits.ts';
import type {ListView} from '../arrange.ts';
import {remembering} from '../remembering.ts';
import type {State} from '../state.ts';
import {emptyTable, type Table, tableOf} from '../table.ts';

/** The views splits are joined from. */
export const splitSources: readonly string[] = [
	...trafficViews.map(({name}) => name),
	'services',
	'deployments',
	'replicasets',
	'endpointslices',
	'pods',
];

function tableIn<R extends Row>(state: State, view: string): Table<R> {
	return (state.streams[view]?.table ?? emptyTable) as Table<R>;
}

/** The parts of all rows, by dialect; made again where any of the tables changed. */
const partsFrom = remembering((...tables: ReadonlyArray<Table<TrafficRow>>): Parts => {
	const parts = new Map<string, unknown[]>();
	for (const table of tables) {
		for (const row of table.rows.values()) {
			for (const [dialect, part] of row.parts) {
				const known = parts.get(dialect);
				if (known) known.push(part);
				else parts.set(dialect, [part]);
			}
		}
	}
	return parts;
});

/**
 * Joined again whenever a route changed, since that is how a shift is seen, and
 * whenever anything else did in a small cluster. A large one changes all the
 * time: there the rest, and pods that came after their endpoints, are found
 * with the next beat.
 */
const join = remembering(
	(
		parts: Parts,
		services: ReadonlyMap<string, ServiceRow>,
		deployments: ReadonlyMap<string, DeploymentRow>,
		replicaSets: ReadonlyMap<string, ReplicaSetRow>,
		slices: ReadonlyMap<string, EndpointSliceRow> | undefined,
		pods: ReadonlyMap<string, PodRow> | undefined,
		..._beat: readonly unknown[]
	): readonly SplitRow[] => {
		const splits = splitsOf(parts, {
			services: services.values(),
			deployments: deployments.values(),
			replicaSets: replicaSets.values(),
			endpointSlices: slices?.values(),
			pods,
		});
		return splits.map(splitRow);
	},
);

const beatMs = 2000;
const fewDeployments = 200;

/** The champion that weights alone suggested when a split was first seen, by the split's key. */
export type Suggestions = {readonly [key: string]: string};

/**
 * Splits as they are shown. Where only weights tell the versions apart, the one
 * that was heavier at first sight stays the champion on screen: roles that
 * change sides half-way through a shift would turn the keys around.
 */
export function splitRows(state: State): readonly SplitRow[] {
	return pinned(joinedRows(state), state.suggestions);
}

const pinned = remembering((rows: readonly SplitRow[], suggestions: Suggestions): readonly SplitRow[] =>
	rows.map(row => {
		const champion = suggestions[row.uid];
		const isKept =
			champion === undefined || !isSuggested(row.split) || championOf(row.split)?.name === champion;
		return isKept ? row : {...row, split: withChampion(row.split, champion)};
	}),
);

function isSuggested({backends}: Split): boolean {
	return backends.every(({roleFrom}) => roleFrom === 'weight');
}

function withChampion(split: Split, champion: string): Split {
	if (!split.backends.some(({name}) => name === champion)) return split;
	const other: Role = split.backends.length === 2 ? 'challenger' : 'other';
	const backends = split.backends.map(
		(backend): Backend => ({...backend, role: backend.name === champion ? 'champion' : other}),
	);
	return {...split, backends};
}

/** The suggestions with those of splits that are seen for the first time. */
export function withSuggestions(suggestions: Suggestions, rows: readonly SplitRow[]): Suggestions {
	const fresh = rows.filter(({uid, split}) => suggestions[uid] === undefined && isSuggested(split));
	if (fresh.length === 0) return suggestions;
	return {
		...suggestions,
		...Object.fromEntries(
			fresh.flatMap(({uid, split}) => {
				const champion = championOf(split);
				return champion === undefined ? [] : [[uid, champion.name]];
			}),
		),
	};
}

function joinedRows(state: State): readonly SplitRow[] {
	const services = tableIn<ServiceRow>(state, 'services');
	const deployments = tableIn<DeploymentRow>(state, 'deployments');
	const replicaSets = tableIn<ReplicaSetRow>(state, 'replicasets');
	const slices = tableIn<EndpointSliceRow>(state, 'endpointslices');
	const isFew = deployments.rows.size < fewDeployments;
	return join(
		partsFrom(...trafficViews.map(({name}) => tableIn<TrafficRow>(state, name))),
		services.rows,
		deployments.rows,
		replicaSets.rows,
		// What may not be listed is unknown, and not none.
		isDenied(state, 'endpointslices') ? undefined : slices.rows,
		isDenied(state, 'pods') ? undefined : tableIn<PodRow>(state, 'pods').rows,
		splitSources.filter(view => state.streams[view]?.hasListed).length,
		Math.floor(state.now / beatMs),
		...(isFew ? [services, deployments, replicaSets, slices] : []),
	);
}

/** All that splits are made of was read, or is not to be had: one that is not there is gone. */
export function areSplitsListed(state: State): boolean {
	return splitSources.every(view => state.streams[view]?.hasListed || isDenied(state, view));
}

function isDenied(state: State, view: string): boolean {
	const health = state.streams[view]?.health.state;
	return health === 'denied' || health === 'absent';
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
