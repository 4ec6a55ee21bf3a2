import {constants} from 'node:os';
import type {Writable} from 'node:stream';
import {sayFault} from './fault.ts';

const signals = ['SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

export type Endings = {
	/** The exit code of whatever ends a program that has not taken the terminal over. */
	readonly ended: Promise<number>;
	stop(): void;
};

/**
 * Hears what ends a program that only writes lines. Ctrl-C asks to leave, which
 * may first be answered by a warning; other signals end it with 128 and their
 * number. A reader who left is no failure, as with `head`; output that is lost
 * otherwise, and a fault nobody caught, are.
 */
export function hearEndings(output: Writable, onInterrupt: () => void): Endings {
	const {promise, resolve} = Promise.withResolvers<number>();
	const lost = (error: NodeJS.ErrnoException) => {
		// Who is gone with the terminal has read all that there was to read, too.
		const isOver = error.code === 'EPIPE' || error.code === 'EIO';
		if (!isOver) process.stderr.write(`The output cannot be written: ${error.message}.\n`);
		resolve(isOver ? 0 : 1);
	};
	const fault = (thrown: unknown) => {
		process.stderr.write(sayFault(thrown));
		resolve(1);
	};
	const heard: readonly (readonly [string, (thrown: unknown) => void])[] = [
		...signals.map(signal => [signal, () => resolve(128 + constants.signals[signal])] as const),
		['SIGINT', onInterrupt],
		['uncaughtException', fault],
	];
	for (const [event, call] of heard) process.on(event, call);
	output.on('error', lost);
	return {
		ended: promise,
		stop() {
			for (const [event, call] of heard) process.off(event, call);
		},
	};
}
