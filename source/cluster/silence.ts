import type {Clock} from '../model/clock.ts';

const tickMs = 10_000;

export type SilenceGuard = {
	/** Starts to listen, or listens anew with another patience. */
	start(patienceMs: number): void;
	heard(): void;
	stop(): void;
};

/**
 * Calls back once when nothing was heard for the given time. It compares
 * readings of the wall clock instead of setting one long timer, since timers
 * stand still while a computer sleeps and its connections die meanwhile.
 */
export function silenceGuard(clock: Clock, silent: () => void): SilenceGuard {
	let heardAt = 0;
	let patienceMs = 0;
	let cancel = () => {};

	function tick(): void {
		const left = heardAt + patienceMs - clock.now();
		if (left <= 0) silent();
		else cancel = clock.after(Math.min(left, tickMs), tick);
	}

	return {
		start(patience) {
			cancel();
			patienceMs = patience;
			heardAt = clock.now();
			tick();
		},
		heard() {
			heardAt = clock.now();
		},
		stop: () => cancel(),
	};
}
