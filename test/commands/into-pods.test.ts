// Keys and words that lead into pods: what they ask for, and of which pod.
import {expect, test} from 'vitest';
import {pressKeys} from '../../source/commands/press.ts';
import type {Forwarded} from '../../source/store/forwards.ts';
import type {NewScreen} from '../../source/store/screen.ts';
import {topScreen} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import {noon, shop, storeOf} from '../screens/world.ts';

const split = {view: 'splits', uid: 'uid-checkout/cards', namespace: 'shop', name: 'checkout'};

const on = (screen: NewScreen): Store => storeOf(shop, {screen});

function type(store: Store, ...keys: readonly string[]): void {
	for (const key of keys) pressKeys(store, [key], {at: noon});
}

const asked = (store: Store) => store.get().runs.map(({command}) => command);

test('s on a pod asks for a shell in that pod, by its uid', () => {
	const store = on({name: 'list', view: 'pods'});
	type(store, 'j', 's');
	expect(asked(store)).toEqual([
		{action: 'exec', target: expect.objectContaining({name: 'cards-v1-abc-2', uid: expect.any(String)})},
	]);
});

test('of a split the ready pods of each version are offered, and the one picked is meant', () => {
	const store = on({name: 'split', subject: split});
	type(store, ':', ...'shell -c app ls -l', 'enter');
	const {prompt} = store.get();
	expect(prompt?.choices.map(({says}) => says.split(',')[0])).toEqual([
		...[1, 2, 3].map(() => 'a ready pod of cards-v1'),
		...[1, 2].map(() => 'a ready pod of cards-v2'),
	]);
	type(store, ...'cards-v2-abc-1', 'enter');
	expect(asked(store)).toEqual([
		{
			action: 'exec',
			target: expect.objectContaining({name: 'cards-v2-abc-1'}),
			container: 'app',
			command: ['ls', '-l'],
		},
	]);
});

test('shift-f asks for ports, and says what is wrong with them', () => {
	const store = on({name: 'list', view: 'services'});
	type(store, 'F', ...'8080:', 'enter');
	expect(store.get().flash?.says).toContain('"8080:" names no ports.');
	type(store, 'ctrl-u', ...'8080:http', 'enter');
	expect(asked(store)).toEqual([
		{
			action: 'port-forward',
			target: expect.objectContaining({name: 'cards-v1'}),
			local: 8080,
			remote: 'http',
		},
	]);
});

const forward: Forwarded = {
	id: 'f1',
	of: 'Service shop/cards-v1',
	context: 'eu1',
	since: noon,
	remote: 8080,
	stands: {
		local: 4000,
		pod: 'cards-v1-abc-1',
		open: 1,
		connections: 3,
		bytesIn: 10,
		bytesOut: 20,
		says: 'It leads.',
	},
};

test('f lists what is forwarded, and ctrl-d ends it', () => {
	const store = on({name: 'list', view: 'pods'});
	store.dispatch({type: 'forwardTold', forward});
	type(store, 'f', 'ctrl-d');
	expect(store.get().forwards).toEqual([{...forward, isStopping: true}]);
	store.dispatch({type: 'forwardEnded', id: 'f1'});
	expect(topScreen(store.get()).name).toBe('forwards');
	expect(store.get().forwards).toEqual([]);
});
