import {execFileSync, spawnSync} from 'node:child_process';
import {
	chmodSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	renameSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import {fileJournal} from '../../source/journal/journal.ts';
import {change, entriesOf} from '../kit/journal-lines.ts';

/** What disks and other people do to a journal. */
let folder: string;
let path: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'sluice-trouble-'));
	path = join(folder, 'state', 'journal.jsonl');
});

afterEach(() => rmSync(folder, {recursive: true, force: true}));

/** Appends changes in a program of its own, as `shell` starts it, until one is not taken; answers what was said of it. */
function fill(shell: string): {readonly written: number; readonly says: string} {
	const at = (file: string) => JSON.stringify(new URL(`../../${file}`, import.meta.url).href);
	const program = join(folder, 'fill.mjs');
	writeFileSync(
		program,
		`
		import {fileJournal} from ${at('source/journal/journal.ts')};
		import {change} from ${at('test/kit/journal-lines.ts')};
		const journal = fileJournal(${JSON.stringify(path)});
		for (let n = 0; n < 400; n += 1) {
			for (const line of change(String(n))) {
				const says = journal.append(line);
				if (says === undefined) continue;
				console.log(JSON.stringify({written: n, says}));
				process.exit();
			}
		}`,
	);
	const ran = spawnSync('sh', ['-c', shell, 'sh', process.execPath, program], {encoding: 'utf8'});
	return JSON.parse(ran.stdout || JSON.stringify({written: -1, says: ran.stderr}));
}

function mount(): boolean {
	mkdirSync(join(folder, 'state'));
	return spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', join(folder, 'state')]).status === 0;
}

test('a disk that is full is said; what was written stays, and goes on once there is room', context => {
	if (!mount()) return context.skip('nothing may be mounted here');
	try {
		const {written, says} = fill('"$@"');
		expect(written).toBeGreaterThan(5);
		expect(says).toMatch(/could not be written: (ENOSPC|no space is left)/);
		const before = entriesOf(fileJournal(path));
		expect(before.length).toBeGreaterThanOrEqual(written);
		execFileSync('mount', ['-o', 'remount,size=256k', join(folder, 'state')]);
		for (const line of change('after')) expect(fileJournal(path).append(line)).toBeUndefined();
		expect(entriesOf(fileJournal(path)).at(-1)).toMatchObject({id: 'after', end: 'settled'});
		execFileSync('mount', ['-o', 'remount,ro', join(folder, 'state')]);
		expect(fileJournal(path).append(change('late')[0]!)).toMatch(/could not be written: EROFS/);
		expect(entriesOf(fileJournal(path)).at(-1)?.id).toBe('after');
	} finally {
		execFileSync('umount', [join(folder, 'state')]);
	}
});

test('a file that may grow no further is said, and what was written stays', () => {
	const {written, says} = fill('ulimit -f 16; exec "$@"');
	expect(says).toMatch(/could not be written: (EFBIG|no space is left)/);
	expect(written).toBeGreaterThan(5);
	expect(entriesOf(fileJournal(path)).length).toBeGreaterThanOrEqual(written);
});

test('a device that takes nothing is said', () => {
	mkdirSync(join(folder, 'state'));
	symlinkSync('/dev/full', path);
	expect(fileJournal(path).append(change('1')[0]!)).toMatch(/could not be written: /);
});

const doubts = () => fileJournal(path).doubts();

test("a journal of one's own gives no doubts, nor does one that is not there yet", () => {
	expect(doubts()).toEqual([]);
	for (const line of change('1')) fileJournal(path).append(line);
	expect(doubts()).toEqual([]);
});

test.each([
	[0o644, 'can be read by others'],
	[0o620, 'can be written by others'],
	[0o666, 'can be written by others'],
])('a journal of mode %o is said', (mode, says) => {
	fileJournal(path).append(change('1')[0]!);
	chmodSync(path, mode);
	expect(doubts()).toEqual([expect.stringContaining(says)]);
	expect(doubts()[0]).toContain(`chmod 600 ${path}`);
});

test('a journal in a folder that others may write to is said, also before there is one', () => {
	mkdirSync(join(folder, 'state'));
	chmodSync(join(folder, 'state'), 0o1777);
	expect(doubts()).toEqual([expect.stringContaining(`chmod 700 ${join(folder, 'state')}`)]);
	fileJournal(path).append(change('1')[0]!);
	expect(doubts()).toHaveLength(1);
});

test('a journal that is a link is said with what it links to, and is read and tidied where it is', () => {
	const elsewhere = join(folder, 'elsewhere');
	mkdirSync(elsewhere, {mode: 0o700});
	const small = {partBytes: 2048, mostParts: 2};
	for (const line of change('1')) fileJournal(path).append(line);
	renameSync(path, join(elsewhere, 'record.jsonl'));
	symlinkSync(join(elsewhere, 'record.jsonl'), path);
	expect(doubts()).toEqual([expect.stringContaining(`a link to ${join(elsewhere, 'record.jsonl')}`)]);
	for (let n = 2; n < 20; n += 1) for (const line of change(String(n))) fileJournal(path, small).append(line);
	expect(entriesOf(fileJournal(path)).map(({id}) => id)).toEqual(
		Array.from({length: 19}, (_, n) => String(n + 1)),
	);
	expect(readFileSync(path, 'utf8').length).toBeLessThan(4096);
});

test('a journal that is a link to nothing yet is said too: what is written goes there', () => {
	mkdirSync(join(folder, 'state'));
	symlinkSync(join(folder, 'nothing'), path);
	expect(doubts()).toEqual([expect.stringContaining('is a link to')]);
});

test.skipIf(process.getuid?.() !== 0)('a journal that belongs to somebody else is said', () => {
	fileJournal(path).append(change('1')[0]!);
	execFileSync('chown', ['nobody', path]);
	expect(doubts()).toEqual([expect.stringContaining('belongs to another user')]);
});
