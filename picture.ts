import {mkdirSync, writeFileSync} from 'node:fs';
import {setTimeout as pause} from 'node:timers/promises';
import {buildProgram, openTerminal} from './test/kit/pseudo-terminal.ts';
import {privateHome} from './test/kit/shell.ts';
import {toSvg} from './test/kit/svg.ts';

/**
 * The README's pictures: the program itself on its demo cluster, driven by keys,
 * as a terminal shows it, from the trouble on the first screen to the proof that
 * it is over.
 */
const home = privateHome();
const program = await buildProgram();
const words = [program.path, 'demo', '--seed', '7', '--speed', '3'];
const terminal = openTerminal(words, {env: home.env, columns: 100, rows: 28});
const folder = new URL('pictures/', import.meta.url);

function take(name: string, title: string): void {
	mkdirSync(folder, {recursive: true});
	writeFileSync(new URL(`${name}.svg`, folder), toSvg(terminal.emulator, title));
}

/** Waits until the screen has stood as it is for a moment. */
async function settle(): Promise<void> {
	await pause(1500);
}

try {
	await terminal.waitFor('live');
	terminal.press(':guide off\r');
	await terminal.pick('HTTPRoute checkout');
	terminal.press('\r');
	await terminal.waitFor('Share of traffic');
	terminal.press('=');
	await terminal.waitFor('Percent');
	terminal.press('40');
	terminal.press('\r');
	await terminal.waitFor('draft');
	terminal.press('\r');
	await terminal.confirm();
	await terminal.waitFor('Settled');
	terminal.press('\x1b');
	await terminal.waitFor(screen => !screen.includes('Settled'));
	await terminal.waitFor(/errors .*checkout-challenger \d/, 60_000);
	await pause(10_000);
	terminal.press(':now\r');
	await terminal.waitFor('Troubles');
	await settle();
	take('1-trouble', 'The first screen names the trouble');
	await terminal.pick('HTTPRoute checkout');
	terminal.press('\r');
	await terminal.waitFor('asked');
	await settle();
	take('2-split', 'Asked, set and seen, errors and latency of both versions');
	terminal.press('X');
	await terminal.waitFor('All traffic goes to');
	await settle();
	take('3-drain', 'What a drain would do, before anything is written');
	await terminal.confirm();
	await terminal.waitFor('Nothing reaches checkout-challenger', 90_000);
	await settle();
	take('4-proof', 'The proof that nothing reaches the challenger any more');
} finally {
	terminal.close();
	program.remove();
	home.remove();
}
