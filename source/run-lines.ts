import {createInterface} from 'node:readline';
import {tellLines} from './lines/tell-lines.ts';
import {whoChanged} from './lines/who-changed.ts';
import {clocksOf, firstState, leaving, type RunOptions} from './run/begin.ts';
import {drive, type Outside} from './run/drive.ts';
import {createStore, type Store} from './store/store.ts';
import {hearEndings} from './terminal/endings.ts';
import {neutral} from './terminal/neutral.ts';

/**
 * The dashboard in plain sentences, for screen readers, logs and terminals that
 * can do no more: no cursor moves, no escape sequence is sent, nothing is drawn.
 * Resolves to the exit code: once the operator leaves, the output has no reader
 * any more, or a signal ends it.
 */
export async function runLines(options: RunOptions): Promise<number> {
	const {cluster, stdin, stdout} = options;
	const {clock, wallClock} = clocksOf(options);
	const isAnswered = stdin.isTTY === true && stdout.isTTY === true;
	// Sentences need no room: nothing waits for a larger terminal.
	const store = createStore({...firstState(options), keys: {}, size: {columns: 80, rows: 24}});
	const isChoked = () => stdout.writableNeedDrain;
	const whenDrained = (call: () => void) => {
		if (isChoked()) stdout.once('drain', call);
		else setImmediate(call);
	};
	const input = isAnswered ? createInterface({input: stdin, terminal: false}) : undefined;
	/** What is typed meanwhile is for whoever asks. */
	let lent: AbortController | undefined;
	const lendTo: Outside['lend'] = async (says, use) => {
		stdout.write(`${neutral(says)}\n`);
		input?.pause();
		lent = new AbortController();
		try {
			return await use(lent.signal);
		} finally {
			lent = undefined;
			input?.resume();
		}
	};
	/** Ctrl-c is for whoever has the terminal. */
	const interrupt = () => {
		if (lent !== undefined) lent.abort();
		else leave(store, wallClock.now());
	};
	const driven = drive({
		...options,
		store,
		cluster,
		clock,
		wallClock,
		isChoked: () => false,
		whenDrained,
		copy: () => undefined,
		repaint: () => undefined,
		suspend: () => undefined,
		lend: (says, use) => lendTo(says, use),
		log: line => options.log?.(line),
	});
	const lines = tellLines({
		store,
		clock,
		wallClock,
		isAnswered,
		isChoked,
		write: line => stdout.write(`${neutral(line)}\n`),
		whoChanged: ref => whoChanged(ref, driven.clusterNow(), clock.now()),
	});
	input?.on('line', lines.typed);
	input?.on('close', () => leave(store, wallClock.now()));
	const endings = hearEndings(stdout, interrupt);
	try {
		return await Promise.race([leaving(store).then(() => 0), endings.ended]);
	} finally {
		endings.stop();
		lines.stop();
		input?.close();
		driven.stop();
	}
}

function leave(store: Store, at: number): void {
	store.dispatch({type: 'quit', at});
}
