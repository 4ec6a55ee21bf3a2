import {expect, test} from 'vitest';
import {pressKeys} from '../../source/commands/press.ts';
import type {NewScreen} from '../../source/store/screen.ts';
import {cursorRow} from '../../source/store/select.ts';
import {showApp} from './show.tsx';
import {deployment, namespaceNamed, noon, replicaSet, shop, storeOf, type World} from './world.ts';

async function shown(screen: NewScreen, world: World = shop): Promise<string> {
	return (await showApp(storeOf(world, {screen}))).read();
}

test('the list of namespaces says which key each has and which one lists show, and opens there', async () => {
	const store = storeOf({namespaces: ['alpha', 'models', 'shop'].map(namespaceNamed)});
	store.dispatch({type: 'screenOpened', screen: {name: 'list', view: 'namespaces'}});
	expect(cursorRow(store.get())?.name).toBe('shop');
	const text = await (await showApp(store)).read();
	expect(text).toMatch(/KEY +NAME/);
	expect(text).toMatch(/▌.* 1 +shop .*show it/);
	expect(text.match(/show it/g)).toHaveLength(1);
});

const set = {view: 'replicasets', uid: 'uid-cards-v1-old1', namespace: 'shop', name: 'cards-v1-old1'};
const route = {view: 'httproutes', uid: 'uid-checkout', namespace: 'shop', name: 'checkout'};

test.each([
	[{name: 'journal'}, 'Nothing was changed here yet.'],
	[
		{name: 'list', view: 'events', part: {by: 'regarding', of: route, kind: 'HTTPRoute'}},
		'No events of HTTPRoute shop/checkout.',
	],
	[
		{name: 'list', view: 'events', part: {by: 'regarding', of: route, kind: 'HTTPRoute'}},
		' Events of HTTPRoute shop/checkout',
	],
	[
		{name: 'list', view: 'pods', part: {by: 'replicaset', of: set, kind: 'ReplicaSet'}},
		'Revision 1 has no pods.',
	],
	[{name: 'detail', subject: {view: 'journal', uid: 'c1', namespace: '', name: 'c1'}}, ' A change made here'],
] as [NewScreen, string][])('%j says %s', async (screen, says) => {
	const world = {...shop, replicasets: [replicaSet('cards-v1', 1, 'shop/app:0.9', 0)]};
	expect(await shown(screen, world)).toContain(says);
});

test('one of a kind is not several', async () => {
	expect(await shown({name: 'now'}, {...shop, deployments: [deployment('only')]})).toContain('1 deployment,');
});

test('the menu says what it is about, and its sentences stand apart from the names', async () => {
	const store = storeOf(shop, {screen: {name: 'now'}});
	const screen = await showApp(store, {columns: 160, rows: 50});
	pressKeys(store, ['m'], {at: noon});
	const text = await screen.read();
	expect(text).toContain('╭─ ranker ─');
	expect(text).toContain('Conditions, owners, pods, events and the end of the log, on one page.');
	expect(text).toMatch(/previous-logs {2,}\S/);
});

test('a detail says what is measured, in its unit', async () => {
	const subject = {view: 'pods', uid: 'uid-ranker-abc-1', namespace: 'shop', name: 'ranker-abc-1'};
	const store = storeOf(shop, {screen: {name: 'detail', subject}});
	const usage = new Map([['shop/ranker-abc-1', {cpuMillicores: 134, memoryBytes: 76 * 1024 * 1024}]]);
	store.dispatch({type: 'usageRead', of: 'pods', usage});
	const text = await (await showApp(store)).read();
	expect(text).toMatch(/CPU +134m/);
	expect(text).toMatch(/Memory +76 MiB/);
	expect(text).toMatch(/Age +90m/);
});

test('what is wrong with a pod is not cut away behind its columns', async () => {
	const subject = {view: 'deployments', uid: 'uid-ranker', namespace: 'shop', name: 'ranker'};
	expect(await shown({name: 'detail', subject})).toContain('crashed 12 times, last exit 137');
});

test('a split says which namespace it is in', async () => {
	const subject = {view: 'splits', uid: 'uid-checkout/cards', namespace: 'shop', name: 'checkout'};
	expect(await shown({name: 'split', subject})).toContain(' HTTPRoute shop/checkout');
});
