import {expect, test} from 'vitest';
import {resourceViews} from '../../source/resources/index.ts';
import type {NewScreen} from '../../source/store/screen.ts';
import type {Store} from '../../source/store/store.ts';
import {showApp} from '../screens/show.tsx';
import {noon, shop, storeOf, told} from '../screens/world.ts';
import {asking, ended} from './dialogs.ts';
import {hostile, madeHostile, obeyed} from './hostile.ts';

// Every text that a cluster can choose is hostile, on every screen: nothing of it may reach the terminal as it came.

const world = madeHostile(shop);
const of = (view: string, uid: string) => ({
	view,
	uid,
	namespace: `shop${hostile}`,
	name: `cards-v1${hostile}`,
});
const deployment = of('deployments', 'uid-cards-v1');
const pod = of('pods', 'uid-ranker-abc-1');

const screens: readonly (readonly [string, NewScreen])[] = [
	['now', {name: 'now'}],
	...resourceViews.map(({name}) => [`list of ${name}`, {name: 'list', view: name}] as const),
	['splits', {name: 'list', view: 'splits'}],
	['rollouts', {name: 'list', view: 'rollouts'}],
	['split', {name: 'split', subject: of('splits', `uid-checkout/cards${hostile}`)}],
	['detail of a deployment', {name: 'detail', subject: deployment}],
	['detail of a pod', {name: 'detail', subject: pod}],
	[
		'revisions',
		{name: 'revisions', subject: deployment, part: {by: 'owner', of: deployment, kind: 'Deployment'}},
	],
	['yaml', {name: 'yaml', subject: deployment}],
	['logs', {name: 'logs', subject: pod}],
	['version-logs', {name: 'version-logs', subject: of('splits', `uid-checkout/cards${hostile}`)}],
	['journal', {name: 'journal'}],
	['contexts', {name: 'contexts'}],
	['help', {name: 'help'}],
];

/** Two logs of versions, the second of a pod that is there: what it writes, and what is wrong with it. */
const versionLogs = (['cards-v1', 'cards-v2'] as const).flatMap(version => {
	const name = `${version}-abc-1${hostile}`;
	const log = {of: `uid-checkout/cards${hostile}`, version: `${version}${hostile}`, pod: name, podName: name};
	return [
		{type: 'logOpened', key: name, version: {...log, isPrevious: false}},
		{type: 'linesRead', key: name, lines: [`2026-01-01T12:00:00Z line${hostile}`, hostile.repeat(30)]},
	] as const;
});

function storeWith(screen: NewScreen): Store {
	const store = storeOf(world, {
		screen,
		namespace: undefined,
		contexts: [`eu1${hostile}`],
		context: {
			name: `eu1${hostile}`,
			server: `https://x${hostile}`,
			namespace: `shop${hostile}`,
			isLocal: true,
			isInsecure: false,
		},
	});
	const key = 'uid-ranker-abc-1/';
	const trouble = {reason: 'server-error', says: `broken${hostile}`, hint: `mend${hostile}`} as const;
	store.dispatch(
		{type: 'objectRead', uid: 'uid-cards-v1', read: {object: world.deployments![0]}},
		{type: 'objectRead', uid: 'uid-ranker-abc-1', read: {object: world.pods![5], trouble}},
		{type: 'logOpened', key},
		{type: 'linesRead', key, lines: [`line${hostile}`, hostile.repeat(30)]},
		{type: 'logEnded', key, trouble},
		...versionLogs,
		{type: 'identified', me: `dana${hostile}`},
		told('nodes', [{type: 'health', health: {state: 'denied', trouble}}]),
		{type: 'journalRead', entries: [entry()]},
	);
	return store;
}

function entry() {
	const {action, says, lines, steps, undo} = {
		action: 'scale',
		says: `did${hostile}`,
		lines: [],
		steps: [],
		undo: {way: 'swap'},
	} as const;
	return {
		id: `c1${hostile}`,
		at: noon,
		who: `dana${hostile}`,
		context: `eu1${hostile}`,
		server: '',
		action,
		says,
		lines,
		steps,
		undo,
		applied: 1,
		end: 'settled',
		endSays: `there${hostile}`,
	};
}

async function expectHarmless(store: Store): Promise<string> {
	const screen = await showApp(store, {columns: 160, rows: 50});
	const text = await screen.read();
	const raw = screen.emulator.written.join('');
	expect(
		obeyed.exec(raw)?.[0],
		JSON.stringify(raw.slice(Math.max(0, raw.search(obeyed) - 100), raw.search(obeyed) + 40)),
	).toBeUndefined();
	return text;
}

test.each(screens)('%s', async (name, screen) => {
	const text = await expectHarmless(storeWith(screen));
	// What is shown at all is shown as what it is.
	if (['now', 'list of pods', 'splits', 'yaml', 'logs', 'version-logs', 'journal'].includes(name))
		expect(text).toContain('evil');
});

test.each([
	['a preview', asking],
	['an outcome', ended],
] as const)('%s', async (_name, dialog) => {
	expect(await expectHarmless(dialog(storeWith({name: 'list', view: 'deployments'}), hostile))).toContain(
		'evil',
	);
});

test('a message, a menu, a filter and the choices of a prompt', async () => {
	const store = storeWith({name: 'list', view: 'pods'});
	store.dispatch({
		type: 'flashed',
		flash: {says: `said${hostile}`, hint: `hint${hostile}`, tone: 'bad', at: noon},
	});
	await expectHarmless(store);
	store.dispatch({type: 'filterChanged', filter: `evil${hostile}`}, {type: 'menuOpened'});
	await expectHarmless(store);
});
