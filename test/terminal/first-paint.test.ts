import {afterAll, beforeAll, expect, test} from 'vitest';
import {type BuiltProgram, buildProgram, openTerminal} from '../kit/pseudo-terminal.ts';
import {privateHome} from '../kit/shell.ts';

const home = privateHome();
let program: BuiltProgram;

beforeAll(async () => {
	program = await buildProgram();
});
afterAll(() => {
	program.remove();
	home.remove();
});

test.each([
	['SIGTERM', 143],
	['SIGHUP', 129],
	['SIGINT', 130],
] as const)('%s restores the terminal although the program is still being loaded', async (signal, code) => {
	const terminal = openTerminal([program.path, 'demo'], {env: home.env});
	await terminal.waitFor('connecting…');
	terminal.signal(signal);
	expect(await terminal.ended()).toBe(code);
	expect(terminal.isRestored()).toBe(true);
	terminal.close();
});

test('a call that cannot be carried out gives the terminal back before it says so', async () => {
	const terminal = openTerminal([program.path, '--kubeconfig', '/nowhere'], {env: home.env});
	expect(await terminal.ended()).toBe(1);
	expect(terminal.text()).toContain('No kubeconfig found');
	expect(terminal.isRestored()).toBe(true);
	terminal.close();
});
