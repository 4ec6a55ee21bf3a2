import {describe, expect, test} from 'vitest';
import {pressKeys} from '../../source/commands/press.ts';
import {type Measured, unmeasured} from '../../source/model/measured.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {topScreen} from '../../source/store/state.ts';
import {restMs} from '../../source/store/watch-rows.ts';
import {showApp} from './show.tsx';
import {
	context,
	crashing,
	deployment,
	endpointSlice,
	noon,
	pod,
	rowsFrom,
	shop,
	storeOf,
	told,
} from './world.ts';

const split = 'uid-checkout/cards';
const measuredNow = {
	type: 'measured',
	split,
	measured: {
		state: 'measured',
		meter: 'Istio',
		source: 'monitoring/prometheus:9090',
		side: 'gateway',
		extent: 'rule',
		at: noon,
		windowMs: 60_000,
		backends: [],
		remarks: [],
	},
} as const;

test('a namespace that does not exist is not a quiet one', async () => {
	const store = storeOf({...shop, pods: [], deployments: []}, {screen: {name: 'now'}, namespace: 'nope'});
	const text = await (await showApp(store)).read();
	expect(text).toContain('There is no namespace nope. :ns lists them, 0 shows all.');
	expect(text).not.toContain('All quiet');
});

test('nothing is live, stale or quiet where nothing was ever told', async () => {
	const store = storeOf({}, {screen: {name: 'now'}});
	const trouble = {reason: 'unreachable', says: 'The server 127.0.0.1:9 refuses connections.'} as const;
	store.dispatch(
		{type: 'streamOpened', view: 'pods', stream: 'pods'},
		{type: 'discoveryFailed', trouble},
		told('pods', [{type: 'health', health: {state: 'stale', since: noon - 500, retryAt: noon, trouble}}]),
	);
	const text = await (await showApp(store)).read();
	expect(text).toContain('unreachable');
	expect(text).toContain('Nothing is known yet.');
	expect(text).toContain('Not read yet: pods.');
	expect(text.match(/refuses connections/g)).toHaveLength(1);
	expect(text).not.toMatch(/\blive\b|stale|quiet/);
});

test('a login that has expired says what to do next, and enter says that there is nothing behind it', async () => {
	const store = storeOf(shop, {screen: {name: 'now'}});
	const trouble = {
		reason: 'unauthorized',
		says: 'The server 127.0.0.1:9 does not accept your credentials.',
		hint: 'They may have expired: log in again, then retry.',
	} as const;
	const health = {state: 'stale', since: noon - 5000, retryAt: noon, trouble} as const;
	store.dispatch(told('pods', [{type: 'health', health}]));
	const screen = await showApp(store);
	expect(await screen.read()).toContain('log in again, then retry. ctrl-r tries at once.');
	pressKeys(store, ['enter'], {at: noon + restMs});
	expect(await screen.read()).toContain('There is no object behind this row.');
});

test('as many things are said to be looked at as are listed', async () => {
	const status = {
		containerStatuses: [
			{
				name: 'app',
				ready: true,
				restartCount: 1,
				state: {running: {}},
				lastState: {
					terminated: {exitCode: 1, reason: 'Error', finishedAt: new Date(noon - 60_000).toISOString()},
				},
			},
		],
	};
	const cameBack = pod('web-1', {status});
	const summary = async (...pods: readonly KubernetesObject[]) =>
		(await (await showApp(storeOf({pods, deployments: []}, {screen: {name: 'now'}}))).read()).split('\n')[1];
	expect(await summary(cameBack)).toContain('All quiet.');
	expect(await summary(cameBack, crashing('db-0'))).toContain('2 things to look at.');
});

