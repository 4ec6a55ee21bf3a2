import type {Change} from '../model/change.ts';
import type {ServedResource} from '../model/cluster.ts';
import {sayTimeOfDay} from '../model/moment.ts';
import type {Trouble} from '../model/trouble.ts';
import {accountOf} from '../recovery/account.ts';
import {type Move, movesOf} from '../recovery/moves.ts';
import {type News, newsBetween} from '../recovery/news.ts';
import {noRecovery, type Recovery, recoveryViews, withSeen} from '../recovery/recovery.ts';
import {
	sayAll,
	sayEnd,
	sayGapMoment,
	sayMove,
	sayReading,
	saySince,
	sayStanding,
	sayTurn,
	sayWorkload,
} from '../recovery/words.ts';
import {resourceViews} from '../resources/index.ts';
import type {NodeRow} from '../resources/nodes.ts';
import type {PodRow} from '../resources/pod-row.ts';
import type {ResourceView, Row} from '../resources/view.ts';
import {servedAs} from '../traffic/splits.ts';
import {type ExitCode, exitCodes} from './exit-codes.ts';
import {fail} from './fail.ts';
import {scopeOf} from './get-rows.ts';
import {momentJson, moveJson, recoveryJson, turnJson} from './recovery-json.ts';
import {type Session, sayTrouble} from './session.ts';

/** What has been read so far, by view, and what it was seen to become. */
type Look = {recovery: Recovery; readonly rows: Map<string, Map<string, Row>>};

/** `get recovery`: what is declared, what there is, and with `--watch` the way from one to the other. */
export async function getRecovery(served: readonly ServedResource[], session: Session): Promise<ExitCode> {
	const look: Look = {recovery: noRecovery, rows: new Map()};
	const views = recoveryViews.map(name => resourceViews.find(view => view.name === name)!);
	const troubles: (Trouble | undefined)[] = [];
	// Nodes come first: why a pod left is judged by how its node stands.
	for (const view of views) troubles.push(await readView(look, view, served, session));
	const [denied] = troubles.filter(trouble => trouble !== undefined);
	for (const trouble of troubles) if (trouble) session.out.say(sayTrouble(trouble));
	if (denied !== undefined && look.rows.size === 0) return fail(denied, session);
	print(look, session);
	if (!session.flags.watch) return denied === undefined ? exitCodes.done : exitCodes.failed;
	return watch(look, views, served, session);
}

async function readView(
	look: Look,
	view: ResourceView,
	served: readonly ServedResource[],
	session: Session,
): Promise<Trouble | undefined> {
	const resource = servedAs(view, served);
	if (resource === undefined) return undefined;
	const listed = await session.cluster.list(resource, scopeOf(view, session));
	if (!listed.ok) return listed.trouble;
	const rows = listed.value.flatMap(object => view.project(object) ?? []);
	see(look, view.name, [{type: 'replaced', rows}], session);
	return undefined;
}

/** Follows all of them at once until it is interrupted; the first lists say what was read already. */
async function watch(
	look: Look,
	views: readonly ResourceView[],
	served: readonly ServedResource[],
	session: Session,
): Promise<ExitCode> {
	const {cluster, signal, out} = session;
	let said = '';
	const settled = new Set(readyMoves(look).map(({pod}) => pod.uid));
	const stops = views.flatMap(view => {
		const resource = servedAs(view, served);
		if (resource === undefined) return [];
		const tell = (change: Change<Row>) => {
			if (change.type === 'health') {
				if (!('trouble' in change.health) || said === change.health.trouble.says) return;
				said = change.health.trouble.says;
				return out.say(sayTrouble(change.health.trouble));
			}
			const before = look.recovery;
			see(look, view.name, [change], session);
			for (const news of newsBetween(before, look.recovery)) printNews(news, session);
			printMoves(look, settled, session);
		};
		return [cluster.follow(resource, scopeOf(view, session), view.project, tell, view.form)];
	});
	await new Promise<void>(resolve => {
		signal.addEventListener('abort', () => resolve(), {once: true});
		if (signal.aborted) resolve();
	});
	for (const stop of stops) stop();
	return exitCodes.done;
}

