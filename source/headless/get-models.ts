import {sleep} from '../model/clock.ts';
import type {ServedResource} from '../model/cluster.ts';
import type {Measured} from '../model/measured.ts';
import {sayKind} from '../model/ref.ts';
import type {Split} from '../model/split.ts';
import {modelColumns, modelRows} from '../resources/models.ts';
import {type Model, modelsOf} from '../traffic/models.ts';
import {loneWaysOf} from '../traffic/splits.ts';
import {type ExitCode, exitCodes, exitOfTrouble} from './exit-codes.ts';
import {interrupted} from './fail.ts';
import {readSplits, sayTroubles} from './get-splits.ts';
import {sayNothing} from './nothing.ts';
import {measureAll, measurerIn, seenJson} from './seen.ts';
import {namespaceOf, type Session} from './session.ts';
import {columnsFor, tableText} from './table-text.ts';
import {sayTime} from './time.ts';

/** How often `--watch` looks again: models are joined from several kinds, so they are read whole. */
const lookAgainMs = 2000;

/** `get models`: which versions there are of each, who gets them, and since when. */
export async function getModels(served: readonly ServedResource[], session: Session): Promise<ExitCode> {
	const {flags, out, signal, clock} = session;
	const measuring = flags.measure ? measurerIn(session) : undefined;
	let printed = '';
	let said = '';
	for (;;) {
		const {splits, parts, world, troubles} = await readSplits(served, session);
		const models = modelsOf({...world, splits, lone: loneWaysOf(parts, world)});
		const ways = models.flatMap(model => model.ways);
		const measured = measuring && (await measureAll(ways, measuring, session));
		if (signal.aborted) return flags.watch ? exitCodes.done : interrupted(session);
		const complaint = sayTroubles(troubles);
		if (complaint !== said && complaint !== '') out.say(complaint);
		said = complaint;
		const isUnknown = models.length === 0 && troubles.length > 0;
		const seen = new Map(measured?.map((each, index) => [ways[index]!.key, each]));
		const json = () => models.map(model => modelJson(model, seen));
		const text = isUnknown ? '' : flags.output === 'json' ? JSON.stringify(json()) : textOf(models, session);
		if (text !== printed && text !== '') {
			if (flags.output === 'json') out.json({models: json()}, 2);
			else out.result(text);
		}
		printed = text;
		if (!flags.watch) {
			if (isUnknown) return exitOfTrouble(troubles[0]!);
			return models.length > 0 ? exitCodes.done : sayNothing({name: 'models', isNamespaced: true}, session);
		}
		await sleep(clock, lookAgainMs, signal);
	}
}

function textOf(models: readonly Model[], session: Session): string {
	const {output} = session.flags;
	if (models.length === 0) return '';
	if (output === 'name') return models.map(({name}) => `model/${name}`).join('\n');
	const isAllNamespaces = namespaceOf(session) === undefined;
	const columns = columnsFor(modelColumns, {isWide: output === 'wide', isAllNamespaces});
	return tableText(columns, models.flatMap(modelRows), {
		now: session.clock.now() + session.cluster.clockAheadMs(),
	});
}

/** The contract of `get models -o json`. What is not known is null. */
function modelJson({namespace, name, versions, ways}: Model, seen: ReadonlyMap<string, Measured>) {
	return {
		namespace,
		name,
		versions: versions.map(version => ({
			name: version.name,
			namespace: version.namespace,
			role: version.role,
			roleFrom: version.roleFrom ?? null,
			image: version.image ?? null,
			pods: version.pods ?? null,
			shares: version.shares.map(share => share ?? null),
			copies: version.copies ?? null,
			deployment: version.deployment?.name ?? null,
			since: version.since === undefined ? null : sayTime(version.since),
		})),
		ways: ways.map(way => wayJson(way, seen.get(way.key))),
	};
}

function wayJson(way: Split, measured: Measured | undefined) {
	const {ref, rule, match, dialect} = way;
	return {
		dialect,
		kind: sayKind(ref.resource),
		namespace: ref.namespace,
		name: ref.name,
		rule,
		match,
		...(measured && {seen: seenJson(way, measured)}),
	};
}
