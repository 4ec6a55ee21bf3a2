import {EventEmitter} from 'node:events';
import {closeSync, mkdtempSync, openSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {type TerminalOutput, TerminalWire} from '../../source/terminal/terminal-wire.ts';

const question = '\x1b[5n';
let folder: string;
let fd: number;
let wire: TerminalWire;

beforeEach(() => {
	vi.useFakeTimers();
	folder = mkdtempSync(join(tmpdir(), 'wire-'));
	fd = openSync(join(folder, 'terminal'), 'w');
	const output = Object.assign(new EventEmitter(), {fd, columns: 80, rows: 24});
	wire = new TerminalWire(output as unknown as TerminalOutput);
});

afterEach(() => {
	wire.close();
	vi.useRealTimers();
	closeSync(fd);
	rmSync(folder, {recursive: true});
});

const written = (): string => readFileSync(join(folder, 'terminal'), 'utf8');
const asked = (): number => written().split(question).length - 1;

test('a few bytes are written and nothing is asked', () => {
	expect(wire.write('hello')).toBe(true);
	expect(written()).toBe('hello');
	expect(wire.isAwaitingAnswer).toBe(false);
});

test('a large frame carries a question, and many small ones carry one together', () => {
	wire.write('x'.repeat(2000));
	expect(asked()).toBe(1);
	for (let frame = 0; frame < 11; frame++) wire.write('y'.repeat(100));
	expect(asked()).toBe(2);
});

test('a terminal that answers gets no more than it can read', () => {
	wire.write('x'.repeat(2000));
	wire.answered();
	expect(wire.write('x'.repeat(3000))).toBe(true);
	expect(wire.write('x'.repeat(3000))).toBe(false);
	const drained = vi.fn();
	wire.on('drain', drained);
	wire.answered();
	expect(drained).toHaveBeenCalledOnce();
	expect(wire.write('more')).toBe(true);
});

test('one that never answers is asked no more, and nothing is held back for it', () => {
	for (let frame = 0; frame < 5; frame++) expect(wire.write('x'.repeat(3000))).toBe(true);
	vi.advanceTimersByTime(1000);
	const before = asked();
	expect(wire.write('x'.repeat(9000))).toBe(true);
	expect(asked()).toBe(before);
	expect(wire.isAwaitingAnswer).toBe(false);
});

test('one that stops answering is held back once, and again only after it has answered', () => {
	wire.write('x'.repeat(2000));
	wire.answered();
	wire.write('x'.repeat(3000));
	expect(wire.write('x'.repeat(3000))).toBe(false);
	vi.advanceTimersByTime(3000);
	for (let frame = 0; frame < 5; frame++) expect(wire.write('x'.repeat(3000))).toBe(true);
	wire.answered();
	wire.write('x'.repeat(3000));
	expect(wire.write('x'.repeat(3000))).toBe(false);
});

test('one whose answer was lost on the way is asked again', () => {
	wire.write('x'.repeat(2000));
	wire.answered();
	wire.write('x'.repeat(3000));
	expect(wire.write('x'.repeat(3000))).toBe(false);
	const drained = vi.fn();
	wire.on('drain', drained);
	vi.advanceTimersByTime(3000);
	expect(drained).toHaveBeenCalledOnce();
	wire.write('x'.repeat(2000));
	expect(wire.isAwaitingAnswer).toBe(true);
});

test('what must have been read is told when the terminal says so', () => {
	wire.write('dialog');
	const read = vi.fn();
	wire.whenRead(read);
	expect(written()).toBe(`dialog${question}`);
	expect(read).not.toHaveBeenCalled();
	wire.answered();
	expect(read).toHaveBeenCalledOnce();
});

test('where no answer comes it is told all the same, once', () => {
	const read = vi.fn();
	wire.whenRead(read);
	vi.advanceTimersByTime(1000);
	wire.answered();
	expect(read).toHaveBeenCalledOnce();
});

test('a terminal that changes hands owes no answers', () => {
	const read = vi.fn();
	wire.whenRead(read);
	wire.forget();
	expect(read).toHaveBeenCalledOnce();
	expect(wire.isAwaitingAnswer).toBe(false);
});