test('what may not be listed is unknown, with what cannot be told, and no ground for quiet', async () => {
	const store = storeOf(
		{...shop, pods: shop.pods!.slice(0, 5), deployments: shop.deployments!.slice(0, 2)},
		{
			screen: {name: 'now'},
			events: [measuredNow],
		},
	);
	const screen = await showApp(store);
	expect(await screen.read()).toContain('All quiet.');
	const trouble = {reason: 'forbidden', says: 'You may not list services.'} as const;
	for (const view of ['services', 'nodes']) {
		store.dispatch(told(view, [{type: 'health', health: {state: 'denied', trouble}}]));
	}
	const text = await screen.read();
	expect(text).not.toContain('All quiet');
	expect(text).toContain('Quiet, as far as can be seen.');
	expect(text).toContain('Services are unknown: you may not list them in shop');
	expect(text).toContain("It can't be told here which Services reach nothing.");
	expect(text).toContain('Nodes are unknown: you may not list them');
	expect(text).not.toContain('there is no such Service');
});

const quietShop = {...shop, pods: shop.pods!.slice(0, 5), deployments: shop.deployments!.slice(0, 2)};

test('a night is quiet only once every list that troubles are found in was read', async () => {
	const store = storeOf(quietShop, {screen: {name: 'now'}, events: [measuredNow]});
	const screen = await showApp(store);
	expect(await screen.read()).toContain('All quiet.');
	store.dispatch({type: 'streamOpened', view: 'virtualservices', stream: 'virtualservices'});
	expect(await screen.read()).toContain('Looking around.');
	store.dispatch(told('virtualservices', [{type: 'health', health: {state: 'listing', received: 500}}]));
	expect(await screen.read()).toContain('Looking around.');
	store.dispatch(told('virtualservices', [{type: 'health', health: {state: 'absent'}}]));
	expect(await screen.read()).toContain('All quiet.');
});

describe('where a challenger may fail unseen', () => {
	const shown = async (...measured: readonly Measured[]) => {
		const events = measured.map(each => ({type: 'measured', split, measured: each}) as const);
		return (await showApp(storeOf(quietShop, {screen: {name: 'now'}, events}))).read();
	};

	test('nothing is quiet before its requests were asked for', async () => {
		expect(await shown()).toContain('Looking around.');
	});

	test.each([
		[
			'measuring is off',
			unmeasured('off', 'Measuring is switched off by the configuration.'),
			'Requests of 1 split are not measured: metrics are off in the configuration',
		],
		[
			'nothing measures',
			unmeasured('no-source', 'Nothing measures this: no Prometheus was found in the cluster.'),
			'Requests of 1 split are not measured: no Prometheus was found',
		],
		[
			'who measures does not answer',
			unmeasured('unreachable', 'Prometheus does not answer.'),
			'Requests of 1 split are not measured: Prometheus does not answer',
		],
	])('%s is one line, and no ground for quiet', async (_name, measured, says) => {
		const text = await shown(measured);
		expect(text).toContain(says);
		expect(text).toContain('Quiet, as far as can be seen.');
		expect(await shown(measuredNow.measured, measured)).toContain(says);
	});

	test('that it is too soon to say is no trouble, and no quiet either', async () => {
		const text = await shown(unmeasured('too-soon', 'Shares changed at 12:00:00 UTC: too soon to say.'));
		expect(text).toContain('Quiet, as far as can be seen.');
		expect(text).not.toContain('Troubles');
	});
});

