// Kinds that have no view of their own, on the embedded cluster: found by name, listed, looked at, and left alone.
import {afterAll, afterEach, beforeAll, expect, test} from 'vitest';
import {App} from '../../source/app.tsx';
import {connect} from '../../source/cluster/connect.ts';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {memoryJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import {drive} from '../../source/run/drive.ts';
import {initialState} from '../../source/store/state.ts';
import {createStore, type Store} from '../../source/store/store.ts';
import {connect as connectRaw} from '../conformance/connection.ts';
import {keys, openScreen, type Screen} from '../kit/screen.ts';

let demo: Demo;
let raw: ReturnType<typeof connectRaw>;
const closing: (() => void)[] = [];

beforeAll(async () => {
	demo = await startDemo();
	raw = connectRaw(demo.kubeconfig);
});
afterEach(() => {
	for (const close of closing.splice(0)) close();
});
afterAll(async () => {
	raw.close();
	await demo.stop();
});

async function open(
	columns = 80,
	rows = 24,
	namespace: string | undefined = 'shop',
): Promise<{screen: Screen; store: Store}> {
	const connected = await connect({kubeconfig: demo.kubeconfig, env: {}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	const cluster = connected.value;
	const store = createStore(
		initialState({
			context: cluster.context,
			contexts: [],
			isReadOnly: false,
			isProduction: false,
			namespace,
			screen: {name: 'list', view: 'pods'},
			size: {columns, rows},
			now: systemClock.now(),
		}),
	);
	const screen = await openScreen(<App store={store} clock={systemClock} />, {columns, rows});
	const driven = drive({
		store,
		cluster,
		clock: systemClock,
		wallClock: systemClock,
		journal: memoryJournal(),
		connectOther: () => connect({kubeconfig: demo.kubeconfig, env: {}}),
		rulesFor: each => ({readOnly: false, isProduction: false, contextName: each.context.name}),
		isChoked: () => false,
		whenDrained: call => void screen.settled().then(call),
		copy: () => {},
		repaint: () => screen.paint.repaint(),
		suspend: () => {},
		lend: (_says, use) => use(new AbortController().signal),
		log: () => {},
	});
	closing.push(() => {
		driven.stop();
		screen.close();
	});
	await screen.waitFor('live');
	await screen.waitFor(() => store.get().discovery !== undefined);
	return {screen, store};
}

async function typed(screen: Screen, line: string): Promise<void> {
	await screen.press(':');
	for (const letter of line) await screen.press(letter);
	await screen.press(keys.enter);
}

const configMaps = '/api/v1/namespaces/shop/configmaps';

function make(path: string, object: object) {
	return raw.ask('POST', path, {body: object});
}

test.each([
	['cm', 'ConfigMaps'],
	['ConfigMap', 'ConfigMaps'],
	['configmaps.v1', 'ConfigMaps'],
	['pdb', 'PodDisruptionBudgets'],
	['poddisruptionbudgets.policy', 'PodDisruptionBudgets'],
	['po', 'Pods'],
	['priorityclasses', 'PriorityClasses'],
	['pv -n web', 'no such'],
])('%s opens the list of %s', async (word, title) => {
	const {screen} = await open();
	await typed(screen, word);
	await screen.waitFor(title === 'no such' ? 'There is no command' : new RegExp(`^ ${title}`, 'm'));
});

test('a list goes on with the cluster, in the columns of the server', async () => {
	const {screen, store} = await open();
	await make(configMaps, {metadata: {name: 'any-first'}, data: {a: '1', b: '2'}});
	await typed(screen, 'configmaps');
	await screen.waitFor(/NAME +DATA +AGE/);
	await screen.waitFor(/any-first +2 /);
	await make(configMaps, {metadata: {name: 'any-second'}});
	await screen.waitFor(/any-second +0 /);
	const data = {data: {a: '1', b: '2', c: '3'}};
	await raw.ask('PATCH', `${configMaps}/any-first`, {body: data, type: 'application/merge-patch+json'});
	await screen.waitFor(/any-first +3 /);
	await raw.ask('DELETE', `${configMaps}/any-second`);
	await screen.waitFor(shown => !shown.includes('any-second'));
	expect(store.get().streams.configmaps!.health.state).toBe('live');
	await screen.press('0');
	await screen.waitFor(/NAMESPACE +NAME +DATA/);
	await typed(screen, 'configmaps /any-fir');
	await screen.waitFor('1 of ');
});

test('wide columns are shown where asked for, and what is no row of ours is not marked', async () => {
	const {screen} = await open(120, 24);
	await typed(screen, 'statefulsets -n shop');
	await screen.waitFor('StatefulSets');
	await typed(screen, 'daemonsets all');
	await screen.waitFor(/^ DaemonSets/m);
	await typed(screen, 'configmaps');
	await screen.waitFor(/NAME +DATA/);
	await screen.press(' ');
	await screen.waitFor('ConfigMap is only looked at here, so nothing is marked.');
	expect(await screen.read()).not.toContain('1 marked');
});

test('detail, YAML and events are those of any object, and follow it to its end', async () => {
	const {screen} = await open();
	const labels = {app: 'any', tier: 'odd'};
	await make(configMaps, {metadata: {name: 'any-looked-at', labels}, data: {greeting: 'hello\nworld'}});
	await typed(screen, 'cm /any-looked');
	await screen.waitFor('any-looked-at');
	await screen.press(keys.enter);
	await screen.waitFor('ConfigMap shop/any-looked-at');
	const shown = await screen.waitFor('greeting: |-');
	expect(shown).toMatch(/Labels +app=any/);
	expect(shown).toMatch(/Created +\d{4}-/);
	await screen.press('J');
	await screen.waitFor('It names no owner.');
	await screen.press('y');
	await screen.waitFor('YAML of ConfigMap shop/any-looked-at');
	await raw.ask('PATCH', `${configMaps}/any-looked-at`, {
		body: {data: {greeting: 'changed'}},
		type: 'application/merge-patch+json',
	});
	await screen.waitFor('greeting: changed');
	await screen.press(keys.escape);
	await screen.press('E');
	await screen.waitFor('No events of ConfigMap shop/any-looked-at.');
	await screen.press(keys.escape);
	await raw.ask('DELETE', `${configMaps}/any-looked-at`);
	await screen.waitFor('is gone; this is what it was last');
});

test('an owner is one key away, and events lead to what they are about', async () => {
	const {screen, store} = await open(80, 24, 'web');
	await screen.waitFor(() => store.get().streams.pods?.hasListed === true);
	await typed(screen, 'pods -n web');
	await screen.waitFor(/Pods .*1-\d+|Pods .*all/);
	await screen.press('d');
	await screen.waitFor(/ Pod web\//);
	await screen.press('J');
	await screen.waitFor(/ ReplicaSet web\//);
	await screen.press('J');
	await screen.waitFor(/ Deployment web\//);
});

test('a value that steers terminals is drawn as text', async () => {
	const {screen} = await open();
	const evil = `\u001b[2J\u001b]0;owned\u0007plain\u202e`;
	await make(configMaps, {metadata: {name: 'any-evil', annotations: {note: evil}}, data: {evil}});
	await typed(screen, 'cm /any-evi');
	await screen.waitFor('any-evil');
	await screen.press('d');
	const shown = await screen.waitFor('note=');
	expect(shown).toContain('ConfigMap shop/any-evil');
	expect(shown).toMatch(/note=plain$/m);
	expect(shown).not.toMatch(/[\u001b\u202e]/);
	await screen.press('y');
	expect(await screen.waitFor('YAML of')).not.toMatch(/[\u001b\u202e]/);
});

test.each([
	['tokenreviews', /cannot be listed|no command/],
	['selfsubjectaccessreviews', /cannot be listed/],
	['pods/log', /is a part of one Pod: it cannot be listed\. List pods instead/],
	['configmapz', /no command or kind configmapz: did you mean configmaps/],
	['poddisruptionbudgetz', /did you mean\s+poddisruptionbudgets\.policy/],
])(':%s says why there is no list, and what to do', async (word, says) => {
	const {screen} = await open(160, 30);
	await typed(screen, word);
	await screen.waitFor(says);
});

test('completion offers what the server serves, after our own words', async () => {
	const {screen} = await open();
	await screen.press(':');
	for (const letter of 'configm') await screen.press(letter);
	await screen.waitFor('All objects of kind ConfigMap.');
});

test('nothing may be written of such a kind', async () => {
	const {screen} = await open();
	await make(configMaps, {metadata: {name: 'any-kept'}});
	await typed(screen, 'cm /any-kep');
	await screen.waitFor('any-kept');
	await screen.press(keys.ctrl('d'));
	await screen.waitFor('(delete) works on');
	expect((await raw.ask('GET', `${configMaps}/any-kept`)).status).toBe(200);
});
