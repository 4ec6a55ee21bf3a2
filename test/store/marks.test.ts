import {describe, expect, test} from 'vitest';
import {pressKeys} from '../../source/commands/press.ts';
import {previewLines} from '../../source/screens/preview-text.ts';
import {markedOutOfSight, subjectsOf} from '../../source/store/select.ts';
import {topScreen} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import {themeFor} from '../../source/ui/theme.ts';
import {showApp} from '../screens/show.tsx';
import {deployment, noon, rowsFrom, shop, storeOf, told} from '../screens/world.ts';

function press(store: Store, ...keys: readonly string[]): void {
	for (const key of keys) pressKeys(store, [key], {at: noon});
}

/** All three deployments are marked; the filter then shows but one of them. */
function marked(...then: readonly string[]): Store {
	const store = storeOf(shop, {screen: {name: 'list', view: 'deployments'}});
	press(store, 'space', 'space', 'space', ...then);
	return store;
}

const namesOf = (subjects: ReadonlyArray<{readonly name: string}>) => subjects.map(({name}) => name);
const marks = (store: Store) => namesOf([...topScreen(store.get()).list.marks.values()]);
const targets = (store: Store) =>
	store.get().runs.map(({command}) => 'target' in command && command.target.name);

function textOf(store: Store): string {
	return previewLines(themeFor({}), store.get())
		.map(line => line.map(({text}) => text).join(''))
		.join('\n');
}

describe('marks out of sight are meant too, and said (k9s: hidden marks)', () => {
	test.each([
		['a filter', ['/', ...'ranker', 'enter'], ['cards-v1', 'cards-v2']],
		['faults only', ['ctrl-z'], ['cards-v1', 'cards-v2']],
	])('%s hides them', async (_what, keys, hidden) => {
		const store = marked(...keys);
		expect(namesOf(markedOutOfSight(store.get()))).toEqual(hidden);
		const screen = await showApp(store);
		expect(await screen.read()).toContain('3 marked, 2 hidden');
		press(store, 'r');
		expect(targets(store)).toEqual(['ranker', 'cards-v1', 'cards-v2']);
		expect(textOf(store)).toContain('2 of 3 marked and out of sight in the list: cards-v1, cards-v2.');
		for (const name of ['ranker', 'cards-v1', 'cards-v2']) expect(textOf(store)).toContain(name);
	});

	test('another namespace hides them', () => {
		const store = marked();
		store.dispatch(
			{type: 'namespaceChosen', namespace: 'models'},
			{type: 'streamOpened', view: 'deployments', stream: 'other'},
			{
				...told('deployments', [
					{type: 'replaced', rows: rowsFrom('deployments', [deployment('fraud')])},
					{type: 'health', health: {state: 'live'}},
				]),
				stream: 'other',
			} as never,
		);
		expect(namesOf(markedOutOfSight(store.get()))).toEqual(['cards-v1', 'cards-v2', 'ranker']);
		press(store, 'r');
		expect(targets(store)).toEqual(['cards-v1', 'cards-v2', 'ranker']);
		expect(textOf(store)).toContain('3 of 3 marked and out of sight');
	});

	test('rows scrolled away are out of sight', () => {
		const many = Array.from({length: 60}, (_, n) => deployment(`d-${10 + n}`));
		const store = storeOf({...shop, deployments: many}, {screen: {name: 'list', view: 'deployments'}});
		press(store, 'space', 'G');
		expect(namesOf(markedOutOfSight(store.get()))).toEqual(['d-10']);
		press(store, 'g');
		expect(markedOutOfSight(store.get())).toEqual([]);
	});

	test('one alone that is hidden is meant, and not the row under the cursor', () => {
		const store = storeOf(shop, {screen: {name: 'list', view: 'deployments'}});
		press(store, 'space', '/', ...'ranker', 'enter', 'r');
		expect(targets(store)).toEqual(['cards-v1']);
		expect(textOf(store)).toContain('1 of 1 marked and out of sight in the list: cards-v1.');
	});

	test('what is looked at is the row under the cursor all the same', () => {
		const store = marked('/', ...'ranker', 'enter', 'd');
		expect(topScreen(store.get()).subject?.name).toBe('ranker');
	});
});

test('a mark goes with its row, and that is said', () => {
	const store = marked();
	store.dispatch(told('deployments', [{type: 'deleted', uid: 'uid-cards-v2'}]));
	expect(marks(store)).toEqual(['cards-v1', 'ranker']);
	expect(store.get().flash?.says).toBe('cards-v2 is gone: it is not marked any more.');
	press(store, 'r');
	expect(targets(store)).toEqual(['cards-v1', 'ranker']);
});

test('one of the same name is another row, and not marked', () => {
	const store = marked();
	const anew = deployment('ranker');
	(anew.metadata as {uid: string}).uid = 'another';
	const rows = rowsFrom('deployments', [deployment('cards-v1'), deployment('cards-v2'), anew]);
	store.dispatch(told('deployments', [{type: 'replaced', rows}]));
	expect(namesOf(subjectsOf(store.get()))).toEqual(['cards-v1', 'cards-v2']);
	expect(store.get().flash?.says).toContain('ranker is gone');
});

test('ctrl-space marks from the nearest mark to the cursor, and ctrl-\\ clears all', () => {
	const many = Array.from({length: 9}, (_, n) => deployment(`d-${n}`));
	const store = storeOf({...shop, deployments: many}, {screen: {name: 'list', view: 'deployments'}});
	press(store, 'j', 'space', 'j', 'j', 'ctrl-space');
	expect(marks(store)).toEqual(['d-1', 'd-2', 'd-3', 'd-4']);
	press(store, 'ctrl-\\');
	expect(marks(store)).toEqual([]);
	press(store, 'ctrl-space');
	expect(marks(store)).toEqual(['d-4']);
});

test('weights and draining are for one split at a time', () => {
	const store = storeOf(shop, {screen: {name: 'list', view: 'splits'}});
	press(store, 'space');
	const screen = topScreen(store.get());
	const other = {view: 'splits', uid: 'uid-other/x', namespace: 'shop', name: 'other'};
	const marks = new Map([...screen.list.marks, [other.uid, other]]);
	const state = {...store.get(), stack: [{...screen, list: {...screen.list, marks}}]};
	for (const key of ['X', '>', '=']) {
		const told = storeOf();
		pressKeys({get: () => state, dispatch: told.dispatch}, [key], {at: noon});
		expect(told.get().flash?.says).toBe('This is for one split at a time: 2 are marked.');
		expect(told.get().runs).toEqual([]);
	}
});
