import {expect, test} from 'vitest';
import {pressKeys} from '../../source/commands/press.ts';
import type {Store} from '../../source/store/store.ts';
import {showApp} from './show.tsx';
import {noon, shop, storeOf} from './world.ts';

function onDeployments(...keys: readonly string[]): Store {
	const store = storeOf(shop, {screen: {name: 'list', view: 'deployments'}});
	for (const key of keys) pressKeys(store, [key], {at: noon});
	return store;
}

test('what is wrong stands above what was typed, and hides none of it', async () => {
	const screen = await showApp(onDeployments(':', ...'foo', 'enter'));
	const lines = (await screen.read()).trimEnd().split('\n');
	expect(lines.at(-1)).toContain(':foo');
	expect(lines.at(-2)).toContain('There is no command foo');
});

test.each([
	['5', '5'],
	['shop/a-long-name/image:1.2.3', ':1.2.3'],
])('on 40 columns %s is in sight while it is typed', async (typed, seen) => {
	const key = /^\d+$/.test(typed) ? 's' : 'i';
	const store = onDeployments(key, ...typed);
	store.dispatch({type: 'resized', size: {columns: 40, rows: 12}});
	const screen = await showApp(store, {columns: 40, rows: 12});
	const last = (await screen.read()).trimEnd().split('\n').at(-1);
	expect(last).toContain(seen);
	expect(last).toContain(': ');
});

test('a number that cannot be one says so above the prompt where it is narrow', async () => {
	const store = onDeployments('s', '-');
	const screen = await showApp(store, {columns: 60, rows: 15});
	const lines = (await screen.read()).trimEnd().split('\n');
	expect(lines.at(-2)).toContain('whole number');
	expect(lines.at(-1)).toMatch(/: -/);
});
