import {randomBytes} from 'node:crypto';
import {decide, type Rules} from '../gateway/decide.ts';
import {recordedStep} from '../journal/fold.ts';
import type {Journal} from '../journal/journal.ts';
import type {Clock} from '../model/clock.ts';
import type {Cluster} from '../model/cluster.ts';
import type {ActionCommand} from '../model/command.ts';
import type {Permit} from '../model/permit.ts';
import {isRefusal, type Plan, type Refusal, type Step} from '../model/plan.ts';
import type {Outcome, Telling} from '../model/telling.ts';
import type {Trouble} from '../model/trouble.ts';
import {writesSame} from '../plan/undo.ts';
import {prepare} from './prepare.ts';
import {waitFor} from './settle.ts';

/** What one run of a command needs. The dashboard and the shell differ only in `tell` and `confirm`. */
export type Performance = {
	readonly cluster: Cluster;
	readonly journal: Journal;
	readonly clock: Clock;
	readonly rules: Rules;
	/** Whether to wait until what was asked is true. */
	readonly wait: boolean;
	/** For every waiting together. */
	readonly timeoutMs: number;
	readonly signal: AbortSignal;
	tell(telling: Telling): void;
	/** A person's answer to the preview. */
	confirm(permit: Permit): Promise<boolean>;
};

/**
 * The one way to do anything: gather, plan, decide, rehearse, confirm, apply,
 * settle, each told as it happens. Nothing is written before the confirmation,
 * and every step that reached the cluster is in the journal.
 */
export async function perform(command: ActionCommand, performance: Performance): Promise<Outcome> {
	const outcome = await run(command, performance);
	performance.tell({type: 'ended', outcome});
	return outcome;
}

async function run(command: ActionCommand, performance: Performance): Promise<Outcome> {
	performance.tell({type: 'gathering'});
	const prepared = await prepare(command, performance);
	if ('refusal' in prepared) return {end: 'refused', refusal: prepared.refusal};
	if ('trouble' in prepared) return failed(prepared.trouble, undefined, []);
	const {plan, undoOf} = prepared;
	performance.tell({type: 'planned', plan});
	const permit = await permitFor(plan, performance);
	if (isRefusal(permit)) return {end: 'refused', plan, refusal: permit};
	const rehearsal = await rehearse(plan, performance);
	if (rehearsal && !plan.isEscape) return troubled(rehearsal, plan, []);
	performance.tell({type: 'permitted', permit});
	if (!(await performance.confirm(permit))) return {end: 'cancelled', plan};
	return applyAndSettle(command, permit, undoOf, performance);
}

async function permitFor(plan: Plan, {cluster, rules}: Performance): Promise<Permit | Refusal> {
	const access = await Promise.all(
		plan.steps.map(async step => {
			const {resource, namespace, name} = step.target;
			const may = await cluster.may({
				verb: 'patch',
				resource,
				subresource: step.subresource,
				namespace,
				name,
			});
			return {step, access: may.ok ? may.value : undefined};
		}),
	);
	return decide(plan, {rules, access});
}

/** The server's dry run of every step, told one by one. Returns the first trouble. */
async function rehearse(plan: Plan, {cluster, tell}: Performance): Promise<Trouble | undefined> {
	let first: Trouble | undefined;
	for (const step of plan.steps) {
		const rehearsed = await cluster.rehearse(step);
		const trouble = rehearsed.ok ? undefined : rehearsed.trouble;
		tell({type: 'rehearsed', step, trouble});
		first ??= trouble;
	}
	return first;
}

/** The escape reads and plans again this often when somebody else's write got in between. */
const escapeTries = 3;

async function applyAndSettle(
	command: ActionCommand,
	permit: Permit,
	undoOf: string | undefined,
	performance: Performance,
): Promise<Outcome> {
	const began = performance.clock.now();
	let outcome = await applyOnce(permit, undoOf, began, performance);
	for (let again = 1; again < escapeTries && permit.plan.isEscape && isOvertaken(outcome); again += 1) {
		const prepared = await prepare(command, performance);
		if ('refusal' in prepared && prepared.refusal.refused === 'nothing-to-do') {
			return {
				end: 'settled',
				plan: permit.plan,
				id: '',
				tookMs: performance.clock.now() - began,
				progress: 'already there',
			};
		}
		if (!('plan' in prepared) || !prepared.plan.isEscape) return outcome;
		const next = await permitFor(prepared.plan, performance);
		if (isRefusal(next) || !meansSame(permit.plan, prepared.plan)) return outcome;
		outcome = await applyOnce(next, undoOf, began, performance);
	}
	return outcome;
}

/** The same version stays: what was confirmed is still what will happen, whatever the weights are by now. */
function meansSame(confirmed: Plan, planned: Plan): boolean {
	return confirmed.says === planned.says || writesSame(confirmed, planned);
}

function isOvertaken(outcome: Outcome): boolean {
	return outcome.end === 'refused' && outcome.refusal.refused === 'stale';
}

