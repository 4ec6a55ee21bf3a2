import type {ServedResource} from '../model/cluster.ts';
import type {Resource} from '../model/ref.ts';
import {deployments} from '../resources/deployments.ts';
import {nodes} from '../resources/nodes.ts';
import {pods} from '../resources/pods.ts';
import {usageByName} from '../resources/usage.ts';
import type {Facts, ResourceView, Row, Usage} from '../resources/view.ts';
import {type ExitCode, exitCodes} from './exit-codes.ts';
import {fail} from './fail.ts';
import {getRollouts} from './get-rollouts.ts';
import {getSplits} from './get-splits.ts';
import {deploymentJson, nodeJson, podJson} from './json.ts';
import {resolveKind} from './kinds.ts';
import {sayNothing} from './nothing.ts';
import {discovered, namespaceOf, type Session} from './session.ts';
import {columnsFor, tableText} from './table-text.ts';

/** A list the shell can print: which view it is, and its contract as JSON. */
type Listed<R extends Row> = {
	readonly view: ResourceView<R>;
	readonly metrics?: 'pods' | 'nodes';
	json(row: R, facts: Facts): object;
};

const listed: ReadonlyArray<Listed<Row>> = [
	{view: pods, metrics: 'pods', json: podJson} as unknown as Listed<Row>,
	{view: deployments, json: deploymentJson} as unknown as Listed<Row>,
	{view: nodes, metrics: 'nodes', json: nodeJson} as unknown as Listed<Row>,
];

/** `get`: prints a list, and with `--watch` every change after it. */
export async function get(words: readonly string[], session: Session): Promise<ExitCode> {
	const [word = ''] = words;
	const name = word.toLowerCase();
	const found = listed.find(({view}) => view.name === name || view.aliases.includes(name));
	const isSplits = ['splits', 'split'].includes(name);
	const isRollouts = ['rollouts', 'rollout', 'ro'].includes(name);
	if (!found && !isSplits && !isRollouts) {
		const says = word === '' ? 'What to list is missing.' : `sluice get cannot list ${word}.`;
		return fail(
			{refused: 'usage', says, hint: 'It lists pods, deployments, splits, rollouts and nodes.'},
			session,
		);
	}
	if (session.flags.measure && !(isSplits && session.flags.output === 'json')) {
		return fail(
			{
				refused: 'usage',
				says: 'Only splits are measured, and only as JSON.',
				hint: 'sluice get splits -o json --measure',
			},
			session,
		);
	}
	const served = await discovered(session);
	if ('reason' in served) return fail(served, session);
	if (isRollouts) return getRollouts(served, session);
	return found ? getRows(found, served, session) : getSplits(served, session);
}

async function getRows(
	list: Listed<Row>,
	served: readonly ServedResource[],
	session: Session,
): Promise<ExitCode> {
	const {view} = list;
	const resource = resolveKind(`${view.plural}${view.group && `.${view.group}`}`, served);
	if ('refused' in resource) return fail(resource, session);
	const facts = await factsFor(list, served, session);
	if (session.flags.watch) return watchRows(list, resource, facts, session);
	const objects = await session.cluster.list(resource, scopeOf(view, session));
	if (!objects.ok) return fail(objects.trouble, session);
	const rows = objects.value.flatMap(object => view.project(object) ?? []);
	printRows(list, rows.sort(byName), facts, session);
	return rows.length > 0 ? exitCodes.done : sayNothing(view, session);
}

function scopeOf(view: ResourceView, session: Session) {
	return view.isNamespaced ? {namespace: namespaceOf(session)} : {};
}

/** Usage is a bonus: without metrics.k8s.io its cells say that it is unknown. */
async function factsFor(
	list: Listed<Row>,
	served: readonly ServedResource[],
	session: Session,
): Promise<Facts> {
	const now = session.clock.now() + session.cluster.clockAheadMs();
	const metrics = served.find(each => each.group === 'metrics.k8s.io' && each.plural === list.metrics);
	if (!metrics) return {now};
	const answered = await session.cluster.list(metrics, scopeOf(list.view, session));
	const usage: ReadonlyMap<string, Usage> = answered.ok ? usageByName(answered.value) : new Map();
	return {now, usage};
}

function printRows(list: Listed<Row>, rows: readonly Row[], facts: Facts, session: Session): void {
	const {flags, out} = session;
	if (flags.output === 'json') {
		out.json({[list.view.name]: rows.map(row => list.json(row, facts))}, 2);
	} else if (flags.output === 'name') {
		for (const row of rows)
			out.result(`${list.view.kind.toLowerCase()}${list.view.group && `.${list.view.group}`}/${row.name}`);
	} else if (rows.length > 0) {
		out.result(tableText(shownColumns(list.view, session), rows, facts));
	}
}

function shownColumns(view: ResourceView, session: Session) {
	const isAllNamespaces = view.isNamespaced && namespaceOf(session) === undefined;
	return columnsFor(view.columns, {isWide: session.flags.output === 'wide', isAllNamespaces});
}

/** Prints the list once it is whole, then a line for each change, until interrupted. */
async function watchRows(
	list: Listed<Row>,
	resource: Resource,
	facts: Facts,
	session: Session,
): Promise<ExitCode> {
	const {out, flags, cluster, clock, signal} = session;
	const {promise, resolve} = Promise.withResolvers<ExitCode>();
	let said = '';
	let isEmpty = true;
	const stop = cluster.follow(resource, scopeOf(list.view, session), list.view.project, change => {
		const nowFacts = {...facts, now: clock.now() + cluster.clockAheadMs()};
		// The first list comes page by page, a later one whole: both are printed as lists.
		if (change.type === 'replaced' || change.type === 'added-page') {
			isEmpty &&= change.rows.length === 0;
			printRows(list, [...change.rows].sort(byName), nowFacts, session);
		}
		if (change.type === 'changed') printChange(list, change.row, nowFacts, session);
		if (change.type === 'deleted' && flags.output === 'json') out.json({deleted: change.uid});
		if (change.type === 'health' && change.health.state === 'live' && isEmpty) {
			isEmpty = false;
			sayNothing(list.view, session);
		}
		if (change.type !== 'health' || !('trouble' in change.health) || said === change.health.trouble.says)
			return;
		said = change.health.trouble.says;
		const code = fail(change.health.trouble, session);
		if (change.health.state === 'denied') resolve(code);
	});
	// Nothing but an interruption ends what goes on for ever: that is how it is done.
	signal.addEventListener('abort', () => resolve(exitCodes.done), {once: true});
	if (signal.aborted) resolve(exitCodes.done);
	const code = await promise;
	stop();
	return code;
}

function printChange(list: Listed<Row>, row: Row, facts: Facts, session: Session): void {
	if (session.flags.output === 'json') {
		session.out.json({changed: list.json(row, facts)});
	} else if (session.flags.output === 'name') {
		printRows(list, [row], facts, session);
	} else {
		session.out.result(tableText(shownColumns(list.view, session), [row], facts).split('\n')[1] ?? '');
	}
}

function byName(left: Row, right: Row): number {
	return compare(left.namespace, right.namespace) || compare(left.name, right.name);
}

function compare(left: string, right: string): number {
	return left < right ? -1 : left > right ? 1 : 0;
}
