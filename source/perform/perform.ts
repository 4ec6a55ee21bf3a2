import {randomBytes} from 'node:crypto';
import {decide, type Rules} from '../gateway/decide.ts';
import type {JournalLine} from '../journal/entry.ts';
import {recordedStep} from '../journal/fold.ts';
import type {Journal} from '../journal/journal.ts';
import type {Clock} from '../model/clock.ts';
import type {Cluster} from '../model/cluster.ts';
import type {ActionCommand} from '../model/command.ts';
import type {Permit} from '../model/permit.ts';
import {isRefusal, type Plan, type Refusal, type Step} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import type {Outcome, Telling} from '../model/telling.ts';
import type {Trouble, TroubleReason} from '../model/trouble.ts';
import {writesSame} from '../plan/undo.ts';
import {prepare} from './prepare.ts';
import {isAt} from './prepare-undo.ts';
import {type Progress, waitFor} from './settle.ts';

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
	if (isStopped(performance) || !(await performance.confirm(permit)) || isStopped(performance)) {
		return {end: 'cancelled', plan};
	}
	return applyAndSettle(command, permit, undoOf, performance);
}

/** Whoever was told to stop writes nothing more, whatever was confirmed before. */
function isStopped({signal}: Performance): boolean {
	return signal.aborted;
}

/** Leave to write the plan, or why not: what the server allows and the rules say. */
export async function permitFor(
	plan: Plan,
	{cluster, rules}: Pick<Performance, 'cluster' | 'rules'>,
): Promise<Permit | Refusal> {
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
	for (const step of plan.steps.filter(each => !each.isSequel)) {
		const rehearsed = await cluster.rehearse(step);
		const trouble = rehearsed.ok ? undefined : rehearsed.trouble;
		tell({type: 'rehearsed', step, trouble});
		first ??= trouble;
	}
	return first;
}

const escapes: readonly ActionCommand['action'][] = ['drain-traffic', 'abort'];

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
	if (!permit.plan.isEscape || !escapes.includes(command.action)) return outcome;
	for (let again = 1; again < escapeTries && mayBeUnfinished(outcome); again += 1) {
		const next = await planAgain(command, permit.plan, performance);
		if (next === 'nothing')
			return outcome.end === 'refused' ? alreadyThere(permit.plan, began, performance) : outcome;
		if (next === undefined || isStopped(performance)) return outcome;
		outcome = await applyOnce(next, undoOf, began, performance);
	}
	return outcome;
}

/** Overtaken by somebody's write, or written although a backend was added meanwhile: only another look tells. */
function mayBeUnfinished(outcome: Outcome): boolean {
	if (outcome.end === 'refused') return outcome.refusal.refused === 'stale';
	return outcome.end === 'applied' || outcome.end === 'settled';
}

/** The permit for what is still to be done of a confirmed escape; `nothing` where it is done, undefined where it is not the same any more. */
async function planAgain(
	command: ActionCommand,
	confirmed: Plan,
	performance: Performance,
): Promise<Permit | 'nothing' | undefined> {
	const prepared = await prepare(command, performance);
	if ('refusal' in prepared) return prepared.refusal.refused === 'nothing-to-do' ? 'nothing' : undefined;
	if (!('plan' in prepared) || !prepared.plan.isEscape || !meansSame(confirmed, prepared.plan))
		return undefined;
	const permit = await permitFor(prepared.plan, performance);
	return isRefusal(permit) ? undefined : permit;
}

function alreadyThere(plan: Plan, began: number, {clock}: Performance): Outcome {
	return {end: 'settled', plan, id: '', tookMs: clock.now() - began, progress: 'already there'};
}

/** The same version stays: what was confirmed is still what will happen, whatever the weights are by now. */
function meansSame(confirmed: Plan, planned: Plan): boolean {
	return confirmed.says === planned.says || writesSame(confirmed, planned);
}

async function applyOnce(
	permit: Permit,
	undoOf: string | undefined,
	began: number,
	performance: Performance,
): Promise<Outcome> {
	const {plan} = permit;
	const id = newId(began);
	const record = recorder(id, performance.journal);
	record.append(await beginning(id, plan, undoOf, performance));
	// A change nobody could account for is not made; the escape goes out all the same.
	if (record.trouble() && !plan.isEscape) {
		return failed(
			{
				reason: 'invalid',
				says: record.trouble()!,
				hint: 'Make room or mend its permissions; nothing was changed.',
			},
			plan,
			[],
		);
	}
	const outcome = await applySteps(permit, began, record, performance);
	record.append({type: 'ended', id, end: outcome.end, says: sayEnd(outcome)});
	if (outcome.end !== 'applied') return outcome;
	const settled = performance.wait ? await settle(id, plan, began, performance) : outcome;
	if (performance.wait) record.append({type: 'ended', id, end: settled.end, says: sayEnd(settled)});
	const unrecorded = record.trouble();
	return unrecorded === undefined ? settled : {...settled, unrecorded};
}

type Recorder = {readonly id: string; append(line: JournalLine): void; trouble(): string | undefined};

/** Writes one change's lines and keeps the first trouble, so that no missing line goes unsaid. */
function recorder(id: string, journal: Journal): Recorder {
	let trouble: string | undefined;
	return {
		id,
		append(line) {
			trouble ??= journal.append(line);
		},
		trouble: () => trouble,
	};
}

