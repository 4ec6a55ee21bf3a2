import {fileURLToPath} from 'node:url';
import {type IPty, spawn} from '@lydell/node-pty';
import xterm from '@xterm/headless';
import {afterEach, describe, expect, test} from 'vitest';

const program = fileURLToPath(new URL('programs/draws-frames.ts', import.meta.url));
const terminals: IPty[] = [];

afterEach(() => {
	for (const terminal of terminals.splice(0)) terminal.kill('SIGKILL');
});

function draw() {
	const pty = spawn(process.execPath, [program], {
		cols: 80,
		rows: 24,
		env: {...process.env, NODE_OPTIONS: ''},
	});
	terminals.push(pty);
	const emulator = new xterm.Terminal({cols: 80, rows: 24, allowProposedApi: true});
	const seen = {bytes: 0, output: ''};
	pty.onData(text => {
		seen.bytes += text.length;
		seen.output = (seen.output + text).slice(-20_000);
	});
	const firstRow = () => emulator.buffer.active.getLine(0)?.translateToString(true) ?? '';
	return {pty, emulator, seen, firstRow};
}

describe.skipIf(process.platform !== 'linux')('a terminal that cannot keep up', () => {
	test('takes nothing at all: the program goes on, and the newest frame is what it shows in the end', async () => {
		const {pty, emulator, seen, firstRow} = draw();
		pty.onData(text => emulator.write(text));
		// The emulator answers questions by itself, as a real terminal does.
		emulator.onData(answer => pty.write(answer));
		await expect.poll(firstRow, {timeout: 8000}).toMatch(/tick \d/);
		pty.pause();
		await new Promise(later => setTimeout(later, 400));
		const bytesBefore = seen.bytes;
		pty.write('x');
		await new Promise(later => setTimeout(later, 200));
		pty.resume();
		await expect.poll(firstRow).toMatch(/typed x/);
		// Six hundred milliseconds of frames would be some 150 of 1,800 bytes; what was waiting is a few at most.
		expect(seen.bytes - bytesBefore).toBeLessThan(200_000);
		pty.write('q');
		await expect.poll(() => seen.output, {timeout: 5000}).toContain('[dropped true]');
		expect(seen.output).toContain('[typed "xq"]');
	});

	test('takes everything into its buffers but reads slowly: little is ever under way', async () => {
		const {pty, emulator, seen} = draw();
		let underWay = 0;
		let most = 0;
		const queue: string[] = [];
		pty.onData(text => {
			underWay += text.length;
			most = Math.max(most, underWay);
			queue.push(text);
		});
		let answers = 0;
		emulator.onData(answer => {
			answers++;
			pty.write(answer);
		});
		const reading = setInterval(() => {
			const text = queue.shift();
			if (text === undefined) return;
			underWay -= text.length;
			emulator.write(text);
		}, 20);
		// Before its first answer a terminal is not spared; from then on it is.
		await expect.poll(() => answers, {timeout: 8000}).toBeGreaterThan(5);
		await expect.poll(() => underWay, {timeout: 8000, interval: 5}).toBeLessThan(4096);
		const bytesBefore = seen.bytes;
		most = underWay;
		await new Promise(later => setTimeout(later, 1000));
		clearInterval(reading);
		expect(seen.bytes).toBeGreaterThan(bytesBefore + 4000);
		// The window, and the frame that was let in while there was room.
		expect(most).toBeLessThan(4096 + 2 * 2500);
	}, 20_000);

	test('never answers: it is drawn on all the same, and still holds nothing up', async () => {
		const {pty, emulator, seen, firstRow} = draw();
		pty.onData(text => emulator.write(text));
		await expect.poll(firstRow, {timeout: 8000}).toMatch(/tick \d/);
		const tick = () => Number(/tick (\d+)/.exec(firstRow())?.[1]);
		const before = tick();
		await expect.poll(tick, {timeout: 8000}).toBeGreaterThan(before + 50);
		pty.pause();
		const paused = tick();
		await new Promise(later => setTimeout(later, 600));
		pty.resume();
		await expect.poll(tick, {timeout: 8000}).toBeGreaterThan(paused + 160);
		pty.write('q');
		await expect.poll(() => seen.output, {timeout: 5000}).toContain('[dropped true]');
		// Had a write waited for the terminal, a tick would have taken all of the pause.
		expect(Number(/slowest (\d+) ms/.exec(seen.output)?.[1])).toBeLessThan(450);
	}, 20_000);
});
