import {describe, expect, test} from 'vitest';
import {isOutdated} from '../../source/commands/hints.ts';
import {pressKeys} from '../../source/commands/press.ts';
import type {Trouble} from '../../source/model/trouble.ts';
import type {NoteRow} from '../../source/store/lists/note.ts';
import {cursorRow, rowsOf} from '../../source/store/select.ts';
import {topScreen} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import {restMs} from '../../source/store/watch-rows.ts';
import {deployment, noon, rowsFrom, shop, storeOf, told} from '../screens/world.ts';

function onDeployments(): Store {
	return storeOf(shop, {screen: {name: 'list', view: 'deployments'}});
}

function press(store: Store, key: string, at = noon): void {
	pressKeys(store, [key], {at});
}

function come(store: Store, name: string, uid = `uid-${name}`): void {
	const object = deployment(name);
	(object.metadata as {uid: string}).uid = uid;
	const [row] = rowsFrom('deployments', [object]);
	store.dispatch(told('deployments', [{type: 'changed', row: row!}]));
}

const go = (store: Store, name: string) =>
	store.dispatch(told('deployments', [{type: 'deleted', uid: `uid-${name}`}]));

const names = (store: Store) => rowsOf(store.get(), topScreen(store.get())).map(({name}) => name);
const under = (store: Store) => cursorRow(store.get())?.name;
const asked = (store: Store) =>
	store.get().runs.map(({command}) => 'target' in command && command.target.name);

test('rows that changed on one screen hold no key back on the next', () => {
	const store = onDeployments();
	go(store, 'cards-v1');
	expect(store.get().restsUntil).toBeGreaterThan(noon);
	store.dispatch({type: 'screenOpened', screen: {name: 'list', view: 'deployments'}});
	press(store, 'r', noon + 100);
	expect(asked(store)).toEqual(['cards-v2']);
});

describe('a row that vanishes under the cursor', () => {
	test('leaves no neighbour there, and keys that begin a change rest', () => {
		const store = onDeployments();
		press(store, 'j');
		go(store, 'cards-v2');
		expect(under(store)).toBeUndefined();
		press(store, 'r', noon + 100);
		expect(store.get().flash?.says).toBe('The row under the cursor is gone: move to the one you mean.');
		press(store, 'j', noon + 200);
		expect(under(store)).toBe('ranker');
		press(store, 'r', noon + 300);
		const {flash} = store.get();
		expect(flash?.says).toContain('keys that begin a change rest for 2 s');
		expect(isOutdated(flash!, store.get()), 'said until it is over').toBe(false);
		expect(asked(store)).toEqual([]);
		press(store, 'r', noon + restMs);
		expect(asked(store)).toEqual(['ranker']);
	});

	test('is not replaced by one of its name', () => {
		const store = onDeployments();
		press(store, 'j');
		go(store, 'cards-v2');
		come(store, 'cards-v2', 'another');
		expect(under(store)).toBeUndefined();
		press(store, 'r');
		expect(asked(store)).toEqual([]);
	});
});

test('another row that comes first where nobody has moved yet is not what was looked at', () => {
	const store = onDeployments();
	expect(under(store)).toBe('cards-v1');
	come(store, 'a-new-one');
	expect(under(store)).toBe('a-new-one');
	press(store, 'r', noon + 100);
	expect(asked(store)).toEqual([]);
	expect(store.get().flash?.says).toContain('has just changed by itself');
	press(store, 'd', noon + 100);
	expect(topScreen(store.get()).subject?.name, 'a key that looks means the one that was there').toBe(
		'cards-v1',
	);
	expect(store.get().flash?.says).toBe(
		'This is cards-v1, which was there: another row has just come under the cursor by itself.',
	);
});

