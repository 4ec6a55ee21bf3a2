import type {ActionCommand} from '../model/command.ts';
import {patchOf} from '../model/patch.ts';
import type {Permit} from '../model/permit.ts';
import {isRefusal, type Plan, type Refusal, type Step} from '../model/plan.ts';
import {resourceName} from '../model/ref.ts';
import type {Outcome, Telling} from '../model/telling.ts';
import {perform} from '../perform/perform.ts';
import {prepare} from '../perform/prepare.ts';
import {type ExitCode, exitCodes, exitOf, exitOfRefusal, exitOfTrouble} from './exit-codes.ts';
import {resolveKind} from './kinds.ts';
import {type ActionWord, parseAction, parseTarget} from './parse-action.ts';
import {discovered, type Session, sayTrouble} from './session.ts';

/** Runs one changing command from the words typed after it. */
export async function act(action: ActionWord, words: readonly string[], session: Session): Promise<ExitCode> {
	const command = action === 'undo' ? ({action, id: words[0]} as const) : await parse(action, words, session);
	if ('exit' in command) return command.exit;
	if (session.flags.dryRun) return dryRun(command, session);
	const unasked = whyNotAsked(session);
	const outcome = await perform(command, {
		...session,
		wait: session.flags.wait,
		timeoutMs: session.flags.timeoutMs,
		tell: telling => tell(telling, session),
		// What cannot be done at all is said before what could not be confirmed.
		confirm: async permit => unasked === undefined && (await confirm(permit, session)),
	});
	return outcome.end === 'cancelled' && unasked ? refuse(unasked, session) : end(outcome, session);
}

async function parse(
	action: Exclude<ActionWord, 'undo'>,
	[targetText, ...words]: readonly string[],
	session: Session,
): Promise<ActionCommand | {exit: ExitCode}> {
	const named = parseTarget(targetText);
	if (isRefusal(named)) return {exit: refuse(named, session)};
	const served = await discovered(session);
	if ('reason' in served) {
		session.out.say(sayTrouble(served));
		return {exit: exitOfTrouble(served)};
	}
	const resource = resolveKind(named.kind, served);
	if (isRefusal(resource)) return {exit: refuse(resource, session)};
	const namespace = resource.namespaced ? (session.flags.namespace ?? session.cluster.context.namespace) : '';
	const command = parseAction(action, {resource, namespace, name: named.name}, words, session.flags);
	return isRefusal(command) ? {exit: refuse(command, session)} : command;
}

/** A script must say that it means it; off loopback it must say which cluster, too. */
function whyNotAsked({flags, ask, cluster}: Session): Refusal | undefined {
	if (!flags.yes && !ask) {
		return {
			refused: 'unconfirmed',
			says: 'Nobody is there to confirm.',
			hint: 'Add --yes to do it, or --dry-run to see what it would do.',
		};
	}
	if (flags.yes && !cluster.context.isLocal && flags.context === undefined) {
		return {
			refused: 'unconfirmed',
			says: `--yes alone does not reach past this machine: the server is ${cluster.context.server}.`,
			hint: `Spell the context out: --context ${cluster.context.name}`,
		};
	}
	return undefined;
}

async function dryRun(command: ActionCommand, session: Session): Promise<ExitCode> {
	const prepared = await prepare(command, session);
	if ('refusal' in prepared) return refuse(prepared.refusal, session);
	if ('trouble' in prepared) {
		session.out.say(sayTrouble(prepared.trouble));
		return exitOfTrouble(prepared.trouble);
	}
	const {plan} = prepared;
	sayPlan(plan, session);
	session.out.result(JSON.stringify(plan.steps.map(stepJson), undefined, 2));
	for (const step of plan.steps) {
		const rehearsed = await session.cluster.rehearse(step);
		if (rehearsed.ok) continue;
		session.out.say(sayTrouble(rehearsed.trouble));
		return rehearsed.trouble.reason === 'guard-failed' ? exitCodes.refused : exitOfTrouble(rehearsed.trouble);
	}
	session.out.say('The server would accept it. Nothing was changed.');
	return exitCodes.done;
}

function stepJson(step: Step) {
	const {target, subresource, waitFor} = step;
	return {
		resource: resourceName(target.resource),
		namespace: target.namespace,
		name: target.name,
		uid: target.uid,
		...(subresource && {subresource}),
		patch: patchOf(step),
		...(waitFor && {
			waitFor: {seen: waitFor.seen, name: waitFor.of.name, ...('pods' in waitFor && {pods: waitFor.pods})},
		}),
	};
}

function tell(telling: Telling, session: Session): void {
	if (telling.type === 'planned') sayPlan(telling.plan, session);
	if (telling.type === 'rehearsed' && telling.trouble)
		session.out.say(`The server's dry run: ${telling.trouble.says}`);
}

function sayPlan(plan: Plan, {out, cluster}: Session): void {
	out.say(`${plan.says}  (context ${cluster.context.name})`);
	for (const line of plan.lines) out.say(`  ${line.subject}: ${line.from} -> ${line.to}`);
	for (const owner of plan.owners)
		out.say(`  ! ${owner.name} may change it back ${owner.revertsWhen} (${owner.evidence})`);
	for (const concern of plan.concerns)
		out.say(`  ! ${concern.says}${concern.hint ? ` ${concern.hint}` : ''}`);
	out.say(`  Undo: ${sayUndo(plan)}`);
}

function sayUndo({action, undo}: Plan): string {
	if (action === 'undo') return 'sluice undo, with the id that is printed, does it again.';
	if (undo.way === 'swap') return 'sluice undo puts the former values back.';
	return undo.way === 'compensate' ? `sluice undo. ${undo.says}` : `not possible. ${undo.because}`;
}

async function confirm(permit: Permit, {flags, ask}: Session): Promise<boolean> {
	if (flags.yes) return true;
	if (permit.confirm.by === 'word') {
		return (await ask?.(`Type ${permit.confirm.word} to do it: `))?.trim() === permit.confirm.word;
	}
	return /^y(es)?$/i.test((await ask?.('Do it? [y/N] '))?.trim() ?? '');
}

function end(outcome: Outcome, session: Session): ExitCode {
	const {out} = session;
	if (outcome.end === 'refused') out.say(sayTrouble(outcome.refusal));
	if (outcome.end === 'failed') sayFailure(outcome, session);
	if (outcome.end === 'cancelled') out.say('Nothing was changed.');
	if (outcome.end === 'applied') out.result(`${outcome.plan.says}: written. Undo: sluice undo ${outcome.id}`);
	if (outcome.end === 'settled')
		out.result(`${outcome.plan.says}: settled in ${seconds(outcome.tookMs)}. ${outcome.progress}`);
	if (outcome.end === 'unsettled')
		out.say(`Written, but not settled after ${seconds(outcome.tookMs)}. ${outcome.progress}`);
	return exitOf(outcome);
}

function sayFailure(outcome: Extract<Outcome, {end: 'failed'}>, {out}: Session): void {
	out.say(sayTrouble(outcome.trouble));
	if (!outcome.plan || outcome.plan.steps.length < 2) return;
	out.say(
		`Of ${outcome.plan.steps.length} steps ${outcome.done.length} were done and ${outcome.untried.length} not tried.`,
	);
}

function seconds(tookMs: number): string {
	return `${(tookMs / 1000).toFixed(1)} s`;
}

function refuse(refusal: Refusal, session: Session): ExitCode {
	session.out.say(sayTrouble(refusal));
	return exitOfRefusal(refusal.refused);
}
