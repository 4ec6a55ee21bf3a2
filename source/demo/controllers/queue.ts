import {StatusError} from '../api/status.ts';
import type {Clock} from '../clock.ts';

/** Keys that wait to be looked at; each waits once, however often it is added. */
export type Queue = {add(key: string, delayMs?: number): void};

const firstRetryMs = 100;
const lastRetryMs = 60_000;

/**
 * Runs `look` for each key after a reaction time, as controllers do that are told by a watch. A key whose
 * look was refused by the API is looked at again, after ever longer pauses.
 */
export function createQueue(clock: Clock, reactionMs: number, look: (key: string) => void): Queue {
	const waiting = new Map<string, {dueMs: number; cancel(): void}>();
	const refusals = new Map<string, number>();

	function attempt(key: string): void {
		try {
			look(key);
			refusals.delete(key);
		} catch (error) {
			if (!(error instanceof StatusError)) throw error;
			const count = refusals.get(key) ?? 0;
			refusals.set(key, count + 1);
			queue.add(key, Math.min(lastRetryMs, firstRetryMs * 2 ** count));
		}
	}

	const queue: Queue = {
		add(key, delayMs = reactionMs) {
			const dueMs = clock.now() + delayMs;
			const present = waiting.get(key);
			if (present && present.dueMs <= dueMs) return;
			present?.cancel();
			const timer = clock.after(delayMs, () => {
				waiting.delete(key);
				attempt(key);
			});
			waiting.set(key, {dueMs, cancel: timer.cancel});
		},
	};
	return queue;
}

export function keyOf({metadata}: {metadata: {namespace?: string; name: string}}): string {
	return `${metadata.namespace ?? ''}/${metadata.name}`;
}

/** Namespace and name of a key. */
export function splitKey(key: string): [string | undefined, string] {
	const [namespace, name] = key.split('/');
	return [namespace || undefined, name!];
}
