import {sleep} from '../model/clock.ts';
import type {Cluster} from '../model/cluster.ts';
import type {Permit} from '../model/permit.ts';
import type {Plan, Step} from '../model/plan.ts';
import type {Ref} from '../model/ref.ts';
import type {Outcome} from '../model/telling.ts';
import type {Trouble, TroubleReason} from '../model/trouble.ts';
import {failed, troubled} from './outcomes.ts';
import {isStopped, type Performance} from './performance.ts';
import {isAt} from './present-values.ts';
import type {Recorder} from './record.ts';
import {waitFor} from './settle.ts';
import {waiting} from './settle-plan.ts';

/** Writes the steps in their order, each recorded, and stops at the first that does not arrive. */
export async function applySteps(
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
		const reached = applied.ok ? 'yes' : await hasReached(step, applied.trouble, plan, performance);
		if (!applied.ok && reached !== 'yes') {
			if (reached === 'no') return troubled(applied.trouble, plan, done, id);
			record.append({type: 'doubted', id});
			return troubled(doubtful(applied.trouble, reached), plan, done, id);
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

/** Whether a write may have arrived although it failed. */
export function isLost({reason}: Trouble): boolean {
	return lostAnswers.includes(reason) && reason !== 'stopped';
}

/** How long what was not there at first is given to arrive, before that is said to be unknown. */
const arrivalMs = 1500;

/**
 * Whether a step whose answer was lost is in the cluster all the same: its own
 * values tell. Where they are not there, that proves nothing unless the server
 * has answered: on its way, or behind a slow webhook, a write outlives its
 * connection. The escape does not wait to see: it tries again.
 */
async function hasReached(
	step: Step,
	trouble: Trouble,
	{isEscape}: Plan,
	{cluster, clock, signal}: Performance,
): Promise<'yes' | 'no' | 'unread' | 'may arrive'> {
	if (!lostAnswers.includes(trouble.reason) || trouble.isUnsent) return 'no';
	const seen = await isThere(step, cluster);
	if (seen !== false) return seen ? 'yes' : 'unread';
	if (hasAnswered(trouble)) return 'no';
	if (isEscape) return 'may arrive';
	await sleep(clock, arrivalMs, signal);
	return (await isThere(step, cluster)) ? 'yes' : 'may arrive';
}

/** Undefined where nobody could look. */
async function isThere(step: Step, cluster: Cluster): Promise<boolean | undefined> {
	if (step.type !== 'edit') return isGoing(step.target, cluster);
	const read = await cluster.get(step.target, step.subresource === 'scale' ? 'scale' : undefined);
	if (!read.ok) return undefined;
	if (read.value.metadata.uid !== step.target.uid) return false;
	return step.edits.every(edit => isAt(read.value, step, edit.at, edit.to));
}

/** Whether an object is gone, or on its way. */
async function isGoing(target: Ref, cluster: Cluster): Promise<boolean | undefined> {
	const read = await cluster.get(target);
	if (!read.ok) return read.trouble.reason === 'not-found' ? true : undefined;
	const {uid, deletionTimestamp} = read.value.metadata;
	return uid !== target.uid || deletionTimestamp !== undefined;
}

/** A gateway that gave up on the server behind it has no answer from it. */
function hasAnswered({status}: Trouble): boolean {
	return status !== undefined && status !== 502 && status !== 504;
}

function doubtful(trouble: Trouble, reached: 'unread' | 'may arrive'): Trouble {
	const doubt =
		reached === 'unread'
			? 'The change may have been written all the same.'
			: 'The change is not there yet, and may still arrive.';
	return {
		...trouble,
		says: `${trouble.says} ${doubt}`,
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
