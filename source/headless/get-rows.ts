import type {Change} from '../model/change.ts';
import type {Project, ServedResource} from '../model/cluster.ts';
import {type Ref, type Resource, sayRef} from '../model/ref.ts';
import {withColumnsOf} from '../resources/table-view.ts';
import {usageByName} from '../resources/usage.ts';
import type {Facts, ResourceView, Row, Usage} from '../resources/view.ts';
import {type ExitCode, exitCodes} from './exit-codes.ts';
import {fail} from './fail.ts';
import {sayNothing} from './nothing.ts';
import {namespaceOf, type Session} from './session.ts';
import {columnsFor, tableText} from './table-text.ts';

/** A list the shell can print: which view it is, and its contract as JSON. */
export type Listed<R extends Row = Row> = {
	readonly view: ResourceView<R>;
	readonly metrics?: 'pods' | 'nodes';
	json(row: R, facts: Facts): object;
};

/** What of a kind is asked for: all, or the one object of a name. */
export type Wanted = {readonly resource: Resource; readonly name?: string};

/** Prints the rows of a list, and with `--watch` every change after them. */
export async function getRows(
	list: Listed,
	wanted: Wanted,
	served: readonly ServedResource[],
	session: Session,
): Promise<ExitCode> {
	const {view} = list;
	const facts = await factsFor(list, served, session);
	if (session.flags.watch) return watchRows(list, wanted, facts, session);
	const {resource, name} = wanted;
	const fields = name === undefined ? undefined : `metadata.name=${name}`;
	const objects = await session.cluster.list(resource, scopeOf(view, session), {fields, form: view.form});
	if (!objects.ok) return fail(objects.trouble, session);
	const rows = objects.value.flatMap(object => view.project(object) ?? []);
	printRows(list, rows.sort(byName), facts, session);
	return rows.length > 0 ? exitCodes.done : sayNone(view, wanted, session);
}

/** Nothing of a kind is an answer; no object of a name is none. */
export function sayNone(view: ResourceView, {resource, name}: Wanted, session: Session): Promise<ExitCode> {
	if (name === undefined) return sayNothing(view, session);
	const namespace = (view.isNamespaced && namespaceOf(session)) || '';
	const ref: Omit<Ref, 'uid'> = {resource, namespace, name};
	const hint = `See which there are: sluice get ${view.name}${namespace && ` -n ${namespace}`}`;
	return Promise.resolve(fail({refused: 'not-found', says: `${sayRef(ref)} is not there.`, hint}, session));
}

/** The namespace or namespaces that are looked in. */
export function scopeOf(view: Pick<ResourceView, 'isNamespaced'>, session: Session) {
	return view.isNamespaced ? {namespace: namespaceOf(session)} : {};
}

/** Usage is a bonus: without metrics.k8s.io its cells say that it is unknown. */
async function factsFor(list: Listed, served: readonly ServedResource[], session: Session): Promise<Facts> {
	const now = session.clock.now() + session.cluster.clockAheadMs();
	const metrics = served.find(each => each.group === 'metrics.k8s.io' && each.plural === list.metrics);
	if (!metrics) return {now};
	const answered = await session.cluster.list(metrics, scopeOf(list.view, session));
	const usage: ReadonlyMap<string, Usage> = answered.ok ? usageByName(answered.value) : new Map();
	return {now, usage};
}

function printRows(list: Listed, rows: readonly Row[], facts: Facts, session: Session): void {
	const {flags, out} = session;
	if (flags.output === 'json') {
		out.json({[list.view.name]: rows.map(row => list.json(row, facts))}, 2);
	} else if (flags.output === 'name') {
		for (const row of rows)
			out.result(`${list.view.kind.toLowerCase()}${list.view.group && `.${list.view.group}`}/${row.name}`);
	} else if (rows.length > 0) {
		out.result(tableText(shownColumns(list.view, rows, session), rows, facts));
	}
}

function shownColumns(view: ResourceView, [first]: readonly Row[], session: Session) {
	const isAllNamespaces = view.isNamespaced && namespaceOf(session) === undefined;
	const {columns} = view.form === 'table' ? withColumnsOf(view, first) : view;
	return columnsFor(columns, {isWide: session.flags.output === 'wide', isAllNamespaces});
}

/** Prints the list once it is whole, then a line for each change, until interrupted. */
async function watchRows(list: Listed, wanted: Wanted, facts: Facts, session: Session): Promise<ExitCode> {
	const {out, flags, cluster, clock, signal} = session;
	const {promise, resolve} = Promise.withResolvers<ExitCode>();
	let said = '';
	let isEmpty = true;
	const {resource, name} = wanted;
	const {project, form} = list.view;
	const shown = new Set<string>();
	const named: Project<Row> = object => {
		if (name !== undefined && object.metadata.name !== name) return undefined;
		shown.add(object.metadata.uid);
		return project(object);
	};
	const tell = (change: Change<Row>) => {
		const nowFacts = {...facts, now: clock.now() + cluster.clockAheadMs()};
		// The first list comes page by page, a later one whole: both are printed as lists.
		if (change.type === 'replaced' || change.type === 'added-page') {
			isEmpty &&= change.rows.length === 0;
			printRows(list, [...change.rows].sort(byName), nowFacts, session);
		}
		if (change.type === 'changed') printChange(list, change.row, nowFacts, session);
		// Of other names there is nothing to tell, neither now nor when they go.
		if (change.type === 'deleted' && flags.output === 'json' && (name === undefined || shown.has(change.uid)))
			out.json({deleted: change.uid});
		if (change.type === 'health' && change.health.state === 'live' && isEmpty) {
			isEmpty = false;
			void sayNone(list.view, wanted, session);
		}
		if (change.type !== 'health' || !('trouble' in change.health) || said === change.health.trouble.says)
			return;
		said = change.health.trouble.says;
		const code = fail(change.health.trouble, session);
		if (change.health.state === 'denied') resolve(code);
	};
	const stop = cluster.follow(resource, scopeOf(list.view, session), named, tell, form);
	// Nothing but an interruption ends what goes on for ever: that is how it is done.
	signal.addEventListener('abort', () => resolve(exitCodes.done), {once: true});
	if (signal.aborted) resolve(exitCodes.done);
	const code = await promise;
	stop();
	return code;
}

function printChange(list: Listed, row: Row, facts: Facts, session: Session): void {
	if (session.flags.output === 'json') {
		session.out.json({changed: list.json(row, facts)});
	} else if (session.flags.output === 'name') {
		printRows(list, [row], facts, session);
	} else {
		session.out.result(tableText(shownColumns(list.view, [row], session), [row], facts).split('\n')[1] ?? '');
	}
}

function byName(left: Row, right: Row): number {
	return compare(left.namespace, right.namespace) || compare(left.name, right.name);
}

function compare(left: string, right: string): number {
	return left < right ? -1 : left > right ? 1 : 0;
}
