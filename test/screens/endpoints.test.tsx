import {expect, test} from 'vitest';
import {pressKeys} from '../../source/commands/press.ts';
import {rowsOf} from '../../source/store/select.ts';
import {topScreen} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import {expectGolden} from '../kit/golden.ts';
import {sayOf, showApp, sizes} from './show.tsx';
import {
	crashing,
	endpointSlice,
	noon,
	pod,
	rowsFrom,
	service,
	shop,
	storeOf,
	told,
	type World,
} from './world.ts';

const world: World = {
	...shop,
	pods: [...shop.pods!, crashing('cards-v1-abc-4', 'cards-v1'), pod('bystander', {workload: 'other'})],
	services: [service('cards-v1'), service('lonely', 'nobody')],
	endpointslices: [
		endpointSlice('cards-v1', ['cards-v1-abc-1', 'cards-v1-abc-2']),
		{
			...endpointSlice('cards-v1', ['cards-v1-abc-4'], false),
			metadata: {...endpointSlice('cards-v1', []).metadata, name: 'cards-v1-second', uid: 'uid-second'},
		},
	],
};

function press(store: Store, ...keys: readonly string[]): readonly string[] {
	for (const key of keys) pressKeys(store, [key], {at: noon});
	return rowsOf(store.get(), topScreen(store.get())).map(({name}) => name);
}

test('enter leads from a Service to its EndpointSlices, to their pods, ready and not, and esc back', () => {
	const store = storeOf(world, {screen: {name: 'list', view: 'services'}});
	expect(press(store, 'enter')).toEqual(['cards-v1-second', 'cards-v1-slice']);
	store.dispatch({type: 'cursorPut', uid: 'uid-cards-v1-slice'});
	expect(press(store, 'enter')).toEqual(['cards-v1-abc-1', 'cards-v1-abc-2']);
	expect(press(store, 'esc')).toEqual(['cards-v1-second', 'cards-v1-slice']);
	store.dispatch({type: 'cursorPut', uid: 'uid-second'});
	expect(press(store, 'enter')).toEqual(['cards-v1-abc-4']);
	expect(press(store, 'esc', 'esc')).toEqual(['cards-v1', 'lonely']);
});

test('the pods of a slice follow it while it changes', () => {
	const store = storeOf(world, {screen: {name: 'list', view: 'services'}});
	press(store, 'enter');
	store.dispatch({type: 'cursorPut', uid: 'uid-cards-v1-slice'});
	press(store, 'enter');
	const [row] = rowsFrom('endpointslices', [endpointSlice('cards-v1', ['cards-v1-abc-3'])]);
	store.dispatch(told('endpointslices', [{type: 'changed', row: row!}]));
	expect(press(store)).toEqual(['cards-v1-abc-3']);
});

test.each(sizes)(
	'the page of a Service has its endpoints, the worst first ($columns columns)',
	async size => {
		const subject = {view: 'services', uid: 'uid-cards-v1', namespace: 'shop', name: 'cards-v1'};
		const store = storeOf(world, {screen: {name: 'detail', subject}});
		await expectGolden(`detail-service-${sayOf(size)}`, await showApp(store, size));
	},
);

test('a Service without endpoints says whom it looks for', async () => {
	const subject = {view: 'services', uid: 'uid-lonely', namespace: 'shop', name: 'lonely'};
	const screen = await showApp(storeOf(world, {screen: {name: 'detail', subject}}));
	await screen.waitFor('None: no pod with an address carries app=nobody.');
});
