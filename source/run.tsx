import {render} from 'ink';
import {App} from './app.tsx';
import type {ShellEnds} from './model/line.ts';
import type {Answer} from './model/trouble.ts';
import {clocksOf, firstState, leaving, type RunOptions} from './run/begin.ts';
import {drive} from './run/drive.ts';
import {createStore} from './store/store.ts';
import {copyBytes} from './terminal/copy.ts';
import {neutral} from './terminal/neutral.ts';
import {shellEnds} from './terminal/shell-ends.ts';
import {type Terminal, takeTerminal} from './terminal/take-terminal.ts';
import {ThemeProvider, themeFor} from './ui/theme.ts';

/** Opens the dashboard on a terminal, and resolves to the exit code once the operator leaves. The terminal is restored however it ends. */
export async function run(options: RunOptions): Promise<number> {
	const {cluster, env} = options;
	const {clock, wallClock} = clocksOf(options);
	const theme = themeFor(env);
	const terminal = takeTerminal({...options, isAscii: !theme.isUnicode});
	const {paint, session} = terminal;
	const store = createStore(firstState(options));
	const driven = drive({
		...options,
		store,
		cluster,
		clock,
		wallClock,
		isChoked: () => paint.isChoked,
		whenDrained: call => paint.whenShown(call),
		copy(text) {
			const copied = copyBytes(text, env);
			if (copied.ok) terminal.send(copied.bytes);
		},
		repaint: () => paint.repaint(),
		suspend: () => session.suspend(),
		lend: (says, use) => lendTo(terminal, says, use),
		lendTerminal: (says, use) => lendShell(options, terminal, says, use),
		log: line => options.log?.(line),
	});
	paint.on('drain', driven.drained);
	const ink = render(
		<ThemeProvider value={theme}>
			<App store={store} clock={wallClock} />
		</ThemeProvider>,
		terminal.inkOptions,
	);
	try {
		// A fault while drawing ends ink alone: nobody must be left before a dead screen.
		await Promise.race([leaving(store), ink.waitUntilExit()]);
	} finally {
		driven.stop();
		paint.off('drain', driven.drained);
		ink.unmount();
		await terminal.close();
	}
	return 0;
}

/** A failure is read where it was told, before the screen comes back over it; whoever interrupted knows. */
function lendTo<Value>(
	{session, lend, awaitKey}: Terminal,
	says: string,
	use: (interrupted: AbortSignal) => Promise<Answer<Value>>,
): Promise<Answer<Value>> {
	return lend(async interrupted => {
		session.send(`${neutral(says)}\r\n`);
		const ended = await use(interrupted);
		if (ended.ok || interrupted.aborted || ended.trouble.reason === 'stopped') return ended;
		session.send(`\r\n${neutral(ended.trouble.says)}\r\nEnter comes back to sluice.\r\n`);
		await awaitKey(interrupted);
		return ended;
	});
}

/** Whatever runs in a pod gets the terminal's bytes as they are, and what it left on is turned off after it. */
function lendShell<Value>(
	{stdin, stdout}: RunOptions,
	terminal: Terminal,
	says: string,
	use: (ends: ShellEnds, interrupted: AbortSignal) => Promise<Answer<Value>>,
): Promise<Answer<Value>> {
	return lendTo(terminal, `${says}.`, async interrupted => {
		const ends = shellEnds({stdin, stdout, stderr: stdout}, true);
		try {
			return await use(ends, interrupted);
		} finally {
			ends.end();
		}
	});
}
