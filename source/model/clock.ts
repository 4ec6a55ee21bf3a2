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

/** The same clock, moved by what is known at each reading; timers stay as they are. */
export function ahead(clock: Clock, byMs: () => number): Clock {
	return {now: () => clock.now() + byMs(), after: clock.after};
}

/** Resolves after `delayMs`, or as soon as the signal is aborted; nothing stays behind on either. */
export function sleep(clock: Clock, delayMs: number, signal: AbortSignal): Promise<void> {
	return new Promise(resolve => {
		const wake = () => {
			cancel();
			signal.removeEventListener('abort', wake);
			resolve();
		};
		const cancel = clock.after(signal.aborted ? 0 : delayMs, wake);
		signal.addEventListener('abort', wake, {once: true});
	});
}

/** What is promised, where it comes within `mostMs` and before the signal is aborted; else undefined. */
export async function within<Value>(
	clock: Clock,
	mostMs: number,
	promise: Promise<Value>,
	signal?: AbortSignal,
): Promise<Value | undefined> {
	const over = new AbortController();
	const ends = signal ? AbortSignal.any([over.signal, signal]) : over.signal;
	try {
		return await Promise.race([promise, sleep(clock, mostMs, ends).then(() => undefined)]);
	} finally {
		over.abort();
	}
}
