/** What is out of date looks so and says since when, on every screen; what is kept here never is. */
import {expect, test} from 'vitest';
import type {Health} from '../../source/model/health.ts';
import type {NewScreen} from '../../source/store/screen.ts';
import type {Store} from '../../source/store/store.ts';
import type {Screen} from '../kit/screen.ts';
import {around, engineObject, half, onCheckout} from './rollouts-world.ts';
import {showApp, sizes} from './show.tsx';
import {live, noon, shop, storeOf, told} from './world.ts';

const trouble = {reason: 'unreachable', says: 'The server 127.0.0.1:9 does not answer.'} as const;

function stale(ageMs: number, now = noon): Health {
	return {state: 'stale', since: now - ageMs, retryAt: now, trouble};
}

const subjects = {
	deployment: {view: 'deployments', uid: 'uid-cards-v1', namespace: 'shop', name: 'cards-v1'},
	pod: {view: 'pods', uid: 'uid-ranker-abc-1', namespace: 'shop', name: 'ranker-abc-1'},
	split: {view: 'splits', uid: 'uid-checkout/cards', namespace: 'shop', name: 'checkout'},
};

const screens: Readonly<Record<string, NewScreen>> = {
	pods: {name: 'list', view: 'pods'},
	splits: {name: 'list', view: 'splits'},
	split: {name: 'split', subject: subjects.split},
	detail: {name: 'detail', subject: subjects.deployment},
	yaml: {name: 'yaml', subject: subjects.deployment},
	logs: {name: 'logs', subject: subjects.pod},
	'logs of both versions': {name: 'version-logs', subject: subjects.split},
	revisions: {
		name: 'revisions',
		subject: subjects.deployment,
		part: {by: 'owner', of: subjects.deployment, kind: 'Deployment'},
	},
	rollouts: {name: 'list', view: 'rollouts'},
	rollout: {name: 'rollout', subject: onCheckout},
};

function storeAt(screen: NewScreen): Store {
	const canary = engineObject('argo-rollouts/paused-until-promoted');
	const isLed = screen.name === 'rollout' || screen.view === 'rollouts';
	const world = isLed ? around(canary) : shop;
	const store = storeOf(world, {screen, ...(isLed && {now: half})});
	store.dispatch(
		{type: 'objectRead', uid: 'uid-cards-v1', read: {object: shop.deployments![0]}},
		{type: 'logOpened', key: 'uid-ranker-abc-1/'},
		{type: 'linesRead', key: 'uid-ranker-abc-1/', lines: ['starting ranker 1.0']},
	);
	return store;
}

function tellAll(store: Store, health: Health): void {
	for (const view of Object.keys(store.get().streams)) store.dispatch(told(view, [{type: 'health', health}]));
}

/** Looks of the screen between the header and the last line: one letter each, as goldens have them. */
async function bodyOf(screen: Screen): Promise<{readonly text: string; readonly looks: string}> {
	const [texts = '', styles = ''] = (await screen.readStyled()).split(/\n-{20,}\n/);
	const between = (all: string) => all.split('\n').slice(1, -2).join('\n');
	return {text: between(texts), looks: between(styles)};
}

test.each(Object.entries(screens))('%s is dim while it is out of date', async (_, screen) => {
	const store = storeAt(screen);
	const shown = await showApp(store, sizes[0]);
	const before = await bodyOf(shown);
	expect(before.looks).toMatch(/[tgha.]/);
	expect(before.text).not.toContain('stale');
	tellAll(store, stale(35_000, store.get().wallTime));
	const during = await bodyOf(shown);
	expect(during.text).toContain('stale for 30 s');
	expect(during.looks).toMatch(/^[dwbA\s]*$/);
	tellAll(store, live);
	expect(await bodyOf(shown)).toEqual(before);
});

test.each(Object.entries(screens))('%s does not flicker for a reconnect of a moment', async (_, screen) => {
	const store = storeAt(screen);
	const shown = await showApp(store, sizes[0]);
	const before = await bodyOf(shown);
	tellAll(store, stale(1500, store.get().wallTime));
	expect((await bodyOf(shown)).looks.replaceAll('w', '')).toMatch(/[tgha.]/);
	expect(before.text).not.toContain('stale for');
});

test.each<NewScreen>([{name: 'journal'}, {name: 'contexts'}, {name: 'help'}])(
	'$name, which is kept here, is never out of date',
	async screen => {
		const store = storeOf(shop, {screen});
		const shown = await showApp(store);
		const before = (await bodyOf(shown)).looks;
		tellAll(store, stale(35_000));
		const text = await shown.read();
		expect(text.split('\n')[0]).toContain('stale for 30 s');
		// Of a context it is said that it is not reached, which is so now.
		const same = (looks: string) => looks.replaceAll(/[bgp]/g, ' ').replaceAll(/ +$/gm, '');
		expect(same((await bodyOf(shown)).looks)).toBe(same(before));
	},
);

