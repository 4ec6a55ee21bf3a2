import {PassThrough} from 'node:stream';
import {expect, test, vi} from 'vitest';
import {KeyStream} from '../../source/terminal/key-stream.ts';

function newKeys() {
	const source = Object.assign(new PassThrough(), {
		isTTY: true,
		setRawMode: vi.fn(),
		ref: vi.fn(),
		unref: vi.fn(),
	});
	const onAnswer = vi.fn();
	const keys = new KeyStream(source as unknown as NodeJS.ReadStream, onAnswer);
	const reads: string[] = [];
	keys.on('readable', () => {
		for (let chunk = keys.read(); chunk !== null; chunk = keys.read()) reads.push(chunk);
	});
	const type = async (text: string): Promise<void> => {
		source.write(text);
		await new Promise(setImmediate);
	};
	return {source, keys, onAnswer, reads, type};
}

test('keys pass as they came, what was read at once in one piece', async () => {
	const {reads, type} = newKeys();
	await type('j');
	await type('jjj\x1b[A');
	expect(reads).toEqual(['j', 'jjj\x1b[A']);
});

test('answers of the terminal are told and not typed, wherever they stand', async () => {
	const {reads, onAnswer, type} = newKeys();
	await type('a\x1b[0nb\x1b[0n');
	await type('\x1b[0n');
	expect(reads).toEqual(['ab']);
	expect(onAnswer).toHaveBeenCalledTimes(3);
});

test('other sequences are left to whoever reads keys', async () => {
	const {reads, onAnswer, type} = newKeys();
	await type('\x1b[200~paste\x1b[201~');
	await type('\x1b[1;5C\x1bOP');
	expect(reads).toEqual(['\x1b[200~paste\x1b[201~', '\x1b[1;5C\x1bOP']);
	expect(onAnswer).not.toHaveBeenCalled();
});

test('while held nothing is read: it belongs to whoever has the terminal', async () => {
	const {keys, reads, type} = newKeys();
	keys.hold();
	await type('for the editor');
	expect(reads).toEqual([]);
	keys.release();
	await new Promise(setImmediate);
	expect(reads).toEqual(['for the editor']);
});

test('what was typed for whoever had the terminal and was left over there is dropped, answers are heard', async () => {
	const {keys, reads, onAnswer, type} = newKeys();
	keys.hold();
	await type('y\x1b[0n');
	await keys.dropTyped();
	keys.release();
	await type('j');
	expect(reads).toEqual(['j']);
	expect(onAnswer).toHaveBeenCalledTimes(1);
});

test('while held somebody can be waited for whose keys go nowhere', async () => {
	const {keys, reads, type} = newKeys();
	keys.hold();
	const typed = keys.typed(new AbortController().signal, 5000);
	await type('\n');
	await typed;
	const interruption = new AbortController();
	const interrupted = keys.typed(interruption.signal, 5000);
	interruption.abort();
	await interrupted;
	expect(reads).toEqual([]);
});

test('raw mode is the terminal stream’s own, and closing leaves no listeners', () => {
	const {source, keys} = newKeys();
	keys.setRawMode(true);
	expect(source.setRawMode).toHaveBeenCalledWith(true);
	const others = source.listenerCount('end');
	keys.close();
	expect(source.listenerCount('data')).toBe(0);
	expect(source.listenerCount('end')).toBe(others - 1);
});
