import type {Clock} from '../model/clock.ts';

const tickMs = 10_000;

export type SilenceGuard = {
	heard(): void;
	stop(): void;
};

/**
 * Calls back once when nothing was heard for as long as patience lasts. It
 * compares readings of the clock instead of setting one long timer, since
 * timers stand still while a computer sleeps and its connections die meanwhile.
 */
export function silenceGuard(clock: Clock, patienceMs: () => number, silent: () => void): SilenceGuard {
	let heardAt: number | undefined;
	let cancel = () => {};

	function tick(): void {
		const leftMs = (heardAt ?? clock.now()) + patienceMs() - clock.now();
		if (leftMs <= 0) silent();
		else cancel = clock.after(Math.min(leftMs, tickMs), tick);
	}

	return {
		heard() {
			const isFirst = heardAt === undefined;
			heardAt = clock.now();
			if (isFirst) tick();
		},
		stop: () => cancel(),
	};
}
