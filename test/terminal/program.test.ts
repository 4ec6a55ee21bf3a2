import {readdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {type BuiltProgram, buildProgram, openTerminal, type PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {keys} from '../kit/screen.ts';
import {privateHome, sluice} from '../kit/shell.ts';

// The program as it is shipped, at a real terminal: however it ends, the
// terminal is as it was, and whatever becomes of the terminal, it ends.

const home = privateHome();
let program: BuiltProgram;
let demo: Demo;
const terminals: PseudoTerminal[] = [];

beforeAll(async () => {
	[program, demo] = await Promise.all([buildProgram(), startDemo({scenario: 'calm-shop'})]);
});

afterEach(() => {
	for (const terminal of terminals.splice(0)) terminal.close();
});

afterAll(async () => {
	await demo.stop();
	program.remove();
	home.remove();
});

type Opening = {
	readonly columns?: number;
	readonly rows?: number;
	readonly env?: Readonly<Record<string, string>>;
	readonly wrapper?: string;
};

function start({env = {}, ...opening}: Opening = {}): PseudoTerminal {
	const terminal = openTerminal([program.path, '-A'], {
		...opening,
		env: {...home.env, KUBECONFIG: demo.kubeconfig, ...env},
	});
	terminals.push(terminal);
	return terminal;
}

async function open(opening: Opening = {}): Promise<PseudoTerminal> {
	const terminal = start(opening);
	await terminal.waitFor('live', 40_000);
	return terminal;
}

/** A fault in something nobody waits for, a while after the program was begun by this signal. */
function faultOn(name: string, fault: string): Opening['env'] {
	const path = join(home.env.HOME!, `${name}.mjs`);
	writeFileSync(path, `process.on('SIGUSR2', () => { ${fault} });`);
	return {NODE_OPTIONS: `--import=${path}`};
}

/** Restored whole: nothing came after the program but what the shell said, in plain style. */
async function expectRestored(terminal: PseudoTerminal, code: number, says = ''): Promise<void> {
	expect(await terminal.ended()).toBe(code);
	expect(terminal.isRestored()).toBe(true);
	expect(terminal.leftBehind()).not.toContain('\x1b');
	expect(terminal.leftBehind()).toContain(says);
	if (says === '') expect(terminal.leftBehind()).toBe(`[ended with ${code}]\r\n`);
	const styles = new Set(terminal.emulator.cells().flatMap(row => row.map(({sgr}) => sgr)));
	expect([...styles]).toEqual(['']);
}

describe('the terminal is as it was', () => {
	test.each<[string, (terminal: PseudoTerminal) => void, number]>([
		[':q', terminal => terminal.press(`:q${keys.enter}`), 0],
		['ctrl-c', terminal => terminal.press(keys.ctrl('c')), 0],
		['SIGINT', terminal => terminal.signal('SIGINT'), 130],
		['SIGQUIT', terminal => terminal.signal('SIGQUIT'), 131],
		['SIGTERM', terminal => terminal.signal('SIGTERM'), 143],
		['SIGHUP', terminal => terminal.signal('SIGHUP'), 129],
	])('after %s', async (_name, leave, code) => {
		const terminal = await open();
		expect(terminal.isRestored()).toBe(false);
		leave(terminal);
		await expectRestored(terminal, code);
	});

	test.each([
		['an exception nobody caught', "setTimeout(() => { throw new Error('broken on purpose'); }, 1)"],
		['a promise nobody caught', "Promise.reject(new Error('broken on purpose'))"],
		['a promise rejected with no error', "Promise.reject('broken on purpose')"],
	])('after %s, which is told after it', async (name, fault) => {
		const terminal = await open({env: faultOn(name.replaceAll(' ', '-'), fault)});
		terminal.signal('SIGUSR2');
		await expectRestored(terminal, 1, 'broken on purpose');
		expect(terminal.leftBehind()).toContain('Please report this');
	});

	test('after a fault while drawing', async () => {
		const fault = "String.prototype.repeat = () => { throw new Error('broken on purpose'); }";
		const terminal = await open({env: faultOn('drawing', fault)});
		terminal.signal('SIGUSR2');
		await new Promise(heard => setTimeout(heard, 500));
		terminal.press('?');
		await expectRestored(terminal, 1, 'broken on purpose');
		expect(terminal.leftBehind().split('Please report this')).toHaveLength(2);
	});

	test('after a fault while the program is still being loaded', async () => {
		const path = join(home.env.HOME!, 'early.mjs');
		writeFileSync(
			path,
			"const look = setInterval(() => { if (process.listenerCount('SIGTERM') > 0) { clearInterval(look); throw new Error('broken on purpose'); } }, 1);",
		);
		const terminal = start({env: {NODE_OPTIONS: `--import=${path}`}});
		await expectRestored(terminal, 1, 'broken on purpose');
	});

	test('after it was suspended and ended meanwhile', async () => {
		const terminal = await open();
		terminal.press(`:suspend${keys.enter}`);
		await expect.poll(() => terminal.isRestored(), {timeout: 10_000}).toBe(true);
		terminal.signal('SIGKILL');
		expect(await terminal.ended()).toBe(137);
		expect(terminal.isRestored()).toBe(true);
	});
});

test('the mouse stays with the terminal, so that text is selected as everywhere else', async () => {
	const terminal = await open();
	expect(terminal.emulator.terminal.modes.mouseTrackingMode).toBe('none');
});

test('a fault tells no secret', async () => {
	const token = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJzeXN0ZW06YWRtaW4ifQ.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg';
	const message = [
		`Authorization: Bearer ${token}`,
		'https://ann:hunter2@127.0.0.1:6443/api',
		'"client-key-data": "LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQo"',
		'-----BEGIN PRIVATE KEY-----\\\\nMIIEvQ\\\\n-----END PRIVATE KEY-----',
		'password=hunter2&token=abc123',
	].join(' ');
	const fault = `throw Object.assign(new Error(${JSON.stringify(message)}), {response: {headers: {authorization: ${JSON.stringify(token)}}}})`;
	const terminal = await open({env: faultOn('secret', fault)});
	terminal.signal('SIGUSR2');
	await expectRestored(terminal, 1, 'Please report this');
	for (const secret of [token, 'hunter2', 'LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVk', 'MIIEvQ', 'abc123'])
		expect(terminal.leftBehind().replaceAll(/\s/g, '')).not.toContain(secret);
});

test('a fault in the middle of a change loses nothing of it: it is in the journal, and is undone', async () => {
	const name = 'nginx-deployment';
	const terminal = await open({env: faultOn('half-way', "throw new Error('broken on purpose')")});
	terminal.press(`:deployments -n default${keys.enter}`);
	await terminal.pick(name);
	terminal.press('s');
	await terminal.waitFor('Replicas of');
	terminal.press('5');
	await terminal.waitFor(': 5');
	terminal.press(keys.enter);
	await terminal.waitFor('the server would accept');
	await terminal.confirm();
	await terminal.waitFor(/written|Settled/);
	terminal.signal('SIGUSR2');
	await expectRestored(terminal, 1, 'broken on purpose');
	const env = {...home.env, KUBECONFIG: demo.kubeconfig};
	expect((await sluice(['journal'], env)).out).toMatch(/nginx-deployment from 3 to 5/);
	expect(await sluice(['undo', '--yes'], env)).toMatchObject({code: 0});
});

function isStopped(pid: number): boolean {
	if (process.platform !== 'linux') return true;
	return / T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
}

/** Processes that run this build. */
function running(): readonly string[] {
	return readdirSync('/proc').filter(pid => {
		try {
			return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(program.path);
		} catch {
			return false;
		}
	});
}

describe.skipIf(process.platform !== 'linux')('nothing is left running', () => {
	test('once the terminal is closed, or the line to it is down', async () => {
		const terminal = await open();
		expect(running()).not.toEqual([]);
		terminal.hangUp();
		await expect.poll(running, {timeout: 10_000}).toEqual([]);
	});

	test('not even where no signal tells of it', async () => {
		const terminal = await open({wrapper: 'setsid --wait'});
		terminal.hangUp();
		await expect.poll(running, {timeout: 10_000}).toEqual([]);
	});

	test('not while it was suspended', async () => {
		const terminal = await open();
		terminal.press(`:suspend${keys.enter}`);
		await expect.poll(() => terminal.isRestored(), {timeout: 10_000}).toBe(true);
		terminal.hangUp();
		await expect.poll(running, {timeout: 10_000}).toEqual([]);
	});
});

test.each([
	['by :suspend', (terminal: PseudoTerminal) => terminal.press(`:suspend${keys.enter}`)],
	['by SIGTSTP', (terminal: PseudoTerminal) => terminal.signal('SIGTSTP')],
])('stopped %s and continued at another size it is drawn at that size', async (_name, stop) => {
	const terminal = await open();
	const pid = terminal.pid();
	stop(terminal);
	await expect.poll(() => terminal.isRestored(), {timeout: 10_000}).toBe(true);
	// Given back the terminal is a moment before the program stops.
	await expect.poll(() => isStopped(pid), {timeout: 10_000}).toBe(true);
	terminal.resize(120, 40);
	process.kill(pid, 'SIGCONT');
	await terminal.waitFor(screen => screen.split('\n')[39]?.includes('? help') ?? false);
	expect(terminal.isRestored()).toBe(false);
	terminal.press(`:q${keys.enter}`);
	await expectRestored(terminal, 0);
});
