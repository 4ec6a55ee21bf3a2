/** The one source of time and timers, passed in, so that tests decide when time moves. */
export type Clock = {
	/** Milliseconds since the epoch. */
	now(): number;
	/** Calls back once after `delayMs`; the returned function cancels. */
	after(delayMs: number, call: () => void): () => void;
};

export const systemClock: Clock = {
	now: () => Date.now(),
	after(delayMs, call) {
		const timer = setTimeout(call, delayMs);
		return () => clearTimeout(timer);
	},
};
