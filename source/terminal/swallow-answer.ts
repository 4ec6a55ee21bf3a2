import {closeSync, constants, openSync, readSync} from 'node:fs';

/** A terminal at hand answers in a few milliseconds; over a long line its answer is not worth holding up the end. */
const withinMs = 100;

/** What the terminal says to the question whether it is well. */
const answer = '\x1b[0n';

/**
 * Reads what the terminal still has to answer, now: a program that is about to
 * end has no later, and its shell would take the answer for something typed.
 */
export function swallowAnswer(): void {
	let terminal: number;
	try {
		terminal = openSync('/dev/tty', constants.O_RDONLY | constants.O_NONBLOCK);
	} catch {
		return;
	}
	const deadline = Date.now() + withinMs;
	const bytes = Buffer.alloc(256);
	let heard = '';
	while (Date.now() < deadline && !heard.includes(answer)) {
		try {
			const count = readSync(terminal, bytes);
			if (count === 0) break;
			heard += bytes.toString('latin1', 0, count);
		} catch (fault) {
			if ((fault as NodeJS.ErrnoException).code !== 'EAGAIN') break;
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
		}
	}
	closeSync(terminal);
}
