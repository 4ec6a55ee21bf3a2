import {afterEach, expect, test, vi} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {pressKeys} from '../../source/commands/press.ts';
import {memoryJournal} from '../../source/journal/journal.ts';
import {type Clock, systemClock} from '../../source/model/clock.ts';
import {drive} from '../../source/run/drive.ts';
import {initialState} from '../../source/store/state.ts';
import {createStore} from '../../source/store/store.ts';
import {json, startScriptedApi, status, stream} from '../kit/scripted-api.ts';

/** No wait of the cluster's ever ends by itself. */
const standing: Clock = {...systemClock, after: () => () => {}};

const endings: (() => unknown)[] = [];
afterEach(async () => {
	for (const end of endings.splice(0)) await end();
});

test('ctrl-r tries at once what waits to be tried again', async () => {
	const api = await startScriptedApi();
	api.on(() => true, status(500, 'InternalError', 'etcd is away'));
	const connected = await connect({kubeconfig: api.kubeconfig(), env: {}, clock: standing});
	if (!connected.ok) throw new Error(connected.trouble.says);
	const cluster = connected.value;
	const store = createStore(
		initialState({
			context: cluster.context,
			contexts: [],
			isReadOnly: false,
			isProduction: false,
			namespace: 'shop',
			screen: {name: 'now'},
			size: {columns: 80, rows: 24},
			now: systemClock.now(),
		}),
	);
	const driven = drive({
		store,
		cluster,
		clock: systemClock,
		wallClock: systemClock,
		journal: memoryJournal(),
		connectOther: async () => connected,
		rulesFor: each => ({readOnly: false, isProduction: false, contextName: each.context.name}),
		isChoked: () => false,
		whenDrained: call => call(),
		copy: () => {},
		repaint: () => {},
		suspend: () => {},
		lend: (_says, use) => use(new AbortController().signal),
		log: () => {},
	});
	endings.push(driven.stop, api.close);
	const stateOfPods = () => store.get().streams.pods?.health.state;
	await vi.waitFor(() => expect(stateOfPods()).toBe('stale'), 4000);

	api.on(({path}) => path.endsWith('/pods'), json({metadata: {resourceVersion: '10'}, items: []}));
	api.on(({path, query}) => path.endsWith('/pods') && query.has('watch'), stream([]));
	await new Promise(resolve => setTimeout(resolve, 200));
	expect(stateOfPods()).toBe('stale');
	pressKeys(store, ['ctrl-r'], {at: systemClock.now()});
	await vi.waitFor(() => expect(stateOfPods()).toBe('live'), 4000);
});
