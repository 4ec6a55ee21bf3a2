import type {Moment} from '../gateway/decide.ts';
import {missingReason} from '../gateway/missing-reason.ts';
import type {Written} from '../measure/drained.ts';
import type {ActionCommand} from '../model/command.ts';
import type {ForwardState} from '../model/line.ts';
import {patchOf} from '../model/patch.ts';
import type {Permit} from '../model/permit.ts';
import {isRefusal, type Plan, type Refusal, type Step} from '../model/plan.ts';
import type {Proof} from '../model/proof.ts';
import {resourceName, sayRef} from '../model/ref.ts';
import {isLineIntoPod, requestOf} from '../model/request.ts';
import type {Outcome, Telling} from '../model/telling.ts';
import type {Trouble} from '../model/trouble.ts';
import {typedObjective} from '../objectives/typed.ts';
import {perform} from '../perform/perform.ts';
import type {BegunForward} from '../perform/performance.ts';
import {permitFor} from '../perform/permit-for.ts';
import {prepare} from '../perform/prepare.ts';
import {sayNoOwners} from '../plan/no-owners.ts';
import {sayOrchestrated} from '../plan/orchestrated-words.ts';
import {sayUndo, undoWords} from '../plan/undo-words.ts';
import {type ExitCode, exitCodes, exitOf} from './exit-codes.ts';
import {fail, interrupted} from './fail.ts';
import {notThere} from './not-there.ts';
import {type ActionWord, parseAction, withKind} from './parse-action.ts';
import {drainedBefore, keepProof, proofJson, proveDrain, tellProof} from './prove.ts';
import {restoring} from './restoring.ts';
import {type Session, sayTrouble} from './session.ts';
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
	for (const doubt of [...(session.remarks ?? []), ...session.journal.doubts()]) session.out.say(doubt);
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

async function failLost(trouble: Trouble, command: ActionCommand, session: Session): Promise<ExitCode> {
	return fail('target' in command ? await notThere(trouble, command.target, session) : trouble, session);
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
		proof: proof === undefined ? null : proofJson(proof),
	};
}

