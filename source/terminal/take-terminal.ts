import {KeyStream} from './key-stream.ts';
import {inkOptions, PaintStream} from './paint-stream.ts';
import {openSession, type Session} from './session.ts';
import {TerminalWire} from './terminal-wire.ts';

export type Terminal = {
	readonly paint: PaintStream;
	readonly session: Session;
	/** For ink's `render`. */
	readonly inkOptions: ReturnType<typeof inkOptions>;
	/** Restores the terminal, once what is under way to it has arrived. */
	close(): Promise<void>;
};

/** Longer than this nobody waits for a terminal that is being left. */
const goodbyeMs = 300;

/** Takes the terminal of this process over. `isEntered`: the first paint has switched the screen already. */
export function takeTerminal({isEntered}: {readonly isEntered: boolean}): Terminal {
	const wire = new TerminalWire(process.stdout);
	const paint = new PaintStream(wire);
	const keys = new KeyStream(process.stdin, () => wire.answered());
	const session = openSession({
		stdin: process.stdin,
		fd: wire.fd,
		isEntered,
		onLeave() {
			paint.hold();
			keys.hold();
			wire.forget();
		},
		onEnter() {
			keys.release();
			paint.release();
		},
	});
	return {
		paint,
		session,
		inkOptions: inkOptions(paint, keys),
		async close() {
			const deadline = Date.now() + goodbyeMs;
			paint.hold();
			while (wire.isAwaitingAnswer && Date.now() < deadline) await new Promise(later => setTimeout(later, 5));
			session.end();
			paint.close();
			keys.close();
			wire.close();
		},
	};
}
