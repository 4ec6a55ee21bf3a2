import {type ActionCommand, movesShares} from '../model/command.ts';
import {isRefusal, type Plan} from '../model/plan.ts';
import type {Outcome} from '../model/telling.ts';
import type {Trouble} from '../model/trouble.ts';
import {applyAndSettle} from './apply-plan.ts';
import {failed, troubled} from './outcomes.ts';
import {patient} from './patient.ts';
import {isStopped, type Performance} from './performance.ts';
import {permitFor} from './permit-for.ts';
import {prepare} from './prepare.ts';

/**
 * The one way to do anything: gather, plan, decide, rehearse, confirm, apply,
 * settle, each told as it happens. Nothing is written before the confirmation,
 * and every step that reached the cluster is in the journal.
 */
export async function perform(command: ActionCommand, performance: Performance): Promise<Outcome> {
	const {cluster, clock, signal} = performance;
	const outcome = await run(command, {...performance, cluster: patient(cluster, clock, signal)});
	performance.tell({type: 'ended', outcome});
	return outcome;
}

async function run(command: ActionCommand, performance: Performance): Promise<Outcome> {
	performance.tell({type: 'gathering'});
	askAhead(command, performance);
	const prepared = await prepare(command, performance);
	if ('refusal' in prepared) return {end: 'refused', refusal: prepared.refusal};
	if ('trouble' in prepared) return failed(prepared.trouble, undefined, []);
	const {plan, undoOf} = prepared;
	performance.tell({type: 'planned', plan});
	const permit = await permitFor(plan, performance);
	if (isRefusal(permit)) return {end: 'refused', plan, refusal: permit};
	const aside = plan.isEscape ? rehearseAside(plan, performance) : undefined;
	const rehearsal = aside ? undefined : await rehearse(plan, performance);
	if (rehearsal) return troubled(rehearsal, plan, []);
	performance.tell({type: 'permitted', permit});
	const isConfirmed = !isStopped(performance) && (await performance.confirm(permit));
	aside?.abort();
	if (!isConfirmed || isStopped(performance)) return {end: 'cancelled', plan};
	return applyAndSettle(command, permit, undoOf, performance);
}

/** Shares stand on the target itself: whether it may be written is asked while it is read, and the answer is believed later. */
function askAhead(command: ActionCommand, {cluster}: Performance): void {
	if (!movesShares(command)) return;
	const {resource, namespace, name} = command.target;
	void cluster.may({verb: 'patch', resource, subresource: undefined, namespace, name});
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

/** The escape is never held up by a dry run, which a webhook may take half a minute for: what it says is told if it comes in time. */
function rehearseAside(plan: Plan, performance: Performance): AbortController {
	const over = new AbortController();
	const {signal} = over;
	const tell: Performance['tell'] = telling => void (signal.aborted || performance.tell(telling));
	void rehearse(plan, {...performance, tell});
	return over;
}
