import {expect, test} from 'vitest';
import {pressKeys} from '../../source/commands/press.ts';
import {memoryJournal} from '../../source/journal/journal.ts';
import {forgettingJournal} from '../../source/run/forgetting-journal.ts';
import {lookOf, rehearse} from '../../source/run/rehearse.ts';
import type {NewScreen} from '../../source/store/screen.ts';
import {topScreen} from '../../source/store/state.ts';
import {manualClock} from '../kit/clock.ts';
import {scriptedRehearsal, shownRehearsal} from '../screens/scripted-rehearsal.ts';
import {noon, shop, storeOf} from '../screens/world.ts';

const split = {view: 'splits', uid: 'uid-checkout/cards', namespace: 'shop', name: 'checkout'};
const podSubject = {view: 'pods', uid: 'uid-ranker-abc-1', namespace: 'shop', name: 'ranker-abc-1'};

function open(screen: NewScreen = {name: 'now'}) {
	const wallClock = manualClock(noon);
	const rehearsal = scriptedRehearsal(wallClock.after);
	const store = storeOf(shop, {screen, rehearsal: shownRehearsal()});
	const forgotten: string[] = [];
	const forget = (scenario: string) => forgotten.push(scenario);
	const rehearsing = rehearse({store, rehearsal, wallClock, gather: store.dispatch, forget});
	store.subscribe(rehearsing.follow);
	rehearsing.follow();
	const press = (...keys: readonly string[]) => {
		for (const key of keys) pressKeys(store, [key], {at: wallClock.now()});
	};
	return {store, rehearsal, rehearsing, forgotten, press, settled: () => new Promise(setImmediate)};
}

test.each<[NewScreen, string]>([
	[{name: 'now'}, 'now'],
	[{name: 'list', view: 'pods'}, 'pods'],
	[{name: 'list', view: 'splits'}, 'splits'],
	[{name: 'split', subject: split}, 'split'],
	[{name: 'detail', subject: podSubject}, 'detail'],
	[{name: 'logs', subject: podSubject}, 'logs'],
	[{name: 'journal'}, 'journal'],
])('%j is looked at as %s', (screen, look) => {
	expect(lookOf(storeOf(shop, {screen}).get())).toBe(look);
});

test('a list that is narrowed is looked at as such once the filter is entered', () => {
	const {rehearsal, press} = open({name: 'list', view: 'pods'});
	press('ctrl-z', '/', 'c', 'a', 'enter', 'ctrl-z');
	expect(rehearsal.looks).toEqual(['pods', 'pods faults', 'pods', 'pods faults filter', 'pods filter']);
});

test('each look is told once, a preview too, and what is behind it again', () => {
	const {rehearsal, press} = open({name: 'list', view: 'splits'});
	press('j', 'k', 'enter', '>', 'enter');
	expect(rehearsal.looks).toEqual(['splits', 'split', 'preview']);
	press('esc', 'esc', 'esc');
	expect(rehearsal.looks).toEqual(['splits', 'split', 'preview', 'split', 'splits']);
});

test('what the rehearsal tells is shown, and nothing more once it is stopped', () => {
	const {store, rehearsal, rehearsing} = open();
	rehearsal.tell({guidance: 'Now drain it: `X`.'});
	expect(store.get().rehearsal?.told.guidance).toBe('Now drain it: `X`.');
	rehearsing.stop();
	rehearsal.tell({guidance: 'Too late.'});
	expect(store.get().rehearsal?.told.guidance).toBe('Now drain it: `X`.');
});

test('time is stopped, stepped and hurried, and ages follow a step at once', () => {
	const {store, rehearsal, press} = open();
	press(';');
	expect(rehearsal.get().isPaused).toBe(true);
	press("'", "'");
	expect(store.get().now).toBe(noon + 10_000);
	expect(store.get().wallTime).toBe(noon);
	press(';');
	expect(store.get().rehearsal?.told.isPaused).toBe(false);
	press(':', ...'speed', 'space', '1', '0', 'enter');
	expect(store.get().rehearsal?.told.speed).toBe(10);
});

function play(press: (...keys: readonly string[]) => void, name: string): void {
	press(':', ...'scenario', 'space', ...name, 'enter');
}

test('a scenario is begun, then its context is connected to; the same one too', async () => {
	const {store, rehearsal, forgotten, press, settled} = open({name: 'list', view: 'pods'});
	play(press, 'bad-challenger');
	expect(store.get()).toMatchObject({rehearsal: {beginning: 'bad-challenger'}});
	expect(store.get().connecting).toBeUndefined();
	await settled();
	expect(rehearsal.asked).toEqual(['play bad-challenger']);
	expect(store.get().connecting).toBe('bad-challenger');
	expect(topScreen(store.get()).name).toBe('now');
	play(press, 'bad-challenger');
	await settled();
	expect(rehearsal.asked).toHaveLength(2);
	expect(forgotten).toEqual(['bad-challenger', 'bad-challenger']);
});

test('of two scenarios asked for one after the other the last is gone to', async () => {
	const {store, press, settled} = open();
	play(press, 'bad-challenger');
	play(press, 'stuck-rollout');
	await settled();
	expect(store.get().connecting).toBe('stuck-rollout');
	expect(store.get().contexts).not.toContain('bad-challenger');
});

test('time may be stopped while a scenario begins', async () => {
	const {store, press, settled} = open();
	play(press, 'bad-challenger');
	press(';');
	await settled();
	expect(store.get().connecting).toBe('bad-challenger');
});

test('why a scenario could not be begun is said', async () => {
	const {store, rehearsal, press, settled} = open({name: 'list', view: 'pods'});
	rehearsal.fails('no port is free');
	play(press, 'bad-challenger');
	await settled();
	expect(store.get().flash?.says).toBe('The scenario bad-challenger could not be begun: no port is free');
	expect(topScreen(store.get()).name).toBe('list');
});

test('the journal leaves out what was done to a cluster that is no more, and keeps the rest', () => {
	const journal = forgettingJournal(memoryJournal());
	const begin = (id: string, context: string) =>
		journal.append({
			type: 'began',
			id,
			context,
			at: noon,
			who: 'dana',
			server: '',
			action: 'shift',
			says: 'Shift traffic',
			lines: [],
			steps: [],
			undo: {way: 'swap'},
		});
	const ids = () => {
		const entries = journal.entries();
		return entries.ok ? entries.value.map(({id}) => id) : [];
	};
	begin('a1', 'calm-shop');
	begin('b1', 'fleet');
	journal.forget('calm-shop');
	begin('a2', 'calm-shop');
	expect(ids()).toEqual(['b1', 'a2']);
});
