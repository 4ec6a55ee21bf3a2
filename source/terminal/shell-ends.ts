import type {ShellEnds} from '../model/line.ts';

type Streams = {
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	readonly stderr: NodeJS.WriteStream;
};

/**
 * What a program elsewhere may have left on: marked pastes, the mouse, its own
 * screen, a hidden cursor, colours, a scroll region, another character set.
 * It can no longer take it back where its line broke.
 */
const soberBytes =
	'\x1b[?2004l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l\x1b[?1004l\x1b[?1l\x1b>\x1b[r\x1b[?1049l\x1b[?25h\x1b[0m\x1b(B';

/**
 * Our own input and output, for a command that runs elsewhere. At a terminal
 * keys pass raw from the moment it runs, ctrl-c among them; `end` gives the
 * terminal back as it was.
 */
export function shellEnds({stdin, stdout, stderr}: Streams, isTty: boolean): ShellEnds & {end(): void} {
	let isRaw = false;
	return {
		opened() {
			if (!isTty) return;
			isRaw = true;
			stdin.setRawMode(true);
		},
		size: () => (isTty ? {columns: stdout.columns, rows: stdout.rows} : undefined),
		onResize(call) {
			stdout.on('resize', call);
			return () => stdout.off('resize', call);
		},
		onTyped(call) {
			let isOver = false;
			const hear = (bytes: Buffer | string) => {
				const choked = call(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
				if (choked === undefined) return;
				stdin.pause();
				void choked.then(() => void (isOver ? undefined : stdin.resume()));
			};
			const end = () => void call(undefined);
			stdin.on('data', hear).on('end', end).resume();
			return () => {
				isOver = true;
				stdin.off('data', hear).off('end', end).pause();
			};
		},
		show(bytes, isError) {
			const stream = isError ? stderr : stdout;
			if (stream.write(bytes)) return undefined;
			return new Promise(resolve => {
				const taken = () => {
					stream.off('drain', taken).off('close', taken);
					resolve();
				};
				stream.on('drain', taken).on('close', taken);
			});
		},
		end() {
			if (!isRaw) return;
			isRaw = false;
			stdout.write(soberBytes);
			stdin.setRawMode(false);
		},
	};
}
