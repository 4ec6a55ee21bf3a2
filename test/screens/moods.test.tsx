import {describe, expect, test} from 'vitest';
import {issuePermit} from '../../source/model/permit.ts';
import type {Plan} from '../../source/model/plan.ts';
import type {Telling} from '../../source/model/telling.ts';
import type {Trouble} from '../../source/model/trouble.ts';
import type {NewScreen} from '../../source/store/screen.ts';
import type {Store} from '../../source/store/store.ts';
import {expectGolden} from '../kit/golden.ts';
import {askToScale, scaled, scaleStep, subjects} from './scaling.ts';
import {sayOf, showApp, sizes} from './show.tsx';
import {crashing, noon, pod, shop, storeOf, told} from './world.ts';

const refused: Trouble = {
	reason: 'forbidden',
	says: 'User dana may not list pods in namespace shop.',
	hint: 'Ask for the verb list on pods.',
	status: 403,
};

const unreachable: Trouble = {
	reason: 'unreachable',
	says: 'The server 127.0.0.1:6443 does not answer.',
	hint: 'It is tried again by itself.',
};

function opening(): Store {
	const store = storeOf();
	store.dispatch({type: 'streamOpened', view: 'pods', stream: 'pods'});
	return store;
}

function manyPods(count: number) {
	return Array.from({length: count}, (_, n) => (n % 40 === 0 ? crashing(`web-${n}`) : pod(`web-${n}`)));
}

const moods: Readonly<Record<string, () => Store>> = {
	empty: () => storeOf({pods: []}),
	loading: opening,
	live: () => storeOf(shop),
	stale: () => {
		const store = storeOf(shop);
		const health = {
			state: 'stale',
			since: noon - 48_000,
			retryAt: noon + 2000,
			trouble: unreachable,
		} as const;
		store.dispatch(told('pods', [{type: 'health', health}]));
		return store;
	},
	denied: () => {
		const store = opening();
		store.dispatch(told('pods', [{type: 'health', health: {state: 'denied', trouble: refused}}]));
		return store;
	},
	'5000-pods': () => {
		const store = storeOf({pods: manyPods(5000)});
		store.dispatch({type: 'cursorMoved', move: 'bottom'});
		return store;
	},
	'wide-characters': () =>
		storeOf({
			pods: [
				pod('東京のウェブサーバー-7d9f'),
				pod('cafe\u0301-1'),
				pod('rocket-🚀-1'),
				pod('evil-\x1b[31mred\x1b]0;title\x07-1'),
				pod('back\u202ewards'),
			],
		}),
};

describe.each(sizes.map(size => [sayOf(size), size] as const))('pods at %s', (name, size) => {
	test.each(Object.entries(moods))('%s', async (mood, make) => {
		const screen = await showApp(make(), size);
		await expectGolden(`pods-${mood}-${name}`, screen);
	});
});

const others: Readonly<Record<string, NewScreen>> = {
	now: {name: 'now'},
	splits: {name: 'list', view: 'splits'},
	split: {name: 'split', subject: subjects.split},
	deployments: {name: 'list', view: 'deployments'},
	'detail-deployment': {name: 'detail', subject: subjects.deployment},
	'detail-pod': {name: 'detail', subject: subjects.pod},
	revisions: {
		name: 'revisions',
		subject: subjects.deployment,
		part: {by: 'owner', of: subjects.deployment, kind: 'Deployment'},
	},
	yaml: {name: 'yaml', subject: subjects.deployment},
	logs: {name: 'logs', subject: subjects.pod},
	journal: {name: 'journal'},
	contexts: {name: 'contexts'},
	help: {name: 'help'},
};

