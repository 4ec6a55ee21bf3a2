import {existsSync, readdirSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll} from 'vitest';
import {type Connection, connect, type Json} from '../conformance/connection.ts';
import {type BuiltProgram, buildProgram, openTerminal, type PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {keys} from '../kit/screen.ts';
import {privateHome} from '../kit/shell.ts';

/** A scenario on the program as it is shipped, driven at a terminal by keys alone. */
export type Playing = PseudoTerminal & {
	/** Resolves once the guidance says this. */
	guided(says: string | RegExp, withinMs?: number): Promise<string>;
	/** Resolves with the screen once nothing on it has changed for a while, and the program was at rest. */
	idle(): Promise<string>;
	/** Types a command or a filter, and enters it once all of it is there. */
	enter(text: string): Promise<void>;
	/** Drafts a share for a backend of the split on screen, the one under the cursor, by a prompt. */
	draft(backend: string, percent: number): Promise<void>;
	/** Leaves what says this, once it is there, until it is gone. */
	leave(said: string): Promise<void>;
	/** Reads the cluster's API past the program. */
	read(path: string): Promise<Json>;
	/** The weights of a route's first rule, as the API has them. */
	weights(route: string): Promise<number[]>;
};

export type PlayOptions = {
	readonly speed?: number;
	readonly isPaused?: boolean;
	readonly columns?: number;
	readonly rows?: number;
};

/** Prepares what the plays of a test file need; the result opens one at a time, and all end with their test. */
export function prepareStage(): (scenario: string, options?: PlayOptions) => Promise<Playing> {
	let program: BuiltProgram;
	const endings: (() => void)[] = [];
	beforeAll(async () => {
		program = await buildProgram();
	});
	afterEach(() => {
		for (const end of endings.splice(0)) end();
	});
	afterAll(() => program.remove());

	return async (scenario, {speed = 1, isPaused, columns, rows} = {}) => {
		const home = privateHome();
		const kubeconfig = join(home.env.HOME!, 'rehearsal.yaml');
		const flags = ['--scenario', scenario, '--seed', '1', '--speed', String(speed)];
		if (isPaused) flags.push('--paused');
		const words = [program.path, 'demo', ...flags, '--write-kubeconfig', kubeconfig];
		const terminal = openTerminal(words, {env: home.env, columns, rows});
		let connection: Connection | undefined;
		endings.push(() => {
			connection?.close();
			terminal.close();
			home.remove();
		});
		await terminal.waitFor(/live|paused/, 30_000);
		connection = connect(kubeconfig);
		const {ask} = connection;
		const read = async (path: string): Promise<Json> => (await ask('GET', path)).body;
		return {
			...terminal,
			guided: (says, withinMs) => terminal.waitFor(screen => matches(guidanceOn(screen), says), withinMs),
			idle: () => idleScreen(terminal),
			async enter(text) {
				// A key that opens a prompt comes in a read of its own, and so does the one that ends it.
				terminal.press(text[0]!);
				await terminal.waitFor(screen => isTyped(screen, text[0]!));
				terminal.press(text.slice(1));
				await terminal.waitFor(screen => isTyped(screen, text));
				terminal.press(keys.enter);
			},
			async draft(backend, percent) {
				const prompt = `Percent for ${backend}:`;
				terminal.press('=');
				await terminal.waitFor(prompt);
				terminal.press(String(percent));
				await terminal.waitFor(`${prompt} ${percent}`);
				terminal.press(keys.enter);
				await terminal.waitFor(screen => screen.includes('draft:') && !screen.includes(prompt));
			},
			async leave(said) {
				await terminal.waitFor(said);
				terminal.press(keys.escape);
				await terminal.waitFor(screen => !screen.includes(said));
			},
			read,
			async weights(route) {
				const {backendRefs} = (await read(route)).spec.rules[0];
				return backendRefs.map(({weight}: Json) => weight);
			},
		};
	};
}

/** What the program waits for by itself, to gather changes or to answer keys, takes less than all glances. */
const glanceMs = 25;
const quietGlances = 20;

async function idleScreen(terminal: PseudoTerminal): Promise<string> {
	const pid = terminal.pid();
	let screen = terminal.text();
	for (let quiet = 0; quiet < quietGlances; quiet++) {
		await new Promise(resolve => setTimeout(resolve, glanceMs));
		if (terminal.text() === screen && isAtRest(pid)) continue;
		screen = terminal.text();
		quiet = 0;
	}
	return screen;
}

/** Whether no thread of a process has anything to do: on a busy machine one may have for long, and not get to it. */
function isAtRest(pid: number): boolean {
	const threads = `/proc/${pid}/task`;
	if (!existsSync(threads)) return true;
	return readdirSync(threads).every(thread => {
		const text = readFileSync(join(threads, thread, 'stat'), 'utf8');
		return text[text.lastIndexOf(')') + 2] === 'S';
	});
}

/** The line above the last one, where a scenario says what to try next. */
function guidanceOn(screen: string): string {
	return screen.trimEnd().split('\n').at(-2) ?? '';
}

/** Completions of a command stand behind what was typed, as a filter's matches do. */
function isTyped(screen: string, text: string): boolean {
	const last = screen.trimEnd().split('\n').at(-1)!;
	return last.startsWith(` ${text}`) && !last.endsWith('? help');
}

function matches(line: string, says: string | RegExp): boolean {
	return typeof says === 'string' ? line.includes(says) : says.test(line);
}
