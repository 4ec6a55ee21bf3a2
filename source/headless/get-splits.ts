import {listIn, mergedParts, partsIn, readWorld} from '../actions/read-traffic.ts';
import {sleep} from '../model/clock.ts';
import type {ServedResource} from '../model/cluster.ts';
import type {Measured} from '../model/measured.ts';
import {sayKind} from '../model/ref.ts';
import type {Split} from '../model/split.ts';
import type {Trouble} from '../model/trouble.ts';
import {splitColumns, splitRow} from '../resources/splits.ts';
import {type Parts, servedAs, sources, splitsOf} from '../traffic/splits.ts';
import type {World} from '../traffic/world.ts';
import {type ExitCode, exitCodes, exitOfTrouble} from './exit-codes.ts';
import {interrupted} from './fail.ts';
import {splitJson} from './json.ts';
import {sayNothing} from './nothing.ts';
import {measureAll, measurerIn, seenJson} from './seen.ts';
import {namespaceOf, type Session} from './session.ts';
import {columnsFor, tableText} from './table-text.ts';

/** How often `--watch` looks again: splits are joined from several kinds, so they are read whole. */
const lookAgainMs = 2000;

/** `get splits`: what every dialect the cluster serves says about traffic. */
export async function getSplits(served: readonly ServedResource[], session: Session): Promise<ExitCode> {
	let printed = '';
	let said = '';
	const measuring = session.flags.measure ? measurerIn(session) : undefined;
	for (;;) {
		const {splits, troubles} = await readSplits(served, session);
		const measured = measuring && (await measureAll(splits, measuring, session));
		if (session.signal.aborted) return session.flags.watch ? exitCodes.done : interrupted(session);
		const complaint = sayTroubles(troubles);
		if (complaint !== said && complaint !== '') session.out.say(complaint);
		said = complaint;
		const isUnknown = splits.length === 0 && troubles.length > 0;
		const text = isUnknown ? '' : splitsText(splits, measured, session);
		if (text !== printed && text !== '') print(splits, measured, text, session);
		printed = text;
		if (!session.flags.watch) {
			if (isUnknown) return exitOfTrouble(troubles[0]!);
			return splits.length > 0 ? exitCodes.done : sayNothing({name: 'splits', isNamespaced: true}, session);
		}
		await sleep(session.clock, lookAgainMs, session.signal);
	}
}

export type SplitsRead = {
	readonly splits: readonly Split[];
	/** What they are made of. */
	readonly parts: Parts;
	readonly world: World;
	/** Of kinds that could not be read: what splits they hold is unknown. */
	readonly troubles: readonly Trouble[];
};

/** All splits in scope. A kind that is not served holds none; without one that may not be read the rest goes on. */
export async function readSplits(served: readonly ServedResource[], session: Session): Promise<SplitsRead> {
	const scopes = [{namespace: namespaceOf(session)}];
	const kinds = sources.flatMap(source => servedAs(source, served) ?? []);
	const [around, ...lists] = await Promise.all([
		readWorld(session.cluster, scopes, true),
		...kinds.map(async resource => ({resource, ...(await listIn(session.cluster, resource, scopes))})),
	]);
	const parts = mergedParts(lists.map(({resource, objects}) => partsIn(resource, objects)));
	const troubles = [...lists.flatMap(({trouble}) => trouble ?? []), ...around.troubles];
	return {splits: splitsOf(parts, around.world), parts, world: around.world, troubles};
}

/** A sentence each, and the next step only once where it is the same for all. */
export function sayTroubles(troubles: readonly Trouble[]): string {
	const says = [...new Set(troubles.map(trouble => trouble.says))].sort();
	const hints = [...new Set(troubles.flatMap(trouble => trouble.hint ?? []))];
	return [...says, ...hints].join('\n');
}

type Seen = readonly Measured[] | undefined;

function print(splits: readonly Split[], measured: Seen, text: string, session: Session): void {
	const {flags, out} = session;
	if (flags.output === 'json') out.json({splits: splitsJson(splits, measured, session)}, 2);
	else out.result(text);
}

function splitsJson(splits: readonly Split[], measured: Seen, {rules}: Session) {
	return splits.map((split, index) => ({
		...splitJson(split, rules.writeUnproved),
		...(measured?.[index] && {seen: seenJson(split, measured[index])}),
	}));
}

/** What is compared to tell whether anything changed, and printed but for JSON. */
function splitsText(splits: readonly Split[], measured: Seen, session: Session): string {
	const {output} = session.flags;
	if (output === 'json') return JSON.stringify(splitsJson(splits, measured, session));
	if (output === 'name')
		return splits.map(({ref}) => `${sayKind(ref.resource).toLowerCase()}/${ref.name}`).join('\n');
	if (splits.length === 0) return '';
	const isAllNamespaces = namespaceOf(session) === undefined;
	const columns = columnsFor(splitColumns, {isWide: output === 'wide', isAllNamespaces});
	return tableText(columns, splits.map(splitRow), {
		now: session.clock.now() + session.cluster.clockAheadMs(),
	});
}
