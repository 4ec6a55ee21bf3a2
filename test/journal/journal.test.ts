import {spawn} from 'node:child_process';
import {appendFileSync, chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, expect, test} from 'vitest';
import type {JournalLine} from '../../source/journal/entry.ts';
import {recordedStep, undoable} from '../../source/journal/fold.ts';
import {fileJournal} from '../../source/journal/journal.ts';
import {splitOf} from '../kit/splits.ts';

let folder: string;
let path: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'sluice-journal-'));
	path = join(folder, 'state', 'journal.jsonl');
});

afterEach(() => rmSync(folder, {recursive: true, force: true}));

function began(id: string, more: object = {}): JournalLine {
	return {
		type: 'began',
		id,
		at: 1,
		who: 'ann',
		context: 'prod',
		server: 'https://127.0.0.1',
		action: 'scale',
		says: `change ${id}`,
		lines: [],
		steps: [],
		undo: {way: 'swap'},
		...more,
	};
}

test('lines complete the entry they belong to', () => {
	const journal = fileJournal(path);
	for (const line of [
		began('1'),
		began('2'),
		{type: 'applied', id: '1', steps: 1},
		{type: 'ended', id: '1', end: 'applied', says: 'written'},
		{type: 'ended', id: '1', end: 'settled', says: 'done'},
	] as const) {
		expect(journal.append(line)).toBeUndefined();
	}
	expect(journal.entries()).toMatchObject([
		{id: '1', applied: 1, end: 'settled', endSays: 'done'},
		{id: '2', applied: 0},
	]);
	expect(journal.entries()[1]?.end).toBeUndefined();
});

test('the file is private to its owner, and so is its folder', () => {
	fileJournal(path).append(began('1'));
	expect(statSync(path).mode & 0o777).toBe(0o600);
	expect(statSync(join(folder, 'state')).mode & 0o777).toBe(0o700);
});

test('half a line left by a crash loses that line and no other', () => {
	const journal = fileJournal(path);
	journal.append(began('1'));
	appendFileSync(path, '{"type":"began","id":"2","at');
	journal.append(began('3'));
	expect(journal.entries().map(entry => entry.id)).toEqual(['1', '3']);
});

test('a journal that cannot be written says so, and changes nothing', () => {
	writeFileSync(join(folder, 'state'), 'a file where a folder should be');
	expect(fileJournal(path).append(began('1'))).toContain(path);
});

test.skipIf(process.getuid?.() === 0)('a journal without permission says so', () => {
	fileJournal(path).append(began('1'));
	chmodSync(path, 0o400);
	expect(fileJournal(path).append(began('2'))).toContain('could not be written');
});

test('every line that append returned from survives kill -9', async () => {
	const program = `
		import {fileJournal} from ${JSON.stringify(new URL('../../source/journal/journal.ts', import.meta.url).href)};
		const journal = fileJournal(${JSON.stringify(path)});
		for (let n = 0; ; n += 1) {
			const trouble = journal.append({type: 'applied', id: String(n), steps: n});
			if (trouble) throw new Error(trouble);
			process.stdout.write(n + '\\n');
		}`;
	const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	let said = '';
	await new Promise<void>(resolve => {
		child.stdout.on('data', text => {
			said += text;
			if (said.split('\n').length > 50) child.kill('SIGKILL');
		});
		child.on('close', () => resolve());
	});
	const confirmed = said.split('\n').slice(0, -1).length;
	const written = readFileSync(path, 'utf8').split('\n').filter(Boolean);
	expect(confirmed).toBeGreaterThan(49);
	expect(written.length).toBeGreaterThanOrEqual(confirmed);
	expect(JSON.parse(written[confirmed - 1]!).id).toBe(String(confirmed - 1));
}, 30_000);

test('what is recorded of a template names its revision and holds none of it', () => {
	const {ref} = splitOf({a: 1});
	const recorded = recordedStep({
		type: 'edit',
		target: ref,
		guards: [],
		edits: [
			{
				at: '/spec/template',
				from: {secret: 'old'},
				to: {secret: 'new'},
				recordAs: {from: 'revision 2', to: 'revision 1'},
			},
		],
	});
	expect(JSON.stringify(recorded)).not.toContain('secret');
	expect(recorded.edits[0]).toMatchObject({from: 'revision 2', to: 'revision 1'});
});

test('undo takes the latest own change in this context that reached the cluster and still stands', () => {
	const journal = fileJournal(path);
	const applied = (id: string) => ({type: 'applied', id, steps: 1}) as const;
	const lines: JournalLine[] = [
		began('1'),
		applied('1'),
		began('2'),
		applied('2'),
		began('3', {who: 'bob'}),
		applied('3'),
		began('4', {context: 'other'}),
		applied('4'),
		began('5'),
	];
	for (const line of lines) journal.append(line);
	const latest = () => undoable(journal.entries(), 'ann', 'prod')?.id;
	expect(latest()).toBe('2');
	journal.append(began('6', {undoOf: '2'}));
	expect(latest(), 'an undo that never reached the cluster undid nothing').toBe('2');
	journal.append(applied('6'));
	expect(latest(), 'an undo is not undone by the next undo').toBe('1');
	expect(undoable(journal.entries(), 'ann', 'prod', '6')?.id, 'but it can be, by its id').toBe('6');
	expect(undoable(journal.entries(), 'ann', 'prod', '3')).toBeUndefined();
});
