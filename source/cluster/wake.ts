import type {Clock} from '../model/clock.ts';
import type {Stop} from '../model/cluster.ts';

const tickMs = 1000;
/** Connections outlive a shorter absence, and a busy process may be that late. */
const leastAbsenceMs = 10_000;

/** How long nothing ran here, where a tick came so late that connections may have died meanwhile. */
export function absenceMs(sinceLastTickMs: number): number | undefined {
	const late = sinceLastTickMs - tickMs;
	return late >= leastAbsenceMs ? late : undefined;
}

/**
 * Calls back when the computer has slept, or the program was stopped, for 10 s
 * or more. The clock must be one that nobody can set: a step of it would look
 * the same.
 */
export function watchForAbsence(clock: Clock, cameBack: (absentMs: number) => void): Stop {
	let tickedAt = clock.now();
	let cancel = clock.after(tickMs, tick);

	function tick(): void {
		const now = clock.now();
		const absent = absenceMs(now - tickedAt);
		tickedAt = now;
		cancel = clock.after(tickMs, tick);
		if (absent !== undefined) cameBack(absent);
	}

	return () => cancel();
}
