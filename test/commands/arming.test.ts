import {expect, test} from 'vitest';
import {pasteText, pressKeys} from '../../source/commands/press.ts';
import {sayMode} from '../../source/store/arming.ts';
import type {Store} from '../../source/store/store.ts';
import {context, noon, shop, storeOf} from '../screens/world.ts';

const minute = 60_000;

function disarmed(more: Parameters<typeof storeOf>[1] = {}): Store {
	const screen = {name: 'list', view: 'deployments'} as const;
	return storeOf(shop, {screen, isProduction: true, armForMs: 15 * minute, ...more});
}

/** Each key in a read of its own. */
function type(store: Store, text: string, ...keys: readonly string[]): void {
	for (const key of [...[...text].map(letter => (letter === ' ' ? 'space' : letter)), ...keys])
		pressKeys(store, [key], {at: noon});
}

function tick(store: Store, wallTime: number): void {
	store.dispatch({type: 'ticked', now: wallTime, wallTime});
}

test('a change went to the wrong cluster: here who types which context it is has armed it, and writes go through', () => {
	const store = disarmed();
	type(store, 's');
	expect(store.get().flash?.says).toBe('Context eu1 is disarmed: :arm 15m');
	type(store, ':arm', 'enter');
	expect(store.get().prompt?.label).toBe('Type eu1 to arm it for 15 min: ');
	type(store, 'eu1', 'enter');
	expect(store.get()).toMatchObject({armedUntil: noon + 15 * minute, prompt: undefined});
	type(store, 's5', 'enter');
	expect(store.get().runs).toMatchObject([{command: {action: 'scale', replicas: 5}}]);
});

test.each([
	[':arm 5m', 5],
	[':arm 2h', 120],
	[':arm 4h', 240],
])('%s arms for that long', (line, minutes) => {
	const store = disarmed();
	type(store, line, 'enter');
	type(store, 'eu1', 'enter');
	expect(store.get().armedUntil).toBe(noon + minutes * minute);
});

test.each([
	[':arm 5h', {}, 'At most 4 h at a time: :arm 4h'],
	[':arm 10s', {}, 'For how long? :arm 15m'],
	[':arm 0m', {}, 'For how long? :arm 15m'],
	[':arm soon', {}, 'For how long? :arm 15m'],
	[':arm', {isReadOnly: true}, 'Context eu1 is read-only: arming does not lift that.'],
	[':arm', {armForMs: undefined}, 'Context eu1 needs no arming.'],
	[':disarm', {}, 'Context eu1 is not armed.'],
])('%s, %j: %s', (line, more, says) => {
	const store = disarmed(more);
	type(store, line, 'enter');
	expect(store.get().flash?.says).toBe(says);
	expect(store.get().armedUntil).toBeUndefined();
});

test.each<[string, (store: Store) => void]>([
	['another name', store => type(store, 'us1', 'enter')],
	['its beginning', store => type(store, 'eu', 'enter')],
	['nothing', store => type(store, '', 'enter')],
	['esc', store => type(store, 'eu1', 'esc')],
	[
		'a paste between brackets',
		store => {
			pasteText(store, 'eu1', {at: noon});
			type(store, '', 'enter');
		},
	],
	['a paste without brackets', store => pressKeys(store, ['e', 'u', '1', 'enter'], {at: noon})],
	[
		'a burst of letters, and enter by itself',
		store => {
			pressKeys(store, ['e', 'u', '1'], {at: noon});
			type(store, '', 'enter');
		},
	],
	[
		'enter in one read with the last letter',
		store => {
			type(store, 'eu');
			pressKeys(store, ['1', 'enter'], {at: noon});
		},
	],
])('%s arms nothing', (_what, answer) => {
	const store = disarmed();
	type(store, ':arm', 'enter');
	answer(store);
	expect(store.get().armedUntil).toBeUndefined();
});

test('the name of a cluster that is a path is typed by its end', () => {
	const arn = 'arn:aws:eks:eu-west-1:123456789012:cluster/shop-prod';
	const store = disarmed({context: {...context, name: arn}});
	type(store, ':arm', 'enter');
	expect(store.get().prompt?.label).toBe('Type shop-prod to arm it for 15 min: ');
	type(store, 'shop-prod', 'enter');
	expect(store.get().armedUntil).toBe(noon + 15 * minute);
});

function armed(): Store {
	const store = disarmed();
	type(store, ':arm', 'enter');
	type(store, 'eu1', 'enter');
	expect(store.get().armedUntil).toBeDefined();
	return store;
}

test('the header tells minutes, and never a second', () => {
	const store = armed();
	const says = new Set<string>();
	for (let second = 0; second < 120; second += 1) {
		tick(store, noon + second * 1000);
		says.add(sayMode(store.get()));
	}
	expect([...says]).toEqual(['armed, 15 min left', 'armed, 14 min left']);
	tick(store, noon + 15 * minute - 1);
	expect(sayMode(store.get())).toBe('armed, 1 min left');
});

test('arming ends by its time, and says so', () => {
	const store = armed();
	tick(store, noon + 15 * minute);
	expect(store.get().armedUntil).toBeUndefined();
	expect(store.get().flash?.says).toBe('The time is over: context eu1 is disarmed.');
	expect(sayMode(store.get())).toBe('disarmed');
});

test('it ends with :disarm, and with another context', () => {
	const byHand = armed();
	type(byHand, ':disarm', 'enter');
	expect(sayMode(byHand.get())).toBe('disarmed');
	const gone = armed();
	const there = {...context, name: 'us1'};
	gone.dispatch({
		type: 'contextConnected',
		context: there,
		isProduction: true,
		isReadOnly: false,
		armForMs: 15 * minute,
	});
	expect(sayMode(gone.get())).toBe('disarmed');
	gone.dispatch({type: 'contextConnected', context, isProduction: false, isReadOnly: false});
	expect(sayMode(gone.get())).toBe('');
});

test('a name half typed for one context arms no other', () => {
	const store = disarmed();
	type(store, ':arm', 'enter');
	type(store, 'eu');
	const there = {...context, name: 'us1'};
	store.dispatch({
		type: 'contextConnected',
		context: there,
		isProduction: true,
		isReadOnly: false,
		armForMs: minute,
	});
	expect(store.get().prompt).toBeUndefined();
});
