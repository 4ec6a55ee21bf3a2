/**
 * How long to wait before try number `attempt` (from 0), in milliseconds: full
 * jitter, so that streams cut together do not come back together; at most 30 s.
 * `luck` is in [0, 1).
 */
export function backoffMs(attempt: number, luck: number): number {
	return Math.round(100 + luck * Math.min(30_000 - 100, 800 * 2 ** Math.min(attempt, 10)));
}
