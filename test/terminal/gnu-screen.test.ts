import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {type BuiltProgram, buildProgram, openTerminal, type PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {keys} from '../kit/screen.ts';
import {privateHome} from '../kit/shell.ts';

// The program under a real GNU screen, which old bastions have in place of tmux.

const home = privateHome();
const folder = mkdtempSync(join(tmpdir(), 'sluice-screen-'));
const sockets = join(folder, 'sockets');
const settings = join(folder, 'screenrc');
let program: BuiltProgram;
let demo: Demo;
let terminal: PseudoTerminal;

const hasScreen = (() => {
	try {
		return execFileSync('screen', ['--version'], {encoding: 'utf8'}).includes('GNU');
	} catch {
		return false;
	}
})();

beforeAll(async () => {
	mkdirSync(sockets, {mode: 0o700});
	writeFileSync(settings, 'startup_message off\naltscreen on\n');
	[program, demo] = await Promise.all([buildProgram(), startDemo({scenario: 'calm-shop', isPaused: true})]);
});

afterAll(async () => {
	await demo.stop();
	program.remove();
	home.remove();
	rmSync(folder, {recursive: true, force: true});
});

describe.skipIf(!hasScreen)('under GNU screen', () => {
	afterEach(() => terminal.close());

	function begin(columns: number, rows: number): void {
		terminal = openTerminal([program.path, '-A'], {
			env: {...home.env, KUBECONFIG: demo.kubeconfig, SCREENDIR: sockets},
			columns,
			rows,
			wrapper: `screen -U -c '${settings}' -S sluice -m`,
		});
	}

	async function open(columns: number, rows: number): Promise<void> {
		begin(columns, rows);
		await terminal.waitFor('live', 40_000);
	}

	test.each([
		[80, 24],
		[160, 50],
	])('at %ix%i it is drawn whole, reads keys, and gives the screen back', async (columns, rows) => {
		await open(columns, rows);
		const lines = terminal.text().split('\n');
		expect(lines[0]).toMatch(/^ sluice/);
		expect(lines[rows - 1]).toContain('? help');
		terminal.press(`:deployments${keys.enter}`);
		await terminal.waitFor(/ Deployments +all/);
		terminal.resize(100, 30);
		await terminal.waitFor(screen => screen.split('\n')[29]?.includes('? help') ?? false);
		terminal.press(`:q${keys.enter}`);
		expect(await terminal.ended()).toBe(0);
	});

	test('what is copied passes through it to the terminal, whose clipboard it is', async () => {
		await open(80, 24);
		let copied = '';
		terminal.emulator.terminal.parser.registerOscHandler(52, text => {
			copied = Buffer.from(text.split(';')[1] ?? '', 'base64').toString('utf8');
			return true;
		});
		terminal.press(`:deployments${keys.enter}`);
		await terminal.waitFor(/ Deployments +all/);
		terminal.press('c');
		await expect.poll(() => copied, {timeout: 5000}).toMatch(/^[a-z-]+/);
	});
});