async function beginning(id: string, plan: Plan, undoOf: string | undefined, {cluster, clock}: Performance) {
	const who = await cluster.whoAmI();
	const {name: context, server} = cluster.context;
	const {action, says, lines, undo} = plan;
	const steps = plan.steps.map(recordedStep);
	return {
		type: 'began',
		id,
		at: clock.now() + cluster.clockAheadMs(),
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
	permit: Permit,
	began: number,
	record: Recorder,
	performance: Performance,
): Promise<Outcome> {
	const {plan} = permit;
	const {cluster, clock, tell} = performance;
	const {id} = record;
	for (const [index, step] of plan.steps.entries()) {
		const done = plan.steps.slice(0, index);
		if (isStopped(performance)) return failed(stopped, plan, done, plan.steps.slice(index), id);
		const applied = await cluster.apply(permit, step);
		const reached = applied.ok ? 'yes' : await hasReached(step, applied.trouble, cluster);
		if (!applied.ok && reached !== 'yes') {
			if (reached === 'unknown') record.append({type: 'doubted', id});
			return troubled(reached === 'unknown' ? doubtful(applied.trouble) : applied.trouble, plan, done, id);
		}
		record.append({type: 'applied', id, steps: index + 1});
		tell({type: 'applied', step});
		const held = await waitForStep(step, began, performance);
		if (held !== undefined) {
			return failed(held, plan, plan.steps.slice(0, index + 1), plan.steps.slice(index + 1), id);
		}
	}
	return {end: 'applied', plan, id, tookMs: clock.now() - began, progress: 'written'};
}

const stopped: Trouble = {reason: 'stopped', says: 'Stopped before the next step was written.'};

/** Answers that leave open whether the server wrote before it failed to say so. */
const lostAnswers: readonly TroubleReason[] = [
	'unreachable',
	'timed-out',
	'garbled',
	'stopped',
	'server-error',
];

/** Whether a step whose answer was lost is in the cluster all the same: its own values tell. */
async function hasReached(
	step: Step,
	{reason}: Trouble,
	cluster: Cluster,
): Promise<'yes' | 'no' | 'unknown'> {
	if (!lostAnswers.includes(reason)) return 'no';
	const read = await cluster.get(step.target, step.subresource === 'scale' ? 'scale' : undefined);
	if (!read.ok) return 'unknown';
	if (read.value.metadata.uid !== step.target.uid) return 'no';
	return step.edits.every(edit => isAt(read.value, step, edit.at, edit.to)) ? 'yes' : 'no';
}

function doubtful(trouble: Trouble): Trouble {
	return {
		...trouble,
		says: `${trouble.says} The change may have been written all the same.`,
		hint: 'Look at the object once the server answers; undo takes the change back if it is there.',
	};
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
		reason: isStopped(performance) ? 'stopped' : 'unsettled',
		says: `Stopped half-way: ${progress.says}.`,
		hint: 'The later steps were not tried. Undo takes back what was done.',
	};
}

async function settle(
	id: string,
	plan: Plan,
	began: number,
	performance: Performance,
): Promise<SettledOutcome> {
	const since = performance.clock.now();
	const seen: Progress[] = [];
	for (const expectation of plan.settledWhen) {
		seen.push(await waitFor(expectation, waiting(since, performance)));
		if (!seen.at(-1)!.isMet) break;
	}
	const isMet = seen.every(each => each.isMet);
	// What holds it up says it all; where all is there, each part says how.
	const told = isMet ? seen : seen.slice(-1);
	const progress = [...new Set(told.map(each => each.says))].join('; ');
	return {
		end: isMet ? 'settled' : 'unsettled',
		plan,
		id,
		tookMs: performance.clock.now() - began,
		progress,
	};
}

type SettledOutcome = Extract<Outcome, {readonly progress: string}>;

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
function troubled(trouble: Trouble, plan: Plan, done: readonly Step[], id?: string): Outcome {
	if (trouble.reason !== 'guard-failed' || done.length > 0) return failed(trouble, plan, done, undefined, id);
	return {end: 'refused', plan, refusal: plan.action === 'undo' ? overtaken(plan) : stale(trouble)};
}

function stale({says, hint}: Trouble): Refusal {
	return {
		refused: 'stale',
		says: `${says} Nothing was changed.`,
		hint: hint ?? 'Look at what it is now, then try again.',
	};
}

/** Undo writes over what it knows only: a later change is somebody's intention. */
function overtaken({steps}: Plan): Refusal {
	const subjects = [...new Set(steps.map(step => sayRef(step.target)))].join(', ');
	return {
		refused: 'stale',
		says: `${subjects} was changed again since; undo would overwrite that. Nothing was changed.`,
		hint: 'Look at what it is now, and change it to what you want.',
	};
}

/** The step after the done ones is the one that failed, unless the untried are named. */
function failed(
	trouble: Trouble,
	plan: Plan | undefined,
	done: readonly Step[],
	untried: readonly Step[] = plan?.steps.slice(done.length + 1) ?? [],
	id?: string,
): Outcome {
	return {end: 'failed', ...(plan && {plan}), ...(id !== undefined && {id}), trouble, done, untried};
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
