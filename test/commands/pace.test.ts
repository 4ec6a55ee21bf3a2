import {beforeEach, describe, expect, test} from 'vitest';
import {burstMs, calm, type Pace, paceAfter, type Stream} from '../../source/commands/pace.ts';
import {isMove, pasteText, pressKeys} from '../../source/commands/press.ts';
import {issuePermit} from '../../source/model/permit.ts';
import {cursorRow} from '../../source/store/select.ts';
import {topScreen} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import {barePlan} from '../kit/plan.ts';
import {noon, shop, storeOf} from '../screens/world.ts';

const moves = new Set(['j', 'k', 'up', 'down']);

/** The streams that reads are taken for: what was read, and how long after the read before. */
function streams(...reads: ReadonlyArray<readonly [string, number?]>): Array<Stream | undefined> {
	let pace: Pace = calm;
	let at = 0;
	return reads.map(([text, afterMs = 0]) => {
		at += afterMs;
		pace = paceAfter(pace, [...text], at, key => moves.has(key));
		return pace.stream;
	});
}

const none = undefined;
const long = 'kubectl delete pods --all --namespace production && reboot\n';

describe('how keys come', () => {
	test.each<[string, ReadonlyArray<readonly [string, number?]>, ReadonlyArray<Stream | undefined>]>([
		[
			'typed by quick hands',
			[['s'], ['5', 60], ['e', 45], ['r', 60], ['y', 30]],
			[none, none, none, none, none],
		],
		['two keys closer than hands can', [['s'], ['5', 8]], [none, 'burst']],
		['two in one read', [['sy']], ['burst']],
		['what comes right behind them', [['sy'], ['y', 40], ['r', 250]], ['burst', 'burst', 'burst']],
		['what comes after a pause', [['sy'], ['y', burstMs]], ['burst', none]],
		[
			'one letter to a read, too quick for hands',
			[['r'], ['y', 2], ['y', 19], ['y', 19]],
			[none, 'burst', 'burst', 'burst'],
		],
		[
			'a held j, however it comes',
			[['j'], ['j', 5], ['jjjj', 30], ['j', 5], ['s', 40]],
			[none, none, none, none, none],
		],
		[
			'a held j amid a burst does not carry it on',
			[['sy'], ['j', 200], ['r', 150]],
			['burst', 'burst', none],
		],
		['a paste in one read', [[long]], ['paste']],
		[
			'a paste in pieces',
			[
				[long.slice(0, 20), 0],
				[long.slice(20, 40), 30],
				[long.slice(40), 150],
				['y', 500],
			],
			['burst', 'burst', 'paste', 'paste'],
		],
		['a key held while the line stalled', [['>'.repeat(90)]], ['burst']],
		['after a paste and a pause', [[long], ['y', 700]], ['paste', none]],
	])('%s', (_name, reads, expected) => {
		expect(streams(...reads)).toEqual(expected);
	});
});

function deployments(isProduction = false): Store {
	return storeOf(shop, {screen: {name: 'list', view: 'deployments'}, isProduction});
}

let pace: Pace = calm;
let at = noon;

beforeEach(() => {
	pace = calm;
	at = noon;
});

/** Reads of a terminal, each so long after the one before. */
function read(store: Store, ...reads: ReadonlyArray<readonly [string, number]>): void {
	for (const [text, afterMs] of reads) {
		at += afterMs;
		const names: {readonly [character: string]: string} = {'\n': 'enter', ' ': 'space'};
		const keys = [...text].map(character => names[character] ?? character);
		pace = paceAfter(pace, keys, at, key => isMove(store.get(), key));
		pressKeys(store, keys, {at, stream: pace.stream});
	}
}

const shell = 'for p in $(kubectl get pods); do\nkubectl restart $p\ns 5\ny\ndone; :restart\nr\nyes\nXy\n';

describe('text pasted into the wrong window (lazygit: typing into the wrong window)', () => {
	/** Every way a line can split it into pieces of one size, with and without pauses. */
	const ways = [1, 2, 3, 7, 40, 1000].flatMap(size => [0, 5, 15].map(gapMs => ({size, gapMs})));

	test.each(ways)('begins no change in pieces of $size, $gapMs ms apart', ({size, gapMs}) => {
		const store = deployments();
		const text = shell.repeat(8);
		const pieces = Array.from({length: Math.ceil(text.length / size)}, (_, p) =>
			text.slice(p * size, (p + 1) * size),
		);
		read(store, ...pieces.map(piece => [piece, gapMs] as const));
		expect(store.get().runs).toEqual([]);
		expect(store.get().dialog).toBeUndefined();
	});

	test('whose first letter came alone previews at most, and confirms nothing', () => {
		const store = deployments();
		read(store, ['r', 0]);
		const [run] = store.get().dialog!.runs;
		store.dispatch(
			{type: 'told', run: run!, telling: {type: 'planned', plan: barePlan}, at: noon},
			{
				type: 'told',
				run: run!,
				telling: {type: 'permitted', permit: issuePermit(barePlan, {by: 'key'})},
				at: noon,
			},
			{type: 'dialogShown', at: noon - 1000},
		);
		read(store, ...[...'yum install -y yq\ny\ny'].map(letter => [letter, 5] as const));
		expect(store.get().runs[0]?.answer).not.toBe('confirmed');
	});

	test('is said, once it is known for what it is, and opens nothing', () => {
		const store = deployments();
		read(store, [long, 0], ['d', 100], ['/y', 100]);
		expect(store.get().flash?.says).toBe('Pasted text is left out here: it would be read as keys.');
		expect(store.get().stack).toHaveLength(1);
		expect(store.get().prompt).toBeUndefined();
	});

	test('is text where text is typed, on one line, and answers nothing', () => {
		const store = deployments();
		read(store, [':', 0], [`${long}r`, 400], ['y', 30]);
		expect(store.get().prompt?.text).toBe(`${long.trim()} ry`);
	});

	test('does not hinder moving, nor leaving', () => {
		const store = storeOf(shop, {screen: {name: 'list', view: 'pods'}});
		read(store, ['x'.repeat(50), 0], ['j', 50]);
		expect(cursorRow(store.get())?.name).toBe('cards-v1-abc-2');
		pressKeys(store, ['ctrl-c'], {at: noon, stream: 'paste'});
		expect(store.get().isQuitting).toBe(true);
	});
});

test('a key that comes right behind a burst begins no change, and says so', () => {
	const store = deployments();
	read(store, ['dq', 0], ['r', 100]);
	expect(store.get().runs).toEqual([]);
	expect(store.get().flash?.says).toBe('Several keys came at once: r was left out. Press it by itself.');
	read(store, ['r', 300]);
	expect(store.get().runs).toHaveLength(1);
});

test('a paste between brackets is left out and said, and nothing after it is', () => {
	const store = deployments();
	pasteText(store, shell, {at: noon});
	expect(store.get().flash?.says).toContain('Pasted text is left out');
	expect(topScreen(store.get()).name).toBe('list');
	expect(store.get().runs).toEqual([]);
});
