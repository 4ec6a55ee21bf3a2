/** How long a kubelet waits before it starts a container again that keeps ending. Pure. */

export type Pause = {readonly pauseMs: number /** When it was last lengthened. */; readonly atMs: number};

const firstMs = 10_000;
const longestMs = 300_000;

/** Whoever ran for this long has earned a fresh start. */
const forgivenMs = 2 * longestMs;

/** How long to wait after an end at `endedAtMs`: not at all the first time, then by the pause so far. */
export function waitMs(pause: Pause | undefined, endedAtMs: number): number {
	return !pause || isForgiven(pause, endedAtMs) ? 0 : pause.pauseMs;
}

/** The pause that the next end but one will have to wait for; to be asked for at each start. */
export function lengthened(pause: Pause | undefined, endedAtMs: number, nowMs: number): Pause {
	const isFresh = !pause || isForgiven(pause, endedAtMs);
	return {pauseMs: isFresh ? firstMs : Math.min(longestMs, pause.pauseMs * 2), atMs: nowMs};
}

function isForgiven({atMs}: Pause, endedAtMs: number): boolean {
	return endedAtMs - atMs > forgivenMs;
}

/** The pause before the next of several attempts that failed: 10, 20, 40 … seconds, at most five minutes. */
export function backOffMs(attempt: number): number {
	return Math.min(longestMs, firstMs * 2 ** attempt);
}

/** As Go prints it: `10s`, `2m40s`, `5m0s`. */
export function durationText(ms: number): string {
	const seconds = ms / 1000;
	return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
