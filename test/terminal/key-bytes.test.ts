import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, test, vi} from 'vitest';
import {allKeys} from '../../source/commands/key-names.ts';
import {keymap} from '../../source/commands/keymap/index.ts';
import {openTerminal, type PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {privateHome} from '../kit/shell.ts';

// Every key of the table and every key that may be chosen, by the bytes that
// terminals send for it, through a real terminal line and through tmux.

const program = join(import.meta.dirname, 'programs', 'names-keys.ts');

/** What xterm, and with it most terminals, sends. */
const bytesOf: {readonly [key: string]: string} = {
	up: '\x1b[A',
	down: '\x1b[B',
	right: '\x1b[C',
	left: '\x1b[D',
	'shift-up': '\x1b[1;2A',
	'shift-down': '\x1b[1;2B',
	'shift-right': '\x1b[1;2C',
	'shift-left': '\x1b[1;2D',
	'page-up': '\x1b[5~',
	'page-down': '\x1b[6~',
	home: '\x1b[H',
	end: '\x1b[F',
	delete: '\x1b[3~',
	enter: '\r',
	esc: '\x1b',
	tab: '\t',
	'shift-tab': '\x1b[Z',
	backspace: '\x7f',
	space: ' ',
	'ctrl-space': '\0',
	'ctrl-\\': '\x1c',
	'ctrl-]': '\x1d',
	'ctrl-^': '\x1e',
	'ctrl-_': '\x1f',
};

function bytes(key: string): string {
	const [, letter] = /^ctrl-([a-z])$/.exec(key) ?? [];
	return bytesOf[key] ?? (letter === undefined ? key : String.fromCharCode(letter.charCodeAt(0) - 96));
}

const keys = [...new Set([...allKeys, ...keymap.flatMap(binding => binding.keys)])].filter(
	key => key !== 'ctrl-c',
);

/** Other bytes for the same keys: other terminals, and other modes of the same. */
const others: ReadonlyArray<readonly [string, string]> = [
	['\x1bOA', 'up'],
	['\x1bOB', 'down'],
	['\x1bOC', 'right'],
	['\x1bOD', 'left'],
	['\x1b[1~', 'home'],
	['\x1bOH', 'home'],
	['\x1b[4~', 'end'],
	['\x1bOF', 'end'],
	['\x08', 'backspace'],
	['\x0a', 'enter'],
	['\x1bOM', 'enter'],
	['ü', 'ü'],
	['日', '日'],
];

let home: ReturnType<typeof privateHome>;

beforeAll(() => {
	home = privateHome();
});
afterAll(() => home.remove());

describe.skipIf(process.platform !== 'linux')('at a terminal', () => {
	let terminal: PseudoTerminal;
	let count = 0;

	beforeAll(async () => {
		terminal = openTerminal([program], {env: {...home.env, NODE_ENV: 'production'}});
		await terminal.waitFor('[0: ]', 40_000);
	});
	afterAll(() => terminal.close());

	test.each([...keys.map(key => [bytes(key), key] as const), ...others])('%j is %s', async (sent, key) => {
		count++;
		terminal.send(sent);
		const screen = await terminal.waitFor(`[${count}: `);
		expect(screen).toContain(`[${count}: ${key}]`);
	});

	test('"\\u0003" is ctrl-c', async () => {
		terminal.send('\x03');
		expect(await terminal.ended()).toBe(0);
	});
});

const hasTmux = (() => {
	try {
		execFileSync('tmux', ['-V']);
		return true;
	} catch {
		return false;
	}
})();

describe.skipIf(!hasTmux)('through tmux', () => {
	const folder = mkdtempSync(join(tmpdir(), 'sluice-tmux-'));
	const tmux = (...words: readonly string[]) =>
		execFileSync('tmux', ['-S', join(folder, 'socket'), '-f', '/dev/null', ...words], {
			encoding: 'utf8',
			env: {...process.env, TMUX: ''},
		});
	const screen = () => tmux('capture-pane', '-p', '-t', 'keys');
	let count = 0;

	beforeAll(async () => {
		tmux(
			'new-session',
			'-d',
			'-s',
			'keys',
			'-x',
			'80',
			'-y',
			'24',
			`NODE_ENV=production ${process.execPath} ${program}`,
		);
		await vi.waitUntil(() => screen().includes('[0: ]'), {timeout: 40_000});
	});
	afterAll(() => {
		tmux('kill-server');
		rmSync(folder, {recursive: true});
	});

	/** As tmux calls them. */
	const names: {readonly [key: string]: string} = {
		up: 'Up',
		down: 'Down',
		left: 'Left',
		right: 'Right',
		'page-up': 'PPage',
		'page-down': 'NPage',
		home: 'Home',
		end: 'End',
		enter: 'Enter',
		esc: 'Escape',
		tab: 'Tab',
		'shift-tab': 'BTab',
		space: 'Space',
		backspace: 'BSpace',
		'shift-left': 'S-Left',
		'shift-right': 'S-Right',
		'ctrl-space': 'C-Space',
		'ctrl-\\': 'C-\\',
	};
	const bound = [...new Set(keymap.flatMap(binding => binding.keys))].filter(key => key !== 'ctrl-c');

	test.each(bound)('%s', async key => {
		count++;
		const [, letter] = /^ctrl-([a-z])$/.exec(key) ?? [];
		const name = names[key] ?? (letter === undefined ? undefined : `C-${letter}`);
		if (name === undefined) tmux('send-keys', '-t', 'keys', '-l', key === ';' ? '\\;' : key);
		else tmux('send-keys', '-t', 'keys', name);
		await expect.poll(screen, {timeout: 10_000}).toContain(`[${count}: `);
		expect(screen()).toContain(`[${count}: ${key}]`);
	});
});
