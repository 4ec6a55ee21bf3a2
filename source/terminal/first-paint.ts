import {writeSync} from 'node:fs';

/** Alternate screen, cursor hidden, bracketed paste: what a session switches on. */
export const enterBytes = '\x1b[?1049h\x1b[?25l\x1b[?2004h';

/** The same undone, in reverse; style and scrolling region are put right in case a frame was cut off. */
export const leaveBytes = '\x1b[?2026l\x1b[r\x1b[m\x1b[?2004l\x1b[?25h\x1b[?1049l';

/**
 * What is on the screen while the program is still being loaded. Whoever calls
 * it must see to it that `leaveBytes` are written should loading fail.
 */
export function firstPaint(): void {
	writeSync(1, `${enterBytes}\x1b[H\x1b[J\x1b[1m sluice\x1b[m  connecting…`);
}
