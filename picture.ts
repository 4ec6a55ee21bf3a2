import {mkdirSync, writeFileSync} from 'node:fs';
import {setTimeout as pause} from 'node:timers/promises';
import {objectiveStories} from './test/kit/objective-stories.ts';
import {buildProgram, openTerminal, type PseudoTerminal} from './test/kit/pseudo-terminal.ts';
import {privateHome} from './test/kit/shell.ts';
import {toSvg} from './test/kit/svg.ts';

/**
 * The README's pictures: the program itself on its demo cluster, driven by keys,
 * as a terminal shows it. From the trouble on the first screen to the proof that
 * it is over, and what becomes of each objective.
 *
 *   node picture.ts [abort|objectives]    both where neither is named
 */
const stories = {abort: pictureAbort, objectives: pictureObjectives};
const home = privateHome();
const program = await buildProgram();
const folder = new URL('pictures/', import.meta.url);

try {
	for (const [name, story] of Object.entries(stories))
		if ([undefined, name].includes(process.argv[2])) await story();
} finally {
	program.remove();
	home.remove();
}

async function onDemo(
	words: readonly string[],
	size: {readonly columns: number; readonly rows: number},
	tell: (terminal: PseudoTerminal) => Promise<void>,
): Promise<void> {
	const command = [program.path, 'demo', '--seed', '7', '--speed', '3', ...words];
	const terminal = openTerminal(command, {env: home.env, ...size});
	try {
		await terminal.waitFor('live', 30_000);
		terminal.press(':guide off\r');
		await tell(terminal);
	} finally {
		terminal.close();
	}
}

function take({emulator}: PseudoTerminal, name: string, title: string): void {
	mkdirSync(folder, {recursive: true});
	writeFileSync(new URL(`${name}.svg`, folder), toSvg(emulator, title));
}

/** Waits until the screen has stood as it is for a moment. */
async function settle(): Promise<void> {
	await pause(1500);
}

function pictureAbort(): Promise<void> {
	return onDemo([], {columns: 100, rows: 28}, async terminal => {
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
		take(terminal, '1-trouble', 'The first screen names the trouble');
		await terminal.pick('HTTPRoute checkout');
		terminal.press('\r');
		await terminal.waitFor('asked');
		await settle();
		take(terminal, '2-split', 'Asked, set and seen, errors and latency of both versions');
		terminal.press('X');
		await terminal.waitFor('All traffic goes to');
		await settle();
		take(terminal, '3-drain', 'What a drain would do, before anything is written');
		await terminal.confirm();
		await terminal.waitFor('Nothing reaches checkout-challenger', 90_000);
		await settle();
		take(terminal, '4-proof', 'The proof that nothing reaches the challenger any more');
	});
}

/** Each objective as its preview says it, and as it stands once it has settled. */
function pictureObjectives(): Promise<void> {
	return onDemo(['--scenario', 'calm-shop'], {columns: 120, rows: 32}, async terminal => {
		terminal.press(':ns default\r');
		await terminal.waitFor('/ default');
		for (const {objective, line, planned, word, told} of objectiveStories) {
			terminal.press(':');
			await terminal.waitFor(screen => screen.trimEnd().split('\n').at(-1)!.startsWith(' :'));
			terminal.press(line);
			await terminal.waitFor(line.slice(-20));
			terminal.press('\r');
			await terminal.waitFor(planned);
			await settle();
			take(terminal, `do-${objective}-preview`, `:${line}`);
			await (word === undefined ? terminal.confirm() : terminal.confirmWith(word));
			await terminal.waitFor('Settled', 60_000);
			await terminal.waitFor(told);
			await settle();
			take(terminal, `do-${objective}`, `:${line}`);
			terminal.press('\x1b');
			await terminal.waitFor(screen => !screen.includes('Settled'));
		}
		terminal.press(':objectives\r');
		await terminal.waitFor('say what you want');
		await settle();
		take(terminal, 'objectives', 'What can be said, and what came of it');
	});
}