describe('where nobody has moved yet, keys just after another row came first', () => {
	function overtaken(): Store {
		const store = onDeployments();
		come(store, 'a-new-one');
		return store;
	}

	test.each(['enter', 'd', 'l', 'y', 'c'])(
		'%s looks at the row that was there, and the cursor is back on it',
		key => {
			const store = overtaken();
			const before = onDeployments();
			press(store, key, noon + 100);
			press(before, key, noon + 100);
			const {subject} = topScreen(store.get());
			expect(subject).toEqual(topScreen(before.get()).subject);
			expect(store.get().copied?.text).toBe(before.get().copied?.text);
			expect(store.get().stack[0]?.list.cursorKey).toBe('uid-cards-v1');
		},
	);

	test('space marks it, m and : are about it, and nothing begins before the rest is over', () => {
		const store = overtaken();
		press(store, 'space', noon + 100);
		expect([...topScreen(store.get()).list.marks.values()].map(({name}) => name)).toEqual(['cards-v1']);
		const menu = overtaken();
		press(menu, 'm', noon + 100);
		press(menu, 'r', noon + 200);
		expect(asked(menu)).toEqual([]);
		const typed = overtaken();
		for (const key of [':', ...'restart', 'enter']) press(typed, key, noon + restMs);
		expect(asked(typed), 'what was seen for long enough is meant').toEqual(['a-new-one']);
		const quick = overtaken();
		for (const key of [':', ...'restart', 'enter']) press(quick, key, noon + 100);
		expect(asked(quick)).toEqual(['cards-v1']);
	});

	test('while the first rows still come, they mean what is there', () => {
		const store = onDeployments();
		store.dispatch(told('pods', [{type: 'health', health: {state: 'listing', received: 500}}]));
		come(store, 'a-new-one');
		press(store, 'd', noon + 100);
		expect(topScreen(store.get()).subject?.name).toBe('a-new-one');
		const other = onDeployments();
		other.dispatch(told('pods', [{type: 'health', health: {state: 'listing', received: 500}}]));
		come(other, 'a-new-one');
		press(other, 'r', noon + 100);
		expect(asked(other), 'and a change rests all the same').toEqual([]);
	});

	test('after the rest they mean the row that is there', () => {
		const store = overtaken();
		press(store, 'd', noon + restMs);
		expect(topScreen(store.get()).subject?.name).toBe('a-new-one');
	});

	test('of several that came in a row none is meant', () => {
		const store = overtaken();
		come(store, 'a-b');
		come(store, 'a-a');
		press(store, 'd', noon + 100);
		expect(topScreen(store.get()).subject?.name).toBe('cards-v1');
	});

	test('a row that went is not opened, nor is the one in its place', () => {
		const store = onDeployments();
		go(store, 'cards-v1');
		expect(under(store)).toBe('cards-v2');
		press(store, 'enter', noon + 100);
		expect(topScreen(store.get()).name).toBe('list');
		expect(store.get().flash?.says).toBe(
			'The row you looked at has just gone, and another one is under the cursor.',
		);
	});

	test('a line to type on opens though the row that was there has gone', () => {
		const store = onDeployments();
		go(store, 'cards-v1');
		press(store, ':', noon + 100);
		expect(store.get().prompt).toMatchObject({asks: 'command'});
	});

	test('a move goes on from what is there, and what is moved to is meant', () => {
		const store = overtaken();
		press(store, 'j', noon + 100);
		press(store, 'd', noon + 200);
		expect(topScreen(store.get()).subject?.name).toBe('cards-v1');
		expect(store.get().flash).toBeUndefined();
	});

	test('on the first screen the line of an outage is not opened in the place of a trouble, nor acted on', () => {
		const store = storeOf(shop, {screen: {name: 'now'}});
		const [first] = rowsOf(store.get(), topScreen(store.get())) as readonly NoteRow[];
		expect(first?.subject).toBeDefined();
		const trouble: Trouble = {reason: 'unreachable', says: 'The server cannot be reached.'};
		const health = {state: 'stale', since: noon - 60_000, retryAt: noon, trouble} as const;
		store.dispatch(told('pods', [{type: 'health', health}]));
		const [now] = rowsOf(store.get(), topScreen(store.get())) as readonly NoteRow[];
		expect(now?.says).toBe(trouble.says);
		press(store, 's', noon + 100);
		expect(store.get().prompt).toBeUndefined();
		expect(store.get().flash?.says).toContain('has just changed by itself');
		press(store, 'enter', noon + 100);
		expect(topScreen(store.get()).subject?.uid).toBe(first!.subject!.uid);
		expect(store.get().flash?.says).toContain(`This is ${first!.subject!.name}, which was there`);
	});
});

test('rows that come and go elsewhere hinder nothing', () => {
	const store = onDeployments();
	press(store, 'j');
	come(store, 'a-new-one');
	go(store, 'ranker');
	press(store, 'r', noon + 100);
	expect(asked(store)).toEqual(['cards-v2']);
});

describe('sorting and filtering leave the cursor on its row', () => {
	test.each([['shift-right'], ['S'], ['shift-left']])('%s, though nobody has moved yet', key => {
		const store = onDeployments();
		press(store, key);
		expect(under(store)).toBe('cards-v1');
	});

	test('a filter that is cleared again, too', () => {
		const store = onDeployments();
		for (const each of ['/', ...'v2', 'enter']) press(store, each);
		expect(under(store)).toBe('cards-v2');
		press(store, 'esc');
		expect(names(store)).toHaveLength(3);
		expect(under(store)).toBe('cards-v2');
	});
});

describe('rows stand still, and the target is what was seen', () => {
	test.each<[string, readonly string[], readonly string[]]>([
		['behind the menu', ['m'], ['esc']],
		['while a number of replicas is typed', ['s'], ['esc']],
		['while a command is typed', [':'], ['esc']],
		['behind a preview', ['r'], ['esc']],
		['from the menu to the prompt it opens, to the preview of that', ['m', 's', '5', 'enter'], ['esc']],
	])('%s', (_where, keys, leaving) => {
		const store = onDeployments();
		for (const key of keys) press(store, key);
		const before = names(store);
		come(store, 'a-new-one');
		come(store, 'cards-v3');
		go(store, 'cards-v2');
		expect(names(store)).toEqual(before);
		expect(under(store)).toBe('cards-v1');
		for (const key of leaving) press(store, key);
		expect(names(store)).toEqual(['a-new-one', 'cards-v1', 'cards-v3', 'ranker']);
		expect(under(store)).toBe('cards-v1');
	});

	test('what the menu does it does to the row that was under it', () => {
		const store = onDeployments();
		press(store, 'm');
		come(store, 'a-new-one');
		press(store, 'r');
		expect(asked(store)).toEqual(['cards-v1']);
	});

	test('what is typed after a colon, too', () => {
		const store = onDeployments();
		press(store, ':');
		come(store, 'a-new-one');
		for (const key of [...'restart', 'enter']) press(store, key);
		expect(asked(store)).toEqual(['cards-v1']);
	});

	test('a filter moves rows while it is typed, and what was frozen stays frozen', () => {
		const store = onDeployments();
		press(store, 'Z');
		for (const key of ['m', 'esc', ':', 'esc', 's', 'esc']) press(store, key);
		come(store, 'a-new-one');
		expect(names(store)).toEqual(['cards-v1', 'cards-v2', 'ranker']);
		press(store, '/');
		for (const key of 'v2') press(store, key);
		expect(names(store)).toEqual(['cards-v2']);
	});
});