function see(look: Look, view: string, changes: readonly Change<Row>[], session: Session): void {
	const rows = look.rows.get(view) ?? new Map<string, Row>();
	const nodes = look.rows.get('nodes') as Map<string, NodeRow> | undefined;
	const before = {
		rows,
		hasListed: look.rows.has(view),
		nodes: nodes && new Map([...nodes.values()].map(node => [node.name, node])),
	};
	look.recovery = withSeen(look.recovery, view, changes, before, nowOf(session));
	look.rows.set(view, rows);
	for (const change of changes) write(rows, change);
}

function write(rows: Map<string, Row>, change: Change<Row>): void {
	if (change.type === 'replaced') rows.clear();
	if ('rows' in change) for (const row of change.rows) rows.set(row.uid, row);
	else if (change.type === 'changed') rows.set(change.row.uid, change.row);
	else if (change.type === 'deleted') rows.delete(change.uid);
}

function nowOf({clock, cluster}: Session): number {
	return clock.now() + cluster.clockAheadMs();
}

function print({recovery, rows}: Look, session: Session): void {
	const {flags, out} = session;
	const now = nowOf(session);
	const account = accountOf(recovery, view => rows.get(view), now);
	if (flags.output === 'json') {
		out.json({recovery: recoveryJson(account)}, flags.watch ? undefined : 2);
		return;
	}
	const lines = [
		`${sayTimeOfDay(now)}  All: ${sayAll(account)}`,
		...account.short.map(each => `  ${sayWorkload(each.of)}: ${sayReading(each)}, ${saySince(each.since)}`),
		...account.nodes.map(node => `  ${sayStanding(node, now)}: ${node.standing.says}`),
		...account.moves.map(move => `  ${move.pod.namespace}/${move.pod.name} ${sayMove(move)} (${move.why})`),
	];
	out.result(lines.join('\n'));
}

function printNews(news: News, {flags, out}: Session): void {
	if (flags.output === 'json') out.json(newsJson(news));
	else out.result(newsText(news));
}

function newsJson(news: News) {
	if (news.is === 'gap') return {changed: momentJson(news.gap, news.moment)};
	if (news.is === 'turn') return {node: turnJson(news.turn)};
	return {left: moveJson({...news.departure, successor: undefined})};
}

function newsText(news: News): string {
	if (news.is === 'left') {
		const {pod, at, why} = news.departure;
		return `${sayTimeOfDay(at)}  ${pod.namespace}/${pod.name} leaves ${pod.node}: ${why}`;
	}
	if (news.is === 'turn') {
		const {turn} = news;
		return `${sayTimeOfDay(turn.at)}  ${sayTurn(turn)}${turn.says && `: ${turn.says}`}`;
	}
	const {gap, moment, before} = news;
	const end = moment === gap.moments.at(-1) ? sayEnd(gap) : undefined;
	const says = `${sayWorkload(gap.of)}: ${sayGapMoment(moment, before)}${end === undefined ? '' : `, ${end}`}`;
	return `${sayTimeOfDay(gap.end?.is === 'deleted' ? gap.end.at : moment.at)}  ${says}`;
}

/** A move is told once its successor is ready where it went. */
function printMoves(look: Look, told: Set<string>, {flags, out}: Session): void {
	for (const move of readyMoves(look)) {
		const {pod, successor, at} = move;
		if (told.has(pod.uid)) continue;
		told.add(pod.uid);
		const when = sayTimeOfDay(successor?.readySince ?? at);
		if (flags.output === 'json') out.json({moved: moveJson(move)});
		else out.result(`${when}  ${pod.namespace}/${pod.name} ${sayMove(move)}`);
	}
}

function readyMoves({recovery, rows}: Look): readonly Move[] {
	const pods = (rows.get('pods')?.values() ?? []) as Iterable<PodRow>;
	return movesOf(recovery.departures, pods).filter(({successor}) => successor?.isReady);
}
