import {render} from 'ink';
import {App} from './app.tsx';
import {clocksOf, firstState, leaving, type RunOptions} from './run/begin.ts';
import {drive} from './run/drive.ts';
import {createStore} from './store/store.ts';
import {copyBytes} from './terminal/copy.ts';
import {takeTerminal} from './terminal/take-terminal.ts';
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
