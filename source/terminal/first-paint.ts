import {writeSync} from 'node:fs';
import {constants} from 'node:os';
import {sayFault} from './fault.ts';

/** Alternate screen, cursor hidden, bracketed paste: what a session switches on. */
export const enterBytes = '\x1b[?1049h\x1b[?25l\x1b[?2004h';

/** The same undone, in reverse; style and scrolling region are put right in case a frame was cut off. */
export const leaveBytes = '\x1b[?2026l\x1b[r\x1b[m\x1b[?2004l\x1b[?25h\x1b[?1049l';

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

let forgetEndings = (): void => undefined;
/** The screen was entered, and nobody has taken it over yet. */
let isOurs = false;

/**
 * What is on the screen while the program is still being loaded. Should it be
 * ended before a session has taken over, by a signal or by a fault, the terminal
 * is restored. Whoever
 * calls it must see to it that `leaveBytes` are written should loading fail.
 */
export function firstPaint(): void {
	const listeners: readonly (readonly [string, (fault: unknown) => void])[] = [
		...endings.map(signal => [signal, () => leave(128 + constants.signals[signal])] as const),
		['uncaughtException', fault => leave(1, sayFault(fault))],
	];
	for (const [event, call] of listeners) process.on(event, call);
	forgetEndings = () => {
		for (const [event, call] of listeners) process.off(event, call);
	};
	isOurs = true;
	writeSync(1, `${enterBytes}\x1b[H\x1b[J\x1b[1m sluice\x1b[m  connecting…`);
}

/** From here somebody else restores the terminal. */
export function handOver(): void {
	isOurs = false;
	forgetEndings();
}

/** Gives the terminal back, where it is still the first paint's: once, or the cursor would jump back in what was said since. */
export function leaveFirstPaint(): void {
	if (!isOurs) return;
	handOver();
	writeSync(1, leaveBytes);
}

function leave(code: number, says = ''): void {
	leaveFirstPaint();
	writeSync(2, says);
	process.exit(code);
}
