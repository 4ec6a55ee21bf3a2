import {spawnSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {openLog} from '../../source/headless/log.ts';
import {openTerminal, type PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {hang, type ScriptedApi, startScriptedApi} from '../kit/scripted-api.ts';
import {privateHome, sluiceWords, startSluice} from '../kit/shell.ts';

/** Signals, keys that end a question, and readers that leave: real processes, at a real terminal where one is asked. */
const home = privateHome();
let demo: Demo;
let silent: ScriptedApi;
let env: Record<string, string>;

beforeAll(async () => {
	demo = await startDemo({speed: 20});
	silent = await startScriptedApi();
	silent.on(() => true, hang);
	env = {...home.env, KUBECONFIG: demo.kubeconfig};
});

afterAll(async () => {
	await demo.stop();
	await silent.close();
	home.remove();
});

test.each([
	['get', ['get', 'pods'], 'SIGINT'],
	['get splits', ['get', 'splits'], 'SIGTERM'],
	['check', ['check'], 'SIGINT'],
	['wait', ['wait', 'deploy/x'], 'SIGTERM'],
	['scale', ['scale', 'deploy/x', '3', '--yes'], 'SIGINT'],
	['undo', ['undo', '--yes'], 'SIGHUP'],
] as const)('one signal ends %s before a silent server does', async (_name, words, signal) => {
	const before = silent.asked.length;
	const {child, ended} = startSluice(words, {...home.env, KUBECONFIG: silent.kubeconfig()});
	while (silent.asked.length === before) await new Promise(asked => setTimeout(asked, 10));
	const began = Date.now();
	child.kill(signal);
	const {code, said} = await ended;
	expect(Date.now() - began).toBeLessThan(3000);
	expect({code, said}).toEqual({code: 1, said: 'Interrupted.\n'});
});

test('a reader that has seen enough ends what would be printed for ever', async () => {
	const {child, ended} = startSluice(['get', 'pods', '-A', '--watch', '-o', 'name'], env);
	await new Promise(read => child.stdout!.once('data', read));
	child.stdout!.destroy();
	expect(await ended).toMatchObject({code: 0, said: ''});
});

test('watching a namespace that is not there says so, and goes on until interrupted', async () => {
	const {child, ended} = startSluice(['get', 'pods', '-n', 'nope', '--watch'], env);
	await new Promise(read => child.stderr!.once('data', read));
	child.kill('SIGINT');
	expect(await ended).toMatchObject({code: 0, said: expect.stringContaining('no namespace nope')});
});

test.runIf(existsSync('/dev/full'))('output that is lost is a failure', () => {
	const words = ['-c', '"$0" "$@" >/dev/full', process.execPath, ...sluiceWords(['get', 'pods', '-A'])];
	const ended = spawnSync('/bin/sh', words, {env, encoding: 'utf8'});
	expect(ended).toMatchObject({
		status: 1,
		stderr: 'The output cannot be written: no space left on device.\n',
	});
});

test('the log file takes lines, for its owner alone', () => {
	const path = join(home.env.HOME!, 'log');
	const log = openLog(path, {now: () => 0, after: () => () => undefined});
	if (!log.ok) throw new Error(log.trouble.says);
	log.value('begin pods');
	expect(readFileSync(path, 'utf8')).toBe('1970-01-01T00:00:00.000Z begin pods\n');
	expect(statSync(path).mode & 0o777).toBe(0o600);
});

const scale = ['scale', 'deploy/nginx-deployment', '5', '-n', 'default'];

async function atPrompt(call: (terminal: PseudoTerminal) => Promise<void> | void) {
	const terminal = openTerminal(sluiceWords(scale), {env, columns: 120});
	try {
		await terminal.waitFor('[y/N]');
		await call(terminal);
		const code = await terminal.ended();
		return {code, screen: terminal.text()};
	} finally {
		terminal.close();
	}
}

test.each<[string, (terminal: PseudoTerminal) => void]>([
	['n', ({press}) => press('n\r')],
	['Enter alone', ({press}) => press('\r')],
	['Ctrl-C', ({press}) => press('\x03')],
	['Ctrl-D', ({press}) => press('\x04')],
	['SIGTERM', ({signal}) => signal('SIGTERM')],
])('%s at the question is a no', async (_name, call) => {
	const {code, screen} = await atPrompt(call);
	expect(screen).toContain('Nothing was changed.');
	expect(screen).not.toMatch(/\n\s+at |Error/);
	expect(code).toBe(3);
});

test('what was typed before the question is no answer to it', async () => {
	const terminal = openTerminal(sluiceWords(scale), {env, columns: 120});
	terminal.press('y\ry\r');
	await terminal.waitFor('[y/N]');
	await new Promise(late => setTimeout(late, 300));
	expect(terminal.text()).not.toContain('written');
	terminal.press('y\r');
	expect(await terminal.waitFor('written')).toMatch(/Its id: \S+ {2}Undo: sluice undo \S+/);
	expect(await terminal.ended()).toBe(0);
	terminal.close();
});

test('a log file that cannot be written is said on the first screen, before the dashboard is opened', async () => {
	const path = join(home.env.HOME!, 'no', 'log');
	const terminal = openTerminal(sluiceWords(['--log', path]), {env, columns: 160});
	expect(await terminal.ended()).toBe(1);
	expect(terminal.text()).toContain(`The log file ${path} cannot be written: no such file or directory.`);
	expect(terminal.emulator.terminal.buffer.active.type).toBe('normal');
	terminal.close();
});

test('nothing foreign reaches the terminal raw', async () => {
	const entry = {
		type: 'began',
		id: 'evil-1',
		at: 1,
		who: 'demo',
		context: 'calm-shop',
		server: 'x',
		action: 'upgrade',
		says: 'Upgrade to nginx\u001b]0;owned\u0007\u009b31m:1',
		lines: [],
		steps: [],
		undo: {way: 'none', because: 'x'},
	};
	const evil = {...home.env, XDG_STATE_HOME: join(home.env.HOME!, 'evil')};
	mkdirSync(join(evil.XDG_STATE_HOME, 'sluice'), {recursive: true});
	writeFileSync(join(evil.XDG_STATE_HOME, 'sluice', 'journal.jsonl'), `${JSON.stringify(entry)}\n`);
	const shown = await startSluice(['journal'], evil).ended;
	expect(shown).toMatchObject({code: 0, out: expect.stringContaining('Upgrade to nginx:1')});
	const script = await startSluice(['journal', '-o', 'json'], evil).ended;
	expect(script.out).not.toMatch(/[\u001b\u009b]/);
	expect(JSON.parse(script.out).journal[0].says).toBe(entry.says);
});
