import type {Around, Engine} from '../engines/engine.ts';
import {engines} from '../engines/index.ts';
import {replicaSetResource} from '../model/builtin-resources.ts';
import {sleep} from '../model/clock.ts';
import type {ServedResource} from '../model/cluster.ts';
import {refOf} from '../model/object.ts';
import {resourceName} from '../model/ref.ts';
import type {Rollout} from '../model/rollout.ts';
import type {Trouble} from '../model/trouble.ts';
import {resolveKind} from '../resources/kinds.ts';
import {rolloutColumns, rolloutRow} from '../resources/rollouts.ts';
import {type ExitCode, exitCodes, exitOfTrouble} from './exit-codes.ts';
import {interrupted} from './fail.ts';
import {sayNothing} from './nothing.ts';
import {rolloutJson} from './rollout-json.ts';
import {namespaceOf, type Session, sayTrouble} from './session.ts';
import {columnsFor, tableText} from './table-text.ts';

/** How often `--watch` looks again: rollouts of several kinds are read whole. */
const lookAgainMs = 2000;

/** `get rollouts`: what every engine that the cluster serves is doing. */
export async function getRollouts(served: readonly ServedResource[], session: Session): Promise<ExitCode> {
	let printed = '';
	let said = '';
	for (;;) {
		const {rollouts, troubles} = await readRollouts(served, session);
		if (session.signal.aborted) return session.flags.watch ? exitCodes.done : interrupted(session);
		const complaint = [...new Set(troubles.map(sayTrouble))].join('\n');
		if (complaint !== said && complaint !== '') session.out.say(complaint);
		said = complaint;
		const isUnknown = rollouts.length === 0 && troubles.length > 0;
		const text = isUnknown ? '' : rolloutsText(rollouts, session);
		if (text !== printed && text !== '') print(rollouts, text, session);
		printed = text;
		if (!session.flags.watch) {
			if (isUnknown) return exitOfTrouble(troubles[0]!);
			return rollouts.length > 0
				? exitCodes.done
				: sayNothing({name: 'rollouts', isNamespaced: true}, session);
		}
		await sleep(session.clock, lookAgainMs, session.signal);
	}
}

type RolloutsRead = {readonly rollouts: readonly Rollout[]; readonly troubles: readonly Trouble[]};

/** An engine that is not installed leads nothing; without one that may not be read the rest goes on. */
async function readRollouts(served: readonly ServedResource[], session: Session): Promise<RolloutsRead> {
	const read = await Promise.all(engines.map(engine => readEngine(engine, served, session)));
	const rollouts = read.flatMap(each => each.rollouts);
	return {
		rollouts: rollouts.sort((left, right) => compare(placeOf(left), placeOf(right))),
		troubles: read.flatMap(each => each.troubles),
	};
}

async function readEngine(
	engine: Engine,
	served: readonly ServedResource[],
	session: Session,
): Promise<RolloutsRead> {
	const resource = resolveKind(resourceName(engine.source), served);
	if ('refused' in resource) return {rollouts: [], troubles: []};
	const listed = await session.cluster.list(resource, {namespace: namespaceOf(session)});
	if (!listed.ok) return {rollouts: [], troubles: [listed.trouble]};
	const around = listed.value.length > 0 ? await readAround(engine, session) : {};
	return {
		rollouts: listed.value.map(object => engine.rollout(object, refOf(resource, object), around)),
		troubles: [],
	};
}

/** Images and pods of earlier versions are shown as JSON only; many ReplicaSets are not read for nothing. */
async function readAround(engine: Engine, session: Session): Promise<Around> {
	if (!engine.revisions || session.flags.output !== 'json') return {};
	const replicaSets = await session.cluster.list(replicaSetResource, {namespace: namespaceOf(session)});
	return replicaSets.ok ? {replicaSets: replicaSets.value} : {};
}

function placeOf({ref}: Rollout): string {
	return `${ref.namespace}\n${ref.name}\n${ref.resource.group}`;
}

function compare(left: string, right: string): number {
	return left < right ? -1 : left > right ? 1 : 0;
}

function print(rollouts: readonly Rollout[], text: string, {flags, out}: Session): void {
	if (flags.output === 'json') out.json({rollouts: rollouts.map(rolloutJson)}, 2);
	else out.result(text);
}

/** What is compared to tell whether anything changed, and printed but for JSON. */
function rolloutsText(rollouts: readonly Rollout[], session: Session): string {
	const {output} = session.flags;
	if (output === 'json') return JSON.stringify(rollouts.map(rolloutJson));
	if (output === 'name')
		return rollouts.map(({ref}) => `${resourceName(ref.resource)}/${ref.name}`).join('\n');
	if (rollouts.length === 0) return '';
	const isAllNamespaces = namespaceOf(session) === undefined;
	const columns = columnsFor(rolloutColumns, {isWide: output === 'wide', isAllNamespaces});
	return tableText(columns, rollouts.map(rolloutRow), {
		now: session.clock.now() + session.cluster.clockAheadMs(),
	});
}
