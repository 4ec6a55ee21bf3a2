// The list of notebooks, the link of one that was opened, and who gets to see its token.
import {describe, expect, test} from 'vitest';
import {pressKeys} from '../../source/commands/press.ts';
import type {Entry} from '../../source/journal/entry.ts';
import {secretResource} from '../../source/model/builtin-resources.ts';
import type {Plan} from '../../source/model/plan.ts';
import type {NewScreen} from '../../source/store/screen.ts';
import {topScreen} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import {theme} from '../../source/ui/theme.ts';
import {expectGolden} from '../kit/golden.ts';
import type {Screen} from '../kit/screen.ts';
import {notebooksPart, opened, opening, token, withNotebook} from './notebook-world.ts';
import {shownRehearsal} from './scripted-rehearsal.ts';
import {sayOf, showApp, sizes} from './show.tsx';
import {context, noon, shop, storeOf} from './world.ts';

const linked = theme({colors: '256', isUnicode: true, hasLinks: true});

function on(screen: NewScreen, more: Parameters<typeof storeOf>[1] = {}): Store {
	return storeOf(withNotebook, {screen, ...more});
}

const listed = (more?: Parameters<typeof storeOf>[1]) =>
	on({name: 'list', view: 'deployments', part: notebooksPart}, more);

function press(store: Store, ...keys: readonly string[]): void {
	for (const key of keys) pressKeys(store, [key], {at: noon});
}

const sent = ({emulator}: Screen) => emulator.written.join('');

const asked = (store: Store) => store.get().runs.map(({command}) => command);

/** Its forward was begun, and the dialog that began it is still open. */
function justOpened(more: Parameters<typeof storeOf>[1] = {}): Store {
	const store = listed(more);
	press(store, 'o');
	const run = store.get().runs[0]!.id;
	store.dispatch(
		{type: 'told', run, telling: {type: 'planned', plan: opening}, at: noon},
		{type: 'forwardTold', forward: opened},
		{
			type: 'told',
			run,
			telling: {
				type: 'ended',
				outcome: {end: 'settled', plan: opening, id: 'opened', tookMs: 120, progress: opened.stands.says},
			},
			at: noon,
		},
	);
	return store;
}

describe.each(sizes.map(size => [sayOf(size), size] as const))('notebooks at %s', (name, size) => {
	test('the list of them', async () => {
		await expectGolden(`notebooks-${name}`, await showApp(listed(), size));
	});
	test('one that was opened, with its link', async () => {
		await expectGolden(`dialog-notebook-${name}`, await showApp(justOpened(), size));
	});
	test('its forward', async () => {
		const store = on({name: 'forwards'}, {events: [{type: 'forwardTold', forward: opened}]});
		await expectGolden(`forwards-${name}`, await showApp(store, size));
	});
});

test(':notebooks lists what carries the label, whoever began it', async () => {
	const store = on({name: 'now'});
	press(store, ':', ...'notebooks', 'enter');
	const screen = await showApp(store);
	expect(await screen.read()).toMatch(/Notebooks.*\n.*\n.*lab .*\n.*old /);
	expect(await screen.read()).not.toContain('cards-v1');
});

test('o opens the one under the cursor, and shows the forward that leads to it already', () => {
	const store = listed();
	press(store, 'o');
	expect(asked(store)).toMatchObject([{action: 'open-notebook', target: {name: 'lab', uid: 'uid-lab'}}]);
	const again = listed({events: [{type: 'forwardTold', forward: opened}]});
	press(again, 'o');
	expect(asked(again)).toEqual([]);
	expect(topScreen(again.get())).toMatchObject({name: 'forwards', list: {cursorKey: 'opened'}});
});

/** What `do edit-notebook lab` made, as the journal keeps it. */
const begun: Entry = {
	id: 'begun',
	at: noon - 90_000,
	who: 'dana',
	context: context.name,
	server: context.server,
	action: 'do',
	says: 'Edit a notebook: make Secret shop/lab and Deployment shop/lab',
	lines: [],
	steps: [
		{type: 'create', target: {...opened.to!, resource: secretResource, uid: 'uid-s'}, guards: [], edits: []},
		{type: 'create', target: opened.to!, guards: [], edits: []},
	],
	undo: {way: 'remove'},
	applied: 2,
	end: 'settled',
};

test('o on the row of what was begun opens it, after a restart too', () => {
	const store = on({name: 'objectives'}, {events: [{type: 'journalRead', entries: [begun]}]});
	press(store, 'G', 'o');
	expect(asked(store)).toMatchObject([{action: 'open-notebook', target: {name: 'lab', uid: 'uid-lab'}}]);
});

test('o in the dialog that began it opens it', async () => {
	const store = on({name: 'now'});
	press(store, ':', ...'do edit-notebook lab', 'enter');
	const run = store.get().runs[0]!.id;
	const plan: Plan = {...opening, action: 'do', steps: begun.steps};
	const outcome = {end: 'settled', plan, id: 'begun', tookMs: 4000, progress: '1 ready, 1 needed.'} as const;
	store.dispatch(
		{type: 'told', run, telling: {type: 'planned', plan}, at: noon},
		{type: 'told', run, telling: {type: 'ended', outcome}, at: noon},
	);
	expect(await (await showApp(store)).read()).toContain('o open link');
	press(store, 'o');
	expect(asked(store).at(-1)).toMatchObject({action: 'open-notebook', target: {name: 'lab'}});
});

test('o means nothing on a workload that is no notebook', () => {
	const store = storeOf(shop, {screen: {name: 'list', view: 'deployments'}});
	press(store, 'o');
	expect(asked(store)).toEqual([]);
});

test(':stop-notebook stops it, and with remove nothing of it is left', () => {
	const store = listed();
	press(store, ':', ...'stop-notebook', 'enter');
	expect(asked(store)).toMatchObject([{action: 'stop-notebook', target: {name: 'lab'}}]);
	const whole = listed();
	press(whole, ':', ...'stop-notebook remove', 'enter');
	expect(asked(whole)).toMatchObject([{action: 'stop-notebook', target: {name: 'lab'}, removes: true}]);
	const wrong = listed();
	press(wrong, ':', ...'stop-notebook now', 'enter');
	expect(wrong.get().flash?.says).toContain('"now" is not known here');
});

test('its token stands nowhere on the screen; a click and a copy have it', async () => {
	const store = justOpened();
	const screen = await showApp(store, sizes[0], linked);
	expect(await screen.read()).toContain('http://127.0.0.1:8888/lab');
	expect(await screen.read()).not.toContain(token);
	expect(sent(screen)).toContain(`\x1b]8;;http://127.0.0.1:8888/lab?token=${token}\x1b\\`);
	expect(sent(screen)).toMatch(/8888\/lab\S*\x1b\]8;;\x1b\\/);
	press(store, 'c');
	expect(store.get().copied?.text).toBe(opened.link!.href);
	expect(await screen.read()).not.toContain(token);
});

test('a terminal that is not known to take links gets none', async () => {
	const screen = await showApp(justOpened());
	expect(await screen.read()).toContain('c copies it.');
	expect(sent(screen)).not.toContain(']8;');
	expect(sent(screen)).not.toContain(token);
});

test('in front of people its token leaves for nowhere', async () => {
	const store = justOpened({rehearsal: shownRehearsal({}, true)});
	const screen = await showApp(store, sizes[1], linked);
	expect(await screen.read()).toContain('Its token stays away from people');
	press(store, 'c');
	expect(store.get().copied).toBeUndefined();
	press(store, 'esc', ':', ...'forwards', 'enter');
	await screen.read();
	expect(sent(screen)).not.toContain(token);
});
