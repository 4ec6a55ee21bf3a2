import {expect, test} from 'vitest';
import {splitRows} from '../../source/store/lists/splits.ts';
import type {Store} from '../../source/store/store.ts';
import {noon, pod, route, rowsFrom, shop, storeOf, told} from '../screens/world.ts';

function shift(store: Store, champion: number, challenger: number, annotations: object = {}): void {
	const changed = route('checkout', champion, challenger);
	(changed.metadata as {annotations?: object}).annotations = annotations;
	store.dispatch(
		told(
			'httproutes',
			rowsFrom('httproutes', [changed]).map(row => ({type: 'changed', row})),
		),
	);
}

function champion(store: Store): string | undefined {
	return splitRows(store.get())[0]?.split.backends.find(({role}) => role === 'champion')?.name;
}

test('a suggested champion stays one while its weight falls', () => {
	const store = storeOf({...shop, httproutes: []});
	shift(store, 90, 10);
	expect(champion(store)).toBe('cards-v1');
	shift(store, 30, 70);
	expect(champion(store)).toBe('cards-v1');
});

test('a mark or a choice outranks what was suggested', () => {
	const store = storeOf({...shop, httproutes: []});
	shift(store, 90, 10);
	shift(store, 90, 10, {'sluice.dev/champion': 'cards-v2'});
	expect(champion(store)).toBe('cards-v2');
});

test('shares are recorded as they move', () => {
	const store = storeOf(shop);
	shift(store, 50, 50);
	const samples = store.get().history['share/uid-checkout/cards/cards-v2'];
	expect(samples?.map(({value}) => value)).toEqual([10, 50]);
});

test('splits are joined again only where something they are made of changed', () => {
	const store = storeOf(shop);
	const before = splitRows(store.get());
	store.dispatch(
		{type: 'ticked', now: noon + 1000, wallTime: noon + 1000},
		told(
			'pods',
			rowsFrom('pods', [pod('new')]).map(row => ({type: 'changed', row})),
		),
	);
	expect(splitRows(store.get())).toBe(before);
	shift(store, 80, 20);
	expect(splitRows(store.get())).not.toBe(before);
});
