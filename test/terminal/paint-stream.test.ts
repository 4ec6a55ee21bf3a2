import {describe, expect, test} from 'vitest';
import {PaintStream} from '../../source/terminal/paint-stream.ts';
import {type Cell, Emulator} from '../kit/emulator.ts';

/** A small generator of luck that can be replayed by its seed. */
function luckOf(seed: number): (below: number) => number {
	let state = seed;
	return below => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}

const words = [
	'checkout',
	'Running',
	'1/1',
	' ',
	'   ',
	'▌',
	'●',
	'a',
	'世界',
	'ラン',
	'é',
	'e\u0301x',
	'🚀',
	'👨‍👩‍👧',
	'✈️',
	'│─',
];
const opens = [
	'',
	'\x1b[31m',
	'\x1b[1;38;5;80m',
	'\x1b[7m',
	'\x1b[2m',
	'\x1b[48;5;160m',
	'\x1b[4m',
	'\x1b[38;2;1;2;3m',
];

function randomLine(luck: (below: number) => number, width: number): string {
	let line = '';
	for (let parts = luck(8); parts > 0; parts--) {
		const open = opens[luck(opens.length)]!;
		line += `${open}${words[luck(words.length)]}${open === '' ? '' : '\x1b[0m'}`;
	}
	// Sometimes to the very last column, where terminals keep a wrap pending.
	return luck(6) === 0 ? `${'x'.repeat(width)}` : line.trimEnd();
}

function scrolledBy(lines: readonly string[], by: number, top: number, bottom: number): string[] {
	return lines.map((line, r) => (r < top || r >= bottom ? line : (lines[r + by] ?? '')));
}

/** Most rows of a frame stay as they were, as they do in life. */
function nextFrame(
	luck: (below: number) => number,
	before: readonly string[],
	rows: number,
	width: number,
): string[] {
	// Now and then a stretch of rows moves, up or down, as a list does.
	const moved =
		luck(3) === 0
			? scrolledBy(before, luck(2) === 0 ? 1 + luck(3) : -1 - luck(3), luck(3), rows - luck(3))
			: before;
	return Array.from({length: rows}, (_, r) => {
		const line = moved[r] ?? '';
		if (luck(5) > 0) return line;
		// A few characters of a row, or all of it.
		if (luck(2) === 0 && !line.includes('\x1b') && line.length > 4)
			return `${line.slice(0, 2)}Z${line.slice(3)}`;
		return randomLine(luck, width);
	});
}

/** What a person sees: the colour of a blank without background is not. */
function seen(cells: Cell[][]): string[] {
	return cells.map(row =>
		row
			.map(({text, sgr}) =>
				text === ' ' && !/(^|;)(4|7|9|4[0-7]|48;.*)(;|$)/.test(sgr) ? ' ' : `${text}<${sgr}>`,
			)
			.join('|'),
	);
}

async function paintedWhole(lines: readonly string[], columns: number, rows: number): Promise<string[]> {
	const emulator = new Emulator(columns, rows);
	new PaintStream(emulator).write(lines.join('\n'));
	await emulator.parsed();
	return seen(emulator.cells());
}

describe('painting differences gives the screen that painting whole gives', () => {
	for (let seed = 1; seed <= 40; seed++) {
		test(`random frames, seed ${seed}`, async () => {
			const luck = luckOf(seed);
			const [columns, rows] = [20 + luck(60), 4 + luck(16)];
			const emulator = new Emulator(columns, rows);
			const paint = new PaintStream(emulator);
			let lines: string[] = [];
			for (let frame = 0; frame < 25; frame++) {
				lines = nextFrame(luck, lines, rows, columns);
				paint.write(lines.join('\n'));
				await emulator.parsed();
				expect(seen(emulator.cells()), `frame ${frame}`).toEqual(await paintedWhole(lines, columns, rows));
			}
		});
	}
});

test('a plain frame shows exactly its text, and scrolls nothing even when every cell is full', async () => {
	const emulator = new Emulator(10, 3);
	const paint = new PaintStream(emulator);
	paint.write(['0123456789', 'abcdefghij', 'ABCDEFGHIJ'].join('\n'));
	await emulator.parsed();
	expect(emulator.text()).toBe('0123456789\nabcdefghij\nABCDEFGHIJ');
	paint.write(['0123456789', 'abcdefghij', 'ABCDEFGHIK'].join('\n'));
	await emulator.parsed();
	expect(emulator.text()).toBe('0123456789\nabcdefghij\nABCDEFGHIK');
});

