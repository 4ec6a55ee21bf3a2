import {expect, test} from 'vitest';
import {applies} from '../../source/commands/binding.ts';
import {keymap} from '../../source/commands/keymap/index.ts';
import {completions, readLine} from '../../source/commands/palette.ts';
import {bindingFor, pressKeys} from '../../source/commands/press.ts';
import type {Store} from '../../source/store/store.ts';
import {shownRehearsal} from '../screens/scripted-rehearsal.ts';
import {noon, shop, storeOf} from '../screens/world.ts';

const rehearsing = (...told: Parameters<typeof shownRehearsal>) =>
	storeOf(shop, {rehearsal: shownRehearsal(...told), contexts: ['calm-shop', 'bad-challenger']});

function press(store: Store, ...keys: readonly string[]): void {
	for (const key of keys) pressKeys(store, [key], {at: noon});
}

function wishAfter(line: string, store = rehearsing()) {
	press(store, ':', ...[...line].map(letter => (letter === ' ' ? 'space' : letter)), 'enter');
	return store.get().flash?.says ?? store.get().rehearsal?.wish;
}

test('one key stops time and lets it go on, another lets a little of it pass', () => {
	const store = rehearsing();
	press(store, ';');
	expect(store.get().rehearsal?.wish).toEqual({wants: 'pause'});
	const paused = rehearsing({isPaused: true});
	press(paused, ';');
	expect(paused.get().rehearsal?.wish).toEqual({wants: 'resume'});
	press(paused, "'");
	expect(paused.get().rehearsal?.wish).toEqual({wants: 'step', byMs: 5000});
});

test('time can be stopped in front of a preview, but not out of a text', () => {
	const store = rehearsing();
	store.dispatch({type: 'screenOpened', screen: {name: 'list', view: 'deployments'}});
	press(store, 'r', ';');
	expect(store.get().dialog).toBeDefined();
	expect(store.get().rehearsal?.wish).toEqual({wants: 'pause'});
	const typing = rehearsing();
	press(typing, '/', ';');
	expect(typing.get().rehearsal?.wish).toBeUndefined();
	expect(typing.get().prompt?.text).toBe(';');
});

test.each([
	['pause', {wants: 'pause'}],
	['pause-time', {wants: 'pause'}],
	['step', {wants: 'step', byMs: 5000}],
	['step 10s', {wants: 'step', byMs: 10_000}],
	['step 1.5m', {wants: 'step', byMs: 90_000}],
	['step 20', {wants: 'step', byMs: 20_000}],
	['speed 10', {wants: 'speed', speed: 10}],
	['speed 0.5x', {wants: 'speed', speed: 0.5}],
	['scenario bad-challenger', {wants: 'play', scenario: 'bad-challenger'}],
	['scenario bad', {wants: 'play', scenario: 'bad-challenger'}],
	['scenario calm-shop', {wants: 'play', scenario: 'calm-shop'}],
	['ctx bad-challenger', {wants: 'play', scenario: 'bad-challenger'}],
	['restart-scenario', {wants: 'play', scenario: 'calm-shop'}],
	['step soon', 'How long a step? :step 10s, :step 5m'],
	['step 2h', 'A step is an hour at most.'],
	['speed fast', 'How fast? :speed 10; 1 is as in life.'],
	['speed 0', 'A speed is a number from 0.1 to 100.'],
	['speed 1000', 'A speed is a number from 0.1 to 100.'],
	['resume-time', 'Time goes on already: :pause-time stops it.'],
	['scenario none', 'There is no scenario none: :scenario lists them.'],
	['guide maybe', 'Guidance is on or off: :guide off'],
])(':%s', (line, wanted) => {
	expect(wishAfter(line)).toEqual(wanted);
});

test('scenarios are completed, and say what they are about', () => {
	expect(completions('scenario b', rehearsing().get())).toEqual([
		{text: 'scenario bad-challenger', says: 'The new version is slow, then it fails.'},
	]);
});

test(':scenario alone lists them to choose from', () => {
	const store = rehearsing();
	press(store, ':', ...'scenario', 'enter');
	expect(store.get().prompt).toMatchObject({
		asks: 'scenario',
		choices: [{text: 'calm-shop', says: expect.stringMatching(/^plays now: /)}, {}, {}],
	});
	press(store, 'enter');
	expect(store.get().flash?.says).toBe('Type the name of a scenario, or pick one with ↑ and ↓.');
	press(store, 'down', 'down', 'enter');
	expect(store.get().prompt).toBeUndefined();
	expect(store.get().rehearsal?.wish).toEqual({wants: 'play', scenario: 'bad-challenger'});
	press(store, ':', ...'scenario', 'enter', ...'stu', 'enter');
	expect(store.get().rehearsal?.wish).toEqual({wants: 'play', scenario: 'stuck-rollout'});
});

test('guidance goes away on request and comes back', () => {
	const store = rehearsing();
	wishAfter('guide off', store);
	expect(store.get().rehearsal?.isGuided).toBe(false);
	wishAfter('guide off', store);
	expect(store.get().rehearsal?.isGuided).toBe(false);
	wishAfter('guide', store);
	expect(store.get().rehearsal?.isGuided).toBe(true);
});

test('only while presenting are keys kept', () => {
	const store = rehearsing();
	press(store, 'j');
	expect(store.get().rehearsal?.pressed).toEqual([]);
	press(store, '+', 'k', ':', 'p', 'esc', '+');
	expect(store.get().rehearsal).toMatchObject({isPresenting: false, pressed: []});
	press(store, '+', 'k', ':', 'p', 'o', 'enter');
	expect(store.get().rehearsal?.pressed.map(({key}) => key)).toEqual(['k', ':po', 'enter']);
});

const rehearsalKeys = keymap.filter(({isRehearsal}) => isRehearsal);

test('its keys clash with no other, on any screen of a rehearsal', () => {
	const places = new Set(rehearsalKeys.flatMap(({keys}) => keys));
	for (const {name, keys, isRehearsal} of keymap)
		if (!isRehearsal) for (const key of keys) expect(places, `${key} of ${name}`).not.toContain(key);
	for (const isPaused of [false, true]) {
		const state = rehearsing({isPaused}).get();
		for (const key of places) {
			const enabled = rehearsalKeys.filter(
				each => each.keys.includes(key) && applies(each, state) && each.whyDisabled?.(state) === undefined,
			);
			expect(enabled, key).toHaveLength(1);
			expect(bindingFor(state, key)).toBe(enabled[0]);
		}
	}
});

test.each([
	'scenario',
	'scenario calm-shop',
	'restart-scenario',
	'step',
	'speed 10',
	'guide',
	'pause-time',
	'resume-time',
	'presenter',
])('on a real cluster there is no command %s', line => {
	const state = storeOf(shop).get();
	const [word = ''] = line.split(' ');
	expect(readLine(line, state, {at: noon})).toEqual({
		wrong: `There is no command ${word}: ? lists keys, tab completes.`,
	});
	expect(completions(word, state).map(({text}) => text)).not.toContain(word);
});

test('on a real cluster its keys are nothing', () => {
	const store = storeOf(shop);
	const before = store.get();
	press(store, ';', "'", '+');
	expect(store.get()).toEqual(before);
});
