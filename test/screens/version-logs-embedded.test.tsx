// The logs of both versions from the embedded cluster's API, as the dashboard asks for them.
import {afterAll, beforeAll, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {memoryJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import {drive} from '../../source/run/drive.ts';
import {splitRows} from '../../source/store/lists/splits.ts';
import {initialState} from '../../source/store/state.ts';
import {createStore} from '../../source/store/store.ts';
import {linesOfVersion} from '../../source/store/version-logs.ts';
import {connect as connectPlainly} from '../conformance/connection.ts';

let demo: Demo;
let cluster: Cluster;

beforeAll(async () => {
	demo = await startDemo({speed: 5});
	const found = await connect({kubeconfig: demo.kubeconfig, env: {}});
	if (!found.ok) throw new Error(found.trouble.says);
	cluster = found.value;
});
afterAll(async () => {
	cluster.close();
	await demo.stop();
});

test('all pods of both are followed in order, and one that comes joins from its first line', async () => {
	const store = createStore(
		initialState({
			context: cluster.context,
			contexts: [],
			isReadOnly: true,
			isProduction: false,
			namespace: 'shop',
			screen: {name: 'list', view: 'splits'},
			size: {columns: 80, rows: 24},
			now: systemClock.now(),
		}),
	);
	const {stop} = drive({
		store,
		cluster,
		clock: systemClock,
		wallClock: systemClock,
		journal: memoryJournal(),
		connectOther: context => connect({kubeconfig: demo.kubeconfig, context, env: {}}),
		rulesFor: each => ({readOnly: true, isProduction: false, contextName: each.context.name}),
		isChoked: () => false,
		whenDrained: call => call(),
		copy: () => {},
		repaint: () => {},
		suspend: () => {},
		lend: (_says, use) => use(new AbortController().signal),
		log: () => {},
	});
	const until = (isSo: () => boolean) => expect.poll(isSo, {timeout: 20_000, interval: 20}).toBe(true);
	const find = () =>
		splitRows(store.get()).find(({split}) => split.ref.name === 'checkout' && split.rule === 'cards');
	await until(() => find()?.split.backends.every(({pods}) => (pods?.ready ?? 0) > 0) === true);
	const {key, ref, backends} = find()!.split;
	const subject = {view: 'splits', uid: key, namespace: ref.namespace, name: ref.name};
	store.dispatch({type: 'screenOpened', screen: {name: 'version-logs', subject}});
	const linesOf = (version: string) => linesOfVersion(store.get(), key, version);
	const podsIn = (version: string) => new Set(linesOf(version).map(({podName}) => podName));
	await until(() => backends.every(({name, pods}) => podsIn(name).size === pods!.ready));

	const [, challenger] = backends;
	const before = podsIn(challenger!.name);
	const {ask, close} = connectPlainly(demo.kubeconfig);
	const scaled = await ask('PATCH', `/apis/apps/v1/namespaces/shop/deployments/${challenger!.name}`, {
		body: {spec: {replicas: before.size + 1}},
		type: 'application/merge-patch+json',
	});
	expect(scaled.status).toBe(200);
	await until(() => podsIn(challenger!.name).size === before.size + 1);
	const [joined] = [...podsIn(challenger!.name)].filter(name => !before.has(name));
	const own = linesOf(challenger!.name).filter(({podName}) => podName === joined);
	expect(own[0]!.text).toContain('msg="starting"');
	for (const {name} of backends) {
		const times = linesOf(name).map(({at}) => at);
		expect(times).toEqual([...times].sort((a, b) => a - b));
	}
	close();
	stop();
});
