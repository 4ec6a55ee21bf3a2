import {missingReason} from '../gateway/missing-reason.ts';
import type {Written} from '../measure/drained.ts';
import type {ActionCommand} from '../model/command.ts';
import type {ForwardState} from '../model/line.ts';
import {sayTimeOfDay} from '../model/moment.ts';
import type {Permit} from '../model/permit.ts';
import {type Expectation, isRefusal, type Plan, type Refusal} from '../model/plan.ts';
import type {Proof} from '../model/proof.ts';
import {isLineIntoPod} from '../model/request.ts';
import type {Outcome, Telling} from '../model/telling.ts';
import type {Trouble} from '../model/trouble.ts';
import {commandSaid} from '../objectives/said-command.ts';
import {typedObjective} from '../objectives/typed.ts';
import {perform} from '../perform/perform.ts';
import type {BegunForward} from '../perform/performance.ts';
import {dryRun} from './dry-run.ts';
import {end} from './end.ts';
import {exitCodes, exitOf} from './exit-codes.ts';
import {fail, interrupted} from './fail.ts';
import {momentOf} from './moment-of.ts';
import {failLost} from './not-there.ts';
import {type ActionWord, parseAction, withKind} from './parse-action.ts';
import {drainedBefore, keepProof, proofJson, proveDrain, tellProof} from './prove.ts';
import {restoring} from './restoring.ts';
import {sayLink} from './say-link.ts';
import {sayPlan} from './say-plan.ts';
import type {Session} from './session.ts';
import {targetNamed} from './target.ts';

/** Runs one changing command from the words typed after it. */
export async function act(action: ActionWord, words: readonly string[], given: Session): Promise<number> {
	const {out} = given;
	const isJson = given.flags.output === 'json' && !given.flags.dryRun;
	// Scripts get one document; whatever else is said goes where people read.
	const session = isJson ? {...given, out: {...out, result: out.say}} : given;
	const untilWriting = new AbortController();
	closeOnAbort(session, untilWriting.signal);
	const command = await parse(action, words, session);
	if (isRefusal(command) || 'reason' in command) return fail(command, session);
	for (const doubt of [...(session.remarks?.() ?? []), ...session.journal.doubts()]) session.out.say(doubt);
	if (session.flags.dryRun) return dryRun(command, session);
	const sayWait = sayingWaits(session);
	let unasked: Refusal | undefined;
	let code: number = exitCodes.failed;
	let written: Written = {command};
	let lost: Trouble | undefined;
	const finish = (outcome: Outcome) => {
		if (isOfNothing(outcome)) {
			lost = outcome.trouble;
			return exitOf(outcome);
		}
		// What was answered to questions cut short is no answer.
		if (session.signal.aborted && !untilWriting.signal.aborted) return interrupted(session);
		return outcome.end === 'cancelled' && unasked ? fail(unasked, session) : end(outcome, session);
	};
	await perform(command, {
		...session,
		moment: () => momentOf(session),
		wait: session.flags.wait || session.flags.proveMs !== undefined,
		timeoutMs: session.flags.timeoutMs,
		tell: telling => {
			tell(telling, session);
			sayWait(telling);
			written = withTold(written, telling, session.clock.now() + session.cluster.clockAheadMs());
			if (telling.type === 'ended') code = finish(telling.outcome);
		},
		reason: () => session.flags.reason,
		forwards: begun => sayForward(begun, session),
		// A script meant what it saw; a person may look again.
		canAskAnew: () => !session.flags.yes && session.ask !== undefined,
		// What cannot be done at all is said before what could not be confirmed.
		confirm: async permit => {
			unasked = whyNotAsked(permit.plan, session) ?? missingReason(permit, session.flags.reason);
			const isConfirmed = unasked === undefined && (await confirm(permit, session));
			// What is interrupted of a line into a pod is the line itself.
			const isLine = permit.plan.steps.some(isLineIntoPod);
			if (isConfirmed && !isLine && !untilWriting.signal.aborted) sayOnAbort(session);
			untilWriting.abort();
			return isConfirmed;
		},
	});
	// What there is instead must be asked for first.
	if (lost !== undefined) code = await failLost(lost, command, session);
	const proved = await prove(written, code, session);
	if (isJson) out.json(outcomeJson(written, proved?.proof), 2);
	return proved?.code ?? code;
}

/** It failed before there was a plan, as what it is for is not there. */
function isOfNothing(outcome: Outcome): outcome is Extract<Outcome, {end: 'failed'}> {
	return outcome.end === 'failed' && outcome.plan === undefined && outcome.trouble.reason === 'not-found';
}

function sayEnd(outcome: Outcome | undefined): string | null {
	if (outcome?.end === 'refused') return outcome.refusal.says;
	if (outcome?.end === 'failed') return outcome.trouble.says;
	return outcome !== undefined && 'progress' in outcome ? outcome.progress : null;
}

function withTold(written: Written, telling: Telling, at: number): Written {
	if (telling.type === 'planned') return {...written, plan: telling.plan};
	if (telling.type === 'applied') return {...written, writtenAt: at};
	return telling.type === 'ended' ? {...written, outcome: telling.outcome, endedAt: at} : written;
}

