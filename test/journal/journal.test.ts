import {spawn} from 'node:child_process';
import {
	appendFileSync,
	chmodSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	rmSync,
	statSync,
	writeFileSync,
} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, beforeEach, describe, expect, test} from 'vitest';
import type {Flags} from '../../source/headless/flags.ts';
import {journal as sayJournal} from '../../source/headless/journal.ts';
import type {JournalLine} from '../../source/journal/entry.ts';
import {fold, recordedStep} from '../../source/journal/fold.ts';
import {fileJournal, memoryJournal} from '../../source/journal/journal.ts';
import {standing} from '../../source/journal/standing.ts';
import {applied, began, ended, entriesOf} from '../kit/journal-lines.ts';
import {proved} from '../kit/proved.ts';
import {splitOf} from '../kit/splits.ts';

let folder: string;
let path: string;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'sluice-journal-'));
	path = join(folder, 'state', 'journal.jsonl');
});

afterEach(() => rmSync(folder, {recursive: true, force: true}));

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
	expect(entriesOf(journal)).toMatchObject([
		{id: '1', applied: 1, end: 'settled', endSays: 'done'},
		{id: '2', applied: 0},
	]);
	expect(entriesOf(journal)[1]?.end).toBeUndefined();
});

test('what the orchestrator did for a change is kept beside it, and what is no record of it is not', () => {
	const deeds = [{at: 1_000, says: 'started web (nginx:1.27) in web-1 on node-1'}];
	const journal = fileJournal(path);
	journal.append(began('1'));
	journal.append({type: 'orchestrated', id: '1', deeds});
	journal.append({type: 'orchestrated', id: '1', deeds: [{at: 'noon'}]} as never);
	expect(entriesOf(journal)[0]?.deeds).toEqual(deeds);
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
	expect(entriesOf(journal).map(entry => entry.id)).toEqual(['1', '3']);
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
		guards: [{at: '/spec/rules/0/backendRefs', is: ['Bearer secret']}],
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

const whose = {who: 'ann', context: 'prod', server: 'https://127.0.0.1'};
const oneStep = {steps: [{type: 'edit', target: splitOf({a: 1}).ref, guards: [], edits: []}]} as const;

function standingOf(...lines: readonly JournalLine[]): string[] {
	const journal = fileJournal(path);
	for (const line of lines) journal.append(line);
	return standing(entriesOf(journal), whose).map(entry => entry.id);
}

test('what stands is mine, here, and reached the cluster; the latest first', () => {
	const lines: JournalLine[] = [
		began('1', oneStep),
		applied('1'),
		ended('1'),
		began('2', {...oneStep, who: 'bob'}),
		applied('2'),
		began('3', {...oneStep, context: 'other'}),
		applied('3'),
		began('4', {...oneStep, server: 'https://elsewhere'}),
		applied('4'),
		began('5', oneStep),
		{type: 'ended', id: '5', end: 'refused', says: 'stale'},
		began('6', oneStep),
		applied('6'),
		ended('6'),
	];
	expect(standingOf(...lines)).toEqual(['6', '1']);
});

test('a change is undone by an undo that came whole and still stands, and by no other', () => {
	const two = {steps: [...oneStep.steps, ...oneStep.steps]};
	const change: JournalLine[] = [began('1', two), applied('1', 2), ended('1')];
	expect(
		standingOf(...change, began('2', {...two, undoOf: '1'}), {
			type: 'ended',
			id: '2',
			end: 'refused',
			says: '',
		}),
	).toEqual(['1']);
	expect(standingOf(applied('2', 1)), 'half an undo undid only half').toEqual(['2', '1']);
	expect(standingOf(applied('2', 2))).toEqual(['2']);
	expect(
		standingOf(began('3', {...two, undoOf: '2'}), applied('3', 2), ended('3')),
		'undone, and done again',
	).toEqual(['3', '1']);
});

test('a change that was cut off, or whose answer was lost, may stand', () => {
	expect(standingOf(began('1', oneStep))).toEqual(['1']);
	expect(standingOf({type: 'ended', id: '1', end: 'failed', says: ''})).toEqual([]);
	expect(standingOf({type: 'doubted', id: '1'})).toEqual(['1']);
});

test('a journal that cannot be read says so', () => {
	mkdirSync(path, {recursive: true});
	const entries = fileJournal(path).entries();
	expect(entries.ok ? '' : entries.trouble.says).toContain(`The journal ${path} cannot be read`);
});

describe('what is proved of a drain', () => {
	const line = {type: 'proved', id: '1', ...proved} as const;

	test('is read back with its change, and with it leaves', () => {
		const journal = fileJournal(path);
		for (const each of [began('1'), applied('1'), ended('1'), line]) journal.append(each);
		expect(entriesOf(fileJournal(path))).toMatchObject([{id: '1', end: 'applied', proof: proved}]);
	});

	test('is the latest of several, in whatever order they stand', () => {
		const later = {...line, at: proved.at + 1000, says: 'later'};
		expect(fold([began('1'), later, line])[0]?.proof?.says).toBe('later');
		expect(fold([line, later, began('1')])[0]?.proof?.says).toBe('later');
	});

	test('that a crash or somebody else left half is no proof', () => {
		const journal = fileJournal(path);
		journal.append(began('1'));
		const broken = [
			{...line, steps: 'none'},
			{...line, at: 'noon'},
			{...line, versions: [null]},
		];
		appendFileSync(
			path,
			`${broken.map(each => JSON.stringify(each)).join('\n')}\n{"type":"proved","id":"1","at`,
		);
		expect(entriesOf(journal)[0]).not.toHaveProperty('proof');
	});

	test('is said by the list and by the receipt', () => {
		const journal = memoryJournal();
		for (const each of [began('1'), applied('1'), ended('1'), line]) journal.append(each);
		const printed: string[] = [];
		const out = {
			result: (text: string) => void printed.push(text),
			say: () => {},
			json: (value: unknown) => void printed.push(JSON.stringify(value)),
		};
		const flags = {} as Flags;
		sayJournal([], {journal, flags, out});
		sayJournal(['1'], {journal, flags, out});
		sayJournal([], {journal, flags: {...flags, output: 'json'}, out});
		expect(printed[0]).toContain(
			'2026-01-01T12:01:00Z: Nothing reaches cards-v2 any more, as far as is counted',
		);
		expect(printed[1]).toContain('12:00:04 UTC  last request on cards-v2 by then');
		expect(JSON.parse(printed[2]!).journal[0].proof).toEqual({
			at: '2026-01-01T12:01:00Z',
			says: proved.says,
			versions: [
				{name: 'cards-v2', lastRequestAt: '2026-01-01T12:00:04Z', noneUntil: '2026-01-01T12:01:00Z'},
			],
		});
	});
});
