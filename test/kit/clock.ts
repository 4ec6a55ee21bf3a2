import type {Clock} from '../../source/model/clock.ts';

export type ManualClock = Clock & {
	/** Moves time, calling back whatever falls due on the way, in order. */
	advance(ms: number): void;
	/** How many timers wait: idle means none. */
	readonly pending: number;
};

/** Time that moves only when a test says so. */
export function manualClock(start = Date.UTC(2026, 0, 1, 12)): ManualClock {
	let now = start;
	let timers: {readonly at: number; readonly call: () => void}[] = [];
	return {
		now: () => now,
		after(delayMs, call) {
			const timer = {at: now + Math.max(0, delayMs), call};
			timers.push(timer);
			return () => {
				timers = timers.filter(other => other !== timer);
			};
		},
		advance(ms) {
			const end = now + ms;
			for (;;) {
				const due = timers.filter(({at}) => at <= end).sort((a, b) => a.at - b.at)[0];
				if (due === undefined) break;
				timers = timers.filter(timer => timer !== due);
				now = due.at;
				due.call();
			}
			now = end;
		},
		get pending() {
			return timers.length;
		},
	};
}
