import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, describe, expect, test} from 'vitest';
import {reflexMs} from '../../source/store/run.ts';
import {type BuiltProgram, buildProgram, openTerminal, type PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {keys} from '../kit/screen.ts';
import {privateHome, sluice} from '../kit/shell.ts';

// The program as it is shipped, at a real terminal, with bytes as a slow line
// and a careless hand deliver them.

let program: BuiltProgram;
let home: ReturnType<typeof privateHome>;
const terminals: PseudoTerminal[] = [];

beforeAll(async () => {
	program = await buildProgram();
	home = privateHome();
});

afterEach(() => {
	for (const terminal of terminals.splice(0)) terminal.close();
});

afterAll(() => {
	program.remove();
	home.remove();
});

const pause = (ms: number) => new Promise(later => setTimeout(later, ms));

/** A rehearsal of a quiet day, on the deployments of the shop. */
async function open(more: {readonly answersAfterMs?: number; readonly env?: Record<string, string>} = {}) {
	const words = [
		program.path,
		'demo',
		'--scenario',
		'calm-shop',
		'--seed',
		'7',
		'-n',
		'shop',
		'--view',
		'deployments',
	];
	const terminal = openTerminal(words, {env: home.env, ...more});
	terminals.push(terminal);
	await terminal.waitFor(screen => screen.includes('checkout-challenger') && screen.includes('live'), 45_000);
	return terminal;
}

const isAsking = (screen: string) => screen.includes('nothing is written yet');

async function preview(terminal: PseudoTerminal): Promise<void> {
	terminal.press('r');
	await terminal.waitFor(isAsking);
}

/** The rows of the journal, where all that was written would stand. */
async function journal(terminal: PseudoTerminal): Promise<string> {
	terminal.press(`:journal${keys.enter}`);
	return terminal.waitFor('Journal: what was changed here');
}

describe('a preview is confirmed by a decision', () => {
	test('not by a reflex, nor by y in one read with another key, nor by enter', async () => {
		const terminal = await open();
		await preview(terminal);
		terminal.send('y');
		await terminal.waitFor('Too quick to have read the preview');
		await pause(reflexMs + 100);
		terminal.send('yy');
		await terminal.waitFor('Several keys came at once');
		expect(isAsking(terminal.text())).toBe(true);
		await pause(reflexMs + 100);
		terminal.send(keys.enter);
		await terminal.waitFor(screen => !isAsking(screen));
		expect(await journal(terminal)).not.toContain('Restart');
	});

	test('only once it has left for the terminal: on a slow line, later', async () => {
		const terminal = await open({answersAfterMs: 700});
		await preview(terminal);
		// It is on this screen, but for all the program knows it is under way.
		await pause(reflexMs + 100);
		terminal.send('y');
		await terminal.waitFor('Too quick to have read the preview');
		await pause(700 + reflexMs);
		terminal.send('y');
		await terminal.waitFor(/Doing it|Done|Written/);
	});

	test('and again once it was laid out for another size', async () => {
		const terminal = await open({answersAfterMs: 300});
		await preview(terminal);
		await pause(300 + reflexMs + 150);
		terminal.resize(100, 30);
		await pause(120);
		terminal.send('y');
		await terminal.waitFor('Too quick to have read the preview');
		expect(isAsking(terminal.text())).toBe(true);
	});
});

const shell =
	'for pod in $(kubectl get pods -o name); do\n  kubectl delete $pod --wait=false || true\ndone\nr\ny\nX\ny\nU\ny\n:restart\ny\n';

describe('text pasted into the dashboard begins nothing (lazygit: typing into the wrong window)', () => {
	test.each([
		['at once', 100_000, 0],
		['as a slow line splits it', 61, 4],
		['letter by letter', 1, 1],
	])('%s', async (_how, size, gapMs) => {
		const terminal = await open();
		const text = shell.repeat(size === 1 ? 2 : 30);
		for (let from = 0; from < text.length; from += size) {
			terminal.send(text.slice(from, from + size));
			if (gapMs > 0) await pause(gapMs);
		}
		await terminal.waitFor('Pasted text is left out here');
		// A busy machine is still reading it.
		await pause(2500);
		const screen = await journal(terminal);
		expect(screen).not.toMatch(/Restart|Scale|Drain|Delete/);
	});

	test('between brackets it is left out and said, however its marks are torn', async () => {
		const terminal = await open();
		const pasted = keys.paste(shell);
		for (const piece of [
			pasted.slice(0, 1),
			pasted.slice(1, 4),
			pasted.slice(4, 50),
			pasted.slice(50, -3),
			pasted.slice(-3),
		]) {
			terminal.send(piece);
			await pause(40);
		}
		await terminal.waitFor('Pasted text is left out here');
		expect(await journal(terminal)).not.toMatch(/Restart|Scale|Drain|Delete/);
	});
});

// Whether a piece comes in time is up to a busy machine, too.
describe('a sequence that a slow line tears apart', {retry: 3}, () => {
	test('is the key that it is', async () => {
		const terminal = await open();
		const before = terminal.picked();
		for (const piece of ['\x1b', '[', 'B']) {
			terminal.send(piece);
			await pause(10);
		}
		await terminal.waitFor(() => terminal.picked() !== before && terminal.picked() !== '');
		terminal.send('\x1b');
		await pause(10);
		terminal.send('OA');
		await terminal.waitFor(() => terminal.picked() === before);
	});

	test('is never Esc and letters: the preview stays, the number is not dropped', async () => {
		const terminal = await open();
		await preview(terminal);
		terminal.send('\x1b');
		await pause(10);
		terminal.send('[B');
		await pause(300);
		expect(isAsking(terminal.text())).toBe(true);
		terminal.send('\x1b');
		await terminal.waitFor(screen => !isAsking(screen));
	});
});

describe('keys of one’s own', () => {
	function configured(text: string): Record<string, string> {
		const own = privateHome();
		const folder = join(own.env.XDG_CONFIG_HOME!, 'sluice');
		mkdirSync(folder, {recursive: true});
		writeFileSync(join(folder, 'config.yaml'), text);
		return own.env;
	}

	test('are bound, and shown in footer, menu and help; the former ones are free', async () => {
		const env = configured('keys:\n  scale: A\n  restart: [ctrl-x, R]\n  copy: []\n');
		const terminal = await open({env});
		expect(terminal.text()).toMatch(/A scale/);
		terminal.press('s');
		await pause(400);
		expect(terminal.text()).not.toContain('Replicas of');
		terminal.press('A');
		await terminal.waitFor('Replicas of');
		terminal.press(keys.escape);
		await terminal.waitFor(screen => !screen.includes('Replicas of'));
		terminal.press('m');
		const menu = await terminal.waitFor('esc closes');
		expect(menu).toMatch(/ctrl-x +restart/);
		expect(menu).toMatch(/ A +scale/);
		terminal.press('R');
		await terminal.waitFor(isAsking);
		terminal.press(keys.escape);
		await terminal.waitFor(screen => !isAsking(screen));
		terminal.press('?');
		await terminal.waitFor(/ctrl-x R +restart/);
	});

	test.each([
		[
			'two on one key',
			'favourites: [shop]\nkeys:\n  detail: x\n  restart: i\n',
			'line 4: upgrade and restart are both on i',
		],
		['a write on a reflex', 'keys: {restart: j}\n', 'line 1: j is pressed without thinking'],
		['an unknown name', 'keys:\n  scal: A\n', 'line 2: there is no key binding scal; the nearest is scale'],
		['a key that never comes', 'keys:\n  scale: ctrl-i\n', 'line 2: scale cannot be on ctrl-i'],
		['nothing', 'keys:\n  scale: ~\n', 'line 2: scale has nothing for a key'],
		['no key at all', 'keys:\n  scale: {a: b}\n', 'line 2: scale must be a key, or a list of keys'],
		[
			'several at once: the last of them too',
			'keys:\n  scale: ~\n  scal: A\n  restart: j\n',
			'line 4: j is pressed without thinking',
		],
	])('%s is refused before the screen is taken, and by check', async (_what, text, says) => {
		const env = configured(text);
		const checked = await sluice(['check', '--kubeconfig', '/nowhere'], env);
		expect(checked.said).toContain(says);
		const terminal = openTerminal([program.path, 'demo'], {env});
		terminals.push(terminal);
		expect(await terminal.ended()).toBe(checked.code);
		expect(terminal.text().replaceAll('\n', ' ')).toContain(says.slice(0, 40));
		expect(terminal.isRestored()).toBe(true);
	});
});
