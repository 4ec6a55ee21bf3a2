import {execFileSync} from 'node:child_process';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {type BuiltProgram, buildProgram, openTerminal, type PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {keys} from '../kit/screen.ts';
import {privateHome} from '../kit/shell.ts';

// The program under a real tmux, in a server of its own: what most people on a bastion see it through.

const home = privateHome();
const folder = mkdtempSync(join(tmpdir(), 'sluice-tmux-'));
let program: BuiltProgram;
let demo: Demo;
let socket: string;
let count = 0;

const hasTmux = (() => {
	try {
		execFileSync('tmux', ['-V']);
		return true;
	} catch {
		return false;
	}
})();

beforeAll(async () => {
	[program, demo] = await Promise.all([buildProgram(), startDemo({scenario: 'calm-shop', isPaused: true})]);
});

afterAll(async () => {
	await demo.stop();
	program.remove();
	home.remove();
	rmSync(folder, {recursive: true, force: true});
});

describe.skipIf(!hasTmux)('under tmux', () => {
	afterEach(() => {
		tmux('kill-server');
		for (const terminal of attached.splice(0)) terminal.close();
	});

	const attached: PseudoTerminal[] = [];

	function tmux(...words: readonly string[]): string {
		try {
			return execFileSync('tmux', ['-S', socket, ...words], {encoding: 'utf8', env: environment()});
		} catch (error) {
			if (words[0] === 'kill-server') return '';
			throw error;
		}
	}

	function environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
		return {...home.env, KUBECONFIG: demo.kubeconfig, LANG: 'C.UTF-8', TERM: 'xterm-256color', ...more};
	}

	/** A session of that size in which a shell has started the program. */
	function begin(columns: number, rows: number, ...flags: readonly string[]): void {
		socket = join(folder, String(count++));
		const command = `'${process.execPath}' '${program.path}' -A ${flags.join(' ')}; echo "[ended with $?]"; exec sleep 60`;
		tmux('-f', '/dev/null', 'new-session', '-d', '-x', String(columns), '-y', String(rows), command);
	}

	const pane = () => tmux('capture-pane', '-p');

	function shows(wanted: string | RegExp, withinMs = 30_000): Promise<void> {
		return expect.poll(pane, {timeout: withinMs, interval: 100}).toMatch(wanted);
	}

	const press = (...words: readonly string[]) => tmux('send-keys', ...words);

	test.each([
		[80, 24],
		[160, 50],
	])('at %ix%i it is drawn whole, reads keys, and gives the screen back', async (columns, rows) => {
		begin(columns, rows);
		await shows('live');
		const lines = pane().split('\n');
		expect(lines[0]).toMatch(/^ sluice/);
		expect(lines[rows - 1]).toContain('? help');
		press(':deployments', 'Enter');
		await shows(/ Deployments +all/);
		expect(tmux('display-message', '-p', '#{alternate_on}').trim()).toBe('1');
		press(':q', 'Enter');
		await shows('[ended with 0]');
		expect(tmux('display-message', '-p', '#{alternate_on} #{cursor_flag}').trim()).toBe('0 1');
		expect(pane().trim()).toBe('[ended with 0]');
	});

	function attach(columns: number, rows: number): PseudoTerminal {
		const terminal = openTerminal(['-e', ''], {
			env: environment(),
			columns,
			rows,
			wrapper: `tmux -S '${socket}' attach; exit; `,
		});
		attached.push(terminal);
		return terminal;
	}

	test('detached and attached at another size, it follows', async () => {
		begin(80, 24);
		await shows('live');
		const first = attach(80, 24);
		await first.waitFor('? help');
		tmux('detach-client');
		const second = attach(120, 40);
		// The last row is tmux's own.
		await second.waitFor(screen => screen.split('\n')[38]?.includes('? help') ?? false);
		expect(second.text().split('\n')[0]).toMatch(/^ sluice/);
	});

	test('what is copied passes through tmux to the terminal, whose clipboard it is', async () => {
		begin(80, 24);
		tmux('set', '-g', 'allow-passthrough', 'on');
		await shows('live');
		const terminal = attach(80, 25);
		await terminal.waitFor('? help');
		let copied = '';
		terminal.emulator.terminal.parser.registerOscHandler(52, text => {
			copied = Buffer.from(text.split(';')[1] ?? '', 'base64').toString('utf8');
			return true;
		});
		press(':deployments', 'Enter');
		await shows(/ Deployments +all/);
		press('c');
		await expect.poll(() => copied, {timeout: 5000}).toMatch(/^[a-z-]+/);
	});

	test('the line mode leaves tmux its own scrollback: nothing is drawn', async () => {
		begin(80, 24, '--lines');
		await shows('Type help');
		expect(tmux('display-message', '-p', '#{alternate_on}').trim()).toBe('0');
		press('q', 'Enter');
		await shows(/ended with 0/);
	});

	test('its window closed, nothing is left running', async () => {
		begin(80, 24);
		await shows('live');
		const pid = Number(tmux('display-message', '-p', '#{pane_pid}').trim());
		const child = Number(
			execFileSync('ps', ['-o', 'pid=', '--ppid', String(pid)], {encoding: 'utf8'}).trim(),
		);
		expect(child).toBeGreaterThan(0);
		tmux('kill-pane');
		await expect
			.poll(
				() => {
					try {
						process.kill(child, 0);
						return 'running';
					} catch {
						return 'gone';
					}
				},
				{timeout: 10_000},
			)
			.toBe('gone');
	});
});

describe('what a terminal says of itself', () => {
	let terminal: PseudoTerminal;
	afterEach(() => terminal.close());

	test.each<[string, Readonly<Record<string, string>>, (screen: string, sgr: readonly string[]) => void]>([
		['TERM unset', {TERM: ''}, screen => expect(screen).toMatch(/● live/)],
		[
			'16 colours',
			{TERM: 'xterm'},
			(_screen, sgr) => expect(sgr.filter(each => /[34]8;5/.test(each))).toEqual([]),
		],
		[
			'NO_COLOR',
			{NO_COLOR: '1'},
			(_screen, sgr) => expect(sgr.filter(each => /(^|;)[349][0-9]/.test(each))).toEqual([]),
		],
		['an ASCII locale', {LC_ALL: 'C', LANG: 'C'}, screen => expect(screen).toMatch(/^[\x20-\x7e\n]*$/)],
	])('%s', async (_name, env, check) => {
		terminal = openTerminal([program.path, '-A'], {env: {...home.env, KUBECONFIG: demo.kubeconfig, ...env}});
		await terminal.waitFor('live', 40_000);
		terminal.press(`:deployments${keys.enter}`);
		await terminal.waitFor(screen => screen.split('\n')[1]!.startsWith(' Deployments'));
		check(
			terminal.text(),
			terminal.emulator.cells().flatMap(row => row.map(({sgr}) => sgr)),
		);
		terminal.press(`:q${keys.enter}`);
		expect(await terminal.ended()).toBe(0);
	});
});