test('a trouble of several lines is read to its end, and enter opens its culprit', async () => {
	const status = {
		phase: 'Pending',
		conditions: [{type: 'Ready', status: 'False', lastTransitionTime: new Date(noon - 60_000).toISOString()}],
		containerStatuses: [
			{
				name: 'app',
				ready: false,
				restartCount: 0,
				state: {waiting: {reason: 'ErrImagePull', message: 'rpc error: code = NotFound desc = not found'}},
			},
		],
	};
	const world = {
		...shop,
		pods: [1, 2].map(n => pod(`cards-v2-abc-${n}`, {workload: 'cards-v2', status})),
		deployments: [deployment('cards-v1'), deployment('cards-v2', {wanted: 2, ready: 0})],
		endpointslices: [
			endpointSlice('cards-v1', ['cards-v1-abc-1']),
			endpointSlice('cards-v2', ['cards-v2-abc-1', 'cards-v2-abc-2'], false),
		],
	};
	const store = storeOf(world, {screen: {name: 'now'}});
	const screen = await showApp(store);
	const said = (await screen.read())
		.split('\n')
		.slice(3, 7)
		.join(' ')
		.replaceAll(/60s|[▌\s]+/g, ' ')
		.replaceAll('  ', ' ');
	expect(said).toContain('HTTPRoute checkout rule cards sends 10 % to cards-v2, which has no');
	expect(said).toContain("ready pod: its 2 pods can't pull image app:1.0: not found");
	pressKeys(store, ['enter'], {at: noon});
	expect(topScreen(store.get())).toMatchObject({
		name: 'detail',
		subject: {view: 'deployments', name: 'cards-v2'},
	});
});

test('why a key could not do its work is said only for as long as it is so', async () => {
	const store = storeOf({pods: []}, {screen: {name: 'list', view: 'pods'}});
	const screen = await showApp(store);
	pressKeys(store, ['d'], {at: noon});
	expect(await screen.read()).toContain('There is no row under the cursor.');
	store.dispatch(told('pods', [{type: 'changed', row: rowsFrom('pods', [pod('web-1')])[0]!}]));
	const text = await screen.read();
	expect(text).toContain('web-1');
	expect(text).not.toContain('There is no row under the cursor.');
});

test('faults only, a filter and a hold are seen on the first screen, and esc drops them one by one', async () => {
	const store = storeOf(
		{...shop, pods: [], deployments: [], services: [], httproutes: []},
		{screen: {name: 'now'}},
	);
	const screen = await showApp(store);
	const pressed = async (key: string) => {
		pressKeys(store, [key], {at: noon});
		return screen.read();
	};
	expect(await screen.read()).toContain('All quiet.');
	const narrowed = await pressed('ctrl-z');
	expect(narrowed).toContain('faults only');
	expect(narrowed).not.toContain('All quiet');
	expect(await pressed('Z')).toContain('frozen');
	expect(await pressed('esc')).not.toContain('faults only');
	expect(await pressed('esc')).not.toContain('frozen');
});

test.each([
	['a certificate that is not checked', {isInsecure: true}, true],
	['a server far away without TLS', {isLocal: false, server: 'http://10.0.0.9:8080'}, true],
	['a server on this machine without TLS', {server: 'http://127.0.0.1:8080'}, false],
	['a certificate that is checked', {}, false],
])('%s is said on every screen: %o', async (_name, more, isSaid) => {
	const store = storeOf(shop, {context: {...context, ...more}, screen: {name: 'now'}});
	expect(/▲ TLS unchecked/.test(await (await showApp(store)).read())).toBe(isSaid);
});

test('a server whose clock is far from ours is said once, and what it made just now is not from the future', async () => {
	const store = storeOf({pods: [crashing('db-0')], deployments: []}, {screen: {name: 'now'}});
	const screen = await showApp(store);
	const tick = (aheadMs: number) =>
		store.dispatch({type: 'ticked', now: noon + aheadMs, wallTime: noon, clockAheadMs: aheadMs});
	tick(20_000);
	expect(await screen.read()).not.toContain('clock');
	tick(5 * 60_000);
	const text = await screen.read();
	expect(text.match(/The clock of the server is 5 min ahead of the one here/g)).toHaveLength(1);
	expect(text).toContain('live');
	tick(-3 * 3_600_000);
	expect(await screen.read()).toContain('The clock of the server is 3 h behind the one here.');
	tick(0);
	expect(await screen.read()).not.toContain('The clock of the server');
});

test('whoever acts as somebody else sees so on every screen', async () => {
	const store = storeOf(shop, {screen: {name: 'now'}, context: {...context, actingAs: 'jane'}});
	expect((await (await showApp(store)).read()).split('\n')[0]).toContain('eu1 as jane / shop');
});
