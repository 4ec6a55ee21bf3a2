import {type ChildProcess, spawn} from 'node:child_process';
import {
	appendFileSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, onTestFinished, test} from 'vitest';
import type {JournalLine} from '../../source/journal/entry.ts';
import {fileJournal} from '../../source/journal/journal.ts';
import {leftAt} from '../../source/model/leftover.ts';
import {applied, began, change, ended, entriesOf, irreversible, oneStep} from '../kit/journal-lines.ts';

let folder: string;
let path: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'sluice-rotation-'));
	path = join(folder, 'journal.jsonl');
});

afterEach(() => rmSync(folder, {recursive: true, force: true}));

const small = {partBytes: 4096, mostParts: 3};

function append(...lines: readonly JournalLine[]): void {
	const journal = fileJournal(path, small);
	for (const line of lines) expect(journal.append(line)).toBeUndefined();
}

function bytes(): number {
	return readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
}

const numbered = (count: number, prefix: string) => Array.from({length: count}, (_, n) => `${prefix}${n}`);

test('what nobody can take back is let go, and the journal stays within its bounds', () => {
	for (const id of numbered(400, 'restart-')) append(...change(id, irreversible));
	expect(bytes()).toBeLessThan(small.partBytes * (small.mostParts + 3));
	const ids = entriesOf(fileJournal(path)).map(({id}) => id);
	expect(ids.length).toBeLessThan(100);
	expect(ids.at(-1)).toBe('restart-399');
});

test('what can be taken back, was cut off, or left something behind is kept, in its order and whole', () => {
	append(...change('first'));
	append(
		...change('undone'),
		began('undo', {...oneStep, undoOf: 'undone'}),
		applied('undo'),
		ended('undo', 'settled', 3),
	);
	append(began('cut off', oneStep));
	append(began('doubtful', oneStep), {type: 'doubted', id: 'doubtful'}, ended('doubtful', 'failed', 3));
	const mark = {at: leftAt, from: undefined, to: '[{"what":"paused"}]'};
	append(...change('left', {...irreversible, steps: [{...oneStep.steps[0], edits: [mark]}]}));
	append(began('seen', {action: 'reveal', ...irreversible}), ended('seen', 'shown', 3));
	append(began('refused', oneStep), ended('refused', 'refused', 3));
	for (const id of numbered(200, 'restart-')) append(...change(id, irreversible));
	const kept = entriesOf(fileJournal(path)).filter(({id}) => !id.startsWith('restart-'));
	expect(kept.map(({id}) => id)).toEqual(['first', 'undone', 'undo', 'cut off', 'doubtful', 'left', 'seen']);
	expect(kept[0]).toMatchObject({applied: 1, end: 'settled', steps: oneStep.steps});
	expect(kept[4]).toMatchObject({isDoubtful: true, end: 'failed'});
});

test('what a newer version wrote is read as far as it is known, and outlives every tidying', () => {
	const newer = [
		{type: 'began', id: 'newer', shape: 'of another time'},
		{type: 'annotated', id: 'restart-0', says: 'something new'},
		{...began('known', oneStep), because: 'a member nobody knows'},
		{...began('way', oneStep), undo: {way: 'replay', from: 'elsewhere'}},
	];
	writeFileSync(path, `${newer.map(line => JSON.stringify(line)).join('\n')}\nnot even JSON\n`);
	for (const id of numbered(200, 'restart-')) append(...change(id, irreversible));
	const text = readdirSync(folder)
		.map(name => readFileSync(join(folder, name), 'utf8'))
		.join('');
	for (const line of newer) expect(text).toContain(JSON.stringify(line));
	const ids = entriesOf(fileJournal(path)).map(({id}) => id);
	expect(ids).toContain('known');
	expect(ids).toContain('restart-0');
	expect(ids).not.toContain('restart-1');
});

test('lines that come twice, or in another order, mean the same', () => {
	const lines = [...change('1'), ...change('2')];
	append(...lines, ended('1', 'applied', 1), ...lines, applied('3'), began('3', oneStep));
	expect(entriesOf(fileJournal(path))).toMatchObject([
		{id: '1', end: 'settled', applied: 1},
		{id: '2', end: 'settled', applied: 1},
		{id: '3', applied: 1},
	]);
});

