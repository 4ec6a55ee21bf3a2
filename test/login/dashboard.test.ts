import {readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {basename, join} from 'node:path';
import {describe, expect, test, vi} from 'vitest';
import type {PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {keys} from '../kit/screen.ts';
import {answer} from './answer.ts';
import {expiringShop, type Opening} from './expiring-shop.ts';

// The program as it is shipped, at a terminal, in front of a cluster whose
// logins expire; the plug-ins are real programs that really ask.

const {inFolder, gate, home, kubeconfig, runs, ...shop} = expiringShop();

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
	shop.writePlugin(script);
	return kubeconfig(shop.pluginUser({interactiveMode: 'IfAvailable', args: ['--for', 'the shop'], ...more}));
}

function open(words: readonly string[], {env, ...size}: Opening = {}): PseudoTerminal {
	return shop.open(words, {env: {SLUICE_ALLOW_PLUGINS: '1', ...env}, ...size});
}

function logIn(code = '4711'): void {
	writeFileSync(inFolder('session'), `token-of-${code}`);
	gate().accept(`token-of-${code}`);
}

function expire(): void {
	rmSync(inFolder('session'));
	gate().accept();
	gate().cut();
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
		const before = gate().asked.length;
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
		gate().accept('token-of-4711');
		terminal.press(`4711${keys.enter}`);
		const back = await terminal.waitFor(screen => screen.includes('live') && !screen.includes('press L'));
		expect(back).toContain('1 marked');
		expect(terminal.picked()).toBe(picked);
		const resumed = await vi.waitFor(
			() => {
				const watches = gate()
					.asked.slice(before)
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

/** What has ended may not have been buried yet. */
function isRunning(pid: number): boolean {
	try {
		return !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch {
		return false;
	}
}

test('ctrl-c at the plug-in comes back with a sentence, and L asks again', async () => {
	const file = plugin(asking);
	const terminal = open(['--kubeconfig', file]);
	await terminal.waitFor('Not logged in: press L to log in');
	terminal.press('L');
	await terminal.waitFor('Code from your phone:');
	terminal.press(keys.ctrl('c'));
	const back = await terminal.waitFor('was interrupted');
	expect(back).toContain('press L to log in');
	expect(back).toContain('your session has ended');
	expect(terminal.emulator.terminal.buffer.active.type).toBe('alternate');
	terminal.press(':');
	await terminal.waitFor(/:$/m);
	terminal.press('L');
	// Where text is typed it is a letter.
	await terminal.waitFor(':L');
	terminal.press(keys.escape);
	await terminal.waitFor('L log in');
	terminal.press(`:login${keys.enter}`);
	await terminal.waitFor('Code from your phone:');
	gate().accept('token-of-4711');
	terminal.press(`4711${keys.enter}`);
	await terminal.waitFor(screen => screen.includes('live') && !screen.includes('press L'));
});

test('a plug-in that fails at the terminal is read there, and Enter comes back', async () => {
	const terminal = open(['--kubeconfig', plugin(asking)]);
	await terminal.waitFor('press L to log in');
	terminal.press('L');
	await terminal.waitFor('Code from your phone:');
	terminal.press(`12${keys.enter}`);
	const failed = await terminal.waitFor('Enter comes back to sluice');
	expect(failed).toContain('wrong code');
	terminal.press(keys.enter);
	await terminal.waitFor(screen => screen.includes('press L') && screen.includes('exit code 1'));
	terminal.press(`:q${keys.enter}`);
	expect(await terminal.ended()).toBe(0);
	expect(terminal.isRestored()).toBe(true);
});

test('a plug-in that always wants a terminal is not started without one', async () => {
	const terminal = open(['--kubeconfig', plugin(asking, {interactiveMode: 'Always'})]);
	const told = await terminal.waitFor('Not logged in: press L to log in');
	expect(told).toContain('wants to ask a person');
	expect(runs()).toBe(0);
	gate().accept('token-of-4711');
	terminal.press('L');
	await terminal.waitFor('Code from your phone:');
	terminal.press(`4711${keys.enter}`);
	await terminal.waitFor(screen => screen.includes('live') && !screen.includes('press L'));
	expect(runs()).toBe(1);
});

test('a draft outlives the login, and a preview is never interrupted by it', async () => {
	logIn();
	const terminal = open(['--kubeconfig', plugin(asking)]);
	await terminal.waitFor('live');
	terminal.press(`:splits${keys.enter}`);
	await terminal.pick('checkout');
	terminal.press(keys.enter);
	await terminal.waitFor('Share of traffic');
	terminal.press('>');
	await terminal.waitFor('+5 ');
	expire();
	await terminal.waitFor('press L to log in');
	terminal.press(keys.enter);
	const dialog = await terminal.waitFor(/Failed|Refused/);
	expect(dialog.trimEnd().split('\n').at(-1)).not.toContain('log in');
	terminal.press('L');
	await new Promise(later => setTimeout(later, 300));
	expect(terminal.text()).toMatch(/Failed|Refused/);
	terminal.press(keys.escape);
	await terminal.waitFor(screen => !/Failed|Refused/.test(screen));
	gate().accept('token-of-4711');
	terminal.press('L');
	await terminal.waitFor('Code from your phone:');
	terminal.press(`4711${keys.enter}`);
	await terminal.waitFor(screen => screen.includes('+5 ') && !screen.includes('press L'));
});

test('ended while the plug-in has the terminal, nothing is left behind', async () => {
	const script =
		'case "$KUBERNETES_EXEC_INFO" in *\'"interactive":true\'*) ;; *) exit 1 ;; esac\necho $$ > "$(dirname "$0")/pid"; echo waiting >&2; exec sleep 60';
	const terminal = open(['--kubeconfig', plugin(script)]);
	await terminal.waitFor('press L to log in');
	const program = terminal.pid();
	terminal.press('L');
	await terminal.waitFor('waiting');
	process.kill(program, 'SIGTERM');
	expect(await terminal.ended()).toBe(143);
	expect(terminal.isRestored()).toBe(true);
	const pid = Number(readFileSync(inFolder('pid'), 'utf8'));
	await vi.waitFor(() => expect(isRunning(pid)).toBe(false));
});

test('who has nothing that could ask reads what to renew, and ctrl-r reads it again', async () => {
	gate().accept('first');
	const file = kubeconfig({token: 'first'});
	const terminal = open(['--kubeconfig', file]);
	await terminal.waitFor('live');
	gate().accept('second');
	gate().cut();
	const told = await terminal.waitFor(/Credentials expired \d\d:\d\d: renew them, then ctrl-r/);
	expect(told).toContain('Renew the token of user ada in');
	expect(told).not.toContain('L log in');
	terminal.press('L');
	await terminal.waitFor(screen => screen.trimEnd().split('\n').at(-1)!.includes('Renew the token'));
	kubeconfig({token: 'second'});
	terminal.press(keys.ctrl('r'));
	await terminal.waitFor(screen => screen.includes('live') && !screen.includes('expired'));
});

describe('the program of a kubeconfig that nobody has allowed', () => {
	const unasked = {SLUICE_ALLOW_PLUGINS: ''};

	test.each([
		[80, 24],
		[160, 50],
	])(
		'at %i by %i is shown before it runs: Enter is no, y is yes, and it is remembered',
		async (columns, rows) => {
			const file = plugin(asking, {env: [{name: 'SHOP_KEY', value: 'hidden-value'}]});
			logIn();
			const terminal = open(['--kubeconfig', file], {env: unasked, columns, rows});
			const shown = await terminal.waitFor('A kubeconfig wants to run a program');
			for (const word of [
				'./login-tool',
				'--for',
				'"the shop"',
				'SHOP_KEY',
				'user ada',
				basename(inFolder('')),
			])
				expect(shown).toContain(word);
			expect(shown).not.toContain('hidden-value');
			await answer(terminal, keys.enter);
			await terminal.waitFor('./login-tool may not run yet: press L to look at it');
			expect(runs()).toBe(0);
			terminal.press('L');
			await answer(terminal, 'y');
			await terminal.waitFor(screen => screen.includes('live') && !screen.includes('press L'));
			const remembered = join(home().env.XDG_STATE_HOME!, 'sluice', 'plugins.jsonl');
			expect(statSync(remembered).mode & 0o777).toBe(0o600);
			expect(readFileSync(remembered, 'utf8')).not.toMatch(/hidden-value|token-of|the shop/);
			terminal.press(`:q${keys.enter}`);
			expect(await terminal.ended()).toBe(0);

			const again = open(['--kubeconfig', file], {env: unasked});
			await again.waitFor('live');
			again.close();
			const changed = plugin(asking, {env: [{name: 'SHOP_KEY', value: 'another-value'}]});
			const third = open(['--kubeconfig', changed], {env: unasked});
			await third.waitFor('A kubeconfig wants to run a program');
		},
	);

	test('that hangs once it is allowed, and then fails, is a login that L makes in place', async () => {
		const script = `case "$KUBERNETES_EXEC_INFO" in *'"interactive":true'*) ;; *) echo run >> "$(dirname "$0")/runs"; sleep 2; echo "nobody came" >&2; exit 1 ;; esac${asking}`;
		const terminal = open(['--kubeconfig', plugin(script)], {env: unasked});
		await answer(terminal, 'y');
		const told = await terminal.waitFor('press L to log in', 10_000);
		expect(told).toContain('nobody came');
		expect(told).not.toContain('in a shell, then');
		expect(runs(), 'told of its first failure').toBe(1);
		gate().accept('token-of-4711');
		terminal.press('L');
		await terminal.waitFor('Code from your phone:');
		terminal.press(`4711${keys.enter}`);
		await terminal.waitFor(screen => screen.includes('live') && !screen.includes('press L'));
	});

	test('an answer in the moment it appears, or in a burst, is none', async () => {
		const terminal = open(['--kubeconfig', plugin(asking)], {env: unasked});
		terminal.press('yyyyyyyy');
		await terminal.waitFor('A kubeconfig wants to run a program');
		terminal.press('yy');
		await terminal.waitFor('Several keys came at once');
		expect(terminal.text()).toContain('A kubeconfig wants to run a program');
		expect(runs()).toBe(0);
	});
});
