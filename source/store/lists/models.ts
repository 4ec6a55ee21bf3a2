import type {DeploymentRow} from '../../resources/deployments.ts';
import {
	isVersionFaulty,
	type ModelRow,
	modelColumns,
	modelRows,
	searchModel,
} from '../../resources/models.ts';
import type {ServiceRow} from '../../resources/services.ts';
import type {SplitRow} from '../../resources/splits.ts';
import {type Model, type ModelVersion, modelsOf} from '../../traffic/models.ts';
import {loneWaysOf, type Parts} from '../../traffic/splits.ts';
import type {ListView} from '../arrange.ts';
import {remembering} from '../remembering.ts';
import type {State} from '../state.ts';
import {type Table, tableOf} from '../table.ts';
import {splitRows} from './splits.ts';
import {partsIn, tableIn} from './traffic-tables.ts';

const join = remembering(
	(
		rows: readonly SplitRow[],
		parts: Parts,
		services: ReadonlyMap<string, ServiceRow>,
		deployments: ReadonlyMap<string, DeploymentRow>,
	): readonly ModelRow[] => {
		const world = {services: [...services.values()], deployments: [...deployments.values()]};
		const splits = rows.map(({split}) => split);
		return modelsOf({...world, splits, lone: loneWaysOf(parts, world)}).flatMap(modelRows);
	},
);

/** Versions of models, those of one model one after the other. */
export function modelRowsOf(state: State): readonly ModelRow[] {
	return join(
		splitRows(state),
		partsIn(state),
		tableIn<ServiceRow>(state, 'services').rows,
		tableIn<DeploymentRow>(state, 'deployments').rows,
	);
}

const tableFrom = remembering((rows: readonly ModelRow[]) => tableOf(rows));

export function modelsTable(state: State): Table<ModelRow> {
	return tableFrom(modelRowsOf(state));
}

/** The row of a version, by its uid. */
export function modelRowOf(state: State, uid: string | undefined): ModelRow | undefined {
	return uid === undefined ? undefined : modelRowsOf(state).find(row => row.uid === uid);
}

/** What a screen about a model is about, though the version it was opened at has gone. */
export function modelOn(
	state: State,
	uid: string | undefined,
): {readonly model: Model; readonly version: ModelVersion} | undefined {
	const [key] = uid?.split(' ') ?? [];
	return modelRowOf(state, uid) ?? modelRowsOf(state).find(({model}) => model.key === key);
}

export const modelsView: ListView<ModelRow> = {
	name: 'models',
	isNamespaced: true,
	columns: modelColumns,
	search: searchModel,
	isFaulty: ({version}) => isVersionFaulty(version),
};
