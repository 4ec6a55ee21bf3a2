import {sleep, within} from '../model/clock.ts';
import type {ActionCommand} from '../model/command.ts';
import {type Deed, mostDeeds} from '../model/deed.ts';
import type {Permit} from '../model/permit.ts';
import {isRefusal, type Plan} from '../model/plan.ts';
import type {Outcome, Telling} from '../model/telling.ts';
import type {Trouble} from '../model/trouble.ts';
import {writesSame} from '../plan/undo.ts';
import {announce, writtenBy} from './announce.ts';
import {applySteps} from './apply-steps.ts';
import {type Following, followContainers} from './follow-containers.ts';
import {failed} from './outcomes.ts';
import {mayPass} from './patient.ts';
import {isStopped, type Performance, type Underway} from './performance.ts';
import {permitFor} from './permit-for.ts';
import {prepare} from './prepare.ts';
import {isLost} from './reached.ts';
import {beginning, ending, newId, type Recorder, recorder} from './record.ts';
import {settle} from './settle-plan.ts';

const escapes: readonly ActionCommand['action'][] = ['drain-traffic', 'abort'];

/** How often the escape is tried in all: it reads and plans again where somebody else's write got in between, or a request failed. */
const escapeTries = 5;
/** Between one that failed and the next, twice as long each time. */
const firstRestMs = 100;

/** Applies what was confirmed and waits for it; the escape is planned again where somebody was faster. */
export async function applyAndSettle(
	command: ActionCommand,
	permit: Permit,
	undoOf: string | undefined,
	performance: Underway,
): Promise<Outcome> {
	const began = performance.clock.now();
	let outcome = await applyOnce(permit, undoOf, began, performance);
	if (!permit.plan.isEscape || !escapes.includes(command.action)) return outcome;
	for (let again = 1; again < escapeTries && mayBeUnfinished(outcome); again += 1) {
		if (outcome.end === 'failed') await rest(outcome.trouble, again, performance);
		const next = await planAgain(command, permit.plan, performance);
		if (next === 'nothing')
			return hasWritten(outcome) ? outcome : alreadyThere(outcome, permit.plan, began, performance);
		if (next === undefined || isStopped(performance)) return outcome;
		if (next !== 'unread') outcome = await applyOnce(next, undoOf, began, performance);
	}
	return outcome;
}

/** Overtaken by somebody's write, lost on the way, or written although a backend was added meanwhile: only another look tells. */
function mayBeUnfinished(outcome: Outcome): boolean {
	if (outcome.end === 'refused') return outcome.refusal.refused === 'stale';
	if (outcome.end === 'failed') {
		const {trouble} = outcome;
		const isOvertaken = trouble.reason === 'conflict' || trouble.reason === 'guard-failed';
		return isOvertaken || mayPass(trouble) || isLost(trouble);
	}
	return hasWritten(outcome);
}

function hasWritten({end}: Outcome): boolean {
	return end === 'applied' || end === 'settled';
}

function rest({retryAfterMs = 0}: Trouble, again: number, {clock, signal}: Performance): Promise<void> {
	return sleep(clock, Math.max(retryAfterMs, firstRestMs * 2 ** (again - 1)), signal);
}

/** The permit for what is still to be done of a confirmed escape; `nothing` where it is done, `unread` where nobody could look, undefined where it is not the same any more. */
async function planAgain(
	command: ActionCommand,
	confirmed: Plan,
	performance: Performance,
): Promise<Permit | 'nothing' | 'unread' | undefined> {
	const prepared = await prepare(command, performance);
	if ('trouble' in prepared) return mayPass(prepared.trouble) ? 'unread' : undefined;
	if ('refusal' in prepared) return prepared.refusal.refused === 'nothing-to-do' ? 'nothing' : undefined;
	if (!prepared.plan.isEscape || !meansSame(confirmed, prepared.plan)) return undefined;
	const permit = await permitFor(prepared.plan, performance);
	return isRefusal(permit) ? undefined : permit;
}

/** What a try whose answer was lost has written can be taken back by its entry. */
function alreadyThere(outcome: Outcome, plan: Plan, began: number, {clock}: Performance): Outcome {
	const id = outcome.end === 'failed' ? (outcome.id ?? '') : '';
	return {end: 'settled', plan, id, tookMs: clock.now() - began, progress: 'already there'};
}

/** The same version stays: what was confirmed is still what will happen, whatever the weights are by now. */
function meansSame(confirmed: Plan, planned: Plan): boolean {
	return confirmed.says === planned.says || writesSame(confirmed, planned);
}

async function applyOnce(
	permit: Permit,
	undoOf: string | undefined,
	began: number,
	performance: Underway,
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
	// The escape asks nothing beside what it must.
	const following = performance.wait && !plan.isEscape ? followed(plan, performance) : undefined;
	const outcome = await applySteps(permit, began, record, performance);
	performance.after(announce(permit, writtenBy(outcome), {...beginningOf, record}, performance));
	record.append(ending(id, outcome, performance));
	const unrecorded = () => record.trouble() !== undefined && {unrecorded: record.trouble()!};
	const settled =
		outcome.end === 'applied' && performance.wait ? await settle(id, plan, began, performance) : outcome;
	if (following) performance.after(seeOff(following, settled.end === 'settled', record, performance));
	if (outcome.end === 'failed') return {...outcome, ...unrecorded()};
	if (outcome.end !== 'applied') return outcome;
	if (performance.wait) record.append(ending(id, settled, performance));
	return {...settled, ...unrecorded()};
}

type Followed = Following & {readonly deeds: readonly Deed[]};

/** Follows the containers of a plan, and keeps what was told of them. */
function followed(plan: Plan, performance: Underway): Followed {
	const deeds: Deed[] = [];
	const tell = (telling: Telling): void => {
		if (telling.type === 'orchestrated') deeds.push({at: telling.at, says: telling.says});
		performance.tell(telling);
	};
	return {...followContainers(plan, {...performance, tell}), deeds};
}

/** A workload has settled while pods it no longer needs are still ending: whoever looks on sees them go, a script only that they were told to. */
const goneWithinMs = 45_000;
const toldWithinMs = 5000;

async function seeOff(
	{allTold, allGone, stop, deeds}: Followed,
	isSettled: boolean,
	record: Recorder,
	{clock, signal, isWatched}: Underway,
): Promise<void> {
	if (isSettled)
		await (isWatched
			? within(clock, goneWithinMs, allGone, signal)
			: within(clock, toldWithinMs, allTold, signal));
	stop();
	if (deeds.length > 0) record.append({type: 'orchestrated', id: record.id, deeds: deeds.slice(-mostDeeds)});
}
