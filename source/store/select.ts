import type {Health} from '../model/health.ts';
import type {PodRow} from '../resources/pod-row.ts';
import type {Facts, Row} from '../resources/view.ts';
import {type Arranged, arrange, everyName, type Recipe} from './arrange.ts';
import {filterOf} from './filter.ts';
import {listHeight} from './geometry.ts';
import {baseLink, type Link, outOfDateSince, worstLink} from './link.ts';
import {hasRows, type Listing, listingOf} from './listing.ts';
import {servedEngineViews} from './lists/rollouts.ts';
import {splitSources} from './lists/traffic-tables.ts';
import {troubledUids} from './lists/trouble-notes.ts';
import {remembering} from './remembering.ts';
import type {Screen, Subject} from './screen.ts';
import {type State, topScreen} from './state.ts';
import type {Table} from './table.ts';

const factsFrom = remembering((now: number, usage: Facts['usage']): Facts => ({now, usage}));
const nodeFactsFrom = remembering(
	(now: number, usage: Facts['usage'], pods: Table<Row> | undefined): Facts => ({
		now,
		usage,
		podsOnNode: pods && countPods(pods),
	}),
);

export function factsOf(state: State, view: string): Facts {
	if (view !== 'nodes') return factsFrom(state.now, state.podUsage);
	const pods = state.streams.pods;
	return nodeFactsFrom(
		state.now,
		state.nodeUsage,
		pods?.hasListed && state.namespace === undefined ? pods.table : undefined,
	);
}

/** Pods that still take up room on each node. */
function countPods(pods: Table<Row>): ReadonlyMap<string, number> {
	const counts = new Map<string, number>();
	for (const pod of pods.rows.values() as Iterable<PodRow>) {
		if (pod.phase === 'Succeeded' || pod.phase === 'Failed') continue;
		counts.set(pod.node, (counts.get(pod.node) ?? 0) + 1);
	}
	return counts;
}

/** What was arranged for each screen last; screens that are gone are forgotten. */
const arrangements = new Map<number, Arranged>();
const mostArrangements = 16;

/** The rows a screen lists, filtered and in order; held rows stay as they stood. */
export function rowsOf(state: State, screen: Screen): readonly Row[] {
	if (screen.list.held !== undefined) return screen.list.held;
	const listing = listingOf(state, screen);
	if (listing === undefined) return [];
	if (listing.inOrder !== undefined) return inOrder(listing, screen);
	const facts = factsOf(state, screen.view);
	const former = arrangements.get(screen.id);
	const recipe = recipeOf(state, screen, listing);
	const arranged = arrange(listing.table, listing.view, recipe, facts, former, byNames(listing, facts));
	arrangements.delete(screen.id);
	arrangements.set(screen.id, arranged);
	if (arrangements.size > mostArrangements) arrangements.delete(arrangements.keys().next().value!);
	return arranged.rows;
}

/** All rows of a view by name, kept up to date: any other arrangement of it starts from there. */
const named = new Map<string, Arranged>();

function byNames({table, view}: Listing, facts: Facts): readonly Row[] {
	const arranged = arrange(table, view, everyName, facts, named.get(view.name));
	named.set(view.name, arranged);
	return arranged.rows;
}

function inOrder({inOrder = [], view}: Listing, {list}: Screen): readonly Row[] {
	if (list.filter === '' && !list.faultsOnly) return inOrder;
	const {matches} = filterOf(list.filter);
	return inOrder.filter(
		row => (!list.faultsOnly || view.isFaulty(row, {now: 0})) && matches(view.search(row)),
	);
}

/** How often faults are judged anew though no row changed: a pod is unready for a minute before it is a fault. */
const faultBeatMs = 10_000;

function recipeOf(state: State, {list, view}: Screen, {view: listed, within}: Listing): Recipe {
	const sort = list.sort ?? listed.order;
	const usage = view === 'nodes' ? state.nodeUsage : state.podUsage;
	const isByUsage = sort !== undefined && /CPU|MEM/.test(sort.column);
	const beat = `${list.faultsOnly ? Math.floor(state.now / faultBeatMs) : ''}`;
	// The first screen tells of a rollout that cannot go on before its deadline has passed.
	const faulty = list.faultsOnly && view === 'deployments' ? troubledUids(state) : undefined;
	return {
		filter: list.filter,
		faultsOnly: list.faultsOnly,
		faulty,
		sort,
		within,
		beat: isByUsage ? usage : beat,
	};
}

/** The place of the cursor's row. Undefined where the list is empty, or its row is not in it any more. */
export function cursorIndex(rows: readonly Row[], {list}: Screen): number | undefined {
	if (list.cursorKey === undefined) return rows.length > 0 ? 0 : undefined;
	const guess = list.first + list.cursorLine;
	if (rows[guess]?.uid === list.cursorKey) return guess;
	const index = rows.findIndex(row => row.uid === list.cursorKey);
	return index === -1 ? undefined : index;
}

export type Window = {
	readonly rows: readonly Row[];
	readonly first: number;
	readonly cursor: number | undefined;
	readonly total: number;
};

