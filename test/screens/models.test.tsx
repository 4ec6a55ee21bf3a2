import {describe, expect, test} from 'vitest';
import {pressKeys} from '../../source/commands/press.ts';
import {topScreen} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import {expectGolden} from '../kit/golden.ts';
import {sayOf, showApp, sizes} from './show.tsx';
import {deployment, noon, route, service, shop, storeOf} from './world.ts';

const labelled = deployment('ranker', {wanted: 1});
const ranker = {
	...labelled,
	spec: {
		...labelled.spec,
		template: {
			...(labelled.spec!.template as object),
			metadata: {labels: {app: 'ranker', 'sluice.dev/model': 'ranker'}},
		},
	},
} as unknown as typeof labelled;

const world = {
	...shop,
	deployments: [...shop.deployments!.filter(({metadata}) => metadata.name !== 'ranker'), ranker],
	services: [...shop.services!, service('ranker')],
};

function press(store: Store, ...keys: readonly string[]): void {
	for (const key of keys) pressKeys(store, [key], {at: noon});
}

const listed = () => storeOf(world, {screen: {name: 'list', view: 'models'}});

describe.each(sizes.map(size => [sayOf(size), size] as const))('models at %s', (name, size) => {
	test('the list, a version a row', async () => {
		await expectGolden(`models-${name}`, await showApp(listed(), size));
	});
	test('one of them', async () => {
		const store = listed();
		press(store, 'j', 'enter');
		await expectGolden(`model-${name}`, await showApp(store, size));
	});
});

test('a Deployment that nothing says is a version is none', async () => {
	const screen = await showApp(storeOf(shop, {screen: {name: 'list', view: 'models'}}));
	expect(await screen.read()).not.toContain('ranker');
});

test('a weight key on a version opens the split with a draft for that version', () => {
	const store = listed();
	press(store, 'j', '>');
	expect(topScreen(store.get()).draft?.percents).toContainEqual({backend: 'cards-v2', percent: 15});
	expect(topScreen(store.get())).toMatchObject({
		name: 'split',
		subject: {view: 'splits', name: 'checkout'},
		backend: 'cards-v2',
	});
});

test('the image key on a version asks for the image of its Deployment', () => {
	const store = listed();
	press(store, 'j', 'i');
	expect(store.get().prompt).toMatchObject({subjects: [{view: 'deployments', name: 'cards-v2'}]});
});

test('of a model with several ways in, no key guesses which is meant', () => {
	const routes = {...world, httproutes: [route('checkout', 90, 10), {...route('app', 50, 50)}]};
	const store = storeOf(routes, {screen: {name: 'list', view: 'models'}});
	press(store, '>');
	expect(store.get().flash?.says).toBe('2 splits lead to model cards: :splits opens the one you mean.');
	expect(topScreen(store.get()).name).toBe('list');
});

test('a model without a split has no weights to move', () => {
	const store = listed();
	press(store, 'G', '>');
	expect(store.get().flash?.says).toBe('There is no traffic split under the cursor.');
});

test('A fills in the form that puts another version beside the champion', () => {
	const store = listed();
	press(store, 'j', 'A');
	expect(store.get().form).toMatchObject({objective: 'challenge', texts: {beside: 'cards-v1'}});
	const alone = listed();
	press(alone, 'G', 'A');
	expect(alone.get().form).toMatchObject({objective: 'ab-test', texts: {beside: 'ranker'}});
});

test('P makes a challenger the champion, and sends everything to it', () => {
	const store = listed();
	press(store, 'j', 'P');
	expect(store.get().runs.map(({command}) => command)).toMatchObject([
		{action: 'choose-champion', backend: 'cards-v2'},
		{action: 'drain-traffic', to: 'cards-v2'},
	]);
});

test('R retires what gets nothing, and says why not where something is sent', () => {
	const routes = {...world, httproutes: [route('checkout', 100, 0)]};
	const store = storeOf(routes, {screen: {name: 'list', view: 'models'}});
	press(store, 'R');
	expect(store.get().flash?.says).toBe('cards-v1 gets 100 %: take its share first.');
	press(store, 'j', 'R');
	expect(store.get().runs.map(({command}) => command)).toMatchObject([
		{action: 'do', objective: 'retire', values: {name: 'cards-v2'}, namespace: 'shop'},
	]);
});
