import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {type BuiltProgram, buildProgram, openTerminal, type PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {keys} from '../kit/screen.ts';
import {privateHome} from '../kit/shell.ts';

// Terminals that change their size: hundreds of times, to any size, in the middle of anything.

const home = privateHome();
let program: BuiltProgram;
let demo: Demo;
let terminal: PseudoTerminal;

beforeAll(async () => {
	[program, demo] = await Promise.all([buildProgram(), startDemo({scenario: 'calm-shop', isPaused: true})]);
});

afterEach(() => terminal.close());

afterAll(async () => {
	await demo.stop();
	program.remove();
	home.remove();
});

async function open(): Promise<void> {
	terminal = openTerminal([program.path, '-A'], {env: {...home.env, KUBECONFIG: demo.kubeconfig}});
	await terminal.waitFor('live', 40_000);
	terminal.press(`:deployments${keys.enter}`);
	await terminal.waitFor(screen => screen.split('\n')[1]!.startsWith(' Deployments'));
}

/** Without what time alone changes. */
const still = (screen: string) => screen.replaceAll(/ +\d+[smhd]\S*/g, '');

const absurd = [
	[1, 1],
	[500, 200],
	[80, 1],
	[1, 200],
	[0, 0],
	[12, 3],
	[40, 12],
	[59, 15],
	[500, 5],
	[160, 50],
] as const;

test('hundreds of sizes within a second end in the right picture of the last one, for few bytes', async () => {
	await open();
	const before = still(terminal.text());
	const sentBefore = terminal.sent();
	const began = Date.now();
	for (let round = 0; round < 300; round++) {
		const [columns, rows] = absurd[round % absurd.length]!;
		// Asking for 0 takes a process of its own each time.
		if (columns > 0 || round < 20) terminal.tellSize(columns, rows);
		await new Promise(setImmediate);
	}
	const stormMs = Date.now() - began;
	terminal.tellSize(80, 24);
	await terminal.waitFor(screen => still(screen) === before);
	// Ten whole pictures a second at the very most, of what has some thousand cells that are not blank.
	expect(terminal.sent() - sentBefore).toBeLessThan((stormMs / 1000 + 2) * 10 * 20_000);
	terminal.press('j');
	await terminal.waitFor(screen => still(screen) !== before);
	terminal.press(`:q${keys.enter}`);
	expect(await terminal.ended()).toBe(0);
});

test.each(absurd)('at %ix%i it goes on, and is right again at 80x24', async (columns, rows) => {
	await open();
	const before = still(terminal.text());
	terminal.tellSize(columns, rows);
	await new Promise(drawn => setTimeout(drawn, 300));
	expect(() => process.kill(terminal.pid(), 0)).not.toThrow();
	terminal.tellSize(80, 24);
	await terminal.waitFor(screen => still(screen) === before);
});

test('a terminal that does not know its size is drawn at 80x24', async () => {
	await open();
	const before = still(terminal.text());
	terminal.tellSize(0, 0);
	await new Promise(drawn => setTimeout(drawn, 500));
	terminal.press('j');
	await terminal.waitFor(screen => still(screen) !== before);
	expect(terminal.text().split('\n')[23]).toContain('? help');
});

test('too small a terminal says so and takes no key but the one that leaves', async () => {
	await open();
	await terminal.pick('checkout');
	terminal.press('s');
	await terminal.waitFor('Replicas of');
	terminal.press('9');
	await terminal.waitFor(': 9');
	terminal.press(keys.enter);
	await terminal.waitFor('the server would accept');
	await new Promise(read => setTimeout(read, 500));
	terminal.resize(39, 11);
	await terminal.waitFor('too small');
	terminal.press('y');
	await new Promise(drawn => setTimeout(drawn, 500));
	terminal.resize(80, 24);
	await terminal.waitFor('nothing is written yet');
	// What came in one read with the size may have been meant for the other screen.
	await terminal.confirm();
	await terminal.waitFor(/Doing it|Done|written|Not settled/);
});
