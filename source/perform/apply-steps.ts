import type {Permit} from '../model/permit.ts';
import type {Step} from '../model/plan.ts';
import {isLineIntoPod} from '../model/request.ts';
import type {Outcome} from '../model/telling.ts';
import type {Trouble} from '../model/trouble.ts';
import {evictPods} from './evict-pods.ts';
import {uidMade} from './made-by.ts';
import {openLine} from './open-line.ts';
import {failed, troubled} from './outcomes.ts';
import {isStopped, type Performance, type Underway} from './performance.ts';
import {doubtful, hasReached, type Sent} from './reached.ts';
import type {Recorder} from './record.ts';
import {sendEscape} from './send-escape.ts';
import {waitFor} from './settle.ts';
import {waiting} from './settle-plan.ts';

/** Writes the steps in their order, each recorded, and stops at the first that does not arrive. Evictions come last. */
export async function applySteps(
	permit: Permit,
	began: number,
	record: Recorder,
	performance: Underway,
): Promise<Outcome> {
	const {plan} = permit;
	const [line] = plan.steps.filter(isLineIntoPod);
	if (line !== undefined) return openLine(permit, line, began, record, performance);
	const {clock, tell} = performance;
	const {id} = record;
	const evictions = plan.steps.filter(({type}) => type === 'evict');
	const writes = plan.steps.filter(({type}) => type !== 'evict');
	for (const [index, step] of writes.entries()) {
		const done = plan.steps.slice(0, index);
		if (isStopped(performance)) return failed(stopped, plan, done, plan.steps.slice(index), id);
		const sent = await (plan.isEscape ? sendEscape : send)(permit, step, performance);
		if (sent.reached === 'no') return troubled(sent.trouble, plan, done, id);
		if (sent.reached !== 'yes') {
			record.append({type: 'doubted', id});
			return troubled(doubtful(sent.trouble, sent.reached), plan, done, id);
		}
		const made = await madeIn(sent, step, performance);
		record.append({type: 'applied', id, steps: index + 1, ...(made !== undefined && {made})});
		tell({type: 'applied', step});
		const held = await waitForStep(step, began, performance);
		if (held !== undefined) {
			return failed(held, plan, plan.steps.slice(0, index + 1), plan.steps.slice(index + 1), id);
		}
	}
	const deadline = began + performance.timeoutMs;
	const left = await evictPods(evictions, writes, deadline, {permit, record, performance});
	return left ?? {end: 'applied', plan, id, tookMs: clock.now() - began, progress: 'written'};
}

/** Once, with all the patience that a slow webhook needs. */
async function send(permit: Permit, step: Step, performance: Performance): Promise<Sent> {
	const applied = await performance.cluster.apply(permit, step);
	if (!applied.ok) return hasReached(step, applied.trouble, permit.plan, performance);
	return {reached: 'yes', ...(step.type === 'create' && {made: applied.value.metadata.uid})};
}

/** Which object it made, whether the answer that said so came or was lost. */
async function madeIn(
	{made}: Extract<Sent, {reached: 'yes'}>,
	step: Step,
	{cluster}: Performance,
): Promise<string | undefined> {
	if (made !== undefined || step.type !== 'create') return made;
	const found = await uidMade(step, cluster);
	return found.ok ? found.value : undefined;
}

const stopped: Trouble = {reason: 'stopped', says: 'Stopped before the next step was written.'};

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
