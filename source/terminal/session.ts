import {writeSync} from 'node:fs';
import {constants} from 'node:os';
import {sayFault} from './fault.ts';
import {enterBytes, handOver, leaveBytes} from './first-paint.ts';
import {keepOutput} from './kept-output.ts';

export type SessionOptions = {
	readonly stdin: Pick<NodeJS.ReadStream, 'isTTY' | 'setRawMode'>;
	/** The terminal's file descriptor: what restores it must not wait in a stream's queue. */
	readonly fd: number;
	/** The screen was entered already, by the first paint. */
	readonly isEntered?: boolean;
	/** Painting must stop before the terminal is given back, and start whole once it is ours again. */
	readonly onLeave?: () => void;
	readonly onEnter?: () => void;
};

export type Session = {
	/** Stops the program as ctrl-z would; goes on where it was when continued. */
	suspend(): void;
	/**
	 * Gives the terminal to somebody else for as long as `use` runs. Ctrl-c is
	 * theirs meanwhile: it reaches them by itself, and ends nothing of ours.
	 */
	lend<Value>(use: (interrupted: AbortSignal) => Promise<Value>): Promise<Value>;
	/** Writes to the terminal beside the frames: sequences that show nothing, such as a copy. */
	send(bytes: string): void;
	/** The terminal is gone, and no signal may have told: nobody is left to show anything to. */
	lost(): void;
	/** Restores the terminal and forgets about it. Safe to call twice. */
	end(): void;
};

const endings = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/**
 * Takes the terminal over: alternate screen, raw input, bracketed paste, no
 * cursor. However the program ends short of SIGKILL, the terminal is put back
 * exactly once: on `end`, on process.exit, on a signal (exit code 128 and its
 * number) and on a fault nobody caught, which is printed after the restore.
 */
export function openSession({stdin, fd, isEntered = false, onLeave, onEnter}: SessionOptions): Session {
	let isOurs = false;
	let isOver = false;
	let lent: AbortController | undefined;
	const kept = keepOutput();

	const enter = (bytes = enterBytes): void => {
		if (isOurs || isOver) return;
		isOurs = true;
		setRaw(stdin, true);
		kept.hold();
		writeWhole(fd, bytes);
		onEnter?.();
	};
	const leave = (): void => {
		if (!isOurs) return;
		isOurs = false;
		onLeave?.();
		writeWhole(fd, leaveBytes);
		setRaw(stdin, false);
		kept.release();
	};
	const end = (): void => {
		leave();
		if (isOver) return;
		isOver = true;
		kept.end();
		for (const [event, call] of listeners) process.off(event, call);
	};

	const stop = (): void => {
		leave();
		process.kill(process.pid, 'SIGSTOP');
	};
	const resume = (): void => {
		// Whoever has it on loan goes on with it.
		if (lent !== undefined) return;
		// A plain SIGSTOP gives no warning: whoever had the terminal meanwhile may have changed all of it.
		isOurs = false;
		enter();
	};
	const quit = (code: number, fault?: unknown): void => {
		end();
		if (fault !== undefined) writeWhole(2, sayFault(fault));
		process.exit(code);
	};
	const endBy = (signal: (typeof endings)[number]): void => {
		if (lent !== undefined && (signal === 'SIGINT' || signal === 'SIGQUIT')) lent.abort();
		else quit(128 + constants.signals[signal]);
	};
	const listeners: readonly (readonly [string, (fault: unknown) => void])[] = [
		...endings.map(signal => [signal, () => endBy(signal)] as const),
		['uncaughtException', fault => quit(1, fault)],
		['exit', end],
		['SIGTSTP', stop],
		['SIGCONT', resume],
	];
	for (const [event, call] of listeners) process.on(event, call);
	handOver();
	enter(isEntered ? '' : enterBytes);

	return {
		suspend() {
			leave();
			// What started us (npm, a shell) stops too, as it would by ctrl-z; our own handler stops this process.
			process.kill(0, 'SIGTSTP');
			// With its input at rest a program that waits for nothing else would end before the signal is heard.
			setTimeout(() => {}, 1000);
		},
		async lend(use) {
			leave();
			lent = new AbortController();
			try {
				return await use(lent.signal);
			} finally {
				lent = undefined;
				enter();
			}
		},
		send: bytes => writeWhole(fd, bytes),
		lost: () => quit(128 + constants.signals.SIGHUP),
		end,
	};
}

/** libuv skips a mode it believes to be set already, so raw is always set from cooked. */
function setRaw(stdin: SessionOptions['stdin'], isRaw: boolean): void {
	if (!stdin.isTTY) return;
	try {
		stdin.setRawMode(false);
		if (isRaw) stdin.setRawMode(true);
	} catch {
		// The terminal is gone (SIGHUP): there is nothing left to restore.
	}
}

/** All of it, now: a process that is about to end has no later. */
function writeWhole(fd: number, text: string): void {
	let rest = Buffer.from(text);
	const deadline = Date.now() + 500;
	while (rest.length > 0) {
		try {
			rest = rest.subarray(writeSync(fd, rest));
		} catch (fault) {
			if ((fault as NodeJS.ErrnoException).code !== 'EAGAIN' || Date.now() > deadline) return;
			Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
		}
	}
}
