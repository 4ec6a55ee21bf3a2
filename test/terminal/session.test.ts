import {execFileSync} from 'node:child_process';
import {readlinkSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {type IPty, spawn} from '@lydell/node-pty';
import {afterEach, describe, expect, test} from 'vitest';

const program = fileURLToPath(new URL('programs/takes-terminal.ts', import.meta.url));
const enter = '\x1b[?1049h\x1b[?25l\x1b[?2004h';

type Run = {
	output(): string;
	/** Resolves once the text was printed so many times. */
	saw(text: string, times?: number): Promise<void>;
	/** Sends a signal to the program, not to the shell around it. */
	kill(signal: NodeJS.Signals): void;
	/** Asks or tells the terminal itself, as `stty` does. */
	stty(...words: readonly string[]): string;
};

const terminals: IPty[] = [];

afterEach(() => {
	for (const terminal of terminals.splice(0)) terminal.kill('SIGKILL');
});

/** The program runs inside a shell that outlives it, so that the terminal it leaves behind can be looked at. */
async function run(way: string): Promise<Run> {
	const script = '"$0" "$1" "$2"; echo "[code $?]"; exec sleep 20';
	const args = ['-c', script, process.execPath, program, way];
	const terminal = spawn('/bin/bash', args, {cols: 80, rows: 24, env: {...process.env, NODE_OPTIONS: ''}});
	terminals.push(terminal);
	let output = '';
	const watchers = new Set<() => void>();
	terminal.onData(text => {
		output += text;
		for (const watcher of watchers) watcher();
	});
	const saw = (text: string, times = 1): Promise<void> =>
		new Promise((resolve, reject) => {
			const deadline = setTimeout(() => reject(new Error(`No ${text} in ${JSON.stringify(output)}`)), 20_000);
			const look = (): void => {
				if (output.split(text).length - 1 < times) return;
				clearTimeout(deadline);
				watchers.delete(look);
				resolve();
			};
			watchers.add(look);
			look();
		});
	return {
		output: () => output,
		saw,
		kill(signal) {
			const pid = Number(/\[ready (\d+)\]/.exec(output)?.[1]);
			process.kill(pid, signal);
		},
		stty(...words) {
			const device = readlinkSync(`/proc/${terminal.pid}/fd/0`);
			return execFileSync('stty', ['-F', device, ...words], {encoding: 'utf8'});
		},
	};
}

/** Everything the session switched on is switched off again, once and in its own order, and the line is cooked. */
function expectRestored({output, stty}: Run, times = 1): void {
	for (const off of ['\x1b[?2004l', '\x1b[?25h', '\x1b[?1049l']) {
		expect(output().split(off).length - 1, `times ${JSON.stringify(off)} was sent`).toBe(times);
	}
	expect(output().lastIndexOf(enter)).toBeLessThan(output().lastIndexOf('\x1b[?1049l'));
	expect(stty('-a')).toMatch(/\sicanon\s/);
	expect(stty('-a')).toMatch(/\secho\s/);
	expect(stty('-a')).toMatch(/\sisig\s/);
}

describe.skipIf(process.platform !== 'linux')('the terminal is put back', () => {
	test('first it is taken: alternate screen, no cursor, pastes marked, raw', async () => {
		const taken = await run('stay');
		await taken.saw('[ready');
		expect(taken.output()).toContain(enter);
		expect(taken.stty('-a')).toMatch(/\s-icanon\s/);
		expect(taken.stty('-a')).toMatch(/\s-echo\s/);
		expect(taken.stty('-a')).toMatch(/\s-isig\s/);
	});

	test.each([
		['SIGINT', 130],
		['SIGTERM', 143],
		['SIGHUP', 129],
		['SIGQUIT', 131],
	] as const)('on %s, with exit code %i', async (signal, code) => {
		const killed = await run('stay');
		await killed.saw('[ready');
		killed.kill(signal);
		await killed.saw(`[code ${code}]`);
		expectRestored(killed);
	});

	test('when it ends by itself, once though asked twice, and leaves no listeners behind', async () => {
		const ended = await run('end');
		await ended.saw('[code 0]');
		expectRestored(ended);
		expect(ended.output()).toContain('[listeners 0]');
	});

	test('on process.exit, whose code is kept', async () => {
		const exited = await run('exit');
		await exited.saw('[code 3]');
		expectRestored(exited);
	});

	test.each([
		['throw', 'a fault on purpose'],
		['reject', 'a promise on purpose'],
	])('on a fault nobody caught (%s), which is printed after it', async (way, says) => {
		const broken = await run(way);
		await broken.saw('[code 1]');
		expectRestored(broken);
		const [, after = ''] = broken.output().split('\x1b[?1049l');
		expect(after).toContain('sluice hit a fault of its own');
		expect(after).toContain(says);
	});

	test('what was printed meanwhile comes after it', async () => {
		const printed = await run('print');
		await printed.saw('[code 0]');
		expectRestored(printed);
		const [before = '', after = ''] = printed.output().split('\x1b[?1049l');
		expect(before).not.toContain('while the screen was ours');
		expect(after).toContain('said while the screen was ours');
		expect(after).toContain('Warning: warned while the screen was ours');
	});
});

describe.skipIf(process.platform !== 'linux')('stopped and continued', () => {
	test.each(['suspend', 'SIGTSTP'] as const)(
		'by %s: restored while stopped, taken again after',
		async way => {
			const stopped = await run(way === 'suspend' ? 'suspend' : 'stay');
			await stopped.saw('[ready');
			if (way === 'SIGTSTP') stopped.kill('SIGTSTP');
			await stopped.saw('\x1b[?1049l');
			await expect.poll(() => stopped.stty('-a')).toMatch(/\sicanon\s/);
			expectRestored(stopped);
			stopped.kill('SIGCONT');
			await stopped.saw('[painted]', 2);
			expect(stopped.output().split(enter).length - 1).toBe(2);
			expect(stopped.stty('-a')).toMatch(/\s-icanon\s/);
			stopped.kill('SIGTERM');
			await stopped.saw('[code 143]');
			expectRestored(stopped, 2);
		},
	);

	test('by SIGSTOP, of which nothing is heard: what somebody else made of the terminal is undone', async () => {
		const stopped = await run('stay');
		await stopped.saw('[ready');
		stopped.kill('SIGSTOP');
		stopped.stty('sane');
		expect(stopped.stty('-a')).toMatch(/\sicanon\s/);
		stopped.kill('SIGCONT');
		await stopped.saw('[painted]', 2);
		expect(stopped.stty('-a')).toMatch(/\s-icanon\s/);
	});
});
