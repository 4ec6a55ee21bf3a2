import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach, expect, test, vi} from 'vitest';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {type Gatekeeper, startGatekeeper} from '../kit/gatekeeper.ts';
import {type BuiltProgram, buildProgram, openTerminal, type PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {keys} from '../kit/screen.ts';
import {privateHome} from '../kit/shell.ts';

// The program as it is shipped, at a terminal, in front of a cluster whose
// logins expire; the plug-ins are real programs that really ask.

let program: BuiltProgram;
let demo: Demo;
let gate: Gatekeeper;
let home: ReturnType<typeof privateHome>;
let folder: string;
const terminals: PseudoTerminal[] = [];

beforeAll(async () => {
	[program, demo] = await Promise.all([
		buildProgram(),
		startDemo({scenario: 'calm-shop', speed: 1, isPaused: false, onFault() {}}),
	]);
});

afterAll(async () => {
	program.remove();
	await demo.stop();
});

beforeEach(async () => {
	gate = await startGatekeeper(demo.kubeconfig);
	home = privateHome();
	folder = mkdtempSync(join(tmpdir(), 'sluice-login-'));
});

afterEach(async () => {
	for (const terminal of terminals.splice(0)) terminal.close();
	home.remove();
	rmSync(folder, {recursive: true});
	await gate.close();
});

/**
 * A login that lasts as long as the file `session` is there. Without it the
 * plug-in asks for a code where it has a terminal, and fails where it has not.
 */
const asking = `
here=$(dirname "$0")
echo run >> "$here/runs"
if [ ! -f "$here/session" ]; then
	case "$KUBERNETES_EXEC_INFO" in
	*'"interactive":true'*) ;;
	*) echo "warming up" >&2; echo "your session has ended, log in" >&2; exit 1 ;;
	esac
	[ -t 0 ] && [ -t 2 ] && [ ! -t 1 ] || { echo "no terminal" >&2; exit 7; }
	printf 'Code from your phone: ' >&2
	read -r code
	[ "$code" = 4711 ] || { echo "wrong code" >&2; exit 1; }
	echo "token-of-$code" > "$here/session"
fi
echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"'$(cat "$here/session")'"}}'`;

function plugin(script: string, more: object = {}): string {
	writeFileSync(join(folder, 'login-tool'), `#!/bin/sh\n${script}\n`, {mode: 0o755});
	const exec = {
		apiVersion: 'client.authentication.k8s.io/v1',
		interactiveMode: 'IfAvailable',
		command: './login-tool',
		args: ['--for', 'the shop'],
		...more,
	};
	return kubeconfig({exec});
}

function kubeconfig(user: object): string {
	const file = join(folder, 'kubeconfig');
	const config = {
		apiVersion: 'v1',
		kind: 'Config',
		'current-context': 'shop-eu',
		contexts: [{name: 'shop-eu', context: {cluster: 'c', user: 'ada', namespace: 'shop'}}],
		clusters: [{name: 'c', cluster: {server: gate.url}}],
		users: [{name: 'ada', user}],
	};
	writeFileSync(file, JSON.stringify(config));
	return file;
}

type Opening = {readonly env?: Record<string, string>; readonly columns?: number; readonly rows?: number};

function open(words: readonly string[], {env, columns, rows}: Opening = {}): PseudoTerminal {
	const allowed = {...home.env, SLUICE_ALLOW_PLUGINS: '1', ...env};
	const terminal = openTerminal([program.path, ...words], {env: allowed, columns, rows});
	terminals.push(terminal);
	return terminal;
}

const runs = () => readFileSync(join(folder, 'runs'), 'utf8').split('\n').length - 1;

function logIn(code = '4711'): void {
	writeFileSync(join(folder, 'session'), `token-of-${code}`);
	gate.accept(`token-of-${code}`);
}

function expire(): void {
	rmSync(join(folder, 'session'));
	gate.accept();
	gate.cut();
}

test.each([
	[80, 24],
	[160, 50],
])(
	'at %i by %i a login that expires is renewed in place, and everything is as it was left',
	async (columns, rows) => {
		const file = plugin(asking);
		logIn();
		const terminal = open(['--kubeconfig', file], {columns, rows});
		await terminal.waitFor('live');
		terminal.press(`:pods${keys.enter}`);
		await terminal.waitFor('all 9');
		terminal.press('/');
		await terminal.waitFor('9 matches');
		terminal.press('champion');
		await terminal.waitFor('6 matches');
		terminal.press(keys.enter);
		terminal.press('j');
		await terminal.waitFor(() => terminal.picked() !== '');
		terminal.press(' ');
		await terminal.waitFor('1 marked');
		const picked = terminal.picked();
		const before = gate.asked.length;
		expire();
		const told = await terminal.waitFor(
			/Credentials expired \d\d:\d\d: press L to log in|No credentials since/,
		);
		expect(told).toMatch(/No credentials since \d\d:\d\d: press L to log in/);
		expect(told).toContain('your session has ended, log in');
		expect(told).toMatch(/shown as of \d\d:\d\d:\d\d/);
		expect(told).toContain('checkout');
		expect(told).toContain('failed: your session has ended, log in (after: warming up)');
		terminal.press('L');
		const asked = await terminal.waitFor('Code from your phone:');
		expect(asked).toContain('Logging in with ./login-tool');
		expect(terminal.emulator.terminal.buffer.active.type).toBe('normal');
		gate.accept('token-of-4711');
		terminal.press(`4711${keys.enter}`);
		const back = await terminal.waitFor(screen => screen.includes('live') && !screen.includes('press L'));
		expect(back).toContain('1 marked');
		expect(terminal.picked()).toBe(picked);
		const resumed = await vi.waitFor(
			() => {
				const watches = gate.asked
					.slice(before)
					.filter(({token, path}) => token === 'token-of-4711' && /\/pods\?.*watch=/.test(path));
				expect(watches).not.toEqual([]);
				return watches[0]!.path;
			},
			{timeout: 10_000},
		);
		expect(resumed).toMatch(/[?&]resourceVersion=\d+/);
		// Nobody was sent to log in more often than he had to be.
		expect(runs()).toBeLessThanOrEqual(4);
	},
);
