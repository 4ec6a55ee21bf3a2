import {execFile, execFileSync} from 'node:child_process';
import {cpSync, mkdtempSync, readFileSync, readlinkSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {spawn} from '@lydell/node-pty';
import {apartMs, burstMs, pasteMs} from '../../source/commands/pace.ts';
import {reflexMs} from '../../source/store/run.ts';
import {escapeMs} from '../../source/terminal/key-stream.ts';
import {Emulator} from './emulator.ts';

const root = join(import.meta.dirname, '..', '..');

export type BuiltProgram = {readonly path: string; remove(): void};

/** Builds the program as it is shipped, in a folder of its own. */
export async function buildProgram(): Promise<BuiltProgram> {
	const folder = mkdtempSync(join(tmpdir(), 'sluice-built-'));
	const remove = () => rmSync(folder, {recursive: true});
	const words = [join(root, 'build.ts'), '--outdir', join(folder, 'dist')];
	await promisify(execFile)(process.execPath, words, {cwd: root}).catch(error => {
		remove();
		throw error;
	});
	cpSync(join(root, 'bin'), join(folder, 'bin'), {recursive: true});
	cpSync(join(root, 'package.json'), join(folder, 'package.json'));
	return {path: join(folder, 'bin', 'sluice.js'), remove};
}

/** What is looked for on the screen: text, a pattern, or anything that can be told from it. */
type Wanted = string | RegExp | ((screen: string) => boolean);

export type PseudoTerminal = {
	/** What is on the screen now, blanks at the ends of rows cut off. */
	text(): string;
	/** Resolves with the screen once it shows what is wanted. */
	waitFor(wanted: Wanted, withinMs?: number): Promise<string>;
	/** Sends keys as one read of the terminal, as soon as they would not be taken for a part of what was sent before. */
	press(keys: string): void;
	/** Presses one key until it shows what is wanted: a busy machine may read it together with the one before, which the program says and leaves out. */
	pressFor(key: string, wanted: Wanted, withinMs?: number): Promise<string>;
	/** Sends keys at once, as a line delivers them that knows nothing of keys. */
	send(keys: string): void;
	/** Reads the preview for as long as it must have been there, then confirms it. */
	confirm(): Promise<void>;
	/** Confirms what asks for a word, letter by letter. */
	confirmWith(word: string): Promise<void>;
	/** Moves down to the row that holds the text, once it is in sight. */
	pick(text: string): Promise<void>;
	/** The row under the cursor. */
	picked(): string;
	resize(columns: number, rows: number): void;
	/** The size as the program is told it, without the emulator: any number, 0 among them. */
	tellSize(columns: number, rows: number): void;
	/** The program's, not that of the shell around it. */
	pid(): number;
	/** Sends a signal to the program. */
	signal(name: NodeJS.Signals): void;
	/** Resolves to the program's exit code. */
	ended(): Promise<number>;
	/** Whether the terminal is as it was before: the first screen, a cursor, no marked pastes, and lines edited and echoed. */
	isRestored(): boolean;
	/** What the terminal was sent after the program had given it back. */
	leftBehind(): string;
	/** The window is closed, or the line to it is down. */
	hangUp(): void;
	/** Bytes the program has sent so far. */
	sent(): number;
	readonly emulator: Emulator;
	close(): void;
};

type Opening = {
	readonly env: Readonly<Record<string, string>>;
	readonly columns?: number;
	readonly rows?: number;
	/** How long what the terminal answers is under way, as on a slow line. */
	readonly answersAfterMs?: number;
	/** A command that starts the program in its own way, such as setsid. */
	readonly wrapper?: string;
};

/** Runs a program at a real pseudo-terminal with a terminal's own parser behind it. */
export function openTerminal(
	words: readonly string[],
	{env, columns = 80, rows = 24, answersAfterMs = 0, wrapper = ''}: Opening,
): PseudoTerminal {
	// The shell outlives the program, so that the terminal it leaves behind can be looked at.
	const script = `${wrapper} "$0" "$@"; echo "[ended with $?]"; exec sleep 30`;
	const shell = spawn('/bin/sh', ['-c', script, process.execPath, ...words], {
		cols: columns,
		rows,
		env: {TERM: 'xterm-256color', LANG: 'C.UTF-8', ...env},
	});
	const emulator = new Emulator(columns, rows, {isBehindLine: true});
	let output = '';
	let sent = 0;
	shell.onData(text => {
		sent += text.length;
		output = (output + text).slice(-100_000);
		emulator.write(text);
	});
	// A terminal answers what it is asked.
	emulator.terminal.onData(answer => setTimeout(() => shell.write(answer), answersAfterMs));

	let readyAt = 0;
	const press = (keys: string) => {
		const now = performance.now();
		const sendsAt = Math.max(now, readyAt);
		if (sendsAt > now) setTimeout(() => shell.write(keys), sendsAt - now);
		else shell.write(keys);
		const isOne = keys.length === 1 || keys.startsWith('\x1b');
		// The rest of a sequence is waited for behind an Esc: what comes meanwhile comes with it.
		const restMs =
			keys === '\x1b' ? escapeMs + apartMs : isOne ? apartMs : keys.length > 40 ? pasteMs : burstMs;
		// On a busy machine keys that were sent apart are read together, and several at once a while after they were sent.
		readyAt = sendsAt + restMs + (isOne ? 60 : 400);
	};

	const waitFor = (wanted: Wanted, withinMs = 15_000) => waitForScreen(emulator, wanted, withinMs);
	const picked = () =>
		emulator
			.text()
			.split('\n')
			.find(line => line.startsWith('▌')) ?? '';

	const pressFor = async (key: string, wanted: Wanted, withinMs?: number): Promise<string> => {
		for (let attempt = 0; attempt < 10; attempt++) {
			press(key);
			const isLeftOut = (screen: string) => screen.includes('was left out. Press it by itself');
			// What was said of the press before goes with this one.
			if (attempt > 0) await waitFor(text => !isLeftOut(text), 3000).catch(() => {});
			const screen = await waitFor(text => isLeftOut(text) || shows(text, wanted), withinMs);
			if (shows(screen, wanted)) return screen;
			await new Promise(read => setTimeout(read, burstMs));
		}
		throw new Error(`${key} was left out again and again:\n${emulator.text()}`);
	};

	const confirmWith = async (word: string): Promise<void> => {
		await waitFor(`type ${word} and`);
		for (const [l, letter] of [...word].entries()) {
			// A busy machine reads quick letters at once, as if they had been pasted.
			await new Promise(read => setTimeout(read, burstMs));
			await pressFor(letter, `to do it: ${word.slice(0, l + 1)}`);
		}
		await new Promise(read => setTimeout(read, burstMs));
		await pressFor('\r', screen => !screen.includes('⏎ does it'));
	};

	return {
		emulator,
		confirmWith,
		text: () => emulator.text(),
		waitFor,
		press,
		pressFor,
		send: keys => shell.write(keys),
		async confirm() {
			// Where somebody was faster, what is asked next may stand there without anything in between.
			const asked = titleAsking(await waitFor(text => titleAsking(text) !== undefined));
			const isAsking = (screen: string) => titleAsking(screen) === asked;
			for (let attempt = 0; attempt < 10; attempt++) {
				await new Promise(read => setTimeout(read, reflexMs + 50));
				press('y');
				const screen = await waitFor(text => !isAsking(text) || text.includes('confirm once more'));
				if (!isAsking(screen)) return;
			}
			throw new Error(`The preview was not confirmed:\n${emulator.text()}`);
		},
		async pick(text) {
			// Every key is waited for, so that no two come in one read.
			await waitFor(screen => screen.includes(text) && picked() !== '');
			while (!picked().includes(text)) {
				const before = picked();
				press('j');
				await waitFor(() => picked() !== before && picked() !== '', 3000);
			}
		},
		picked,
		resize(newColumns, newRows) {
			emulator.resize(newColumns, newRows);
			shell.resize(newColumns, newRows);
		},
		tellSize(newColumns, newRows) {
			if (newColumns > 0 && newRows > 0) return shell.resize(newColumns, newRows);
			const device = readlinkSync(`/proc/${shell.pid}/fd/0`);
			execFileSync('stty', ['-F', device, 'cols', String(newColumns), 'rows', String(newRows)]);
		},
		pid: () => childOf(shell.pid),
		signal: name => process.kill(childOf(shell.pid), name),
		async ended() {
			const screen = await waitFor(/\[ended with \d+\]/);
			return Number(/\[ended with (\d+)\]/.exec(screen)![1]);
		},
		isRestored() {
			const device = readlinkSync(`/proc/${shell.pid}/fd/0`);
			const line = execFileSync('stty', ['-F', device, '-a'], {encoding: 'utf8'});
			const isCooked = [/\sicanon\s/, /\secho\s/, /\sisig\s/].every(word => word.test(line));
			const {modes, buffer} = emulator.terminal;
			return (
				isCooked &&
				buffer.active.type === 'normal' &&
				!modes.bracketedPasteMode &&
				output.lastIndexOf('\x1b[?25h') > output.lastIndexOf('\x1b[?25l')
			);
		},
		leftBehind: () => output.slice(output.lastIndexOf('\x1b[?1049l') + '\x1b[?1049l'.length),
		// Closing our end is what a terminal emulator does that is closed.
		hangUp: () => (shell as unknown as {destroy(): void}).destroy(),
		sent: () => sent,
		close() {
			shell.kill('SIGKILL');
			emulator.terminal.dispose();
		},
	};
}

/** What the dialog that asks is called. */
function titleAsking(screen: string): string | undefined {
	return /(Preview|Changed meanwhile)[^─\n]*nothing is written yet/.exec(screen)?.[0];
}

/** A check of the cluster; where it fails, what the screen says belongs to why. */
export async function besideScreen(terminal: PseudoTerminal, check: PromiseLike<unknown>): Promise<void> {
	try {
		await check;
	} catch (error) {
		throw new Error(`${(error as Error).message}\n${terminal.text()}`, {cause: error});
	}
}

function childOf(pid: number): number {
	return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]);
}

function shows(screen: string, wanted: Wanted): boolean {
	if (typeof wanted === 'function') return wanted(screen);
	return typeof wanted === 'string' ? screen.includes(wanted) : wanted.test(screen);
}

function waitForScreen(emulator: Emulator, wanted: Wanted, withinMs: number): Promise<string> {
	const isShown = (screen: string) => shows(screen, wanted);
	return new Promise((resolve, reject) => {
		const stop = () => {
			clearTimeout(late);
			emulator.off('parsed', look);
		};
		const look = () => {
			const screen = emulator.text();
			const isEnded = screen.includes('[ended with');
			// Half a frame is never seen at a terminal that waits for its end, as ours are asked to.
			if (emulator.terminal.modes.synchronizedOutputMode && !isEnded) return;
			if (isShown(screen)) {
				stop();
				resolve(screen);
			} else if (isEnded) {
				fail('before the program ended');
			}
		};
		const fail = (when: string) => {
			stop();
			reject(new Error(`Not shown ${when}: ${wanted}\n${emulator.text()}`));
		};
		const late = setTimeout(() => fail(`within ${withinMs} ms`), withinMs);
		emulator.on('parsed', look);
		look();
	});
}
