import {writeSync} from 'node:fs';
import {constants} from 'node:os';

/** Alternate screen, cursor hidden, bracketed paste: what a session switches on. */
export const enterBytes = '\x1b[?1049h\x1b[?25l\x1b[?2004h';

/** The same undone, in reverse; style and scrolling region are put right in case a frame was cut off. */
export const leaveBytes = '\x1b[?2026l\x1b[r\x1b[m\x1b[?2004l\x1b[?25h\x1b[?1049l';

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

let forgetEndings = (): void => undefined;

/**
 * What is on the screen while the program is still being loaded. Should it be
 * ended before a session has taken over, the terminal is restored. Whoever
 * calls it must see to it that `leaveBytes` are written should loading fail.
 */
export function firstPaint(): void {
	const listeners = endings.map(signal => [signal, () => leaveBy(signal)] as const);
	for (const [signal, leave] of listeners) process.on(signal, leave);
	forgetEndings = () => {
		for (const [signal, leave] of listeners) process.off(signal, leave);
	};
	writeSync(1, `${enterBytes}\x1b[H\x1b[J\x1b[1m sluice\x1b[m  connecting…`);
}

/** From here somebody else restores the terminal. */
export function handOver(): void {
	forgetEndings();
}

function leaveBy(signal: (typeof endings)[number]): void {
	handOver();
	writeSync(1, leaveBytes);
	process.exit(128 + constants.signals[signal]);
}