test('parts of another journal, and what merely looks like one, are left alone', () => {
	for (const name of ['other.00000001-aaaaaaaa.jsonl', 'journal.old.jsonl', 'notes'])
		writeFileSync(join(folder, name), 'mine');
	mkdirSync(join(folder, 'journal.d'));
	for (const id of numbered(200, 'restart-')) append(...change(id, irreversible));
	expect(readFileSync(join(folder, 'other.00000001-aaaaaaaa.jsonl'), 'utf8')).toBe('mine');
	expect(readdirSync(folder)).toEqual(expect.arrayContaining(['journal.old.jsonl', 'notes', 'journal.d']));
	expect(readdirSync(folder).filter(name => name.endsWith('.unready'))).toEqual([]);
});

const programs = 4;
const changes = 60;

/** Programs that write whole changes of their own, every other of which nobody will miss. */
function writer(name: string): ChildProcess {
	const at = (file: string) => JSON.stringify(new URL(`../../${file}`, import.meta.url).href);
	const program = `
		import {fileJournal} from ${at('source/journal/journal.ts')};
		import {change, irreversible} from ${at('test/kit/journal-lines.ts')};
		const journal = fileJournal(${JSON.stringify(path)}, ${JSON.stringify(small)});
		for (let n = 0; n < ${changes}; n += 1) {
			const lines = change(${JSON.stringify(name)} + '-' + n, n % 2 === 0 ? {} : irreversible);
			for (const line of lines) {
				const trouble = journal.append(line);
				if (trouble) throw new Error(trouble);
			}
			process.stdout.write(n + '\\n');
		}`;
	return spawn(process.execPath, ['--input-type=module', '-e', program], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
}

/** Stops a program wherever it is, between opening and writing too, and lets it go on. */
function interrupting(children: readonly ChildProcess[]): () => void {
	let turn = 0;
	const timer = setInterval(() => {
		const child = children[turn++ % children.length]!;
		child.kill('SIGSTOP');
		setTimeout(() => child.kill('SIGCONT'), 12);
	}, 25);
	return () => clearInterval(timer);
}

test('several programs that write while the journal is tidied again and again lose nothing', async () => {
	const children = numbered(programs, 'w').map(writer);
	const stop = interrupting(children);
	onTestFinished(stop);
	let reads = 0;
	const reader = setInterval(() => {
		const seen = entriesOf(fileJournal(path, small));
		expect(new Set(seen.map(({id}) => id)).size).toBe(seen.length);
		reads += 1;
	}, 50);
	onTestFinished(() => clearInterval(reader));
	const codes = await Promise.all(children.map(child => new Promise(resolve => child.on('exit', resolve))));
	stop();
	expect(codes).toEqual(codes.map(() => 0));
	const entries = new Map(entriesOf(fileJournal(path, small)).map(entry => [entry.id, entry]));
	for (let w = 0; w < programs; w += 1) {
		for (let n = 0; n < changes; n += 2) {
			expect(entries.get(`w${w}-${n}`), `w${w}-${n}`).toMatchObject({applied: 1, end: 'settled'});
		}
	}
	expect(reads).toBeGreaterThan(5);
	expect(readdirSync(folder).some(name => /^journal\.\d{8}-/.test(name))).toBe(true);
	expect(readdirSync(folder).length).toBeLessThan(20);
	expect([...entries.keys()].length, 'much of what nobody needs is gone').toBeLessThan(programs * changes);
}, 120_000);

test('a program that is killed while it tidies leaves a journal that others go on with', async () => {
	append(...change('before'));
	for (let round = 0; round < 6; round += 1) {
		const child = writer(`k${round}`);
		let said = '';
		child.stdout!.on('data', text => {
			said += text;
			if (said.split('\n').length > 20 + round * 7) child.kill('SIGKILL');
		});
		await new Promise(resolve => child.on('close', resolve));
		const confirmed = said.split('\n').length - 1;
		const entries = new Map(entriesOf(fileJournal(path, small)).map(entry => [entry.id, entry]));
		for (let n = 0; n < confirmed; n += 2) {
			expect(entries.get(`k${round}-${n}`), `k${round}-${n}`).toMatchObject({applied: 1, end: 'settled'});
		}
	}
	appendFileSync(path, '{"type":"began","id":"half');
	append(...change('after'));
	const ids = entriesOf(fileJournal(path, small)).map(({id}) => id);
	expect(ids).toContain('before');
	expect(ids).toContain('after');
}, 60_000);
