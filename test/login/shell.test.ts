import {existsSync, readdirSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, describe, expect, test} from 'vitest';
import type {PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {keys} from '../kit/screen.ts';
import {sluice} from '../kit/shell.ts';
import {answer} from './answer.ts';
import {expiringShop} from './expiring-shop.ts';

const {inFolder, gate, home, runs, ...shop} = expiringShop();
const token = 'very-secret-token-4711';

beforeEach(() => {
	gate().accept(token);
	shop.writePlugin(`here=$(dirname "$0")
echo run >> "$here/runs"
echo "$KUBERNETES_EXEC_INFO" > "$here/info"
[ ! -f "$here/broken" ] || { echo "no session; token=${token}" >&2; exit 1; }
echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1","status":{"token":"${token}"}}'`);
	write({});
});

function write(more: object): void {
	shop.kubeconfig(shop.pluginUser({args: ['it is'], ...more}));
}

const kubeconfig = () => ['--kubeconfig', inFolder('kubeconfig')];

function open(words: readonly string[], env: Record<string, string> = {}): PseudoTerminal {
	return shop.open(words, {env, columns: 120, rows: 40});
}

describe('a plug-in that nobody has allowed', () => {
	test('is refused where nobody can be asked, --yes or not, with what to do', async () => {
		for (const words of [
			['get', 'pods'],
			['scale', 'deployment/checkout-champion', '3', '--yes', '--context', 'shop-eu'],
		]) {
			const ended = await sluice([...words, ...kubeconfig()], home().env);
			expect(ended.code).toBe(3);
			expect(ended.out).toBe('');
			expect(ended.said).toContain("program   ./login-tool 'it is'");
			expect(ended.said).toContain(inFolder('kubeconfig'));
			expect(ended.said).toContain('SLUICE_ALLOW_PLUGINS=1');
		}
		expect(runs()).toBe(0);
		expect(gate().asked).toEqual([]);
	});

	test('runs where the variable says so, and nothing is remembered of it', async () => {
		const ended = await sluice(['get', 'pods', ...kubeconfig()], {...home().env, SLUICE_ALLOW_PLUGINS: '1'});
		expect([ended.code, ended.said]).toEqual([0, '']);
		expect(ended.out).toContain('checkout-champion');
		expect(JSON.parse(readFileSync(inFolder('info'), 'utf8')).spec.interactive).toBe(false);
		expect(existsSync(join(home().env.XDG_STATE_HOME!, 'sluice', 'plugins.jsonl'))).toBe(false);
	});

	test('is asked about on a terminal: Enter is no, y is remembered, other words are asked about again', async () => {
		const no = open(['get', 'pods', ...kubeconfig()]);
		await no.waitFor('Allow it, now and later? [y/N]');
		no.press(keys.enter);
		expect(await no.ended()).toBe(3);
		expect(no.text()).toContain('It was not run');
		expect(runs()).toBe(0);

		const yes = open(['get', 'pods', ...kubeconfig()]);
		await yes.waitFor('Allow it, now and later? [y/N]');
		yes.press(`y${keys.enter}`);
		expect(await yes.ended()).toBe(0);
		expect(yes.text()).toContain('checkout-champion');
		// On a terminal it may ask, as with kubectl.
		expect(JSON.parse(readFileSync(inFolder('info'), 'utf8')).spec.interactive).toBe(true);

		const again = await sluice(['get', 'pods', ...kubeconfig()], home().env);
		expect([again.code, again.said]).toEqual([0, '']);
		write({args: ['it', 'is']});
		expect((await sluice(['get', 'pods', ...kubeconfig()], home().env)).code).toBe(3);
	});
});

test('no secret is written or shown: not in the log, the journal, a crash or the screen', async () => {
	const crash = inFolder('crash.mjs');
	writeFileSync(crash, "process.on('SIGUSR2', () => { throw new Error('a fault on purpose'); });");
	const log = inFolder('sluice.log');
	const env = {SLUICE_ALLOW_PLUGINS: '', NODE_OPTIONS: `--import ${crash}`};
	write({env: [{name: 'SHOP_PASSWORD', value: 'env-secret-0815'}]});
	const terminal = open([...kubeconfig(), '--log', log], env);
	let seen = '';
	terminal.emulator.on('parsed', () => {
		seen += terminal.text();
	});
	await answer(terminal, 'y');
	await terminal.waitFor('live');
	terminal.press(`:deployments${keys.enter}`);
	await terminal.pick('checkout-champion');
	await terminal.pressFor('s', 'Replicas of');
	terminal.press('7');
	await terminal.waitFor(': 7');
	terminal.press(keys.enter);
	await terminal.waitFor('the server would accept');
	await terminal.confirm();
	await terminal.waitFor('Settled in', 30_000);
	terminal.press(keys.escape);
	writeFileSync(inFolder('broken'), '');
	gate().accept();
	gate().cut();
	await terminal.waitFor('no session');
	terminal.press('L');
	await terminal.waitFor('Enter comes back');
	terminal.press(keys.enter);
	await terminal.waitFor('press L');
	terminal.signal('SIGUSR2');
	expect(await terminal.ended()).toBe(1);
	expect(terminal.text()).toContain('a fault on purpose');
	seen += terminal.text();

	const state = join(home().env.XDG_STATE_HOME!, 'sluice');
	const files = [log, ...readdirSync(state).map(name => join(state, name))];
	expect(files.map(file => file.split('/').at(-1)).sort()).toEqual([
		'journal.jsonl',
		'plugins.jsonl',
		'sluice.log',
	]);
	for (const file of files) {
		expect(statSync(file).mode & 0o777, file).toBe(0o600);
		expect(readFileSync(file, 'utf8').length, file).toBeGreaterThan(0);
		expect(readFileSync(file, 'utf8'), file).not.toMatch(/very-secret|env-secret|Bearer|Authorization/i);
	}
	// What the plug-in itself writes at the terminal is its own affair.
	const ours = seen.replaceAll(/^no session; token=.*$/gm, '');
	expect(ours).not.toMatch(/very-secret|env-secret|Bearer/i);
	expect(ours).toContain('token=[concealed]');
});
