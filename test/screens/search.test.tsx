import {expect, test} from 'vitest';
import {pressKeys} from '../../source/commands/press.ts';
import type {NewScreen} from '../../source/store/screen.ts';
import {topScreen} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import type {Screen} from '../kit/screen.ts';
import {showApp} from './show.tsx';
import {crashing, noon, pod, shop, storeOf} from './world.ts';

const subject = {view: 'pods', uid: 'uid-ranker-abc-1', namespace: 'shop', name: 'ranker-abc-1'};
const key = 'uid-ranker-abc-1/';

function storeOn(screen: NewScreen): Store {
	const store = storeOf(shop, {screen: {name: 'list', view: 'pods'}});
	store.dispatch(
		{type: 'objectRead', uid: subject.uid, read: {object: shop.pods![5]}},
		{type: 'screenOpened', screen},
	);
	return store;
}

async function type(screen: Screen, text: string): Promise<void> {
	for (const character of text) await screen.press(character);
}

test('a search in YAML jumps to its first match, n and N go on and back, and the typed word does nothing else', async () => {
	const store = storeOn({name: 'yaml', subject});
	const screen = await showApp(store);
	await type(screen, '/name');
	expect(await screen.read()).toMatch(/[1-9]\d* matches/);
	await screen.press('\r');
	const first = topScreen(store.get()).text.first!;
	expect(first).toBeGreaterThan(0);
	await screen.press('n');
	const next = topScreen(store.get()).text.first!;
	expect(next).toBeGreaterThan(first);
	await screen.press('N');
	expect(topScreen(store.get()).text.first).toBe(first);
	expect(store.get().dialog).toBeUndefined();
	expect(topScreen(store.get()).name).toBe('yaml');
});

test.each(['yaml', 'detail', 'logs', 'help', 'list', 'now'] as const)('/ is typed into on %s', name => {
	const store = storeOn({
		name,
		subject: name === 'list' || name === 'now' || name === 'help' ? undefined : subject,
		view: name === 'list' ? 'pods' : '',
	});
	for (const pressed of ['/', 'm', 'u', 'U']) pressKeys(store, [pressed], {at: noon});
	expect(store.get().prompt?.text).toBe('muU');
	expect(store.get().menu).toBeUndefined();
});

test('help counts what it shows', async () => {
	const screen = await showApp(storeOn({name: 'help'}));
	await type(screen, '/namespaces');
	expect(await screen.read()).toMatch(/1 match\b|[1-9]\d* matches/);
	await type(screen, 'zzz');
	expect(await screen.read()).toContain('0 matches');
});

test.each([
	[false, 'app has not started: CrashLoopBackOff. E shows its events.'],
	[true, 'app has not restarted: there is no log from before.'],
])(
	'why a log cannot be read stands where the log would, before its last restart %s',
	async (isPrevious, says) => {
		const world = {pods: [isPrevious ? pod('ranker-abc-1') : crashing('ranker-abc-1')]};
		const store = storeOf(world, {screen: {name: 'logs', subject, isPrevious}});
		const log = isPrevious ? `${key}/previous` : key;
		const long =
			'The server 127.0.0.1:6443 refused to read the log of Pod shop/ranker-abc-1: container "app" in pod is not to be had.';
		const trouble = {reason: 'invalid', status: 400, says: long} as const;
		store.dispatch({type: 'logOpened', key: log}, {type: 'logEnded', key: log, trouble});
		const text = (await (await showApp(store)).read()).replaceAll(/\s+/g, ' ');
		expect(text).toContain(says);
		expect(text).toContain(long);
	},
);

test('on a narrow terminal help keeps its words whole', async () => {
	const store = storeOn({name: 'help'});
	const text = await (await showApp(store, {columns: 40, rows: 12})).read();
	expect(text).toMatch(/Takes back your last/);
});

test('what k9s takes in a filter is said not to be supported while it is typed', async () => {
	const screen = await showApp(storeOf(shop), {columns: 100, rows: 24});
	await type(screen, '/-l app=x');
	expect(await screen.read()).toContain('Label selectors are not supported here yet');
});

test('help has one row for the keys of namespaces', async () => {
	const screen = await showApp(storeOn({name: 'help'}));
	await type(screen, '/namespace');
	const text = await screen.read();
	expect(text).toMatch(/1-9 +namespaces/);
	expect(text).not.toContain('namespace-2');
});

test('G goes to the end of a log, and follows it again', () => {
	const subject = {view: 'pods', uid: 'uid-cards-v1-abc-1', namespace: 'shop', name: 'cards-v1-abc-1'};
	const store = storeOf(shop, {screen: {name: 'logs', subject}});
	for (const key of ['k', 'G']) pressKeys(store, [key], {at: noon, textLines: 500});
	expect(topScreen(store.get()).text.first).toBeUndefined();
});
