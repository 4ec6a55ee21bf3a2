import type {Discovery} from '../model/cluster.ts';
import type {Health} from '../model/health.ts';
import {resourceName} from '../model/ref.ts';
import {isNotebook} from '../objectives/notebook.ts';
import type {DeploymentRow} from '../resources/deployments.ts';
import type {EventRow} from '../resources/events.ts';
import {resourceViews} from '../resources/index.ts';
import type {PodRow} from '../resources/pod-row.ts';
import type {ReplicaSetRow} from '../resources/replicasets.ts';
import {tableView, withColumnsOf} from '../resources/table-view.ts';
import type {ResourceView, Row} from '../resources/view.ts';
import {isOfKind} from '../traffic/splits.ts';
import type {ListView} from './arrange.ts';
import {worstLink} from './link.ts';
import {contextsTable, contextsView, sayContexts} from './lists/contexts.ts';
import {forwardsShown, forwardsTable, forwardsView} from './lists/forwards.ts';
import {journalTable, journalView} from './lists/journal.ts';
import {modelRowsOf, modelsTable, modelsView} from './lists/models.ts';
import {namespacesView} from './lists/namespaces.ts';
import {notesOf, notesView} from './lists/notes.ts';
import {objectiveRows, objectivesView} from './lists/objectives.ts';
import {revisionsView} from './lists/revisions.ts';
import {areRolloutsListed, rolloutsTable, rolloutsView, servedEngineViews} from './lists/rollouts.ts';
import {areSplitsListed, splitsTable, splitsView} from './lists/splits.ts';
import {splitSources} from './lists/traffic-tables.ts';
import type {Part, Screen} from './screen.ts';
import type {State} from './state.ts';
import {emptyTable, type Table} from './table.ts';

/** What a screen lists: rows that are arranged by the view's columns, or rows already in order. */
export type Listing = {
	readonly view: ListView;
	readonly table: Table<Row>;
	/** Already in order; the table does not count then. */
	readonly inOrder?: readonly Row[];
	readonly within?: (row: Row) => boolean;
	/** How far the rows can be believed; undefined where no stream feeds them. */
	readonly health?: Health;
	/** An empty list means that there is nothing, not that nothing was read yet. */
	readonly hasListed: boolean;
};

/** Something was told, be it only a part of the list. */
export function hasRows({hasListed, table}: Listing): boolean {
	return hasListed || table.rows.size > 0;
}

/** A view by its name: one of ours, or one made of what the server says of a kind that has none. */
export function resourceView({discovery}: State, name: string): ResourceView | undefined {
	const own = resourceViews.find(view => view.name === name);
	return own ?? (discovery && tableViews(discovery).get(name));
}

const ofDiscovery = new WeakMap<Discovery, ReadonlyMap<string, ResourceView>>();

/** A view for each kind that can be listed and has none of its own, by its name. */
export function tableViews(discovery: Discovery): ReadonlyMap<string, ResourceView> {
	let views = ofDiscovery.get(discovery);
	if (views === undefined) {
		const made = discovery.resources
			.filter(served => served.verbs.includes('list') && !resourceViews.some(each => isOfKind(served, each)))
			.map(served => [resourceName(served), tableView(served) as unknown as ResourceView] as const)
			// Of several versions the preferred one comes first.
			.reverse();
		views = new Map(made);
		ofDiscovery.set(discovery, views);
	}
	return views;
}

/** The view of a kind as objects name it, by kind and group; undefined where it cannot be listed here. */
export function viewOfKind(
	state: State,
	{kind, group}: {kind: string; group: string},
): ResourceView | undefined {
	const isMeant = (view: ResourceView) => view.kind === kind && view.group === group;
	const {discovery} = state;
	return resourceViews.find(isMeant) ?? (discovery && [...tableViews(discovery).values()].find(isMeant));
}

/** Undefined for screens that list nothing. */
export function listingOf(state: State, screen: Screen): Listing | undefined {
	switch (screen.name) {
		case 'now':
			return {...own(notesView, emptyTable), inOrder: notesOf(state)};
		case 'journal':
			return own(journalView, journalTable(state.journal));
		case 'contexts':
			return own(contextsView, contextsTable(state.contexts, sayContexts(state)));
		case 'forwards':
			return own(forwardsView, forwardsTable(forwardsShown(state)));
		case 'objectives':
			return {...own(objectivesView, emptyTable), inOrder: objectiveRows(state)};
		case 'revisions':
			return followed(state, revisionsView, 'replicasets', screen.part);
		case 'list':
			if (screen.view === 'splits') return splits(state);
			if (screen.view === 'models') return models(state);
			if (screen.view === 'rollouts') return rollouts(state);
			return followed(state, listViewOf(state, screen.view), screen.view, screen.part);
		default:
			return undefined;
	}
}

function listViewOf(state: State, name: string): ListView<never> | undefined {
	if (name === 'namespaces') return namespacesView(state.favourites, state.namespace);
	const view = resourceView(state, name);
	if (view?.form !== 'table') return view;
	const [first] = state.streams[name]?.table.rows.values() ?? [];
	return withColumnsOf(view, first);
}

function own(view: ListView<never>, table: Table<Row>): Listing {
	return {view: view as unknown as ListView, table, hasListed: true};
}

function splits(state: State): Listing {
	const {health} = worstLink(splitSources.map(view => state.streams[view]));
	return {...own(splitsView, splitsTable(state)), health, hasListed: areSplitsListed(state)};
}

function models(state: State): Listing {
	return {
		...splits(state),
		...own(modelsView, modelsTable(state)),
		inOrder: modelRowsOf(state),
		hasListed: areSplitsListed(state),
	};
}

function rollouts(state: State): Listing {
	const {health} = worstLink(servedEngineViews(state).map(view => state.streams[view]));
	return {...own(rolloutsView, rolloutsTable(state)), health, hasListed: areRolloutsListed(state)};
}

function followed(
	state: State,
	view: ListView<never> | undefined,
	name: string,
	part?: Part,
): Listing | undefined {
	if (view === undefined) return undefined;
	const stream = state.streams[name];
	return {
		...own(view, stream?.table ?? emptyTable),
		within: part && withinOf(part),
		health: stream?.health,
		hasListed: stream?.hasListed ?? false,
	};
}

const predicates = new WeakMap<Part, (row: Row) => boolean>();

/** The same function for the same part, so that the arrangement of a list is kept. */
function withinOf(part: Part): (row: Row) => boolean {
	let within = predicates.get(part);
	if (within === undefined) {
		within = predicateOf(part);
		predicates.set(part, within);
	}
	return within;
}

function predicateOf({by, of, kind}: Part): (row: Row) => boolean {
	switch (by) {
		case 'workload':
			return row => {
				const {workload} = row as PodRow;
				return row.namespace === of.namespace && workload?.name === of.name && workload.kind === kind;
			};
		case 'replicaset':
			return row => row.namespace === of.namespace && (row as PodRow).replicaSet === of.name;
		case 'node':
			return row => (row as PodRow).node === of.name;
		case 'owner':
			return row => (row as ReplicaSetRow).owner?.uid === of.uid;
		case 'component':
			return row => isNotebook((row as DeploymentRow).templateLabels);
		case 'regarding':
			return row => (row as EventRow).regarding.uid === of.uid;
	}
}