/** The context written out arms it for this one command; whatever is read here is read for it alone. */
function momentOf({flags, cluster}: Session): Moment {
	return {
		isArmed: flags.context !== undefined,
		...(flags.anyway && {insists: 'said' as const}),
		armBy: `Write out which one is meant: --context ${cluster.context.name}`,
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
		return isRefusal(typed)
			? typed
			: {action, ...typed, namespace: flags.namespace ?? cluster.context.namespace};
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

/** Shows what would be written, has the server rehearse it, and ends as the real run would. */
async function dryRun(command: ActionCommand, session: Session): Promise<ExitCode> {
	const {out} = session;
	const prepared = await prepare(command, session);
	if (!('plan' in prepared)) {
		const why = 'refusal' in prepared ? prepared.refusal : prepared.trouble;
		if ('refused' in why && why.refused === 'nothing-to-do') out.json([]);
		return isRefusal(why) ? fail(why, session) : failLost(why, command, session);
	}
	const {plan} = prepared;
	sayPlan(plan, session);
	out.json(
		plan.steps.map(step => stepJson(step, plan)),
		2,
	);
	const permit = await permitFor(plan, {...session, moment: () => momentOf(session)});
	const trouble = await rehearse(plan, session);
	const refusal = isRefusal(permit) ? permit : missingReason(permit, session.flags.reason);
	if (refusal) {
		out.say('The real run would be refused.');
		return fail(refusal, session);
	}
	if (trouble) {
		const code = fail(trouble, session);
		return trouble.reason === 'guard-failed' ? exitCodes.refused : code;
	}
	out.say(
		plan.steps.some(isLineIntoPod)
			? 'You may do it. The server rehearses no line into a pod. Nothing was opened.'
			: 'The server would accept it. Nothing was changed.',
	);
	return exitCodes.done;
}

async function rehearse({steps}: Plan, {cluster}: Session): Promise<Trouble | undefined> {
	for (const step of steps.filter(each => !each.isSequel && !isLineIntoPod(each))) {
		const rehearsed = await cluster.rehearse(step);
		if (!rehearsed.ok) return rehearsed.trouble;
	}
	return undefined;
}

function stepJson(step: Step, {undo, announcements = []}: Plan) {
	const {target, subresource, waitFor} = step;
	const announced = announcements.find(({about}) => about.uid === target.uid);
	return {
		resource: resourceName(target.resource),
		namespace: target.namespace,
		name: target.name,
		uid: target.uid,
		...(subresource && {subresource}),
		...(isLineIntoPod(step)
			? lineJson(step)
			: step.type === 'edit'
				? {patch: patchOf(step)}
				: {request: requestOf(step)}),
		...(waitFor && {
			waitFor: {seen: waitFor.seen, name: waitFor.of.name, ...('pods' in waitFor && {pods: waitFor.pods})},
		}),
		undo: {way: undoWords[undo.way], says: sayUndo(undo, 'sluice undo')},
		...(announced && {event: {reason: announced.reason}}),
	};
}

function lineJson({runs, leads}: Step) {
	return {
		...(runs && {exec: {container: runs.container, command: runs.command}}),
		...(leads && {forward: {local: leads.local, remote: leads.remote}}),
	};
}

/** What is waited for, said once each: whoever empties a node must not wait in silence. */
function sayingWaits(session: Session): (telling: Telling) => void {
	let last = '';
	return telling => {
		if (telling.type !== 'waiting' || telling.expectation.seen !== 'gone' || telling.progress === last)
			return;
		last = telling.progress;
		session.out.say(`  ${last}`);
	};
}

function tell(telling: Telling, session: Session): void {
	if (telling.type === 'planned') sayPlan(telling.plan, session);
	if (telling.type === 'announced') session.out.say(telling.says);
	if (telling.type === 'orchestrated')
		session.out.say(`  ${new Date(telling.at).toISOString().slice(11, 19)} ${telling.says}`);
	if (telling.type === 'overtaken')
		session.out.say('\nSomebody was faster, and nothing was written. Look again:');
	if (telling.type === 'changed') for (const says of telling.says) session.out.say(`  * ${says}`);
	if (telling.type === 'rehearsed' && telling.trouble)
		session.out.say(`The server's dry run: ${telling.trouble.says}`);
}

function sayPlan(plan: Plan, {out, cluster}: Session): void {
	out.say(`${plan.says}  (context ${cluster.context.name})`);
	for (const line of plan.lines) out.say(`  ${line.subject}: ${line.from} -> ${line.to}`);
	for (const each of plan.orchestrates ?? []) out.say(`  The orchestrator will ${sayOrchestrated(each)}`);
	for (const owner of plan.owners)
		out.say(`  ! ${owner.name} may change it back ${owner.revertsWhen} (${owner.evidence})`);
	const isUnowned = plan.steps.every(step => isLineIntoPod(step) || step.type === 'create');
	if (plan.owners.length === 0 && !isUnowned) out.say(`  Owners: ${sayNoOwners(plan)}`);
	for (const concern of plan.concerns)
		out.say(`  ! ${concern.says}${concern.hint ? ` ${concern.hint}` : ''}`);
	for (const {reason, about} of plan.announcements ?? [])
		out.say(`  Event: ${reason} will be written on ${sayRef(about)}`);
	out.say(`  Undo: ${sayTakingBackLater(plan)}`);
}

function sayTakingBackLater({action, undo}: Plan): string {
	const isBack = action === 'undo' || action === 'redo';
	const how = isBack
		? `sluice ${action === 'undo' ? 'redo' : 'undo'}, with the id that is printed, does it again.`
		: 'sluice undo puts the former values back.';
	return sayUndo(undo, how);
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

function end(outcome: Outcome, session: Session): number {
	const {out} = session;
	if (outcome.end === 'settled' && outcome.plan.steps.some(isLineIntoPod)) return endLine(outcome, session);
	if ('unrecorded' in outcome && outcome.unrecorded) out.say(outcome.unrecorded);
	switch (outcome.end) {
		case 'refused':
			return fail(outcome.refusal, session);
		case 'failed':
			return endFailed(outcome, session);
		case 'cancelled':
			out.say('Nothing was changed.');
			break;
		case 'applied':
			out.result(`${outcome.plan.says}: written. ${sayTakingBack(outcome)}`);
			break;
		case 'settled':
			out.result(
				`${outcome.plan.says}: settled in ${seconds(outcome.tookMs)}. ${outcome.progress}\n${sayTakingBack(outcome)}`,
			);
			break;
		case 'unsettled':
			out.say(
				`Written, but not settled after ${seconds(outcome.tookMs)}. ${outcome.progress}\n${sayTakingBack(outcome)}`,
			);
	}
	return exitOf(outcome);
}

/** Its output is the command's own, so nothing is said where that ended well. */
function endLine(
	{exitCode = exitCodes.done, progress}: Extract<Outcome, {exitCode?: number}>,
	{out}: Session,
): number {
	if (exitCode !== exitCodes.done) out.say(progress);
	return exitCode;
}

/** Says where a forward leads, whenever that changes. */
function sayForward({forwarding}: BegunForward, {out}: Session): void {
	let last = '';
	const say = ({says}: ForwardState) => {
		if (says === last) return;
		last = says;
		out.say(says);
	};
	say({...forwarding.state(), says: `${forwarding.state().says} Ctrl-c ends it.`});
	last = forwarding.state().says;
	const stop = forwarding.onChange(say);
	void forwarding.ended.then(stop);
}

function endFailed(outcome: Extract<Outcome, {end: 'failed'}>, session: Session): ExitCode {
	const {plan, trouble, done, untried, id} = outcome;
	const code = fail(trouble, session);
	// Whoever interrupts knows that, and not what was half done.
	if (trouble.reason === 'stopped' && done.length > 0) session.out.say(sayTrouble(trouble));
	if (plan && plan.steps.length > 1) {
		session.out.say(
			`Of ${plan.steps.length} steps ${done.length} were done and ${untried.length} not tried.`,
		);
	}
	if (plan && id && done.length > 0) session.out.say(sayTakingBack({plan, id}));
	else if (trouble.reason === 'stopped') session.out.say('Nothing was changed.');
	return code;
}

/** The id that the journal knows the change by, and how to take it back where that can be done. */
function sayTakingBack({plan, id}: {readonly plan: Plan; readonly id: string}): string {
	if (id === '') return '';
	return plan.undo.way === 'none' ? `Its id: ${id}` : `Its id: ${id}  Undo: sluice undo ${id}`;
}

function seconds(tookMs: number): string {
	return `${(tookMs / 1000).toFixed(1)} s`;
}
