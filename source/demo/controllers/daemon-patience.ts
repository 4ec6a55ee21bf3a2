const firstPauseMs = 1000;
const longestPauseMs = 900_000;

/**
 * How long a daemon set must wait before it replaces a pod that failed on a node (a key names both): not at
 * all the first time, then a second, two, four … up to fifteen minutes after the last time. Answers 0 once
 * for each time it may.
 */
export function createPatience(): (key: string, nowMs: number) => number {
	const replaced = new Map<string, {pauseMs: number; atMs: number}>();
	return (key, nowMs) => {
		const last = replaced.get(key);
		const elapsedMs = last ? nowMs - last.atMs : Number.POSITIVE_INFINITY;
		if (last && elapsedMs < last.pauseMs) return last.pauseMs - elapsedMs;
		const isForgotten = !last || elapsedMs > 2 * longestPauseMs;
		const pauseMs = isForgotten ? firstPauseMs : Math.min(longestPauseMs, 2 * last.pauseMs);
		replaced.set(key, {pauseMs, atMs: nowMs});
		return 0;
	};
}
