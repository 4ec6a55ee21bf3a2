import {render} from 'ink';
import {App} from './app.tsx';
import type {Rules} from './gateway/decide.ts';
import type {Journal} from './journal/journal.ts';
import type {Clock} from './model/clock.ts';
import type {Cluster} from './model/cluster.ts';
import type {Rehearsal} from './model/rehearsal.ts';
import type {Answer} from './model/trouble.ts';
import {resourceViews} from './resources/index.ts';
import {drive} from './run/drive.ts';
import {rehearsalOf} from './store/rehearsal.ts';
import type {NewScreen} from './store/screen.ts';
import {initialState, type State} from './store/state.ts';
import {createStore} from './store/store.ts';
import {copyBytes} from './terminal/copy.ts';
import {neutral} from './terminal/neutral.ts';
import {type Terminal, takeTerminal} from './terminal/take-terminal.ts';
import {ThemeProvider, themeFor} from './ui/theme.ts';

export type RunOptions = {
	readonly cluster: Cluster;
	/** Contexts the kubeconfig offers, by name. */
	readonly contexts: readonly string[];
	connectOther(context: string): Promise<Answer<Cluster>>;
	rulesFor(cluster: Cluster): Rules;
	readonly journal: Journal;
	/** The namespaces of keys 1 to 9. */
	readonly favourites: readonly string[];
	/** `now`, `journal`, `contexts`, or a view's name or alias; `now` where left out. */
	readonly startView?: string;
	/** Undefined: all namespaces. */
	readonly namespace: string | undefined;
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream & {readonly fd: number};
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Where `rehearsal` is given, its clock shows the cluster's time instead. */
	readonly clock: Clock;
	/** Where the cluster is only a rehearsal. */
	readonly rehearsal?: Rehearsal;
	/** A rehearsal opens in the presenter's mode. */
	readonly isPresenting?: boolean;
	/** The first paint entered the alternate screen already. */
	readonly isEntered?: boolean;
	/** A line for the log file. */
	log?(line: string): void;
};

/** Opens the dashboard on a terminal, and resolves to the exit code once the operator leaves. The terminal is restored however it ends. */
export async function run(options: RunOptions): Promise<number> {
	const {cluster, env} = options;
	const {clock, wallClock} = clocksOf(options);
	const terminal = takeTerminal(options);
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
		log: line => options.log?.(line),
	});
	paint.on('drain', driven.drained);
	const ink = render(
		<ThemeProvider value={themeFor(env)}>
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
function lendTo(
	{session, lend, awaitKey}: Terminal,
	says: string,
	use: (interrupted: AbortSignal) => Promise<Answer<undefined>>,
): Promise<Answer<undefined>> {
	return lend(async interrupted => {
		session.send(`${neutral(says)}\r\n`);
		const ended = await use(interrupted);
		if (ended.ok || interrupted.aborted || ended.trouble.reason === 'stopped') return ended;
		session.send(`\r\n${neutral(ended.trouble.says)}\r\nEnter comes back to sluice.\r\n`);
		await awaitKey(interrupted);
		return ended;
	});
}

/** The time of a rehearsal stands and hurries; messages, keys and frames go by ours. */
function clocksOf({clock, rehearsal}: RunOptions): {readonly clock: Clock; readonly wallClock: Clock} {
	return {clock: rehearsal?.clock ?? clock, wallClock: clock};
}

function firstState(options: RunOptions): State {
	const {cluster, contexts, rulesFor, namespace, stdout, startView, favourites} = options;
	const {rehearsal, isPresenting = false} = options;
	const {clock, wallClock} = clocksOf(options);
	const {readOnly, isProduction, writeUnproved} = rulesFor(cluster);
	const state = initialState({
		context: cluster.context,
		contexts,
		isReadOnly: readOnly,
		isProduction,
		writeUnproved,
		namespace,
		screen: screenNamed(startView),
		size: {columns: stdout.columns, rows: stdout.rows},
		now: clock.now(),
		wallTime: wallClock.now(),
		rehearsal: rehearsal && rehearsalOf(rehearsal.scenarios, rehearsal.get(), isPresenting),
	});
	return favourites.length > 0 ? {...state, favourites: favourites.slice(0, 9)} : state;
}

/** The screen a name opens; undefined where there is none of that name. */
export function screenNamed(name = 'now'): NewScreen {
	if (name === 'now' || name === 'journal' || name === 'contexts') return {name};
	if (name === 'splits' || name === 'split') return {name: 'list', view: 'splits'};
	if (name === 'rollouts' || name === 'rollout') return {name: 'list', view: 'rollouts'};
	const view = resourceViews.find(each => each.name === name || each.aliases.includes(name));
	return {name: 'list', view: view?.name ?? name};
}

function leaving(store: ReturnType<typeof createStore>): Promise<void> {
	return new Promise(resolve => {
		store.subscribe(() => {
			if (store.get().isQuitting) resolve();
		});
	});
}
