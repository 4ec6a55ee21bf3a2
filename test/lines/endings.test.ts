import {spawn, spawnSync} from 'node:child_process';
import {existsSync} from 'node:fs';
import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {type LineTerminal, openLineTerminal} from '../kit/line-terminal.ts';
import {privateHome, sluiceWords, startSluice} from '../kit/shell.ts';

/** How the line mode begins and ends: real processes, at a real terminal where one is needed. */
const home = privateHome();
let demo: Demo;
let env: Record<string, string>;
const terminals: LineTerminal[] = [];

beforeAll(async () => {
	demo = await startDemo({scenario: 'calm-shop', speed: 20});
	env = {...home.env, KUBECONFIG: demo.kubeconfig};
});

afterEach(() => {
	for (const terminal of terminals.splice(0)) terminal.close();
});

afterAll(async () => {
	await demo.stop();
	home.remove();
});

function open(words: readonly string[], more: Readonly<Record<string, string>> = {}): LineTerminal {
	const terminal = openLineTerminal(sluiceWords(words), {env: {...env, ...more}});
	terminals.push(terminal);
	return terminal;
}

async function opened(words = ['--lines', '-A']): Promise<LineTerminal> {
	const terminal = open(words);
	await terminal.waitFor('Type help');
	return terminal;
}

/** A pipe's reader ends, or a signal comes: the code the program ends with, and what it said beside its lines. */
async function piped(end: (child: ReturnType<typeof startSluice>['child']) => void) {
	const {child, ended} = startSluice(['--lines', '-A'], env, 40_000);
	await new Promise(read => child.stdout!.once('data', read));
	end(child);
	const {code, said} = await ended;
	return {code, said};
}

test.each([
	['SIGINT', 0],
	['SIGTERM', 143],
	['SIGHUP', 129],
	['SIGQUIT', 131],
] as const)('%s ends it with its code, and nothing else is said', async (signal, code) => {
	expect(await piped(child => child.kill(signal))).toEqual({code, said: ''});
});

test('a reader that has seen enough ends it, and that is no failure', async () => {
	expect(await piped(child => child.stdout!.destroy())).toEqual({code: 0, said: ''});
});

test.runIf(existsSync('/dev/full'))('output that is lost is a failure', () => {
	const words = ['-c', '"$0" "$@" >/dev/full', process.execPath, ...sluiceWords(['--lines', '-A'])];
	const ended = spawnSync('/bin/sh', words, {env, encoding: 'utf8', timeout: 40_000});
	expect(ended).toMatchObject({status: 1, stderr: expect.stringContaining('cannot be written')});
});

test.each([
	['ctrl-c', '\x03'],
	['the end of its input', '\x04'],
	['q', 'q\r'],
])('on a terminal %s leaves it', async (_name, keys) => {
	const terminal = await opened();
	terminal.press(keys);
	expect(await terminal.ended).toBe(0);
});

test('the process is gone once its terminal is', async () => {
	const terminal = await opened();
	terminal.hangUp();
	expect([0, 129]).toContain(await terminal.ended);
});

test('not one byte steers the terminal', async () => {
	const terminal = await opened();
	terminal.type('splits');
	await terminal.waitFor('in all:');
	terminal.type('help');
	await terminal.waitFor('NAME may be');
	expect(terminal.output()).toMatch(/^[\x20-\x7e\n]*$/);
});

test('a dumb terminal gets it by itself, and is told what the dashboard needs', async () => {
	const terminal = open(['-A'], {TERM: 'dumb'});
	await terminal.waitFor('TERM is dumb');
	await terminal.waitFor('Type help');
	expect(terminal.output()).toMatch(/^[\x20-\x7e\n]*$/);
});

test('without a terminal the dashboard names it', async () => {
	const {ended} = startSluice([], env);
	const {code, said} = await ended;
	expect(code).toBe(2);
	expect(said).toContain('sluice --lines');
});

test('a context that is not there is said in a sentence, and ends it', async () => {
	const child = spawn(process.execPath, sluiceWords(['--lines', '--context', 'nope']), {env});
	let said = '';
	child.stderr.on('data', text => {
		said += text;
	});
	expect(await new Promise(done => child.on('close', done))).not.toBe(0);
	expect(said).toContain('nope');
});
