import {KeyStream} from './key-stream.ts';
import {inkOptions, PaintStream} from './paint-stream.ts';
import {openSession, type Session} from './session.ts';
import {swallowAnswer} from './swallow-answer.ts';
import {type TerminalOutput, TerminalWire} from './terminal-wire.ts';

export type Terminal = {
	readonly paint: PaintStream;
	readonly session: Session;
	/** For ink's `render`. */
	readonly inkOptions: ReturnType<typeof inkOptions>;
	/** Gives the terminal to somebody else for as long as `use` runs, once its answers to us have arrived. */
	lend: Session['lend'];
	/** Sends what shows nothing, such as a copy, without tearing a frame apart. */
	send(bytes: string): void;
	/** Resolves once a line was typed while the terminal is lent, after a while, or when interrupted. */
	awaitKey(interrupted: AbortSignal): Promise<void>;
	/** Restores the terminal, once what is under way to it has arrived. */
	close(): Promise<void>;
};

/** Longer than this nobody waits for a terminal that is being left. */
const goodbyeMs = 300;

/** Who is about to log in over a slow line waits a little longer. */
const handoverMs = 2000;

/** Nobody is there to read it for longer. */
const readingMs = 60_000;

export type TerminalOptions = {
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: TerminalOutput;
	/** The first paint has switched the screen already. */
	readonly isEntered?: boolean;
	/** It shows nothing but ASCII. */
	readonly isAscii?: boolean;
};

/**
 * Takes a terminal over: a session that restores it however the program ends,
 * a stream for ink to draw on, and one to read keys from.
 */
export function takeTerminal({stdin, stdout, isEntered, isAscii}: TerminalOptions): Terminal {
	const wire = new TerminalWire(stdout);
	const paint = new PaintStream(wire, {isAscii});
	const keys = new KeyStream(
		stdin,
		() => wire.answered(),
		() => session.lost(),
	);
	const session: Session = openSession({
		stdin,
		fd: wire.fd,
		isEntered,
		onLeave() {
			paint.hold();
			keys.hold();
			if (wire.isAwaitingAnswer) swallowAnswer();
			wire.forget();
		},
		onEnter() {
			keys.release();
			paint.release();
		},
	});
	/** An answer that comes later is read by whoever has the terminal then, as if it were typed. */
	async function answered(withinMs: number): Promise<void> {
		const deadline = Date.now() + withinMs;
		paint.hold();
		while (wire.isAwaitingAnswer && Date.now() < deadline) await new Promise(later => setTimeout(later, 5));
	}

	return {
		paint,
		session,
		inkOptions: inkOptions(paint, keys),
		send: bytes => void wire.write(bytes),
		async lend(use) {
			await answered(handoverMs);
			return session.lend(async interrupted => {
				const value = await use(interrupted);
				await keys.dropTyped();
				return value;
			});
		},
		awaitKey: interrupted => keys.typed(interrupted, readingMs),
		async close() {
			await answered(goodbyeMs);
			session.end();
			paint.close();
			keys.close();
			wire.close();
		},
	};
}
