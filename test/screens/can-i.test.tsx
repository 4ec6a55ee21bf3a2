import {expect, test} from 'vitest';
import type {Discovery} from '../../source/model/cluster.ts';
import type {Rights} from '../../source/model/rights.ts';
import {needsOf} from '../../source/run/needs.ts';
import {topScreen} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import {expectGolden} from '../kit/golden.ts';
import {keys} from '../kit/screen.ts';
import {sayOf, showApp, sizes} from './show.tsx';
import {served, shop, storeOf} from './world.ts';

const rule = (verbs: string[], resources: string[]) => ({verbs, groups: ['*'], resources, names: []});

const viewer: Rights = {
	rules: [
		rule(['get', 'list', 'watch'], ['pods', 'pods/log', 'deployments', 'services', 'events']),
		rule(['patch'], ['deployments/scale', 'deployments']),
	],
	isComplete: true,
};

/** What this server serves, whatever else sluice has views of. */
const kept = [
	'pods',
	'deployments',
	'services',
	'events',
	'nodes',
	'namespaces',
	'secrets',
	'replicasets',
	'httproutes',
];

function discovery(): Discovery {
	const {resources, ...more} = served();
	return {
		...more,
		resources: resources.filter(
			({plural, group}) => kept.includes(plural) && group !== 'serving.knative.dev',
		),
	};
}

function asViewer(rights: Rights = viewer): Store {
	const store = storeOf(shop, {screen: {name: 'list', view: 'pods'}});
	store.dispatch(
		{type: 'discovered', discovery: discovery()},
		{type: 'identified', me: 'ann'},
		{type: 'screenOpened', screen: {name: 'can-i'}},
		{type: 'rightsRead', namespace: 'shop', rights},
	);
	for (const need of needsOf(store.get()))
		if (need.type === 'access')
			store.dispatch({
				type: 'accessRead',
				question: need.question,
				isAllowed: ['get', 'list'].includes(need.question.verb),
			});
	return store;
}

test.each(sizes)('what one may do, verb by verb ($columns columns)', async size => {
	await expectGolden(`can-i-${sayOf(size)}`, await showApp(asViewer(), size));
});

test('the rights of the namespace are asked for, and those of nodes one by one', () => {
	const store = storeOf(shop, {screen: {name: 'can-i'}});
	const needs = needsOf(store.get());
	expect(needs.filter(({type}) => type === 'rights')).toMatchObject([{namespace: 'shop'}]);
	const asked = needs.flatMap(need => (need.type === 'access' ? [need.question] : []));
	expect(asked).toContainEqual({verb: 'patch', resource: {group: '', plural: 'nodes'}});
	expect(new Set(needs.map(({key}) => key)).size).toBe(needs.length);
});

test('one question is answered on top, and a wrong one is refused where it was typed', async () => {
	const store = asViewer();
	const screen = await showApp(store);
	await screen.press(keys.escape);
	for (const line of ['can-i patch deployments', 'can-i delete pods web-1']) {
		await screen.press(':');
		for (const letter of line) await screen.press(letter);
		await screen.press(keys.enter);
		await screen.waitFor(
			line.includes('patch')
				? 'Yes: you may patch deployments.apps in namespace shop.'
				: 'No: you may not delete pods web-1 in namespace shop; no rule allows it.',
		);
		await screen.press(keys.escape);
	}
	await screen.press(':');
	for (const letter of 'can-i fetch pods') await screen.press(letter);
	await screen.press(keys.enter);
	await screen.waitFor('fetch is no verb of the API.');
	expect(topScreen(store.get()).name).not.toBe('can-i');
});

test('what the server cannot list stays open until it is asked', async () => {
	const screen = await showApp(asViewer({rules: viewer.rules, isComplete: false}));
	await screen.waitFor('The server cannot list all rules');
	expect(await screen.read()).toMatch(/pods +yes +yes +yes +\?/);
});
