import {expect, test} from 'vitest';
import {pressKeys} from '../../source/commands/press.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {needsOf} from '../../source/run/needs.ts';
import type {Event} from '../../source/store/events.ts';
import {suspectsOf} from '../../source/store/incident.ts';
import type {NewScreen} from '../../source/store/screen.ts';
import {topScreen} from '../../source/store/state.ts';
import type {Store} from '../../source/store/store.ts';
import {around, drivenRoute, engineObject, half, onCheckout, overRoute} from './rollouts-world.ts';
import {showApp, sizes} from './show.tsx';
import {live, rowsFrom, storeOf, told} from './world.ts';

const object = engineObject('argo-rollouts/paused-until-promoted', overRoute);
const world = around(object, {httproutes: [drivenRoute(10)]});
const onRollout: NewScreen = {name: 'rollout', subject: onCheckout};
const onSplit: NewScreen = {
	name: 'split',
	subject: {view: 'splits', uid: 'uid-route/0', namespace: 'shop', name: 'checkout'},
};

function on(screen: NewScreen, ...events: readonly Event[]): Store {
	return storeOf(world, {screen, events, now: half, wallTime: half});
}

function pressed(store: Store, ...keys: readonly string[]): Store {
	for (const key of keys) pressKeys(store, [key], {at: half});
	return store;
}

test.each([
	['the rollout', onRollout],
	['its row', {name: 'list', view: 'rollouts'}],
	['the split it drives', onSplit],
] as [string, NewScreen][])('b on %s follows the logs of its two versions', (_where, screen) => {
	const store = pressed(on(screen), 'b');
	expect(topScreen(store.get()).name).toBe('version-logs');
	const logs = needsOf(store.get()).flatMap(need => (need.type === 'version-log' ? [need.version] : []));
	const versions = Map.groupBy(logs, ({version}) => version);
	expect([...versions.keys()]).toEqual(['checkout-stable', 'checkout-canary']);
	// No pod is on both sides.
	expect(new Set(logs.map(({pod}) => pod)).size).toBe(logs.length);
});

test('tab draws the charts of its versions, and none that only a split has', async () => {
	const store = on(onRollout);
	const charts = Array.from({length: 5}, () => topScreen(pressed(store, 'tab').get()).chart);
	expect(charts).toEqual(['errors', 'p99', 'cpu', 'memory', 'share']);
	pressed(store, 'tab');
	expect(await (await showApp(store)).read()).toContain('Errors, in percent of requests');
});

function writtenBy(managedFields: readonly object[]): KubernetesObject {
	return {...object, metadata: {...object.metadata, managedFields}} as unknown as KubernetesObject;
}

test('its page tells who changed its template, and what went wrong with its versions', async () => {
	const managedFields = [
		{
			manager: 'argocd-controller',
			operation: 'Apply',
			time: new Date(half - 30 * 60_000).toISOString(),
			fieldsV1: {'f:spec': {'f:template': {}}},
		},
	];
	const written = writtenBy(managedFields);
	const canary = rowsFrom('pods', world.pods!).find(({name}) => name.includes('7d9c6b5f8'))!;
	const warning = {
		metadata: {name: 'w', namespace: 'shop', uid: 'uid-w', creationTimestamp: new Date(half).toISOString()},
		type: 'Warning',
		reason: 'Unhealthy',
		message: 'Readiness probe failed',
		lastTimestamp: new Date(half).toISOString(),
		involvedObject: {apiVersion: 'v1', kind: 'Pod', name: canary.name, uid: canary.uid},
	} as unknown as KubernetesObject;
	const store = on(
		onRollout,
		{type: 'objectRead', uid: onCheckout.uid, read: {object: written}},
		{type: 'streamOpened', view: 'warnings', stream: 'warnings'},
		told('warnings', [
			{type: 'replaced', rows: rowsFrom('warnings', [warning])},
			{type: 'health', health: live},
		]),
	);
	const screen = await (await showApp(store, sizes[1])).read();
	expect(screen).toMatch(/What changed last[\s\S]*10:00:00 UTC {2}checkout .*by argocd-controller/);
	expect(screen).toMatch(/Restarts and warnings[\s\S]*checkout-canary Unhealthy/);
	const read = suspectsOf(store.get(), topScreen(store.get())).map(({subject}) => subject.uid);
	expect(read).toEqual(['uid-route', onCheckout.uid]);
});

test('its page names who set the image, and not the controller that filled in defaults after', async () => {
	const filled = {
		'f:spec': {'f:template': {'f:spec': {'f:containers': {'k:{"name":"checkout"}': {'f:resources': {}}}}}},
	};
	const set = {
		'f:spec': {'f:template': {'f:spec': {'f:containers': {'k:{"name":"checkout"}': {'f:image': {}}}}}},
	};
	const at = (minutes: number) => new Date(half - minutes * 60_000).toISOString();
	const update = {operation: 'Update'};
	const written = writtenBy([
		{...update, manager: 'rollouts-controller', time: at(19), fieldsV1: filled},
		{...update, manager: 'kubectl-edit', time: at(20), fieldsV1: set},
		{
			...update,
			manager: 'rollouts-controller',
			subresource: 'status',
			time: at(1),
			fieldsV1: {'f:status': {'f:observedGeneration': {}}},
		},
	]);
	const store = on(onRollout, {type: 'objectRead', uid: onCheckout.uid, read: {object: written}});
	const screen = await (await showApp(store, sizes[1])).read();
	expect(screen).toMatch(/What changed last[\s\S]*10:10:00 UTC {2}checkout .*by kubectl-edit/);
});
