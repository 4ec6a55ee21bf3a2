import {readdirSync, readFileSync} from 'node:fs';
import {expect, test} from 'vitest';
import {hintsOf} from '../../source/commands/hints.ts';
import {keyNamed, keyNow} from '../../source/commands/key-words.ts';
import {keymap} from '../../source/commands/keymap/index.ts';
import {readLine} from '../../source/commands/palette.ts';
import {pressKeys} from '../../source/commands/press.ts';
import {helpLines} from '../../source/screens/help-text.ts';
import {topScreen} from '../../source/store/state.ts';
import {themeFor} from '../../source/ui/theme.ts';
import {showApp} from '../screens/show.tsx';
import {noon, shop, storeOf} from '../screens/world.ts';

const keys = {scale: ['A'], restart: ['ctrl-x', 'R'], copy: [], undo: ['ctrl-u'], revisions: ['v']};

function onDeployments() {
	return storeOf(shop, {screen: {name: 'list', view: 'deployments'}, keys});
}

test('every one of several keys does it, and the former one does no more', () => {
	for (const key of keys.restart) {
		const store = onDeployments();
		pressKeys(store, [key], {at: noon});
		expect(store.get().runs).toMatchObject([{command: {action: 'restart'}}]);
	}
	const store = onDeployments();
	pressKeys(store, ['r'], {at: noon});
	expect(store.get().runs).toEqual([]);
});

test('a binding without a key is typed by its name, and picked in the menu', () => {
	const store = onDeployments();
	pressKeys(store, ['c'], {at: noon});
	expect(store.get().copied).toBeUndefined();
	expect(readLine('copy', store.get(), {at: noon})).toMatchObject({command: [{type: 'copied'}]});
});

test('footer and menu show them', async () => {
	const store = onDeployments();
	const hints = hintsOf(store.get()).map(({key, says}) => `${key} ${says}`);
	expect(hints).toContain('A scale');
	expect(hints).toContain('ctrl-x restart');
	pressKeys(store, ['m'], {at: noon});
	const screen = await showApp(store, {columns: 160, rows: 50});
	const text = await screen.read();
	for (const line of [/ A +scale/, /ctrl-x +restart/, / : +copy/]) expect(text).toMatch(line);
});

test('help shows them', () => {
	const text = helpLines(themeFor({}), onDeployments().get(), 100)
		.map(line => line.map(each => each.text).join(''))
		.join('\n');
	for (const line of [/ A +scale/, /ctrl-x R +restart/, / : +copy/, / 1-9 +namespaces/])
		expect(text).toMatch(line);
});

test('sentences name them', () => {
	const state = onDeployments().get();
	expect(keyNamed('undo', state)).toBe('ctrl-u');
	expect(keyNamed('copy', state)).toBe(':copy');
	expect(keyNamed('detail', state)).toBe('d');
	expect(keyNow('s', state)).toBe('A');
	expect(keyNow(':scale 4', state)).toBe(':scale 4');
	const store = onDeployments();
	pressKeys(store, ['ctrl-l'], {at: noon});
	expect(store.get().flash?.says).toBe(
		"v lists a deployment's revisions: ctrl-l (roll back to it) works there.",
	);
});

test('where the store names a key, it is that of the table', () => {
	const files = readdirSync('source', {recursive: true, encoding: 'utf8'}).filter(file =>
		/\.tsx?$/.test(file),
	);
	const named = files.flatMap(file => [
		...readFileSync(`source/${file}`, 'utf8').matchAll(/keyIn\(state, '([^']+)', '([^']+)'\)/g),
	]);
	expect(named.length).toBeGreaterThan(3);
	for (const [, name, usual] of named)
		expect(keymap.find(each => each.name === name)?.keys[0], name).toBe(usual);
});

test('the menu is moved through and left by one’s own keys', () => {
	const store = storeOf(shop, {
		screen: {name: 'list', view: 'deployments'},
		keys: {down: ['down', 'ctrl-n'], back: ['esc', 'b']},
	});
	for (const key of ['m', 'ctrl-n']) pressKeys(store, [key], {at: noon});
	expect(store.get().menu).toBe(1);
	pressKeys(store, ['j'], {at: noon});
	expect(store.get().menu).toBe(1);
	pressKeys(store, ['b'], {at: noon});
	expect(store.get().menu).toBeUndefined();
	expect(topScreen(store.get()).name).toBe('list');
});
