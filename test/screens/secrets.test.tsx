import {expect, test} from 'vitest';
import {pressKeys} from '../../source/commands/press.ts';
import {type Journal, memoryJournal} from '../../source/journal/journal.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {revealSecrets} from '../../source/run/reveal.ts';
import {type State, topScreen} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import {shownRehearsal} from './scripted-rehearsal.ts';
import {showApp, sizes, still} from './show.tsx';
import {context, noon, rowsFrom, storeOf} from './world.ts';

const password = 'hunter2-of-the-shop';
const token = 'tok-8a7f-and-more';

function base64(text: string): string {
	return Buffer.from(text).toString('base64');
}

const applied = JSON.stringify({stringData: {password}});

const secret = {
	apiVersion: 'v1',
	kind: 'Secret',
	type: 'Opaque',
	metadata: {
		name: 'db',
		namespace: 'shop',
		uid: 'uid-db',
		annotations: {'kubectl.kubernetes.io/last-applied-configuration': applied},
	},
	data: {
		password: base64(password),
		token: base64(token),
		key: Buffer.from([0xff, 0xfe, 0]).toString('base64'),
	},
} as unknown as KubernetesObject;

const subject = {view: 'secrets', uid: 'uid-db', namespace: 'shop', name: 'db'};

function onYaml(read = secret, more: Parameters<typeof storeOf>[1] = {}): Store {
	return storeOf(
		{secrets: [read]},
		{
			screen: {name: 'yaml', subject},
			...more,
			events: [{type: 'objectRead', uid: 'uid-db', read: {object: read}}],
		},
	);
}

/** The cluster tells the time an hour ahead of this machine. */
const aheadMs = 3_600_000;

/** What follows the store in the real dashboard, with a journal of its own. */
function revealing(store: Store, journal: Journal = memoryJournal()): Journal {
	const cluster = {context, whoAmI: async () => 'dana', clockAheadMs: () => aheadMs} as unknown as Cluster;
	const means = {store, journal, clock: still, wallClock: still, isRecorded() {}};
	store.subscribe(revealSecrets({...means, clusterNow: () => cluster}).follow);
	return journal;
}

async function type(store: Store, ...keys: readonly string[]): Promise<State> {
	for (const key of keys) {
		pressKeys(store, [key], {at: noon});
		await new Promise(later => setTimeout(later, 0));
	}
	return store.get();
}

test('a list keeps the names of keys, and no value', () => {
	const rows = rowsFrom('secrets', [secret]);
	expect(rows).toEqual([expect.objectContaining({type: 'Opaque', keys: ['password', 'token', 'key']})]);
	expect(JSON.stringify(rows)).not.toMatch(new RegExp(`${base64(password)}|${password}`));
});

test.each(sizes)('YAML at %o shows how long values are, and none of them', async size => {
	const text = await (await showApp(onYaml(), size)).read();
	expect(text).toContain(`password: (${Buffer.byteLength(password)} bytes, not shown)`);
	for (const hidden of [password, base64(password), token, base64(token), 'last-applied'])
		expect(text).not.toContain(hidden);
});

test('one value is shown on request, decoded, and recorded without it', async () => {
	const store = onYaml();
	const journal = revealing(store);
	const screen = await showApp(store);
	await type(store, 'x', ...'password', 'enter');
	const text = await screen.read();
	expect(text).toContain(password);
	expect(text).not.toContain(token);
	const entries = journal.entries();
	expect(entries.ok && entries.value).toMatchObject([
		{action: 'reveal', who: 'dana', says: 'Show value password of Secret shop/db', end: 'shown'},
	]);
	// As every change is: by the cluster's clock, which all operators share.
	expect(entries.ok && entries.value).toMatchObject([{at: noon + aheadMs, endedAt: noon + aheadMs}]);
	expect(JSON.stringify(entries)).not.toContain(password);
});

test('another value takes the place of the first, and esc masks it before it goes back', async () => {
	const store = onYaml();
	revealing(store);
	expect(topScreen(await type(store, 'x', ...'password', 'enter')).revealed).toBe('password');
	expect(topScreen(await type(store, 'x', ...'token', 'enter')).revealed).toBe('token');
	const masked = topScreen(await type(store, 'esc'));
	expect(masked).toMatchObject({name: 'yaml', revealed: undefined});
});

test('a part of a name shows nothing', async () => {
	const store = onYaml();
	const journal = revealing(store);
	const state = await type(store, 'x', ...'pass', 'enter');
	expect(state.flash?.says).toContain('Type the whole name');
	expect(topScreen(state).revealed).toBeUndefined();
	expect(journal.entries()).toMatchObject({value: []});
});

test.each([
	['the key', [], ['j', 'x']],
	['the word', [], [':', ...'reveal', 'enter']],
	['the name of the value', ['x'], [...'only', 'enter']],
])('%s in a burst shows nothing', async (_what, before, burst) => {
	const data = {only: base64(password), ...(before.length > 0 && {other: base64(token)})};
	const store = onYaml({...secret, data} as KubernetesObject);
	const journal = revealing(store);
	await type(store, ...before);
	pressKeys(store, burst, {at: noon});
	const state = await type(store);
	expect(state.revealing).toBeUndefined();
	expect(topScreen(state).revealed).toBeUndefined();
	expect(state.flash?.says).toContain('was left out');
	expect(journal.entries()).toMatchObject({value: []});
});

test('what cannot be recorded is not shown', async () => {
	const store = onYaml();
	revealing(store, {...memoryJournal(), append: () => 'The journal is full.'});
	const state = await type(store, 'x', ...'password', 'enter');
	expect(topScreen(state).revealed).toBeUndefined();
	expect(state.flash?.says).toBe(
		'password of db is not shown, as that could not be recorded. The journal is full.',
	);
});

test('bytes that are no text are not drawn', async () => {
	const store = onYaml();
	revealing(store);
	const screen = await showApp(store);
	await type(store, 'x', ...'key', 'enter');
	expect(await screen.read()).toContain('(3 bytes that are no text)');
});

test('nothing is shown in front of people', async () => {
	const rehearsal = shownRehearsal({}, true);
	const state = await type(onYaml(secret, {rehearsal}), 'x');
	expect(state.prompt).toBeUndefined();
	expect(state.flash?.says).toContain('in front of people');
});
