import type {Clock} from '../clock.ts';

/** Keys that wait to be looked at; each waits once, however often it is added. */
export type Queue = {add(key: string, delayMs?: number): void};

/** Runs `look` for each key after a reaction time, as controllers do that are told by a watch. */
export function createQueue(clock: Clock, reactionMs: number, look: (key: string) => void): Queue {
	const waiting = new Map<string, {dueMs: number; cancel(): void}>();
	return {
		add(key, delayMs = reactionMs) {
			const dueMs = clock.now() + delayMs;
			const present = waiting.get(key);
			if (present && present.dueMs <= dueMs) return;
			present?.cancel();
			const timer = clock.after(delayMs, () => {
				waiting.delete(key);
				look(key);
			});
			waiting.set(key, {dueMs, cancel: timer.cancel});
		},
	};
}

export function keyOf({metadata}: {metadata: {namespace?: string; name: string}}): string {
	return `${metadata.namespace ?? ''}/${metadata.name}`;
}

/** Namespace and name of a key. */
export function splitKey(key: string): [string | undefined, string] {
	const [namespace, name] = key.split('/');
	return [namespace || undefined, name!];
}
