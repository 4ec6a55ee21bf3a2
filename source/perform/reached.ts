import {sleep} from '../model/clock.ts';
import type {Cluster} from '../model/cluster.ts';
import type {Plan, Step} from '../model/plan.ts';
import type {Ref} from '../model/ref.ts';
import type {Trouble, TroubleReason} from '../model/trouble.ts';
import type {Performance} from './performance.ts';
import {isAt} from './present-values.ts';

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

/** Whether a step whose answer was lost is in the cluster all the same: `unread` where nobody could look. */
export type Reached = 'yes' | 'no' | 'unread' | 'may arrive';

/** How long what was not there at first is given to arrive, before that is said to be unknown. */
const arrivalMs = 1500;

/**
 * Whether a step whose answer was lost is in the cluster all the same: its own
 * values tell. Where they are not there, that proves nothing unless the server
 * has answered: on its way, or behind a slow webhook, a write outlives its
 * connection. The escape does not wait to see: it tries again.
 */
export async function hasReached(
	step: Step,
	trouble: Trouble,
	{isEscape}: Plan,
	{cluster, clock, signal}: Performance,
): Promise<Reached> {
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

export function doubtful(trouble: Trouble, reached: Exclude<Reached, 'yes' | 'no'>): Trouble {
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
