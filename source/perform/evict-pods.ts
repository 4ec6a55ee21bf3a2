import {sleep} from '../model/clock.ts';
import type {Permit} from '../model/permit.ts';
import type {Plan, Step} from '../model/plan.ts';
import type {Outcome} from '../model/telling.ts';
import type {Trouble} from '../model/trouble.ts';
import {batchesOf} from './batches.ts';
import {failed} from './outcomes.ts';
import {isStopped, type Performance} from './performance.ts';
import {doubtful, hasReached} from './reached.ts';
import type {Recorder} from './record.ts';
import {startedMeanwhile} from './started-meanwhile.ts';

/** An eviction that did not go through, mostly as a budget holds it up, and why. */
type HeldUp = {readonly step: Step; readonly trouble: Trouble};

type Round = {readonly permit: Permit; readonly record: Recorder; readonly performance: Performance};

const longestWaitMs = 5000;

/**
 * Evicts what may go, and comes back for what a disruption budget holds up,
 * until all is evicted or the one deadline of the change has passed. Undefined
 * where all went; else which did not, by name.
 */
export async function evictPods(
	steps: readonly Step[],
	before: readonly Step[],
	deadline: number,
	round: Round,
): Promise<Outcome | undefined> {
	if (round.permit.plan.action !== 'drain-node') return undefined;
	const {clock, signal, tell} = round.performance;
	const done = [...before];
	let left = steps;
	for (let waitMs = 1000; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
		const tried = await evictEach(left, done, round);
		if ('end' in tried) return tried;
		left = stepsOf(tried);
		const [first] = tried;
		if (first === undefined) {
			const trouble = await startedMeanwhile(before, round.performance.cluster);
			return trouble && leftOver(trouble, [], done, round);
		}
		if (clock.now() + waitMs > deadline) return leftOver(late(tried), left, done, round);
		tell({type: 'waiting', expectation: {seen: 'gone', of: first.step.target}, progress: sayHeldUp(tried)});
		await sleep(clock, waitMs, signal);
	}
}

/** One try for each, some at once: those that are held up, or how it ended early. */
async function evictEach(
	left: readonly Step[],
	done: Step[],
	round: Round,
): Promise<readonly HeldUp[] | Outcome> {
	const {record, performance} = round;
	const held: HeldUp[] = [];
	const rest = [...left];
	for (const batch of batchesOf(left)) {
		if (isStopped(performance)) return leftOver(stopped, [...stepsOf(held), ...rest], done, round);
		rest.splice(0, batch.length);
		const tried = await Promise.all(batch.map(step => evict(step, round)));
		const failures: HeldUp[] = [];
		for (const [index, step] of batch.entries()) {
			const trouble = tried[index];
			if (trouble !== undefined) {
				(isHeldUp(trouble) ? held : failures).push({step, trouble});
				continue;
			}
			done.push(step);
			record.append({type: 'applied', id: record.id, steps: done.length});
			performance.tell({type: 'applied', step});
		}
		const [first] = failures;
		if (first !== undefined)
			return leftOver(first.trouble, [...stepsOf(held), ...stepsOf(failures), ...rest], done, round);
	}
	return held;
}

function stepsOf(held: readonly HeldUp[]): Step[] {
	return held.map(({step}) => step);
}

/** Why the pod is not evicted; undefined where it is. */
async function evict(step: Step, round: Round): Promise<Trouble | undefined> {
	const applied = await round.performance.cluster.apply(round.permit, step);
	if (applied.ok) return undefined;
	return isHeldUp(applied.trouble) ? applied.trouble : whyNotEvicted(step, applied.trouble, round);
}

/** Undefined where the pod is away, or on its way, all the same. */
async function whyNotEvicted(
	step: Step,
	trouble: Trouble,
	{permit, record, performance}: Round,
): Promise<Trouble | undefined> {
	if (isAway(trouble)) return undefined;
	const sent = await hasReached(step, trouble, permit.plan, performance);
	if (sent.reached === 'yes') return undefined;
	if (sent.reached === 'no') return trouble;
	record.append({type: 'doubted', id: record.id});
	return doubtful(trouble, sent.reached);
}

/** Gone meanwhile, or another pod under its name: either way it is not on the node any more. */
function isAway({reason}: Trouble): boolean {
	return reason === 'not-found' || reason === 'guard-failed';
}

/** Too many requests, of a budget or of the server: both mean later. */
function isHeldUp({reason}: Trouble): boolean {
	return reason === 'held-up' || reason === 'throttled';
}

const stopped: Trouble = {reason: 'stopped', says: 'Stopped before all pods were evicted.'};

function late(held: readonly HeldUp[]): Trouble {
	return {reason: 'unsettled', says: `Time is up. ${sayHeldUp(held)}`};
}

function sayHeldUp(held: readonly HeldUp[]): string {
	return [...new Set(held.map(({trouble}) => trouble.says))].join(' ');
}

function leftOver(trouble: Trouble, left: readonly Step[], done: readonly Step[], round: Round): Outcome {
	const {plan} = round.permit;
	const evicted = done.filter(({type}) => type === 'evict');
	return failed(
		{
			...trouble,
			says: `${trouble.says} Evicted ${evicted.length} of ${evicted.length + left.length}: ${sayPods(evicted)}. Not evicted: ${sayPods(left)}.`,
			hint: `The node stays cordoned, and what was evicted stays away. Drain it again, or let pods start on it again: ${wayBackOf(plan)}.`,
		},
		plan,
		done,
		left,
		round.record.id,
	);
}

/** Where it was cordoned before, undo would leave it so. */
function wayBackOf({steps, undo}: Plan): string {
	const node = steps.find(({target}) => target.resource.kind === 'Node')?.target.name;
	return undo.way === 'none' || node === undefined ? 'uncordon it' : `uncordon ${node}, or undo`;
}

function sayPods(steps: readonly Step[]): string {
	return steps.map(({target}) => `${target.namespace}/${target.name}`).join(', ') || 'none';
}
