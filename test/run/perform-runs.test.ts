import {afterAll, beforeAll, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {memoryJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import {performRuns} from '../../source/run/perform-runs.ts';
import {initialState} from '../../source/store/state.ts';
import {createStore} from '../../source/store/store.ts';

let demo: Demo;

beforeAll(async () => {
	demo = await startDemo({speed: 5});
});
afterAll(() => demo.stop());

async function connectDemo(): Promise<Cluster> {
	const connected = await connect({kubeconfig: demo.kubeconfig, env: {}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	return connected.value;
}

function performing(cluster: Cluster) {
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
	return {store, runs};
}

test('a change of several steps ends on its cluster although another context was chosen half-way', async () => {
	let isClosed = false;
	const connected = await connectDemo();
	const close = () => {
		isClosed = true;
		connected.close();
	};
	const cluster = {...connected, close};
	const {store, runs} = performing(cluster);
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

test('what is stopped half-way sends nothing more, and says what is left', async () => {
	const cluster = await connectDemo();
	const {store, runs} = performing(cluster);
	const resource = {group: '', version: 'v1', plural: 'nodes', kind: 'Node', namespaced: false};
	const listed = await cluster.list(resource, {});
	const node = listed.ok ? listed.value.find(({spec}) => spec?.unschedulable !== true)! : undefined!;
	const target = {resource, namespace: '', name: node.metadata.name};
	const at = systemClock.now();
	const drain = {action: 'drain-node', target, force: true, deleteEmptyDirData: true} as const;
	store.dispatch({type: 'asked', commands: [drain], says: 'Drain'});
	await until(() => store.get().runs[0]?.permit !== undefined);
	const {id} = store.get().runs[0]!;
	store.dispatch({type: 'dialogShown', at});
	// As soon as it is cordoned: looked at from time to time, all might have gone by then.
	store.subscribe(() => {
		const run = store.get().runs[0]!;
		if (run.applied.length > 0 && !run.isStopping) store.dispatch({type: 'stopAsked', runs: [id]});
	});
	store.dispatch({type: 'wordTyped', typing: {does: 'insert', text: node.metadata.name}});
	store.dispatch({type: 'answered', isConfirmed: true, at: at + 60_000});
	await until(() => store.get().runs[0]?.outcome !== undefined);
	const {outcome} = store.get().runs[0]!;
	expect(outcome).toMatchObject({end: 'failed', trouble: {reason: 'stopped'}});
	expect(outcome).toMatchObject({
		trouble: {says: expect.stringMatching(/^Stopped before all pods were evicted\. Evicted \d+ of \d+: /)},
	});
	runs.stop();
	cluster.close();
});

async function until(isTrue: () => boolean): Promise<void> {
	for (const began = Date.now(); !isTrue(); ) {
		if (Date.now() - began > 15_000) throw new Error('It never came.');
		await new Promise(resolve => setTimeout(resolve, 10));
	}
}