/** The rows in sight. Rows that come or go above the cursor leave it on its line. */
export function windowOf(state: State, screen: Screen, height: number): Window {
	const all = rowsOf(state, screen);
	const cursor = cursorIndex(all, screen);
	const first = firstInSight(screen, cursor, all.length, height);
	const rows = asTheyAre(state, screen, all.slice(first, first + height));
	return {rows, first, cursor, total: all.length};
}

/** Behind a dialog rows keep their places, and tell what has become of them; `Z` holds them as they stood. */
function asTheyAre(state: State, screen: Screen, rows: readonly Row[]): readonly Row[] {
	if (screen.list.held === undefined || screen.list.isHolding) return rows;
	const listing = listingOf(state, screen);
	const inOrder = listing?.inOrder && new Map(listing.inOrder.map(row => [row.uid, row]));
	const present = inOrder ?? listing?.table.rows;
	return rows.map(row => present?.get(row.uid) ?? row);
}

export function firstInSight(
	{list}: Screen,
	cursor: number | undefined,
	total: number,
	height: number,
): number {
	const wanted = cursor === undefined ? list.first : cursor - Math.min(list.cursorLine, height - 1);
	return Math.min(Math.max(0, wanted), Math.max(0, total - height));
}

/** The row the cursor is on, if it is still there. */
export function cursorRow(state: State, screen: Screen = topScreen(state)): Row | undefined {
	const rows = rowsOf(state, screen);
	const index = cursorIndex(rows, screen);
	return index === undefined ? undefined : rows[index];
}

/** The view whose rows a screen lists. */
export function viewOf({name, view}: Screen): string {
	return name === 'list' ? view : name === 'revisions' ? 'replicasets' : name;
}

export function subjectOf(row: Row, view: string): Subject {
	return {view, uid: row.uid, namespace: row.namespace, name: row.name};
}

/** The objects a key acts on: the marked rows, else what the screen is about, else the row under the cursor. */
export function subjectsOf(state: State): readonly Subject[] {
	const screen = topScreen(state);
	if (screen.list.marks.size > 0) return marked(state, screen);
	if (screen.subject !== undefined && screen.name !== 'revisions') return [screen.subject];
	return pointedAt(state, screen);
}

/** The row under the cursor as a subject, or none. */
export function pointedAt(state: State, screen: Screen = topScreen(state)): readonly Subject[] {
	const row = cursorRow(state, screen);
	return row === undefined ? [] : [subjectOf(row, viewOf(screen))];
}

/** All marked rows: those of the list in its order, then those that it leaves out. */
function marked(state: State, screen: Screen): readonly Subject[] {
	const {marks} = screen.list;
	const listed = rowsOf(state, screen).flatMap(({uid}) => marks.get(uid) ?? []);
	const uids = new Set(listed.map(({uid}) => uid));
	return [...listed, ...[...marks.values()].filter(({uid}) => !uids.has(uid))];
}

/** The marked rows that are not on the screen: filtered out, in another namespace, or scrolled away. */
export function markedOutOfSight(state: State, screen: Screen = topScreen(state)): readonly Subject[] {
	if (screen.list.marks.size === 0) return [];
	const {rows} = windowOf(state, screen, listHeight(state, screen));
	const seen = new Set(rows.map(({uid}) => uid));
	return marked(state, screen).filter(({uid}) => !seen.has(uid));
}

/** How far the data on screen can be believed. Screens that no stream feeds tell of the cluster as a whole. */
export function linkOf(state: State): Link {
	const screen = topScreen(state);
	const {streams} = state;
	switch (screen.name) {
		case 'now':
			return worstLink([streams.pods, streams.deployments, streams.nodes]);
		case 'help':
		case 'contexts':
		case 'forwards':
		case 'objectives':
		case 'form':
		case 'journal':
		case 'recovery':
		case 'can-i':
			return baseLink(state);
		default: {
			const listing = listingOf(state, screen);
			if (listing?.health !== undefined) return {health: listing.health, hasData: hasRows(listing)};
			const view = screen.subject?.view;
			if (view === 'splits' || view === 'models') return worstLink(splitSources.map(each => streams[each]));
			if (view === 'rollouts') return worstLink(servedEngineViews(state).map(each => streams[each]));
			return view === undefined || view === 'journal' ? baseLink(state) : worstLink([streams[view]]);
		}
	}
}

/** Since when what the screen shows is out of date. The first screen says so of each of its parts, and what is kept here never is. */
export function screenStaleSince(state: State): number | undefined {
	const {name, subject} = topScreen(state);
	const isOurs =
		['journal', 'objectives', 'form', 'contexts', 'forwards', 'help', 'can-i'].includes(name) ||
		subject?.view === 'journal';
	return name === 'now' || isOurs ? undefined : outOfDateSince(linkOf(state), state.wallTime);
}

/** What a change on this screen goes by; in the journal, where it may be of anything, how pods are told of. */
export function healthOf(state: State): Health | undefined {
	return ['journal', 'objectives', 'form'].includes(topScreen(state).name)
		? state.streams.pods?.health
		: linkOf(state).health;
}
