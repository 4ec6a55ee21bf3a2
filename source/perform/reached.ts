import {sleep} from '../model/clock.ts';
import type {Cluster, Sending} from '../model/cluster.ts';
import type {Plan, Step} from '../model/plan.ts';
import type {Ref} from '../model/ref.ts';
import type {Trouble, TroubleReason} from '../model/trouble.ts';
import {uidMade} from './made-by.ts';
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

/** Whether the server said nothing of a write, which may be on its way to it still. */
export function isUnanswered(trouble: Trouble): boolean {
	return lostAnswers.includes(trouble.reason) && !trouble.isUnsent && !hasAnswered(trouble);
}

/** Whether a step is in the cluster, whatever was heard of it; `unread` where nobody could look. */
export type Sent =
	/** `made`: the uid of what it made, where the server said so. */
	| {readonly reached: 'yes'; readonly made?: string}
	| {readonly reached: 'no' | 'unread' | 'may arrive'; readonly trouble: Trouble};

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
): Promise<Sent> {
	if (!lostAnswers.includes(trouble.reason) || trouble.isUnsent) return {reached: 'no', trouble};
	const seen = await isThere(step, cluster);
	if (seen !== false) return seen ? {reached: 'yes'} : {reached: 'unread', trouble};
	if (hasAnswered(trouble)) return {reached: 'no', trouble};
	if (isEscape) return {reached: 'may arrive', trouble};
	await sleep(clock, arrivalMs, signal);
	return (await isThere(step, cluster)) ? {reached: 'yes'} : {reached: 'may arrive', trouble};
}

/** Undefined where nobody could look. */
export async function isThere(
	step: Step,
	cluster: Cluster,
	how?: Pick<Sending, 'isApart'>,
): Promise<boolean | undefined> {
	if (step.type === 'create') {
		const made = await uidMade(step, cluster);
		return made.ok ? made.value !== undefined : undefined;
	}
	if (step.type !== 'edit') return isGoing(step.target, cluster);
	const read = await cluster.get(step.target, step.subresource === 'scale' ? 'scale' : undefined, how);
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

/** A gateway that gave up on the server behind it has no answer from it, and neither has a server whose store ran out of time. */
function hasAnswered({status, says}: Trouble): boolean {
	if (status === undefined || status === 502 || status === 504) return false;
	// A webhook is asked before anything is stored.
	if (status < 500 || /failed calling webhook/.test(says)) return true;
	return !/etcdserver: |timed out|deadline exceeded|context canceled/.test(says);
}

export function doubtful(trouble: Trouble, reached: 'unread' | 'may arrive'): Trouble {
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
