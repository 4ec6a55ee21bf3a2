import {gatherSplits, type SplitFacts, splitsMeant} from '../actions/gather-splits.ts';
import {sleep} from '../model/clock.ts';
import type {Target} from '../model/command.ts';
import {refOf} from '../model/object.ts';
import {isRefusal, type Refusal} from '../model/plan.ts';
import {type Ref, sayRef} from '../model/ref.ts';
import {judgeRollout, type Progress, waitUntil} from '../perform/settle.ts';
import {trim} from '../traffic/weights.ts';
import {type ExitCode, exitCodes} from './exit-codes.ts';
import {fail, interrupted} from './fail.ts';
import {notThere} from './not-there.ts';
import {parsePercents} from './parse-action.ts';
import type {Session} from './session.ts';
import {type Judgement, nothingTells, readyOf, settledOf} from './settled.ts';
import {targetNamed} from './target.ts';

/** `wait`: returns once what `--for` says is true, or with 4 when time is up. */
export async function wait([text]: readonly string[], session: Session): Promise<ExitCode> {
	const wanted = session.flags.for ?? 'settled';
	if (wanted !== 'settled' && !wanted.includes('=')) return fail(nothingToWaitFor(wanted), session);
	const isShare = wanted.includes('=') && !/^ready=\d+$/.test(wanted);
	if (session.flags.rule !== undefined && !isShare) return fail(strayRule, session);
	const target = await targetNamed(text, session);
	if (isRefusal(target) || 'reason' in target) return fail(target, session);
	const deadline = session.clock.now() + session.flags.timeoutMs;
	if (isShare) return waitForShare(target, wanted, deadline, session);
	if (wanted === 'settled' && isService(target)) return waitForVersions(target, deadline, session);
	return waitForObject(target, wanted, deadline, session);
}

async function waitForObject(
	target: Target,
	wanted: string,
	deadline: number,
	session: Session,
): Promise<ExitCode> {
	const read = await session.cluster.get(target);
	if (!read.ok) return fail(await notThere(read.trouble, target, session), session);
	const ref = refOf(target.resource, read.value);
	const ready = /^ready=(\d+)$/.exec(wanted);
	const judgement = ready ? readyOf(ref, read.value, Number(ready[1])) : settledOf(ref, read.value);
	return 'refused' in judgement ? fail(judgement, session) : waitForAll([ref], judgement, deadline, session);
}

const strayRule: Refusal = {
	refused: 'usage',
	says: '--rule goes with --for BACKEND=PERCENT.',
	hint: 'A route is settled as a whole.',
};

function nothingToWaitFor(wanted: string): Refusal {
	return {
		refused: 'usage',
		says: `"${wanted}" is nothing to wait for.`,
		hint: 'Wait --for settled, ready=N, or BACKEND=PERCENT.',
	};
}

function isService({resource: {group, plural}}: Target): boolean {
	return group === '' && plural === 'services';
}

/** A Service has nothing to settle by itself: where it divides traffic, its versions have. */
async function waitForVersions(target: Target, deadline: number, session: Session): Promise<ExitCode> {
	const gathered = await gatherSplits(target, session.cluster);
	if (!gathered.ok) return fail(gathered.trouble, session);
	const versions = gathered.value.facts.splits.flatMap(({backends}) =>
		backends.flatMap(({weightAt}) => weightAt?.ref ?? []),
	);
	return versions.length > 0
		? waitForAll(versions, judgeRollout, deadline, session)
		: fail(nothingTells(target), session);
}

async function waitForAll(
	refs: readonly Ref[],
	judgement: Judgement,
	deadline: number,
	session: Session,
): Promise<ExitCode> {
	for (const ref of refs) {
		const progress = await waitUntil(ref, judgement, {...session, deadline, tell: () => undefined});
		if (session.signal.aborted) return interrupted(session);
		if (!progress.isMet) return unsettled(progress, session);
		session.out.result(progress.says);
	}
	return exitCodes.done;
}

function unsettled({says}: Progress, {out}: Session): ExitCode {
	out.say(says);
	return exitCodes.unsettled;
}

async function waitForShare(
	target: Target,
	wanted: string,
	deadline: number,
	session: Session,
): Promise<ExitCode> {
	const percents = parsePercents([wanted]);
	if (isRefusal(percents)) return fail(percents, session);
	const [{backend, percent}] = percents as [{backend: string; percent: number}];
	for (;;) {
		const gathered = await gatherSplits(target, session.cluster);
		if (session.signal.aborted) return interrupted(session);
		if (!gathered.ok) return fail(gathered.trouble, session);
		const shares = sharesOf(backend, gathered.value.facts, session.flags.rule);
		if (shares.length === 0) return fail(noBackend(target, backend, session.flags.rule), session);
		if (shares.every(share => share !== null && Math.abs(share - percent) < 0.01)) {
			session.out.result(`${backend} has ${trim(percent)} %.`);
			return exitCodes.done;
		}
		if (session.clock.now() > deadline) {
			const stand = shares.map(share => (share === null ? 'no share' : `${trim(share)} %`)).join(', ');
			return unsettled({isMet: false, says: `${backend} has ${stand}, not ${trim(percent)} %.`}, session);
		}
		await sleep(session.clock, lookAgainMs, session.signal);
	}
}

const lookAgainMs = 500;

function sharesOf(backend: string, facts: SplitFacts, rule: string | undefined) {
	return splitsMeant(facts, rule)
		.flatMap(split => split.backends.filter(each => each.name === backend))
		.map(each => each.share);
}

function noBackend(target: Target, backend: string, rule: string | undefined): Refusal {
	return {
		refused: 'not-found',
		says: `${sayRef(target)} has no backend ${backend}${rule ? ` in rule ${rule}` : ''}.`,
	};
}
