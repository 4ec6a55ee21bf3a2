// Scenarios changed by keys, on the embedded cluster itself.
import {afterAll, beforeAll, expect, test} from 'vitest';
import {App} from '../../source/app.tsx';
import {connect} from '../../source/cluster/connect.ts';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {memoryJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import {drive} from '../../source/run/drive.ts';
import {rehearsalOf} from '../../source/store/rehearsal.ts';
import {initialState} from '../../source/store/state.ts';
import {createStore, type Store} from '../../source/store/store.ts';
import {keys, openScreen, type Screen} from '../kit/screen.ts';

let demo: Demo;
let screen: Screen;
let store: Store;
let leave: () => void;

async function connected(context?: string): Promise<Cluster> {
	const found = await connect({kubeconfig: demo.kubeconfig, context, env: {}});
	if (!found.ok) throw new Error(found.trouble.says);
	return found.value;
}

beforeAll(async () => {
	demo = await startDemo({scenario: 'calm-shop', seed: 1});
	const {rehearsal} = demo;
	const cluster = await connected('calm-shop');
	store = createStore(
		initialState({
			context: cluster.context,
			contexts: rehearsal.scenarios.map(({name}) => name),
			isReadOnly: false,
			isProduction: false,
			namespace: 'shop',
			screen: {name: 'list', view: 'pods'},
			size: {columns: 80, rows: 24},
			now: rehearsal.clock.now(),
			wallTime: systemClock.now(),
			rehearsal: rehearsalOf(rehearsal.scenarios, rehearsal.get(), false),
		}),
	);
	screen = await openScreen(<App store={store} clock={systemClock} />);
	const driven = drive({
		store,
		cluster,
		rehearsal,
		clock: rehearsal.clock,
		wallClock: systemClock,
		journal: memoryJournal(),
		connectOther: context => connect({kubeconfig: demo.kubeconfig, context, env: {}}),
		rulesFor: each => ({readOnly: false, isProduction: false, contextName: each.context.name}),
		isChoked: () => false,
		whenDrained: call => void screen.settled().then(call),
		copy: () => {},
		repaint: () => screen.paint.repaint(),
		suspend: () => {},
		lend: (_says, use) => use(new AbortController().signal),
		log: () => {},
	});
	leave = () => {
		driven.stop();
		screen.close();
	};
});
afterAll(async () => {
	leave();
	await demo.stop();
});

test('time is stopped, and a preview can still be confirmed, and its outcome seen as time is stepped', async () => {
	await screen.waitFor('checkout-champion');
	await screen.press(';');
	await screen.waitFor('▲ paused');
	const before = demo.rehearsal.clock.now();
	await screen.press(':', ...'deployments', keys.enter);
	await screen.waitFor('Deployments');
	await screen.press('s', '7', keys.enter);
	await screen.waitFor('nothing is written yet');
	while (store.get().dialog?.shownAt === undefined) await new Promise(setImmediate);
	await new Promise(resolve => setTimeout(resolve, 260));
	await screen.press('y');
	await screen.waitFor('3/7');
	expect(demo.rehearsal.clock.now()).toBe(before);
	await screen.press("'", "'");
	await screen.waitFor('7 ready');
	while (demo.rehearsal.clock.now() < before + 10_000) await new Promise(setImmediate);
	expect(demo.rehearsal.clock.now()).toBe(before + 10_000);
	await screen.press(';');
	await screen.waitFor('● live');
	await screen.press('q');
});

test('another scenario is another cluster, seen from the first screen; the same one again has forgotten what was done', async () => {
	await screen.press(':', ...'scenario bad-challenger', keys.enter);
	// What is read every 15 s is measured by the second reading.
	await screen.waitFor(/sluice {2}bad-challenger[\s\S]*All quiet\./, 40_000);
	await screen.press(':', ...'scenario calm-shop', keys.enter);
	const again = await screen.waitFor(/sluice {2}calm-shop[\s\S]*checkout/, 15_000);
	expect(again).not.toContain('Last changes');
	await screen.press(':', ...'restart-scenario', keys.enter);
	await screen.waitFor(() => store.get().connection === 3);
	expect(demo.rehearsal.get().scenario).toBe('calm-shop');
}, 90_000);
