import {spawn} from '@lydell/node-pty';

export type LineTerminal = {
	/** All that was printed so far, with line ends as `\n`. */
	output(): string;
	/** Resolves with what matched, looked for behind all that was found before. */
	waitFor(wanted: string | RegExp, withinMs?: number): Promise<string>;
	/** Types a line, as a person does: with Enter at its end. */
	type(line: string): void;
	/** Sends keys as they are. */
	press(keys: string): void;
	signal(name: NodeJS.Signals): void;
	/** The window is closed, or the line to it is down. */
	hangUp(): void;
	/** Resolves to the exit code; 128 and its number where a signal killed it. */
	readonly ended: Promise<number>;
	close(): void;
};

/** A program at a real pseudo-terminal that only prints lines: everything it sends is kept as it came. */
export function openLineTerminal(
	words: readonly string[],
	{env}: {env: Readonly<Record<string, string>>},
): LineTerminal {
	const pty = spawn(process.execPath, [...words], {
		cols: 500,
		rows: 50,
		env: {TERM: 'xterm-256color', ...env},
	});
	let output = '';
	let found = 0;
	const listeners = new Set<() => void>();
	pty.onData(text => {
		output += text.replaceAll('\r\n', '\n');
		for (const listener of listeners) listener();
	});
	const {promise: ended, resolve} = Promise.withResolvers<number>();
	pty.onExit(({exitCode, signal}) => resolve(signal ? 128 + signal : exitCode));

	const match = (wanted: string | RegExp): string | undefined => {
		const rest = output.slice(found);
		const [text, index] =
			typeof wanted === 'string'
				? [wanted, rest.indexOf(wanted)]
				: [wanted.exec(rest)?.[0] ?? '', rest.search(wanted)];
		if (index === -1) return undefined;
		found += index + text.length;
		return text;
	};
	return {
		output: () => output,
		waitFor: (wanted, withinMs = 20_000) =>
			new Promise((done, fail) => {
				const stop = () => {
					clearTimeout(late);
					listeners.delete(look);
				};
				const look = () => {
					const text = match(wanted);
					if (text === undefined) return;
					stop();
					done(text);
				};
				const late = setTimeout(() => {
					stop();
					fail(new Error(`Not printed within ${withinMs} ms: ${wanted}\n${output}`));
				}, withinMs);
				listeners.add(look);
				look();
			}),
		type: line => pty.write(`${line}\r`),
		press: keys => pty.write(keys),
		signal: name => process.kill(pty.pid, name),
		// Closing our end is what a terminal emulator does that is closed.
		hangUp: () => (pty as unknown as {destroy(): void}).destroy(),
		ended,
		close: () => pty.kill('SIGKILL'),
	};
}