async function applyOnce(
	permit: Permit,
	undoOf: string | undefined,
	began: number,
	performance: Performance,
): Promise<Outcome> {
	const {plan} = permit;
	const {journal, clock} = performance;
	const id = newId(began);
	const unwritten = journal.append(await beginning(id, plan, undoOf, performance));
	// A change nobody could account for is not made; the escape goes out all the same.
	if (unwritten && !plan.isEscape) {
		return failed(
			{reason: 'invalid', says: unwritten, hint: 'Make room or mend its permissions; nothing was changed.'},
			plan,
			[],
		);
	}
	const outcome = await applySteps(id, permit, began, performance);
	journal.append({type: 'ended', id, end: outcome.end, says: sayEnd(outcome)});
	return outcome.end === 'applied' && performance.wait
		? settle(id, plan, began, performance, clock.now())
		: outcome;
}

async function beginning(id: string, plan: Plan, undoOf: string | undefined, {cluster, clock}: Performance) {
	const who = await cluster.whoAmI();
	const {name: context, server} = cluster.context;
	const {action, says, lines, undo} = plan;
	const steps = plan.steps.map(recordedStep);
	return {
		type: 'began',
		id,
		at: clock.now(),
		who,
		context,
		server,
		action,
		says,
		lines,
		steps,
		undo,
		undoOf,
	} as const;
}

async function applySteps(
	id: string,
	permit: Permit,
	began: number,
	performance: Performance,
): Promise<Outcome> {
	const {plan} = permit;
	const {cluster, journal, tell} = performance;
	for (const [index, step] of plan.steps.entries()) {
		const done = plan.steps.slice(0, index);
		const applied = await cluster.apply(permit, step);
		if (!applied.ok) return troubled(applied.trouble, plan, done);
		journal.append({type: 'applied', id, steps: index + 1});
		tell({type: 'applied', step});
		const stopped = await waitForStep(step, began, performance);
		if (stopped !== undefined)
			return failed(stopped, plan, plan.steps.slice(0, index + 1), plan.steps.slice(index + 1));
	}
	const tookMs = performance.clock.now() - began;
	return {end: 'applied', plan, id, tookMs, progress: 'written'};
}

/** The next step must not go out before this one is seen; why not, where it will not be. */
async function waitForStep(
	step: Step,
	began: number,
	performance: Performance,
): Promise<Trouble | undefined> {
	if (!step.waitFor) return undefined;
	const progress = await waitFor(step.waitFor, waiting(began, performance));
	if (progress.isMet) return undefined;
	return {
		reason: performance.signal.aborted ? 'stopped' : 'unsettled',
		says: `Stopped half-way: ${progress.says}.`,
		hint: 'The later steps were not tried. Take the first back with undo, or run the command again once they are ready.',
	};
}

async function settle(
	id: string,
	plan: Plan,
	began: number,
	performance: Performance,
	applied: number,
): Promise<Outcome> {
	let progress = '';
	let isMet = true;
	for (const expectation of plan.settledWhen) {
		const seen = await waitFor(expectation, waiting(applied, performance));
		progress = seen.says;
		isMet = seen.isMet;
		if (!isMet) break;
	}
	const outcome: Outcome = {
		end: isMet ? 'settled' : 'unsettled',
		plan,
		id,
		tookMs: performance.clock.now() - began,
		progress,
	};
	performance.journal.append({type: 'ended', id, end: outcome.end, says: progress});
	return outcome;
}

function waiting(since: number, {cluster, clock, signal, timeoutMs, tell}: Performance) {
	return {
		cluster,
		clock,
		signal,
		deadline: since + timeoutMs,
		tell: (expectation: Parameters<typeof waitFor>[0], progress: string) =>
			tell({type: 'waiting', expectation, progress}),
	};
}

/** A failed guard is an answer (somebody was faster), not a failure; with steps already done it is both. */
function troubled(trouble: Trouble, plan: Plan, done: readonly Step[]): Outcome {
	if (trouble.reason !== 'guard-failed' || done.length > 0) return failed(trouble, plan, done);
	const refusal: Refusal = {
		refused: 'stale',
		says: `${trouble.says} Nothing was changed.`,
		hint: trouble.hint ?? 'Look at what it is now, then try again.',
	};
	return {end: 'refused', plan, refusal};
}

/** The step after the done ones is the one that failed, unless the untried are named. */
function failed(
	trouble: Trouble,
	plan: Plan | undefined,
	done: readonly Step[],
	untried: readonly Step[] = plan?.steps.slice(done.length + 1) ?? [],
): Outcome {
	return {end: 'failed', ...(plan && {plan}), trouble, done, untried};
}

function sayEnd(outcome: Outcome): string {
	switch (outcome.end) {
		case 'failed':
			return outcome.trouble.says;
		case 'refused':
			return outcome.refusal.says;
		case 'cancelled':
			return 'cancelled';
		default:
			return outcome.progress;
	}
}

/** Short enough to type, unique enough for one operator: the time and a random tail. */
function newId(now: number): string {
	return `${now.toString(36)}-${randomBytes(2).toString('hex')}`;
}