/** Only what is in the cluster can be proved; where it was there before, that is. */
async function prove(written: Written, code: number, session: Session) {
	const {command, outcome} = written;
	const {proveMs} = session.flags;
	if (proveMs === undefined || !('target' in command) || outcome === undefined) return undefined;
	const isThere = outcome.end === 'refused' && outcome.refusal.refused === 'nothing-to-do';
	const isWritten = outcome.end === 'settled' || outcome.end === 'unsettled' || outcome.end === 'applied';
	if (session.signal.aborted || !(isThere || isWritten)) return undefined;
	const {target} = command;
	const meant = isThere ? await drainedBefore(target, session, command) : written;
	const proof = await proveDrain(meant, target, proveMs, session);
	if (session.signal.aborted) return {code: interrupted(session), proof};
	const told = tellProof(proof, session);
	if (proof !== undefined && 'id' in outcome && outcome.id) keepProof(outcome.id, proof, session);
	return {code: code === exitCodes.done ? told : code, proof};
}

/** A contract with scripts: fields may be added, never changed. */
function outcomeJson({plan, outcome}: Written, proof: Proof | undefined) {
	return {
		what: plan?.says ?? null,
		end: outcome?.end ?? null,
		id: outcome !== undefined && 'id' in outcome ? outcome.id || null : null,
		says: sayEnd(outcome),
		lines: (outcome !== undefined && 'lines' in outcome && outcome.lines) || [],
		proof: proof === undefined ? null : proofJson(proof),
	};
}

/** A question to a silent server may be cut off; a write is waited for, so that it is known how it ended. */
function closeOnAbort({signal, cluster}: Session, untilWriting: AbortSignal): void {
	signal.addEventListener('abort', () => cluster.close(), {once: true, signal: untilWriting});
}

function sayOnAbort({signal, out}: Session): void {
	signal.addEventListener('abort', () => out.say('Interrupted: nothing more will be written.'), {once: true});
}

async function parse(
	action: ActionWord,
	[first, ...words]: readonly string[],
	session: Session,
): Promise<ActionCommand | Refusal | Trouble> {
	if (action === 'undo' || action === 'redo') return {action, id: first};
	if (action === 'do') {
		const {flags, cluster} = session;
		const typed = typedObjective([first, ...words].filter(word => word !== undefined));
		return isRefusal(typed) ? typed : commandSaid(typed, flags.namespace ?? cluster.context.namespace);
	}
	const target = await targetNamed(withKind(action, first), session);
	if (isRefusal(target) || 'reason' in target) return target;
	if (action === 'restore') return restoring(target, session);
	const command = parseAction(action, target, words, session.flags);
	return 'action' in command && command.action === 'exec'
		? {...command, isTty: session.isInteractive === true}
		: command;
}

/** A script must say that it means it; off loopback it must say which cluster, too, but for the way back. */
function whyNotAsked({isEscape}: Plan, {flags, ask, cluster}: Session): Refusal | undefined {
	if (!flags.yes && !ask) {
		return {
			refused: 'unconfirmed',
			says: 'Nobody is there to confirm.',
			hint: 'Add --yes to do it, or --dry-run to see what it would do.',
		};
	}
	if (flags.yes && !isEscape && !cluster.context.isLocal && flags.context === undefined) {
		return {
			refused: 'unconfirmed',
			says: `--yes alone does not reach past this machine: the server is ${cluster.context.server}.`,
			hint: `Spell the context out: --context ${cluster.context.name}`,
		};
	}
	return undefined;
}

/** Whoever empties a node, or trains a model, must not wait in silence. */
const toldOf: readonly Expectation['seen'][] = ['gone', 'completed'];

/** What is waited for, said once each. */
function sayingWaits(session: Session): (telling: Telling) => void {
	let last = '';
	return telling => {
		if (telling.type !== 'waiting' || !toldOf.includes(telling.expectation.seen) || telling.progress === last)
			return;
		last = telling.progress;
		session.out.say(`  ${last}`);
	};
}

function tell(telling: Telling, session: Session): void {
	if (telling.type === 'planned') sayPlan(telling.plan, session);
	if (telling.type === 'announced') session.out.say(telling.says);
	if (telling.type === 'orchestrated') session.out.say(`  ${sayTimeOfDay(telling.at)} ${telling.says}`);
	if (telling.type === 'overtaken')
		session.out.say('\nSomebody was faster, and nothing was written. Look again:');
	if (telling.type === 'changed') for (const says of telling.says) session.out.say(`  * ${says}`);
	if (telling.type === 'rehearsed' && telling.trouble)
		session.out.say(`The server's dry run: ${telling.trouble.says}`);
}

async function confirm(permit: Permit, {flags, ask, out}: Session): Promise<boolean> {
	if (flags.yes) return true;
	if (permit.confirm.by === 'word') {
		const {because} = permit.confirm;
		const isSaid = permit.plan.concerns.some(({says}) => says === because);
		if (because !== undefined && !isSaid) out.say(because);
		return (await ask?.(`Type ${permit.confirm.word} to do it: `))?.trim() === permit.confirm.word;
	}
	return /^y(es)?$/i.test((await ask?.('Do it? [y/N] '))?.trim() ?? '');
}

/** Says where a forward leads, whenever that changes. */
function sayForward({forwarding, link}: BegunForward, session: Session): void {
	const {out} = session;
	let last = '';
	const say = ({says}: ForwardState) => {
		if (says === last) return;
		last = says;
		out.say(says);
	};
	say({...forwarding.state(), says: `${forwarding.state().says} Ctrl-c ends it.`});
	last = forwarding.state().says;
	if (link !== undefined) sayLink(link, session);
	const stop = forwarding.onChange(say);
	void forwarding.ended.then(stop);
}
