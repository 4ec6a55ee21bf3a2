// Commands in pods of a real API server, over real WebSockets: its simulated
// containers run them on this machine. They tell no exit code but 0, and hear no end of
// what is piped in, of kubectl neither: both are tested in test/cluster-folder/exec.test.ts.
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {beforeEach, describe, expect, inject, test, vi} from 'vitest';
import {type LineTerminal, openLineTerminal} from '../kit/line-terminal.ts';
import {openTerminal, type PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {openRelay} from '../kit/relay.ts';
import {keys} from '../kit/screen.ts';
import {sluice, sluiceWords} from '../kit/shell.ts';
import {terminalGround} from './grounds.ts';

const {admin, viewer} = inject('kubeconfigs');
const {api, program, ground, home, terminals} = terminalGround<PseudoTerminal | LineTerminal>('exec');

const env = (kubeconfig = admin) => ({...home().env, KUBECONFIG: kubeconfig});

/** Two containers, so that one has to be chosen. */
async function startPod(name: string): Promise<void> {
	const pods = `/api/v1/namespaces/${ground().namespace}/pods`;
	const containers = ['app', 'beside'].map(each => ({name: each, image: 'registry.example.com/shop:1'}));
	await api.create(pods, {metadata: {name}, spec: {containers}});
	const phase = async () => (await api.get(`${pods}/${name}`)).body.status?.phase;
	await vi.waitFor(async () => expect(await phase()).toBe('Running'), 60_000);
}

function run(...words: readonly string[]) {
	const {namespace} = ground();
	return sluice(['exec', 'lonely', '-n', namespace, '--yes', ...words], env(), 60_000);
}

const journal = () => readFileSync(join(home().env.XDG_STATE_HOME!, 'sluice', 'journal.jsonl'), 'utf8');

beforeEach(() => startPod('lonely'));

describe('in a shell', () => {
	test('output and errors are those of the command, and the journal keeps no word of it', async () => {
		const ended = await run('--', 'sh', '-c', 'echo seen; echo wrong >&2');
		expect(ended).toMatchObject({code: 0, out: 'seen\n'});
		expect(ended.said).toContain('wrong\n');
		const failed = await run('--', 'sh', '-c', 'echo secret; exit 7');
		expect(failed).toMatchObject({code: 1, out: 'secret\n'});
		expect(failed.said).toContain('The command in container app of Pod');
		const lines = journal();
		expect(lines).toContain('"action":"exec"');
		expect(lines).toContain('Run sh in container app');
		expect(lines).toContain('It ended with exit code 0.');
		expect(lines).not.toMatch(/echo|wrong|secret/);
		expect(await run('-c', 'beside', '--', 'true')).toMatchObject({code: 0, out: ''});
	});

	test('much output arrives whole', async () => {
		const {code, out} = await run('--', 'sh', '-c', 'head -c 5000000 /dev/zero | tr "\\0" x');
		expect([code, out.length]).toEqual([0, 5_000_000]);
	});

	test('a program and a container that are not there are said to be missing', async () => {
		const missing = await run('--', 'no-such-program');
		expect(missing.code).not.toBe(0);
		expect(missing.said).toContain('There is no program no-such-program in container app of Pod');
		const container = await run('-c', 'other', '--', 'true');
		expect(container).toMatchObject({code: 1});
		expect(container.said).toContain('has no container other.\nIt has app, beside.');
	});

	test.runIf(viewer)('who may not open one is told so before anything is asked of the pod', async () => {
		const words = ['exec', 'lonely', '-n', ground().namespace, '--yes', '--', 'true'];
		const ended = await sluice(words, env(viewer), 60_000);
		expect(ended).toMatchObject({code: 3, out: ''});
		expect(ended.said).toContain('You may not create pods/exec');
	});

	test('a terminal is passed on with its size, and comes back', async () => {
		const words = ['exec', 'lonely', '-n', ground().namespace];
		const terminal = openLineTerminal(sluiceWords(words), {env: env()});
		terminals.push(terminal);
		await terminal.waitFor('Do it? [y/N]');
		await new Promise(resolve => setTimeout(resolve, 300));
		terminal.type('y');
		await new Promise(resolve => setTimeout(resolve, 1500));
		terminal.type('stty size; echo got-$((40+2))');
		await terminal.waitFor('50 500');
		await terminal.waitFor('got-42');
		terminal.type('exit 0');
		expect(await terminal.ended).toBe(0);
	});
});

describe('in the dashboard', () => {
	async function openShell(kubeconfig = admin): Promise<PseudoTerminal> {
		const words = [program().path, '-n', ground().namespace, '--view', 'pods'];
		const terminal = openTerminal(words, {env: env(kubeconfig)});
		terminals.push(terminal);
		await terminal.waitFor('live');
		await terminal.pick('lonely');
		terminal.press('s');
		await terminal.waitFor('Open a shell in container app of Pod');
		await terminal.confirm();
		await terminal.waitFor(screen => !screen.includes('pods') && /[#$] ?$/.test(screen.trimEnd()));
		return terminal;
	}

	test('a shell has the whole screen with its size, ctrl-c is for it, and the dashboard comes back', async () => {
		const terminal = await openShell();
		terminal.send('stty size\r');
		await terminal.waitFor('24 80');
		terminal.resize(100, 30);
		await expect
			.poll(
				async () => {
					terminal.send('stty size\r');
					await new Promise(resolve => setTimeout(resolve, 300));
					return terminal.text();
				},
				{timeout: 20_000},
			)
			.toContain('30 100');
		// The simulated terminal sends no signals by itself: the byte tells.
		terminal.send('stty -isig -icanon; echo now; head -c 1 | od -An -tx1; stty isig icanon\r');
		await terminal.waitFor(/^now$/m);
		terminal.send('\x03');
		await terminal.waitFor('^C 03');
		terminal.send('echo back-$((40+2))\r');
		await terminal.waitFor('back-42');
		terminal.send('exit 0\r');
		await terminal.waitFor('It ended with exit code 0.');
		await terminal.waitFor('lonely');
		expect(journal()).not.toMatch(/sleep|back-|stty|head/);
		terminal.press(`:q${keys.enter}`);
		expect(await terminal.ended()).toBe(0);
		expect(terminal.isRestored()).toBe(true);
	});

	test('a line that breaks is told of, and the dashboard comes back as it was', async () => {
		const path = join(home().env.HOME!, 'relayed');
		const relay = await openRelay(readFileSync(admin, 'utf8'), path);
		const terminal = await openShell(path);
		terminal.send('printf "\\033[?1049h\\033[?25l"; sleep 1000\r');
		await new Promise(resolve => setTimeout(resolve, 500));
		relay.cut();
		await terminal.waitFor('broke before the command said how it ended');
		await relay.mend();
		terminal.send('\r');
		await terminal.waitFor('What ran there may go on');
		terminal.press(keys.escape);
		await terminal.waitFor('live', 30_000);
		terminal.press(`:q${keys.enter}`);
		expect(await terminal.ended()).toBe(0);
		expect(terminal.isRestored()).toBe(true);
		relay.close();
	});
});