test('each part of the first screen tells of its own streams', async () => {
	const store = storeOf(shop, {screen: {name: 'now'}});
	const shown = await showApp(store);
	store.dispatch(told('httproutes', [{type: 'health', health: stale(35_000)}]));
	const lines = (await shown.read()).split('\n');
	const lineOf = (title: string) => lines.find(line => line.includes(`─ ${title} `));
	expect(lineOf('Traffic splits')).toContain('stale for 30 s');
	expect(lineOf('Troubles')).not.toContain('stale for');
	store.dispatch(
		told('httproutes', [{type: 'health', health: live}]),
		told('nodes', [{type: 'health', health: stale(35_000)}]),
	);
	const later = (await shown.read()).split('\n');
	expect(later.find(line => line.includes('─ Troubles '))).toContain('stale for 30 s');
	expect(later.find(line => line.includes('─ Traffic splits '))).not.toContain('stale for');
	expect(later.join('\n')).not.toContain('All quiet');
});

test('events on a detail, and pods behind a split, tell of their own streams', async () => {
	const store = storeOf(
		{...shop, events: [happening()]},
		{screen: {name: 'detail', subject: subjects.deployment}},
	);
	const shown = await showApp(store, {columns: 80, rows: 50});
	store.dispatch(told('events', [{type: 'health', health: stale(35_000)}]));
	expect(await shown.read()).toMatch(/Events .* 1, stale for 30 s/);
	store.dispatch({type: 'screenOpened', screen: screens.split!});
	store.dispatch(told('pods', [{type: 'health', health: stale(35_000)}]));
	expect(await shown.read()).toMatch(/Pods behind it .*, stale for 30 s/);
});

function happening() {
	return {
		metadata: {...shop.deployments![0]!.metadata, name: 'cards.1', uid: 'uid-event'},
		regarding: {kind: 'Deployment', namespace: 'shop', name: 'cards-v1', uid: 'uid-cards-v1'},
		involvedObject: {kind: 'Deployment', namespace: 'shop', name: 'cards-v1', uid: 'uid-cards-v1'},
		reason: 'ScalingReplicaSet',
		message: 'Scaled up',
		type: 'Normal',
		lastTimestamp: new Date(noon - 60_000).toISOString(),
		firstTimestamp: new Date(noon - 60_000).toISOString(),
	} as never;
}

test('figures of use that could not be read again are dim and say so, and are not when they could', async () => {
	const store = storeOf(shop, {screen: {name: 'list', view: 'pods'}});
	const usage = new Map([['shop/cards-v1-abc-1', {cpuMillicores: 271, memoryBytes: 2 ** 27}]]);
	const shown = await showApp(store, sizes[1]);
	store.dispatch({type: 'usageRead', of: 'pods', usage, at: noon - 35_000});
	expect(await shown.read()).not.toContain('stale');
	store.dispatch({type: 'usageFailed', of: 'pods'});
	const text = await shown.read();
	expect(text).toContain('CPU and MEM stale for 30 s');
	expect(text.split('\n')[0]).toContain('live');
	const [texts = '', styles = ''] = (await shown.readStyled()).split(/\n-{20,}\n/);
	const row = texts.split('\n').findIndex(line => line.includes(' 271 '));
	const column = texts.split('\n')[row]!.indexOf('271');
	expect(styles.split('\n')[row]!.slice(column, column + 3)).toBe('ddd');
	store.dispatch({type: 'usageRead', of: 'pods', usage, at: noon});
	expect(await shown.read()).not.toContain('stale');
});

test('an object that could not be read again says so over what it was', async () => {
	const store = storeAt(screens.yaml!);
	const shown = await showApp(store, sizes[1]);
	store.dispatch({type: 'objectRead', uid: 'uid-cards-v1', read: {trouble}});
	expect(await shown.read()).toContain('as it was last read: The server 127.0.0.1:9 does not answer.');
});

test('a right that was withdrawn leaves nothing on screen of what it showed', async () => {
	const store = storeOf(shop, {screen: {name: 'list', view: 'pods'}});
	const shown = await showApp(store);
	const denied = {reason: 'forbidden', says: 'You may not list pods.', hint: 'Ask for it.'} as const;
	store.dispatch(told('pods', [{type: 'health', health: {state: 'denied', trouble: denied}}]));
	const text = await shown.read();
	expect(text).toContain('You may not list pods.');
	expect(text).not.toContain('ranker-abc-1');
});
