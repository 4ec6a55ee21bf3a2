import type {ActionCommand} from '../model/command.ts';
import type {Permit} from '../model/permit.ts';
import {isRefusal, type Plan} from '../model/plan.ts';
import type {Outcome} from '../model/telling.ts';
import {writesSame} from '../plan/undo.ts';
import {announce, writtenBy} from './announce.ts';
import {applySteps} from './apply-steps.ts';
import {failed} from './outcomes.ts';
import {isStopped, type Performance} from './performance.ts';
import {permitFor} from './permit-for.ts';
import {prepare} from './prepare.ts';
import {beginning, ending, newId, recorder} from './record.ts';
import {settle} from './settle-plan.ts';

const escapes: readonly ActionCommand['action'][] = ['drain-traffic', 'abort'];

/** The escape reads and plans again this often when somebody else's write got in between. */
const escapeTries = 3;

/** Applies what was confirmed and waits for it; the escape is planned again where somebody was faster. */
export async function applyAndSettle(
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
	const beginningOf = await beginning(id, plan, undoOf, performance);
	record.append(beginningOf);
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
	const told = await announce(permit, writtenBy(outcome), {...beginningOf, record}, performance);
	record.append(ending(id, outcome, performance));
	if (outcome.end !== 'applied') return {...outcome, ...told};
	const settled = performance.wait ? await settle(id, plan, began, performance) : outcome;
	if (performance.wait) record.append(ending(id, settled, performance));
	const unrecorded = record.trouble();
	return {...settled, ...told, ...(unrecorded !== undefined && {unrecorded})};
}
