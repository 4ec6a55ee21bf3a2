// The whole dashboard, real but for the terminal: keys on one end, the embedded cluster's API on the other.
import {afterAll, beforeAll, expect, test} from 'vitest';
import {App} from '../../source/app.tsx';
import {connect} from '../../source/cluster/connect.ts';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {memoryJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import {valueAt} from '../../source/model/json.ts';
import {drive} from '../../source/run/drive.ts';
import type {NewScreen} from '../../source/store/screen.ts';
import {initialState} from '../../source/store/state.ts';
import {createStore, type Store} from '../../source/store/store.ts';
import {keys, openScreen, type Screen} from '../kit/screen.ts';

let demo: Demo;
let cluster: Cluster;

beforeAll(async () => {
	demo = await startDemo({speed: 5});
	cluster = await connected();
});
afterAll(async () => {
	cluster.close();
	await demo.stop();
});

async function connected(context?: string): Promise<Cluster> {
	const found = await connect({kubeconfig: demo.kubeconfig, context, env: {}});
	if (!found.ok) throw new Error(found.trouble.says);
	return found.value;
}

type Opened = {readonly screen: Screen; readonly store: Store; close(): void};

async function open(
	on: NewScreen,
	{isProduction = false, namespace = 'shop' as string | undefined} = {},
): Promise<Opened> {
	const own = await connected();
	const store = createStore(
		initialState({
			context: own.context,
			contexts: ['calm-shop', 'nowhere'],
			isReadOnly: false,
			isProduction,
			namespace,
			screen: on,
			size: {columns: 80, rows: 24},
			now: systemClock.now(),
		}),
	);
	const screen = await openScreen(<App store={store} clock={systemClock} />);
	const driven = drive({
		store,
		cluster: own,
		clock: systemClock,
		wallClock: systemClock,
		journal: memoryJournal(),
		connectOther: context => connect({kubeconfig: demo.kubeconfig, context, env: {}}),
		rulesFor: each => ({readOnly: false, isProduction, contextName: each.context.name}),
		isChoked: () => false,
		whenDrained: call => void screen.settled().then(call),
		copy: () => {},
		repaint: () => screen.paint.repaint(),
		suspend: () => {},
		lend: (_says, use) => use(new AbortController().signal),
		log: () => {},
	});
	return {
		screen,
		store,
		close() {
			driven.stop();
			screen.close();
		},
	};
}

function until(store: Store, isSo: () => boolean): Promise<void> {
	return new Promise(resolve => {
		const look = (): void => {
			if (!isSo()) return;
			stop();
			resolve();
		};
		const stop = store.subscribe(look);
		look();
	});
}

/** Whoever confirms has looked first. */
async function confirmed({screen, store}: Opened, ...answer: readonly string[]): Promise<void> {
	await screen.waitFor('nothing is written yet');
	await until(store, () => store.get().dialog?.shownAt !== undefined);
	await new Promise(resolve => setTimeout(resolve, 260));
	await screen.press(...answer);
}

async function read(view: 'deployments' | 'httproutes', name: string, pointer: string, namespace = 'shop') {
	const group = view === 'deployments' ? 'apps' : 'gateway.networking.k8s.io';
	const kind = view === 'deployments' ? 'Deployment' : 'HTTPRoute';
	const got = await cluster.get({
		resource: {group, version: 'v1', plural: view, kind, namespaced: true},
		namespace,
		name,
	});
	if (!got.ok) throw new Error(got.trouble.says);
	return valueAt(got.value, pointer);
}

test('a weight is drafted, previewed, written, seen, and taken back', async () => {
	const opened = await open({name: 'list', view: 'splits'});
	const {screen} = opened;
	await screen.waitFor('90/10');
	await screen.press('/', ...'cards', keys.enter, keys.enter);
	await screen.waitFor('HTTPRoute shop/checkout  rule cards');
	await screen.press('>', '>');
	await screen.waitFor('draft: -10 checkout-champion, +10 checkout-challenger');
	expect(await read('httproutes', 'checkout', '/spec/rules/1/backendRefs/1/weight')).toBe(10);
	await screen.press(keys.enter);
	await confirmed(opened, 'y');
	await screen.waitFor('Settled in');
	expect(await read('httproutes', 'checkout', '/spec/rules/1/backendRefs/1/weight')).toBe(20);
	await screen.press('U');
	await screen.waitFor('Undo: Shift');
	await confirmed(opened, 'y');
	await screen.waitFor('Settled in');
	await screen.press(keys.escape);
	await screen.waitFor(/checkout-challenger\s.*10\s+10\s+3\/3/);
	expect(await read('httproutes', 'checkout', '/spec/rules/1/backendRefs/1/weight')).toBe(10);
	opened.close();
});

test('what a split is seen to get stands beside what is set', async () => {
	const opened = await open({name: 'list', view: 'splits'});
	const {screen} = opened;
	await screen.waitFor('90/10');
	await screen.press('/', ...'cards', keys.enter, keys.enter);
	await screen.waitFor(/checkout-challenger\s.*10\s+10\s+\d+\.\d ± \d+\.\d\s+3\/3/);
	await screen.waitFor('seen by Istio in monitoring/prometheus:9090');
	opened.close();
});

test('enter is cancel, and nothing is written', async () => {
	const opened = await open({name: 'list', view: 'deployments'}, {namespace: 'default'});
	const {screen} = opened;
	await screen.waitFor('nginx-deployment');
	await screen.press('s');
	await screen.waitFor('Now 3, 3 of them ready');
	await screen.press('5', keys.enter);
	await confirmed(opened, keys.enter);
	await screen.waitFor(text => !text.includes('Preview'));
	expect(await read('deployments', 'nginx-deployment', '/spec/replicas', 'default')).toBe(3);
	opened.close();
});

test('in production the shown word is typed, and then it is done', async () => {
	const opened = await open({name: 'list', view: 'deployments'}, {namespace: 'default', isProduction: true});
	const {screen} = opened;
	await screen.waitFor('nginx-deployment');
	await screen.press('s', '4', keys.enter);
	await confirmed(opened, 'y', keys.enter);
	await screen.waitFor(text => !text.includes('Preview'));
	expect(await read('deployments', 'nginx-deployment', '/spec/replicas', 'default')).toBe(3);
	await screen.press('s', '4', keys.enter);
	await confirmed(opened, ...'nginx-deployment', keys.enter);
	await screen.waitFor('Settled in', 20_000);
	expect(await read('deployments', 'nginx-deployment', '/spec/replicas', 'default')).toBe(4);
	opened.close();
});

test('an image is upgraded, the revision before comes back, and U on the revisions takes that back', async () => {
	const opened = await open({name: 'list', view: 'deployments'}, {namespace: 'default'});
	const {screen} = opened;
	const imageAt = '/spec/template/spec/containers/0/image';
	await screen.waitFor('nginx-deployment');
	const before = await read('deployments', 'nginx-deployment', imageAt, 'default');
	await screen.press('i');
	await screen.waitFor('nginx:1.7.8');
	await screen.press(...'nginx:1.9.1', keys.enter);
	await confirmed(opened, 'y');
	await screen.waitFor('Settled in', 20_000);
	expect(await read('deployments', 'nginx-deployment', imageAt, 'default')).toBe('nginx:1.9.1');
	await screen.press('q', 'z');
	await screen.waitFor('kept');
	await screen.press('j', keys.ctrl('l'));
	await confirmed(opened, 'y');
	await screen.waitFor('Settled in', 20_000);
	expect(await read('deployments', 'nginx-deployment', imageAt, 'default')).toBe(before);
	await screen.press('q', 'U');
	await screen.waitFor('Undo: Roll');
	await confirmed(opened, 'y');
	await screen.waitFor('Settled in', 20_000);
	expect(await read('deployments', 'nginx-deployment', imageAt, 'default')).toBe('nginx:1.9.1');
	opened.close();
});

test('a context that cannot be reached leaves everything as it was', async () => {
	const {screen, close} = await open({name: 'list', view: 'pods'});
	await screen.waitFor('checkout-champion');
	await screen.press(':', ...'ctx nowhere', keys.enter);
	await screen.waitFor('nowhere');
	expect(await screen.read()).toContain('checkout-champion');
	close();
});

test('another namespace is another list, and 0 shows all', async () => {
	const {screen, close} = await open({name: 'list', view: 'pods'});
	await screen.waitFor('checkout-champion');
	await screen.press(':', ...'ns default', keys.enter);
	const there = await screen.waitFor('nginx-deployment');
	expect(there).not.toContain('checkout-champion');
	await screen.press('1');
	await screen.waitFor('checkout-champion');
	await screen.press('0');
	expect(await screen.waitFor('NAMESPACE')).toContain('default');
	close();
});

test('a pod tells its log, its YAML and its events', async () => {
	const {screen, close} = await open({name: 'list', view: 'pods'});
	await screen.waitFor('checkout-champion');
	await screen.press('l');
	await screen.waitFor(/request="(GET|POST)/);
	await screen.press('q', 'y');
	await screen.waitFor('kind: Pod');
	await screen.press('q', 'd');
	await screen.waitFor(/Containers[\s\S]*request=/);
	close();
});
