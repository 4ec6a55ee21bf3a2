import {afterAll, beforeAll, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {memoryJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import {performRuns} from '../../source/run/perform-runs.ts';
import {initialState} from '../../source/store/state.ts';
import {createStore} from '../../source/store/store.ts';

let demo: Demo;

beforeAll(async () => {
	demo = await startDemo({speed: 5});
});
afterAll(() => demo.stop());

test('a change of several steps ends on its cluster although another context was chosen half-way', async () => {
	const connected = await connect({kubeconfig: demo.kubeconfig, env: {}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	let isClosed = false;
	const close = () => {
		isClosed = true;
		connected.value.close();
	};
	const cluster = {...connected.value, close};
	const store = createStore(
		initialState({
			context: cluster.context,
			contexts: ['demo'],
			isReadOnly: false,
			isProduction: false,
			namespace: undefined,
			screen: {name: 'now'},
			size: {columns: 80, rows: 24},
			now: systemClock.now(),
		}),
	);
	const runs = performRuns({
		store,
		journal: memoryJournal(),
		clock: systemClock,
		wallClock: systemClock,
		rulesFor: () => ({readOnly: false, isProduction: false, contextName: 'demo'}),
		clusterNow: () => cluster,
		isEnded: () => undefined,
	});
	store.subscribe(() => runs.follow());
	const services = {group: '', version: 'v1', plural: 'services', kind: 'Service', namespaced: true};
	const target = {resource: services, namespace: 'models', name: 'fraud'};
	const percents = [{backend: 'fraud-b', percent: 50}];
	const at = systemClock.now();
	store.dispatch({type: 'asked', commands: [{action: 'shift', target, percents}], says: 'Shift traffic'});
	await until(() => store.get().runs[0]?.permit !== undefined);
	store.dispatch({type: 'dialogShown', at});
	store.dispatch({type: 'answered', isConfirmed: true, at: at + 60_000});
	await until(() => (store.get().runs[0]?.applied.length ?? 0) === 1);
	runs.leave(cluster);
	expect(isClosed, 'half of it is done').toBe(false);
	await until(() => isClosed);
	expect(store.get().runs[0]?.outcome).toMatchObject({end: 'settled'});
	runs.stop();
});

async function until(isTrue: () => boolean): Promise<void> {
	for (const began = Date.now(); !isTrue(); ) {
		if (Date.now() - began > 15_000) throw new Error('It never came.');
		await new Promise(resolve => setTimeout(resolve, 10));
	}
}
