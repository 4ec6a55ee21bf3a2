import {execFileSync} from 'node:child_process';
import {readlinkSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {type IPty, spawn} from '@lydell/node-pty';
import xterm from '@xterm/headless';
import {afterEach, describe, expect, test} from 'vitest';

const program = fileURLToPath(new URL('programs/runs-ink.ts', import.meta.url));
const terminals: IPty[] = [];

afterEach(() => {
	for (const terminal of terminals.splice(0)) terminal.kill('SIGKILL');
});

/** The program in a shell that outlives it, on an emulated terminal that answers as a real one does. */
function start() {
	const script = '"$0" "$1"; echo "[code $?]"; exec sleep 30';
	const pty = spawn('/bin/bash', ['-c', script, process.execPath, program], {
		cols: 80,
		rows: 24,
		env: {...process.env, NODE_OPTIONS: '', NODE_ENV: 'production'},
	});
	terminals.push(pty);
	const emulator = new xterm.Terminal({cols: 80, rows: 24, allowProposedApi: true});
	let output = '';
	pty.onData(text => {
		output += text;
		emulator.write(text);
	});
	emulator.onData(answer => pty.write(answer));
	const screen = () =>
		Array.from({length: emulator.rows}, (_, r) =>
			emulator.buffer.active.getLine(r)?.translateToString(true),
		).join('\n');
	const shows = (wanted: RegExp) => expect.poll(screen, {timeout: 8000}).toMatch(wanted);
	const stty = () =>
		execFileSync('stty', ['-a', '-F', readlinkSync(`/proc/${pty.pid}/fd/0`)], {encoding: 'utf8'});
	const pid = () => Number(/pid (\d+)/.exec(screen())?.[1]);
	return {pty, emulator, shows, stty, pid, output: () => output};
}

describe.skipIf(process.platform !== 'linux')('ink on a terminal taken over', () => {
	test('is drawn, reads keys, follows a resize, and leaves everything as it was', async () => {
		const {pty, emulator, shows, stty, output} = start();
		await shows(/size 80x24, pressed ,/);
		expect(emulator.buffer.active.type).toBe('alternate');
		pty.write('ab');
		await shows(/pressed ab,/);
		pty.write('\r');
		await shows(/pressed ab<enter>,/);
		emulator.resize(100, 30);
		pty.resize(100, 30);
		await shows(/size 100x30, pressed ab<enter>,/);
		pty.write('q');
		await shows(/\[code 0\]/);
		expect(emulator.buffer.active.type).toBe('normal');
		expect(stty()).toMatch(/\sicanon\s/);
		expect(output().split('\x1b[?1049l').length - 1).toBe(1);
		expect(output().slice(output().lastIndexOf('\x1b[?1049l'))).toContain('[left]');
	});

	test('a fault while drawing restores the terminal first, then says what broke', async () => {
		const {pty, emulator, shows, stty, output} = start();
		await shows(/pressed ,/);
		pty.write('x');
		await shows(/\[code 1\]/);
		expect(emulator.buffer.active.type).toBe('normal');
		expect(stty()).toMatch(/\sicanon\s/);
		expect(output().slice(output().lastIndexOf('\x1b[?1049l'))).toContain('broken on purpose');
	});

	test('suspended by a key, it comes back as it was', async () => {
		const {pty, emulator, shows, stty, pid} = start();
		await shows(/pressed ,/);
		pty.write('ab');
		await shows(/pressed ab,/);
		const program = pid();
		pty.write('s');
		await expect.poll(() => emulator.buffer.active.type, {timeout: 8000}).toBe('normal');
		await expect.poll(stty).toMatch(/\sicanon\s/);
		process.kill(program, 'SIGCONT');
		await shows(/pressed ab,/);
		expect(emulator.buffer.active.type).toBe('alternate');
		pty.write('c');
		await shows(/pressed abc,/);
		expect(stty()).toMatch(/\s-icanon\s/);
	});

	test('lent to another program, which finds a cooked terminal and gets what is typed', async () => {
		const {pty, shows, output} = start();
		await shows(/pressed ,/);
		pty.write('l');
		await shows(/\[lent/);
		expect(/\[lent [^\]]*\]/.exec(output())?.[0]).toMatch(/\sicanon\s/);
		pty.write('for the other\r');
		await expect.poll(output, {timeout: 8000}).toContain('[read for the other]');
		await shows(/size 80x24, pressed ,/);
		pty.write('a');
		await shows(/pressed a,/);
	});
});
