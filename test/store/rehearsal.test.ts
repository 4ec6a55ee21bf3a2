import {expect, test} from 'vitest';
import type {RehearsalState} from '../../source/model/rehearsal.ts';
import {bodyHeight, listHeight, textHeight} from '../../source/store/geometry.ts';
import {guideOf, paceOf} from '../../source/store/guide.ts';
import type {Pressed} from '../../source/store/rehearsal.ts';
import {type State, topScreen} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import {beginning, shownRehearsal} from '../screens/scripted-rehearsal.ts';
import {noon, shop, storeOf} from '../screens/world.ts';

function rehearsing(told: Partial<RehearsalState> = {}, isPresenting = false): Store {
	return storeOf(shop, {rehearsal: shownRehearsal(told, isPresenting)});
}

function heights(state: State) {
	return [bodyHeight(state), listHeight(state, topScreen(state)), textHeight(state)];
}

test('guidance takes one line of everything, and gives it back when nobody wants it', () => {
	const store = rehearsing();
	expect(heights(store.get())).toEqual([21, 19, 20]);
	store.dispatch({type: 'guideTurned', isGuided: false});
	expect(guideOf(store.get())).toBeUndefined();
	expect(heights(store.get())).toEqual([22, 20, 21]);
	store.dispatch({type: 'guideTurned', isGuided: true});
	expect(heights(store.get())).toEqual([21, 19, 20]);
	store.dispatch({type: 'rehearsalTold', state: {...beginning, guidance: undefined}});
	expect(heights(store.get())).toEqual([22, 20, 21]);
	expect(heights(storeOf(shop).get())).toEqual([22, 20, 21]);
});

test('the cursor at the bottom of a list stays in sight when guidance comes', () => {
	const store = storeOf(shop, {
		rehearsal: shownRehearsal({guidance: undefined}),
		size: {columns: 80, rows: 10},
	});
	store.dispatch({type: 'cursorMoved', move: 'bottom'});
	const before = topScreen(store.get()).list.cursorLine;
	store.dispatch({type: 'rehearsalTold', state: beginning});
	expect(before).toBe(5);
	expect(topScreen(store.get()).list.cursorLine).toBe(4);
});

test('a scenario that is over names the next one, after the last the first', () => {
	const over = (scenario: string) => guideOf(rehearsing({scenario, isOver: true, guidance: undefined}).get());
	expect(over('calm-shop')).toMatchObject({isOver: true, next: {name: 'bad-challenger'}});
	expect(over('stuck-rollout')).toMatchObject({
		says: 'That was all of stuck-rollout.',
		next: {name: 'calm-shop'},
	});
});

test.each([
	[{}, undefined],
	[{speed: 10}, '10x'],
	[{isPaused: true, speed: 10}, 'paused'],
])('time that passes as %j is said to be %s', (told, pace) => {
	expect(paceOf(rehearsing(told).get())).toBe(pace);
});

test('a scenario that begins is connected to, and seen from the first screen', () => {
	const store = rehearsing();
	store.dispatch({type: 'rehearsalAsked', wish: {wants: 'play', scenario: 'bad-challenger'}});
	expect(store.get().rehearsal?.beginning).toBe('bad-challenger');
	expect(topScreen(store.get()).name).toBe('list');
	store.dispatch({type: 'scenarioBegun', name: 'bad-challenger'});
	const state = store.get();
	expect(state).toMatchObject({connecting: 'bad-challenger', contexts: ['eu1', 'us1', 'bad-challenger']});
	expect(state.stack.map(({name}) => name)).toEqual(['now']);
	expect(state.rehearsal?.beginning).toBeUndefined();
	store.dispatch({
		type: 'contextConnected',
		context: {...state.context, name: 'bad-challenger'},
		isProduction: false,
		isReadOnly: false,
	});
	expect(topScreen(store.get()).name).toBe('now');
	expect(store.get().connection).toBe(1);
});

test('the same scenario again is connected to again', () => {
	const store = rehearsing();
	store.dispatch({type: 'scenarioBegun', name: 'eu1'});
	expect(store.get().connecting).toBe('eu1');
});

test('a scenario that cannot be begun says why and leaves the screen as it was', () => {
	const store = rehearsing();
	store.dispatch(
		{type: 'rehearsalAsked', wish: {wants: 'play', scenario: 'bad-challenger'}},
		{type: 'scenarioFailed', says: 'No room.', at: noon},
	);
	expect(store.get()).toMatchObject({flash: {tone: 'bad', says: 'No room.'}});
	expect(store.get().connecting).toBeUndefined();
	expect(store.get().rehearsal?.beginning).toBeUndefined();
	expect(topScreen(store.get()).name).toBe('list');
});

test('a message goes after six seconds here, though the time of the cluster stands or hurries', () => {
	const store = rehearsing();
	store.dispatch({type: 'flashed', flash: {says: 'Look.', tone: 'dim', at: noon}});
	store.dispatch({type: 'ticked', now: noon + 3_600_000, wallTime: noon + 5000});
	expect(store.get().flash?.says).toBe('Look.');
	expect(store.get().now).toBe(noon + 3_600_000);
	store.dispatch({type: 'ticked', now: noon, wallTime: noon + 6001});
	expect(store.get().flash).toBeUndefined();
});

function pressed(...keys: readonly Omit<Pressed, 'times'>[]): readonly Pressed[] {
	const store = rehearsing({}, true);
	for (const key of keys) store.dispatch({type: 'keyPressed', ...key});
	return store.get().rehearsal!.pressed;
}

test('keys that were pressed are counted, and letters of one text stand together', () => {
	const key = (name: string, isTyped = false, at = noon) => ({key: name, isTyped, at});
	expect(pressed(key('>'), key('>'), key(':', true), key('p', true), key('o', true), key('enter'))).toEqual([
		{key: '>', times: 2, isTyped: false, at: noon},
		{key: ':po', times: 1, isTyped: true, at: noon},
		{key: 'enter', times: 1, isTyped: false, at: noon},
	]);
});

test('keys fade after some seconds, counted here', () => {
	const store = rehearsing({}, true);
	store.dispatch({type: 'keyPressed', key: 'j', isTyped: false, at: noon});
	store.dispatch({type: 'ticked', now: noon, wallTime: noon + 4000});
	expect(store.get().rehearsal?.pressed).toHaveLength(1);
	store.dispatch({type: 'ticked', now: noon, wallTime: noon + 5000});
	expect(store.get().rehearsal?.pressed).toHaveLength(0);
});

test('nothing of it happens to a real cluster', () => {
	const store = storeOf(shop);
	const before = store.get();
	store.dispatch(
		{type: 'guideTurned', isGuided: true},
		{type: 'presenterTurned', isPresenting: true},
		{type: 'rehearsalAsked', wish: {wants: 'pause'}},
		{type: 'scenarioBegun', name: 'calm-shop'},
	);
	expect(store.get()).toEqual(before);
});

test.each([
	[undefined, undefined],
	['models', 'shop'],
])('whoever looks at namespace %s looks at %s in the next scenario', (namespace, next) => {
	const store = storeOf(shop, {rehearsal: shownRehearsal(), namespace});
	const {context, favourites} = store.get();
	store.dispatch({type: 'scenarioBegun', name: 'fleet'});
	store.dispatch({type: 'contextConnected', context, isProduction: false, isReadOnly: false});
	expect(store.get().namespace).toBe(next);
	expect(store.get().favourites).toEqual(favourites);
});
