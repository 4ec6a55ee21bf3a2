import {PassThrough} from 'node:stream';
import {afterEach, describe, expect, test, vi} from 'vitest';
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

test('an answer between the parts of a key does not make an Esc of it', async () => {
	const {reads, onAnswer, type} = newKeys();
	await type('\x1b');
	await type('\x1b[0n');
	await type('[B');
	expect(reads).toEqual(['\x1b[B']);
	expect(onAnswer).toHaveBeenCalledTimes(1);
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

describe('what a slow line tears apart', () => {
	const bareEscape = '\x1b[27u';

	afterEach(() => {
		vi.useRealTimers();
	});

	/** Pieces with the time before each, and what is there once all has come to rest. */
	async function heard(...pieces: ReadonlyArray<string | number>): Promise<string[]> {
		vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout', 'Date']});
		const {reads, type} = newKeys();
		for (const piece of pieces) {
			if (typeof piece === 'number') vi.advanceTimersByTime(piece);
			else await type(piece);
			await new Promise(setImmediate);
			await new Promise(setImmediate);
		}
		vi.advanceTimersByTime(10_000);
		await new Promise(setImmediate);
		await new Promise(setImmediate);
		return reads;
	}

	test.each<[string, ReadonlyArray<string | number>, readonly string[]]>([
		['Esc alone is Esc', ['\x1b'], [bareEscape]],
		['an arrow in three pieces is an arrow', ['\x1b', 30, '[', 30, 'A'], ['\x1b[A']],
		['a piece within the patience', ['\x1b', 90, '[A'], ['\x1b[A']],
		['an arrow of the other kind', ['\x1b', 40, 'OA'], ['\x1bOA']],
		['PgDn torn within its number', ['j\x1b[', 300, '6', 300, '~k'], ['j', '\x1b[6~k']],
		['the rest of what was given up is dropped', ['\x1b', 150, '[A'], [bareEscape]],
		['with what stands behind it kept', ['\x1b', 150, '[3~j'], [bareEscape, 'j']],
		['and only for a moment', ['\x1b', 150, 1200, '[A'], [bareEscape, '[A']],
		['Esc and then a key are two reads', ['\x1b', 40, 'j'], [`${bareEscape}j`]],
		['Esc twice', ['\x1b', 150, '\x1b'], [bareEscape, bareEscape]],
		['Alt and a letter come at once', ['\x1bx'], ['\x1bx']],
		['Esc twice at once', ['\x1b\x1b'], [bareEscape, bareEscape]],
		['[ and A typed by hand are no arrow', ['\x1b', 150, '[', 60, 'A'], [bareEscape, '[', 'A']],
		['half a sequence is no key', ['\x1b[', 2000, 'j'], ['j']],
		['a paste whose first byte came alone', ['\x1b', 40, '[200~rm x\x1b[201~'], ['\x1b[200~rm x\x1b[201~']],
		['or too late', ['\x1b', 200, '[200~rm x\x1b[201~'], [bareEscape, '\x1b[200~rm x\x1b[201~']],
		[
			'a paste in pieces, its end torn',
			['\x1b[200~rm', 60, ' x\x1b[2', 60, '01~'],
			['\x1b[200~rm', ' x', '\x1b[201~'],
		],
		[
			'a paste whose end is lost swallows no keys for ever',
			['\x1b[200~rm x', 4000, 'j'],
			['\x1b[200~rm x', '\x1b[201~', 'j'],
		],
	])('%s', async (_name, pieces, reads) => {
		expect(await heard(...pieces)).toEqual(reads);
	});
});
