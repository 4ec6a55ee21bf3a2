import {missingReason} from '../gateway/missing-reason.ts';
import {type ActionCommand, movesShares} from '../model/command.ts';
import type {Permit} from '../model/permit.ts';
import {isRefusal, type Plan} from '../model/plan.ts';
import {resourceName} from '../model/ref.ts';
import {isLineIntoPod} from '../model/request.ts';
import type {Outcome} from '../model/telling.ts';
import type {Trouble} from '../model/trouble.ts';
import {whatChanged} from '../plan/what-changed.ts';
import {applyAndSettle} from './apply-plan.ts';
import {batchesOf} from './batches.ts';
import {failed, isTakingBack, troubled} from './outcomes.ts';
import {patient} from './patient.ts';
import {isStopped, type Performance, type Underway} from './performance.ts';
import {permitFor} from './permit-for.ts';
import {prepare} from './prepare.ts';

/**
 * The one way to do anything: gather, plan, decide, rehearse, confirm, decide
 * once more, apply, settle, each told as it happens. Nothing is written before
 * the confirmation, and every step that reached the cluster is in the journal.
 */
export async function perform(command: ActionCommand, performance: Performance): Promise<Outcome> {
	const {cluster, clock, signal} = performance;
	const afterwards: Promise<void>[] = [];
	const after = (work: Promise<void>) => void afterwards.push(work);
	const patiently = {...performance, cluster: patient(cluster, clock, signal), after};
	let outcome = await attempt(command, patiently);
	while (isOvertaken(outcome) && performance.canAskAnew?.() && !isStopped(performance)) {
		performance.tell({type: 'overtaken'});
		outcome = await attempt(pinned(command, outcome.plan), patiently, outcome.plan);
	}
	performance.tell({type: 'ended', outcome});
	await Promise.all(afterwards);
	return outcome;
}

/** Somebody's write came between the look and the press. An undo has nothing to plan anew: it knows only what it wrote. */
function isOvertaken(
	outcome: Outcome,
): outcome is Extract<Outcome, {end: 'refused'}> & {readonly plan: Plan} {
	if (outcome.end !== 'refused' || outcome.plan === undefined) return false;
	return outcome.isOvertaken === true && !isTakingBack(outcome.plan);
}

/** The object that was confirmed, and no other that has its name since. */
function pinned(command: ActionCommand, {steps}: Plan): ActionCommand {
	if (!('target' in command)) return command;
	const {resource, namespace, name} = command.target;
	const same = steps.find(
		({target}) =>
			target.name === name &&
			target.namespace === namespace &&
			resourceName(target.resource) === resourceName(resource),
	);
	return same ? {...command, target: {...command.target, uid: same.target.uid}} : command;
}

/** From fresh reads to the end. `before` is what was confirmed, where that was overtaken. */
async function attempt(command: ActionCommand, performance: Underway, before?: Plan): Promise<Outcome> {
	const previewed = await preview(command, performance, before);
	if ('end' in previewed) return previewed;
	const {plan} = previewed.permit;
	const isConfirmed = !isStopped(performance) && (await performance.confirm(previewed.permit));
	previewed.aside?.abort();
	if (!isConfirmed || isStopped(performance)) return {end: 'cancelled', plan};
	const unreasoned = missingReason(previewed.permit, performance.reason?.());
	if (unreasoned) return {end: 'refused', plan, refusal: unreasoned};
	// A preview may stand for long: arming ends, rights are taken away, data grows old meanwhile.
	const permit = await permitFor(plan, performance);
	if (isRefusal(permit)) return {end: 'refused', plan, refusal: permit};
	return isStopped(performance)
		? {end: 'cancelled', plan}
		: applyAndSettle(command, permit, previewed.undoOf, performance);
}

type Previewed = {
	readonly permit: Permit;
	readonly undoOf: string | undefined;
	/** Ends a rehearsal that nobody waits for. */
	readonly aside: AbortController | undefined;
};

/** How often a plan is made anew because somebody wrote between its reads and the server's dry run of it. */
const rehearsals = 3;

async function preview(
	command: ActionCommand,
	performance: Performance,
	before: Plan | undefined,
): Promise<Previewed | Outcome> {
	let last: Outcome | undefined;
	for (let tries = 0; tries < rehearsals; tries += 1) {
		if (tries > 0) performance.tell({type: 'overtaken'});
		const previewed = await previewOnce(command, performance, before);
		if (!('end' in previewed) || !isOvertaken(previewed) || isStopped(performance)) return previewed;
		last = previewed;
	}
	return last!;
}

async function previewOnce(
	command: ActionCommand,
	performance: Performance,
	before: Plan | undefined,
): Promise<Previewed | Outcome> {
	const {tell} = performance;
	tell({type: 'gathering'});
	askAhead(command, performance);
	const prepared = await prepare(command, performance);
	if ('refusal' in prepared) return {end: 'refused', refusal: prepared.refusal};
	if ('trouble' in prepared) return failed(prepared.trouble, undefined, []);
	const {plan, undoOf} = prepared;
	tell({type: 'planned', plan});
	if (before !== undefined) tell({type: 'changed', says: whatChanged(before, plan)});
	const permit = await permitFor(plan, performance);
	if (isRefusal(permit)) return {end: 'refused', plan, refusal: permit};
	const aside = plan.isEscape ? rehearseAside(plan, performance) : undefined;
	const rehearsal = aside ? undefined : await rehearse(plan, performance);
	if (rehearsal) return troubled(rehearsal, plan, []);
	tell({type: 'permitted', permit});
	return {permit, undoOf, aside};
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
	for (const batch of batchesOf(plan.steps.filter(each => !each.isSequel && !isLineIntoPod(each)))) {
		const rehearsed = await Promise.all(batch.map(step => cluster.rehearse(step)));
		for (const [index, answered] of rehearsed.entries()) {
			const trouble = answered.ok ? undefined : answered.trouble;
			tell({type: 'rehearsed', step: batch[index]!, trouble});
			if (trouble?.reason !== 'held-up') first ??= trouble;
		}
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
