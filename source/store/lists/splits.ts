import type {Backend, Role, Split} from '../../model/split.ts';
import type {DeploymentRow} from '../../resources/deployments.ts';
import type {EndpointSliceRow} from '../../resources/endpointslices.ts';
import type {PodRow} from '../../resources/pod-row.ts';
import type {ReplicaSetRow} from '../../resources/replicasets.ts';
import type {ServiceRow} from '../../resources/services.ts';
import {isSplitFaulty, type SplitRow, searchSplit, splitColumns, splitRow} from '../../resources/splits.ts';
import {type Parts, splitsOf} from '../../traffic/splits.ts';
import type {ListView} from '../arrange.ts';
import {remembering} from '../remembering.ts';
import type {State} from '../state.ts';
import {type Table, tableOf} from '../table.ts';
import {areListed, isDenied, partsIn, splitSources, surroundings, tableIn} from './traffic-tables.ts';

/**
 * Joined again whenever a route changed, since that is how a shift is seen, and
 * whenever what stands around them is to be looked at anew; pods that came after
 * their endpoints are found with the next beat.
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
	return join(
		partsIn(state),
		tableIn<ServiceRow>(state, 'services').rows,
		tableIn<DeploymentRow>(state, 'deployments').rows,
		tableIn<ReplicaSetRow>(state, 'replicasets').rows,
		// What may not be listed is unknown, and not none.
		isDenied(state, 'endpointslices') ? undefined : tableIn<EndpointSliceRow>(state, 'endpointslices').rows,
		isDenied(state, 'pods') ? undefined : tableIn<PodRow>(state, 'pods').rows,
		...surroundings(state),
	);
}

/** All that splits are made of was read, or is not to be had: one that is not there is gone. */
export function areSplitsListed(state: State): boolean {
	return areListed(state, splitSources);
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
