import {expect, test} from 'vitest';
import {readLine} from '../../source/commands/palette.ts';
import {needsOf} from '../../source/run/needs.ts';
import {notesOf} from '../../source/store/lists/notes.ts';
import type {Store} from '../../source/store/store.ts';
import {after, counted, drainHere, entryOf, split, undoOf} from '../kit/drained.ts';
import {noon, shop, storeOf} from '../screens/world.ts';

const still = {requests: 120, perSecond: 8, lastAt: noon + 40_000};

function failing(store: Store) {
	return notesOf(store.get()).filter(({uid}) => uid.startsWith('drain '));
}

test('a drain that does not happen is serious on the first screen, with what to do next', () => {
	const store = storeOf(shop, {screen: {name: 'now'}});
	drainHere(store);
	expect(failing(store)).toEqual([]);
	store.dispatch(counted(40, still), after(41));
	expect(failing(store)).toMatchObject([
		{
			group: 'Troubles',
			tone: 'bad',
			says: expect.stringMatching(
				/^Drain HTTPRoute shop\/checkout rule cards: everything to cards-v1\. It is not happening: 8\/s still reach cards-v2 40 s after/,
			),
			hint: 'Scale cards-v2 to 0 (:scale 0): that ends what is bound to it.',
			subject: split,
			since: noon,
		},
	]);
	store.dispatch(counted(60, {lastAt: noon + 41_000}), after(61));
	expect(failing(store)).toEqual([]);
});

test('it is said for ten minutes, and no longer once it was taken back', () => {
	const store = storeOf(shop, {screen: {name: 'now'}});
	drainHere(store);
	store.dispatch(counted(40, still), after(590));
	expect(failing(store)).toHaveLength(1);
	store.dispatch(after(601));
	expect(failing(store)).toEqual([]);
	store.dispatch(after(300));
	const entry = entryOf();
	store.dispatch({type: 'journalRead', entries: [entry, undoOf(entry)]});
	expect(failing(store)).toEqual([]);
});

test('after a drain the first screen goes on measuring what was drained', () => {
	const store = storeOf(shop, {screen: {name: 'now'}});
	const measuring = () => needsOf(store.get()).filter(({type}) => type === 'measure').length;
	drainHere(store);
	expect(measuring()).toBe(1);
	store.dispatch(after(601));
	expect(measuring()).toBe(0);
});

test(':restore asks for the undo of the drain, on the split and on its list', () => {
	for (const screen of [
		{name: 'split', subject: split},
		{name: 'list', view: 'splits'},
	] as const) {
		const store = storeOf(shop, {screen, events: [{type: 'identified', me: 'ann'}]});
		drainHere(store);
		expect(readLine('restore', store.get(), {at: noon})).toMatchObject({
			command: [
				{
					type: 'asked',
					commands: [{action: 'undo', id: 'drain-1'}],
					says: expect.stringMatching(/^Restore: Drain/),
				},
			],
		});
		const entry = entryOf();
		store.dispatch({type: 'journalRead', entries: [undoOf(entry), entry]});
		expect(readLine('restore', store.get(), {at: noon})).toEqual({
			wrong: expect.stringMatching(/^Nothing is left to restore: .* To drain as before: :redo drain-1$/),
		});
	}
	const pods = storeOf(shop, {screen: {name: 'list', view: 'pods'}});
	expect(readLine('restore', pods.get(), {at: noon})).toHaveProperty('wrong');
});
