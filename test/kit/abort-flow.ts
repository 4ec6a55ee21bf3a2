import {setTimeout as sleep} from 'node:timers/promises';
import {isDeepStrictEqual} from 'node:util';
import {restMs} from '../../source/store/watch-rows.ts';
import type {FaultProxy} from '../faults/fault-proxy.ts';
import type {PseudoTerminal} from './pseudo-terminal.ts';
import {keys} from './screen.ts';

// The steps of the proven abort as a person takes them at a terminal, for every
// cluster and every way out that it is tried on.

/** The text of the dialog on screen, its lines joined as if they had not been folded; empty where none is open. */
export function dialogOn(screen: string): string {
	const lines = screen.split('\n');
	const top = lines.findLastIndex(line => line.includes('╭─ ') && line.includes('╮'));
	if (top < 0) return '';
	const [from, to] = [lines[top]!.indexOf('╭'), lines[top]!.indexOf('╮')];
	const below = lines.slice(top + 1);
	const bottom = below.findIndex(line => line[from] === '╰');
	return [lines[top]!, ...below.slice(0, bottom)]
		.map(line => line.slice(from + 1, to).trim())
		.join(' ')
		.replaceAll(/ +/g, ' ');
}

/** Resolves with the text of the dialog once it is as wanted. */
export async function dialogSays(
	terminal: PseudoTerminal,
	wanted: RegExp,
	withinMs?: number,
): Promise<string> {
	return dialogOn(await terminal.waitFor(screen => wanted.test(dialogOn(screen)), withinMs));
}

/** The first line of the first screen's troubles, and what is folded beneath it. */
function worstOn(screen: string): string {
	const lines = screen.split('\n');
	const first = lines.findIndex(line => line.includes('─ Troubles ─')) + 1;
	const folded = lines.slice(first).findIndex((line, index) => index > 0 && !/^. {2}\S/.test(line));
	return lines
		.slice(first, first + folded)
		.map(line => line.slice(2).trim())
		.join(' ');
}

/** The first screen names this first; `row`, which may be the line that names it, leads to the screen with the split. */
export async function openNamed(
	terminal: PseudoTerminal,
	{trouble, row, shows = 'asked'}: {trouble: RegExp; row: string; shows?: string},
	withinMs = 90_000,
): Promise<void> {
	await terminal.waitFor(screen => trouble.test(worstOn(screen)), withinMs);
	await openRow(terminal, row, shows);
}

/** Opens what a row of the first screen leads to, once the row has stood under the cursor for long enough to be meant. */
export async function openRow(terminal: PseudoTerminal, row: string, shows = 'asked'): Promise<void> {
	await terminal.pick(row);
	// A line that came under the cursor by itself is read first: until then enter means the row before it, by a clock of seconds.
	await sleep(restMs + 1000);
	await terminal.pick(row);
	await terminal.pressFor(keys.enter, shows);
}

/** What is on screen gets old, and says so: watches end, and none begins until the proxy lets them. */
export async function outdate(terminal: PseudoTerminal, proxy: FaultProxy): Promise<void> {
	proxy.schedule(({kind}) => (kind === 'watch' ? {does: 'refuse', status: 503} : {does: 'pass'}));
	proxy.endWatches();
	await terminal.waitFor(screen => !screen.split('\n')[0]!.includes('live'), 30_000);
}

/** Two keys, and somebody's work between them; resolves to the milliseconds from the first until it is so in the cluster. */
export async function takeOut(
	terminal: PseudoTerminal,
	{says, reaching, drained}: {says: string; reaching(): Promise<unknown>; drained: unknown},
	meanwhile?: () => Promise<void>,
): Promise<number> {
	const began = performance.now();
	await terminal.pressFor('X', 'nothing is written yet');
	await terminal.waitFor(says);
	await meanwhile?.();
	await terminal.confirm();
	await untilSo(terminal, reaching, drained);
	return performance.now() - began;
}

/** Resolves once the cluster is as wanted; where it does not get so, what the screen says belongs to why. */
export async function untilSo(
	terminal: PseudoTerminal,
	look: () => Promise<unknown>,
	wanted: unknown,
	withinMs = 60_000,
): Promise<void> {
	let is: unknown;
	for (const until = performance.now() + withinMs; performance.now() < until; ) {
		is = await look();
		if (isDeepStrictEqual(is, wanted)) return;
		await sleep(50);
	}
	const [wantedText, text] = [JSON.stringify(wanted), JSON.stringify(is)];
	throw new Error(`Not ${wantedText} within ${withinMs} ms, but ${text}:\n${terminal.text()}`);
}

/** Leaves the dialog and types a command, each key of its own in a read of its own. */
export async function command(terminal: PseudoTerminal, word: string, wanted: string): Promise<void> {
	if (dialogOn(terminal.text()) !== '') terminal.press(keys.escape);
	await terminal.waitFor(screen => !screen.includes('esc close'));
	terminal.press(':');
	const lastOf = (screen: string) => screen.trimEnd().split('\n').at(-1)!;
	await terminal.waitFor(screen => lastOf(screen).startsWith(' :'));
	terminal.press(word);
	await terminal.waitFor(screen => lastOf(screen).includes(`:${word}`));
	await terminal.pressFor(keys.enter, wanted);
}

/** The last text that the program has put on the clipboard. */
export function copied({emulator}: PseudoTerminal): string {
	const [, encoded = ''] = [...emulator.written.join('').matchAll(/\x1b\]52;c;([^\x07]*)\x07/g)].at(-1) ?? [];
	return Buffer.from(encoded, 'base64').toString();
}

/** One line for each way out, with what it took from the first of the two keys. */
export function sayTimes(what: string, times: Readonly<Record<string, number>>): void {
	const said = Object.entries(times).map(([step, ms]) => `${step} after ${Math.round(ms)} ms`);
	process.stderr.write(`Proven abort, ${what}: ${said.join(', ')}\n`);
}
