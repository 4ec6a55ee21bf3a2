import {within} from '../model/clock.ts';
import type {KubernetesObject} from '../model/object.ts';
import type {Permit} from '../model/permit.ts';
import type {Step} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import type {Answer} from '../model/trouble.ts';
import {isStopped, type Performance} from './performance.ts';
import {hasReached, isThere, isUnanswered, type Sent} from './reached.ts';

/** How long an escape's write may be silent before somebody looks what became of it. */
const silentMs = 2000;

/**
 * Sends a step of the escape, and does not sit out a server that is silent: it
 * looks on another connection whether the write arrived, and where it did not
 * sends it once more. Both test the values they write over, so that one of them
 * applies at most; the first is left to be answered, since a webhook may only
 * be slow. Where somebody else has written these values since they were read,
 * the step goes out by its own guards alone.
 */
export async function sendEscape(permit: Permit, step: Step, performance: Performance): Promise<Sent> {
	const {cluster, clock, tell} = performance;
	const over = new AbortController();
	const {signal} = over;
	const writes = [cluster.apply(permit, step, {isAsRead: true, signal})];
	const sendApart = (isAsRead: boolean) =>
		writes.push(cluster.apply(permit, step, {isAsRead, isApart: true, signal}));
	let mayResend = true;
	let isOvertaken = false;
	try {
		for (;;) {
			const answered = await within(clock, silentMs, firstToCount(writes));
			if (answered?.ok) return {reached: 'yes'};
			const isStale = answered?.trouble.reason === 'guard-failed';
			if (answered && !isStale && !isUnanswered(answered.trouble)) {
				const sent = await hasReached(step, answered.trouble, permit.plan, performance);
				// What one of two was answered says nothing of the other.
				return sent.reached === 'no' && writes.length > 1 ? {...sent, reached: 'may arrive'} : sent;
			}
			// The server answers, and nothing else of ours is under way: the same line will do, and nobody need look first.
			if (isStale && writes.length === 1 && !isOvertaken && !isStopped(performance)) {
				isOvertaken = true;
				mayResend = false;
				writes[0] = cluster.apply(permit, step, {signal});
				continue;
			}
			const seen = await within(clock, silentMs, isThere(step, cluster, {isApart: true}));
			if (seen === true) return {reached: 'yes'};
			if (isStale) {
				if (isOvertaken || isStopped(performance)) return {reached: 'no', trouble: answered.trouble};
				isOvertaken = true;
				mayResend = false;
				writes.length = 0;
				sendApart(false);
			} else if (mayResend && !isStopped(performance)) {
				mayResend = false;
				const progress = `No answer about ${sayRef(step.target)} yet: sent once more.`;
				for (const expectation of permit.plan.settledWhen.slice(0, 1))
					tell({type: 'waiting', expectation, progress});
				sendApart(true);
			} else if (answered) {
				return {reached: seen === undefined ? 'unread' : 'may arrive', trouble: answered.trouble};
			}
		}
	} finally {
		over.abort();
	}
}

/** The first answer that tells; where none of them does, the last one. */
async function firstToCount(
	writes: readonly Promise<Answer<KubernetesObject>>[],
): Promise<Answer<KubernetesObject>> {
	try {
		return await Promise.any(
			writes.map(async write => {
				const answered = await write;
				if (!answered.ok && isUnanswered(answered.trouble)) throw answered;
				return answered;
			}),
		);
	} catch {
		return writes.at(-1)!;
	}
}
