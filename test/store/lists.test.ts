import {expect, test} from 'vitest';
import {cursorRow, rowsOf, windowOf} from '../../source/store/select.ts';
import {topScreen} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import {crashing, deployment, live, pod, rowsFrom, storeOf, told} from '../screens/world.ts';

const three = {pods: ['b', 'd', 'f'].map(name => pod(name))};

function cursorName(store: Store): string | undefined {
	return cursorRow(store.get())?.name;
}

function names(store: Store): string[] {
	return rowsOf(store.get(), topScreen(store.get())).map(row => row.name);
}

function change(store: Store, ...added: readonly string[]): void {
	store.dispatch(
		told(
			'pods',
			rowsFrom(
				'pods',
				added.map(name => pod(name)),
			).map(row => ({type: 'changed', row})),
		),
	);
}

function remove(store: Store, name: string): void {
	store.dispatch(told('pods', [{type: 'deleted', uid: `uid-${name}`}]));
}

test('the cursor is on the first row until somebody moves', () => {
	const store = storeOf(three);
	expect(cursorName(store)).toBe('b');
	change(store, 'a');
	expect(cursorName(store)).toBe('a');
});

test('rows that come above leave the cursor on its row, and on its line', () => {
	const store = storeOf({pods: Array.from({length: 60}, (_, n) => pod(`p-${100 + n}`))});
	for (let n = 0; n < 30; n++) store.dispatch({type: 'cursorMoved', move: 'down'});
	const before = windowOf(store.get(), topScreen(store.get()), 20);
	expect(cursorName(store)).toBe('p-130');
	change(store, 'p-001', 'p-002');
	const after = windowOf(store.get(), topScreen(store.get()), 20);
	expect(cursorName(store)).toBe('p-130');
	expect(after.cursor! - after.first).toBe(before.cursor! - before.first);
});

test('a row that vanished takes the cursor with it, and the next move goes on from its line', () => {
	const store = storeOf(three);
	store.dispatch({type: 'cursorMoved', move: 'down'});
	expect(cursorName(store)).toBe('d');
	remove(store, 'd');
	expect(cursorName(store)).toBeUndefined();
	store.dispatch({type: 'cursorMoved', move: 'down'});
	expect(cursorName(store)).toBe('f');
});

test('a row of the same name is another row', () => {
	const store = storeOf(three);
	store.dispatch({type: 'cursorMoved', move: 'down'});
	remove(store, 'd');
	const anew = pod('d', {metadata: {uid: 'another'}});
	store.dispatch(
		told(
			'pods',
			rowsFrom('pods', [anew]).map(row => ({type: 'changed', row})),
		),
	);
	expect(names(store)).toEqual(['b', 'd', 'f']);
	expect(cursorName(store)).toBeUndefined();
});

test('a filter keeps the cursor on its row, else goes to the first match', () => {
	const store = storeOf({pods: ['web-1', 'web-2', 'api-1'].map(name => pod(name))});
	store.dispatch({type: 'cursorMoved', move: 'bottom'});
	expect(cursorName(store)).toBe('web-2');
	store.dispatch({type: 'filterChanged', filter: 'web'});
	expect(cursorName(store)).toBe('web-2');
	store.dispatch({type: 'filterChanged', filter: 'api'});
	expect(cursorName(store)).toBe('api-1');
});

test('a held list stands still, and shows all that came once it is let go', () => {
	const store = storeOf(three);
	store.dispatch({type: 'holdToggled'});
	change(store, 'a');
	remove(store, 'b');
	expect(names(store)).toEqual(['b', 'd', 'f']);
	store.dispatch({type: 'holdToggled'});
	expect(names(store)).toEqual(['a', 'd', 'f']);
});

test('a held list can still be filtered and sorted', () => {
	const store = storeOf(three);
	store.dispatch({type: 'holdToggled'}, {type: 'filterChanged', filter: '/^shop d/'});
	expect(names(store)).toEqual(['d']);
	change(store, 'd2');
	expect(names(store)).toEqual(['d']);
});

test('a list stands still behind a dialog', () => {
	const store = storeOf(three);
	store.dispatch({type: 'asked', commands: [{action: 'undo'}], says: 'Undo'});
	change(store, 'a');
	expect(names(store)).toEqual(['b', 'd', 'f']);
	store.dispatch({type: 'answered', isConfirmed: false, at: 0}, {type: 'dialogClosed'});
	expect(names(store)).toEqual(['a', 'b', 'd', 'f']);
});

test('a stream that was replaced has no say any more', () => {
	const store = storeOf(three);
	store.dispatch({type: 'streamOpened', view: 'pods', stream: 'newer'});
	change(store, 'late');
	expect(names(store)).toEqual([]);
	expect(store.get().streams.pods?.health).toEqual({state: 'connecting'});
});

test('the first page is shown, and an empty list is empty only once it was listed', () => {
	const store = storeOf();
	store.dispatch({type: 'streamOpened', view: 'pods', stream: 'pods'});
	store.dispatch(told('pods', [{type: 'added-page', rows: rowsFrom('pods', three.pods)}]));
	expect(names(store)).toEqual(['b', 'd', 'f']);
	expect(store.get().streams.pods?.hasListed).toBe(false);
	store.dispatch(told('pods', [{type: 'health', health: live}]));
	expect(store.get().streams.pods?.hasListed).toBe(true);
});

test('marks are held by uid', () => {
	const store = storeOf(three);
	store.dispatch({type: 'rowMarked'});
	expect(cursorName(store)).toBe('d');
	change(store, 'a');
	expect([...topScreen(store.get()).list.marks.keys()]).toEqual(['uid-b']);
});

test('back restores the filter and the cursor of the screen before', () => {
	const store = storeOf(three);
	store.dispatch({type: 'filterChanged', filter: '/^shop (d|f)/'}, {type: 'cursorMoved', move: 'bottom'});
	store.dispatch({type: 'screenOpened', screen: {name: 'help'}}, {type: 'wentBack'});
	expect(topScreen(store.get()).list.filter).toBe('/^shop (d|f)/');
	expect(cursorName(store)).toBe('f');
});

test('what is seen in a row is found', () => {
	const store = storeOf({pods: [pod('fine'), crashing('ill')]});
	store.dispatch({type: 'filterChanged', filter: '0/1'});
	expect(names(store)).toEqual(['ill']);
	store.dispatch({type: 'filterChanged', filter: '/^fi/'});
	expect(names(store)).toEqual(['fine']);
});

test('a deployment whose pods are in trouble is at fault before its deadline, as the first screen has it', () => {
	const moving = deployment('web', {wanted: 2, ready: 2});
	const store = storeOf(
		{pods: [crashing('web-abc-1', 'web')], deployments: [moving, deployment('api')]},
		{screen: {name: 'list', view: 'deployments'}},
	);
	store.dispatch({type: 'faultsToggled'});
	expect(names(store)).toEqual(['web']);
	store.dispatch(told('pods', [{type: 'deleted', uid: 'uid-web-abc-1'}]));
	expect(names(store)).toEqual([]);
});

test('filtering many rows by what only their cells hold stays within a blink', () => {
	const store = storeOf({pods: Array.from({length: 50_000}, (_, n) => pod(`p-${n}`))});
	store.dispatch({type: 'filterChanged', filter: 'p-1'});
	const start = performance.now();
	store.dispatch({type: 'filterChanged', filter: '0/1'});
	expect(names(store)).toEqual([]);
	expect(performance.now() - start).toBeLessThan(500);
});