test('what follows a character that terminals measure differently stands where it was laid out', async () => {
	for (const character of ['👨‍👩‍👧', '✈️', '🏴‍☠️', '1️⃣']) {
		const emulator = new Emulator(20, 1);
		new PaintStream(emulator).write(`${character}| after`);
		await emulator.parsed();
		expect(emulator.cells()[0]![2]!.text, character).toBe('|');
	}
});

test('a frame that is too large is cut to the terminal', async () => {
	const emulator = new Emulator(5, 2);
	new PaintStream(emulator).write('12345678\nab世界x\nlost');
	await emulator.parsed();
	expect(emulator.text()).toBe('12345\nab世');
});

test('the same frame again sends nothing', async () => {
	const emulator = new Emulator(40, 5);
	const paint = new PaintStream(emulator);
	paint.write('hello\nworld');
	const {bytes} = emulator;
	paint.write('hello\nworld');
	paint.write('');
	expect(emulator.bytes).toBe(bytes);
});

test('one changed cell costs a jump and a character', async () => {
	const emulator = new Emulator(80, 24);
	const paint = new PaintStream(emulator);
	paint.write('x'.repeat(70));
	paint.write(`${'x'.repeat(69)}y`);
	expect(emulator.written.at(-1)).toBe('\x1b[?2026h\x1b[1;70Hy\x1b[?2026l');
});

test('a list that scrolls by a row is moved by the terminal, and only what is new is sent', async () => {
	const emulator = new Emulator(60, 20);
	const paint = new PaintStream(emulator);
	const list = (first: number) =>
		['heading', ...Array.from({length: 18}, (_, r) => `row ${first + r} ${'x'.repeat(40)}`), 'footer'].join(
			'\n',
		);
	paint.write(list(100));
	paint.write(list(101));
	await emulator.parsed();
	expect(`${emulator.text()}`).toBe(list(101));
	expect(emulator.written.at(-1)!.length).toBeLessThan(110);
	paint.write(list(98));
	await emulator.parsed();
	expect(emulator.text()).toBe(list(98));
	expect(emulator.written.at(-1)!.length).toBeLessThan(220);
});

test('while the terminal is busy, only the newest frame waits', async () => {
	const emulator = new Emulator(20, 2);
	const paint = new PaintStream(emulator);
	emulator.isSlow = true;
	paint.write('one');
	paint.write('two');
	paint.write('three');
	expect(emulator.written).toHaveLength(1);
	emulator.isSlow = false;
	emulator.emit('drain');
	await emulator.parsed();
	expect(emulator.text()).toBe('three\n');
	expect(emulator.written).toHaveLength(2);
	expect(paint.sent.dropped).toBe(1);
});

test('a resize repaints whole, once, with what ink made of it', async () => {
	const emulator = new Emulator(20, 3);
	const paint = new PaintStream(emulator);
	paint.on('resize', () => {
		paint.write('old layout');
		paint.write(`new layout ${paint.columns}x${paint.rows}`);
	});
	paint.write('before');
	const writes = emulator.written.length;
	emulator.resize(30, 5);
	await new Promise(setImmediate);
	await emulator.parsed();
	expect(emulator.text()).toBe('new layout 30x5\n\n\n\n');
	expect(emulator.written).toHaveLength(writes + 1);
});

test('a resize of which ink says nothing new still repaints', async () => {
	const emulator = new Emulator(20, 3);
	const paint = new PaintStream(emulator);
	paint.write('steady');
	emulator.resize(25, 4);
	emulator.terminal.write('\x1b[2J');
	await new Promise(setImmediate);
	await emulator.parsed();
	expect(emulator.text()).toBe('steady\n\n\n');
});

test('nothing is painted while the terminal is lent, and all of it afterwards', async () => {
	const emulator = new Emulator(20, 2);
	const paint = new PaintStream(emulator);
	paint.write('ours');
	paint.hold();
	paint.write('ours, later');
	emulator.terminal.write('\x1b[H\x1b[2Jvim');
	await emulator.parsed();
	expect(emulator.text()).toBe('vim\n');
	paint.release();
	await emulator.parsed();
	expect(emulator.text()).toBe('ours, later\n');
});

test('what ink sends to show the cursor or take pastes never reaches the terminal: the session owns both', () => {
	const emulator = new Emulator(20, 2);
	const paint = new PaintStream(emulator);
	paint.write('\x1b[?25h');
	paint.write('\x1b[?2004h');
	expect(emulator.written).toEqual([]);
});