/** What a screen reads beside its streams. */
function read(store: Store): void {
	const key = 'uid-ranker-abc-1/';
	store.dispatch(
		{type: 'objectRead', uid: 'uid-cards-v1', read: {object: shop.deployments![0]}},
		{type: 'objectRead', uid: 'uid-ranker-abc-1', read: {object: shop.pods![5]}},
		{type: 'logOpened', key},
		{
			type: 'linesRead',
			key,
			lines: [
				'starting ranker 1.0',
				'\x1b[31mERROR\x1b[0m out of memory at 512 MiB',
				'bye \x1b]0;owned\x07now',
			],
		},
		{
			type: 'journalRead',
			entries: [
				{
					id: 'c1',
					at: noon - 90_000,
					who: 'dana',
					context: 'eu1',
					server: '',
					action: 'shift',
					says: 'Shift rule cards of HTTPRoute shop/checkout: cards-v1 95 % -> 90 %, cards-v2 5 % -> 10 %',
					lines: [],
					steps: [],
					undo: {way: 'swap'},
					applied: 1,
					end: 'settled',
					endSays: 'accepted',
				},
			],
		},
	);
}

describe.each(sizes.map(size => [sayOf(size), size] as const))('other screens at %s', (name, size) => {
	test.each(Object.entries(others))('%s', async (title, screen) => {
		const store = storeOf(shop, {screen: title === 'help' ? {name: 'list', view: 'pods'} : screen});
		read(store);
		if (title === 'help') store.dispatch({type: 'screenOpened', screen});
		await expectGolden(`${title}-${name}`, await showApp(store, size));
	});
});

const plan: Plan = {
	action: 'scale',
	says: 'Scale Deployment shop/cards-v1 from 3 to 5',
	lines: [{subject: 'replicas', from: '3', to: '5'}],
	steps: [scaleStep],
	undo: {way: 'swap'},
	settledWhen: [{seen: 'scaled', of: scaled, pods: 5}],
	concerns: [
		{says: 'Node node-1 has room for one more pod only.', hint: 'The others wait until a node is added.'},
	],
	owners: [
		{
			name: 'Argo CD application shop',
			evidence: 'label app.kubernetes.io/instance',
			revertsWhen: 'at its next sync',
			effect: 'warned',
		},
	],
	isEscape: false,
};
const quota: Trouble = {
	reason: 'forbidden',
	says: 'The server refused it: exceeded quota: pods, used 20, limited 20.',
	hint: 'Raise the quota, or ask for fewer.',
};

const tellings: Readonly<Record<string, readonly Telling[]>> = {
	preparing: [{type: 'gathering'}],
	preview: [
		{type: 'planned', plan},
		{type: 'rehearsed', step: scaleStep},
		{type: 'permitted', permit: issuePermit(plan, {by: 'key'})},
	],
	'preview-production': [
		{type: 'planned', plan},
		{type: 'rehearsed', step: scaleStep},
		{type: 'permitted', permit: issuePermit(plan, {by: 'word', word: 'cards-v1'})},
	],
	'failed-apply': [
		{type: 'planned', plan},
		{type: 'ended', outcome: {end: 'failed', plan, trouble: quota, done: [], untried: [scaleStep]}},
	],
	refused: [
		{
			type: 'ended',
			outcome: {
				end: 'refused',
				refusal: {
					refused: 'stale',
					says: 'Somebody scaled cards-v1 to 4 meanwhile.',
					hint: 'Look again, then decide.',
				},
			},
		},
	],
	settled: [
		{type: 'planned', plan},
		{type: 'ended', outcome: {end: 'settled', plan, id: 'c2', tookMs: 3200, progress: '5 of 5 pods ready'}},
	],
};

describe.each(sizes.map(size => [sayOf(size), size] as const))('a dialog at %s', (name, size) => {
	test.each(Object.entries(tellings))('%s', async (mood, told) => {
		const store = storeOf(shop, {
			screen: {name: 'list', view: 'deployments'},
			isProduction: mood === 'preview-production',
		});
		askToScale(store, told);
		await expectGolden(`dialog-${mood}-${name}`, await showApp(store, size));
	});
});

test.each([
	{columns: 60, rows: 15},
	{columns: 40, rows: 12},
	{columns: 20, rows: 6},
])('a small terminal: $columns x $rows', async size => {
	await expectGolden(`small-${sayOf(size)}`, await showApp(storeOf(shop), size));
});

test('nothing foreign reaches the terminal', async () => {
	const screen = await showApp(moods['wide-characters']!());
	const written = screen.emulator.written.join('');
	expect(written).not.toContain('title');
	expect(written).not.toContain('\u202e');
	expect(await screen.read()).toContain('evil-red-1');
});
