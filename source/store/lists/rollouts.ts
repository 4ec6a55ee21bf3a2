import type {Version} from '../../model/rollout.ts';
import type {Split} from '../../model/split.ts';
import type {DeploymentRow} from '../../resources/deployments.ts';
import type {ReplicaSetRow} from '../../resources/replicasets.ts';
import {type RolloutRow, rolloutColumns, rolloutRow, sayState} from '../../resources/rollouts.ts';
import type {ServiceRow} from '../../resources/services.ts';
import {trafficViews} from '../../resources/traffic-views.ts';
import type {EnginePart} from '../../traffic/engine-part.ts';
import {engineDialects, enginePartsIn} from '../../traffic/engine-splits.ts';
import {withPods} from '../../traffic/rollout-versions.ts';
import {isOfKind, type Parts} from '../../traffic/splits.ts';
import {indexWorld} from '../../traffic/world.ts';
import type {ListView} from '../arrange.ts';
import {remembering} from '../remembering.ts';
import type {State} from '../state.ts';
import {type Table, tableOf} from '../table.ts';
import {areListed, partsIn, surroundings, tableIn} from './traffic-tables.ts';

/** A rollout with what the engine's dialect kept of its object; its versions are told of as fully as can be. */
export type LedRow = RolloutRow & {readonly part: EnginePart};

/** The views of the kinds that engines lead. */
export const engineViews: readonly string[] = trafficViews
	.filter(view => engineDialects.some(({sources}) => sources.some(source => isOfKind(view, source))))
	.map(({name}) => name);

/** Every view whose rows an engine leads: all of them joined, and each kind by itself. */
export const ledViews: readonly string[] = ['rollouts', ...engineViews];

/** `Argo Rollouts`, as a person calls the engine of that name. */
export function engineTitle(engine: string): string {
	return engineDialects.find(({name}) => name === engine)?.title ?? engine;
}

const none: readonly LedRow[] = [];

const join = remembering(
	(
		parts: Parts,
		services: ReadonlyMap<string, ServiceRow>,
		deployments: ReadonlyMap<string, DeploymentRow>,
		replicaSets: ReadonlyMap<string, ReplicaSetRow>,
		..._beat: readonly unknown[]
	): readonly LedRow[] => {
		const led = enginePartsIn(parts);
		if (led.length === 0) return none;
		const sets = [...replicaSets.values()].filter(({owner}) => owner !== undefined);
		const world = indexWorld({
			services: services.values(),
			deployments: deployments.values(),
			replicaSets: sets,
		});
		return led.map((part): LedRow => {
			const own = sets.filter(({owner}) => owner?.uid === part.ref.uid);
			const versions = part.rollout.versions.map(version => ({...ofSet(version, own), ...version}));
			return {...rolloutRow(withPods({...part.rollout, versions}, world)), part};
		});
	},
);

function ofSet({revision}: Version, sets: readonly ReplicaSetRow[]): Pick<Version, 'image' | 'pods'> {
	const found = sets.find(({hash}) => hash !== '' && hash === revision);
	if (found === undefined) return {};
	const image = found.containers[0]?.image;
	return {...(image && {image}), pods: {ready: found.ready, wanted: found.wanted}};
}

/** What engines lead, in the namespaces that are followed. */
export function rolloutRows(state: State): readonly LedRow[] {
	return join(
		partsIn(state),
		tableIn<ServiceRow>(state, 'services').rows,
		tableIn<DeploymentRow>(state, 'deployments').rows,
		tableIn<ReplicaSetRow>(state, 'replicasets').rows,
		...surroundings(state),
	);
}

export function rolloutOf(state: State, uid: string | undefined): LedRow | undefined {
	return uid === undefined ? undefined : rolloutRows(state).find(row => row.uid === uid);
}

/** The rollout whose engine writes a split, or that the split itself stands for. */
export function rolloutBehind(state: State, split: Split | undefined): LedRow | undefined {
	return rolloutOf(state, split?.drivenBy?.uid);
}

/** The split that stands for a rollout under way, not for an object that its engine writes. */
export function isOfEngine({dialect}: Pick<Split, 'dialect'>): boolean {
	return engineDialects.some(({name}) => name === dialect);
}

const tableFrom = remembering((rows: readonly LedRow[]) => tableOf(rows));

export function rolloutsTable(state: State): Table<LedRow> {
	return tableFrom(rolloutRows(state));
}

export function areRolloutsListed(state: State): boolean {
	return areListed(state, engineViews);
}

/** The engines' views that this server serves: how they fare tells how far rollouts can be believed. */
export function servedEngineViews(state: State): readonly string[] {
	const served = engineViews.filter(view => state.streams[view]?.health.state !== 'absent');
	return served.length === 0 ? engineViews : served;
}

export const rolloutsView: ListView<LedRow> = {
	name: 'rollouts',
	isNamespaced: true,
	columns: rolloutColumns,
	search: ({namespace, name, rollout}) =>
		`${namespace} ${name} ${rollout.engine} ${sayState(rollout)} ${rollout.versions.map(each => each.image ?? '').join(' ')}`.toLowerCase(),
	isFaulty: ({rollout}) => rollout.state === 'failed' || rollout.state === 'waiting',
};
