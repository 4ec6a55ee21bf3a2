import {type Clock, sleep} from '../model/clock.ts';
import type {Cluster} from '../model/cluster.ts';
import type {Answer, Trouble} from '../model/trouble.ts';

/** How long to wait before a question is asked for the second and the third time. */
const againMs = [50, 200];
/** A server that wants to be left alone for longer than this is told of, instead. */
const longestRestMs = 2000;

/**
 * The same cluster, whose questions are asked again where they fail in
 * passing: a change made of five reads would else fail five times as often as
 * one request does. Writes are sent once. Who I am is asked at once, so that
 * nobody waits for that after the confirmation.
 */
export function patient(cluster: Cluster, clock: Clock, signal: AbortSignal): Cluster {
	const me = cluster.whoAmI();
	async function asked<Value>(ask: () => Promise<Answer<Value>>): Promise<Answer<Value>> {
		for (const restMs of againMs) {
			const answered = await ask();
			if (answered.ok || !mayPass(answered.trouble) || signal.aborted) return answered;
			await sleep(clock, answered.trouble.retryAfterMs ?? restMs, signal);
		}
		return ask();
	}
	return {
		...cluster,
		whoAmI: () => me,
		discover: () => asked(() => cluster.discover()),
		get: (...question) => asked(() => cluster.get(...question)),
		list: (...question) => asked(() => cluster.list(...question)),
		may: (...question) => asked(() => cluster.may(...question)),
		rehearse: (...question) => asked(() => cluster.rehearse(...question)),
	};
}

/** Whether the next try may find it well: connections break, and servers that stand behind one address fail one by one. */
export function mayPass({reason, status = 0, retryAfterMs = 0}: Trouble): boolean {
	if (retryAfterMs > longestRestMs) return false;
	return reason === 'unreachable' || reason === 'throttled' || (reason === 'server-error' && status >= 500);
}
