import {gatherSplits} from '../actions/gather-splits.ts';
import {provedBy} from '../journal/proved.ts';
import {lastDrain} from '../journal/restorable.ts';
import {continued} from '../measure/continued.ts';
import type {Written} from '../measure/drained.ts';
import {judgeDrain} from '../measure/proof.ts';
import {proofSteps, proofText} from '../measure/proof-words.ts';
import {sleep} from '../model/clock.ts';
import type {Target} from '../model/command.ts';
import type {Figures, Measured, Unmeasured} from '../model/measured.ts';
import type {Plan} from '../model/plan.ts';
import type {Proof} from '../model/proof.ts';
import {type Split, uidsWritten} from '../model/split.ts';
import {type ExitCode, exitCodes} from './exit-codes.ts';
import {measureAll, measurerIn} from './seen.ts';
import type {Session} from './session.ts';
import {sayTime} from './time.ts';

/** Sources are read every so often; more often than that nothing new comes of it. */
const lookAgainMs = 2000;

/** Waiting changes nothing about these. */
const final: ReadonlySet<Unmeasured['why']> = new Set(['off', 'no-source', 'not-apart']);

/** Measures for up to so long whether a drain happens. Undefined where it was interrupted, or what it drained cannot be read. */
export async function proveDrain(
	written: Written,
	target: Target,
	forMs: number,
	session: Session,
): Promise<Proof | undefined> {
	const {cluster, clock, signal} = session;
	const measuring = measurerIn(session);
	const untilMs = clock.now() + forMs;
	let proof: Proof | undefined;
	const former = new Map<string, Figures>();
	while (!signal.aborted) {
		const splits = await splitsOf(target, session);
		const drained = splits.filter(({key}) => written.plan?.shares?.[key] !== undefined);
		const since = written.writtenAt ?? clock.now() + cluster.clockAheadMs();
		const measured = await measureAll(drained, measuring, session, since);
		const readOf = (key: string) => {
			const found = measured[drained.findIndex(split => split.key === key)];
			if (found?.state !== 'measured') return found && {measured: found};
			const figures = continued(former.get(key), found);
			former.set(key, figures);
			return {measured: figures};
		};
		// What is read here is the object itself: it holds what was written, or somebody wrote after it.
		const sharesOf = () => [{at: since, value: 0}];
		proof = judgeDrain(written, drained, {readOf, sharesOf, oldSince: undefined}) ?? proof;
		if (isOver(proof, measured) || clock.now() >= untilMs) break;
		await sleep(clock, lookAgainMs, signal);
	}
	return signal.aborted ? undefined : proof;
}

/** Who drains what is drained already means to know it all the same: since the drain on record, or since now. */
export async function drainedBefore(
	target: Target,
	session: Session,
	command: Written['command'],
): Promise<Written> {
	const {cluster, clock, journal} = session;
	const splits = await splitsOf(target, session);
	const entries = journal.entries();
	const {name: context, server} = cluster.context;
	const uids = splits.flatMap(uidsWritten);
	const found = entries.ok ? lastDrain(entries.value, {context, server}, uids) : undefined;
	const at =
		(found?.state === 'stands' ? found.drain.endedAt : undefined) ?? clock.now() + cluster.clockAheadMs();
	const plan: Plan = {
		action: 'drain-traffic',
		says: 'Drained already',
		lines: [],
		shares: Object.fromEntries(
			splits.map(({key, backends}) => [key, backends.map(({share}) => share)] as const),
		),
		steps: [],
		undo: {way: 'none', because: 'Nothing was written.'},
		settledWhen: [],
		concerns: [],
		owners: [],
		isEscape: true,
	};
	const outcome = {end: 'settled', plan, id: '', tookMs: 0, progress: ''} as const;
	return {command, plan, writtenAt: at, endedAt: at, outcome};
}

async function splitsOf(target: Target, {cluster}: Session): Promise<readonly Split[]> {
	const gathered = await gatherSplits(target, cluster);
	return gathered.ok ? gathered.value.facts.splits : [];
}

function isOver(proof: Proof | undefined, measured: readonly Measured[]): boolean {
	if (proof === undefined) return false;
	if (proof.verdict.state === 'unproved')
		return measured.every(each => each.state === 'unmeasured' && final.has(each.why));
	return proof.verdict.state === 'proved';
}

/** What is told of a proof, and the code it ends with: done only where it is proved. */
export function tellProof(proof: Proof | undefined, {out}: Session): ExitCode {
	if (proof === undefined) {
		out.say('Not proved: what was drained can be read no more.');
		return exitCodes.unsettled;
	}
	const lines = proofText(proof);
	if (proof.verdict.state === 'proved') {
		out.result(lines.join('\n'));
		return exitCodes.done;
	}
	out.result(lines.slice(0, -1).join('\n'));
	out.say(lines.at(-1)!);
	return exitCodes.unsettled;
}

/** The receipt says it, too, from here on. */
export function keepProof(id: string, proof: Proof, {journal, out}: Session): void {
	const proved = provedBy(proof, proofSteps(proof), undefined);
	const trouble = proved && journal.append({type: 'proved', id, ...proved});
	if (trouble !== undefined) out.say(`What is proved is not kept. ${trouble}`);
}

/** A contract with scripts: fields may be added, never changed. What nobody says is null. */
export function proofJson({writtenAt, objects, accepted, programmed, versions, champion, verdict}: Proof) {
	const claim = (made: Proof['accepted']) => ({
		state: made.state,
		at: 'at' in made ? sayTime(made.at) : null,
		says: made.says,
	});
	return {
		writtenAt: sayTime(writtenAt),
		objects,
		accepted: claim(accepted),
		programmed: claim(programmed),
		versions: versions.map(version => ({
			name: version.name,
			state: version.state,
			lastRequestAt: 'lastAt' in version ? sayTime(version.lastAt) : null,
			noneUntil: 'until' in version ? sayTime(version.until) : null,
			requestsPerSecond: 'perSecond' in version ? version.perSecond : null,
			says: 'says' in version ? version.says : null,
		})),
		champion: champion ?? null,
		verdict: {state: verdict.state, says: verdict.says, next: 'next' in verdict ? verdict.next : null},
	};
}
