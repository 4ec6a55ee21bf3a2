import {expect, test} from 'vitest';
import {besideText} from '../../source/commands/answer.ts';
import {pressKeys} from '../../source/commands/press.ts';
import {isBegun, parseScaling} from '../../source/commands/scaling-words.ts';
import type {Store} from '../../source/store/store.ts';
import {around, engineObject} from '../screens/rollouts-world.ts';
import {noon, rowsFrom, shop, storeOf, told} from '../screens/world.ts';

test.each([
	['5', {replicas: 5}],
	['3-10', {min: 3, max: 10}],
	['3..10', {min: 3, max: 10}],
	['min 3', {min: 3}],
	['max=10', {max: 10}],
	['min 3 max 10', {min: 3, max: 10}],
	['', 'whole number, or bounds'],
	['many', 'whole number, or bounds'],
	['10-3', 'impossible'],
	['999999', 'would be a mistake'],
	['min 1 max 999999', 'would be a mistake'],
])('"%s" is %o', (text, scaling) => {
	const parsed = parseScaling(text);
	if (typeof scaling === 'string') expect(parsed).toContain(scaling);
	else expect(parsed).toEqual(scaling);
});

test.each([...'min 3 max 10'].map((_, length, all) => all.slice(0, length + 1).join('')))(
	'while "%s" is typed nothing is said to be wrong',
	text => {
		expect(isBegun(text) || typeof parseScaling(text) !== 'string').toBe(true);
	},
);

function onScaled(status: object = {}): Store {
	const store = storeOf(shop, {screen: {name: 'list', view: 'deployments'}});
	const autoscaler = {
		metadata: {name: 'cards', namespace: 'shop', uid: 'uid-hpa'},
		spec: {scaleTargetRef: {kind: 'Deployment', name: 'cards-v1'}, minReplicas: 2, maxReplicas: 6},
		status: {currentReplicas: 3, desiredReplicas: 3, ...status},
	};
	const rows = rowsFrom('horizontalpodautoscalers', [autoscaler as never]);
	store.dispatch(told('horizontalpodautoscalers', [{type: 'changed', row: rows[0]!}]));
	return store;
}

function type(store: Store, ...keys: readonly string[]): void {
	for (const key of keys) pressKeys(store, [key], {at: noon});
}

test('s asks for the bounds of what an autoscaler scales, and says what stands now', () => {
	const store = onScaled();
	type(store, 's');
	expect(store.get().prompt?.label).toBe('Bounds of Deployment shop/cards-v1: ');
	expect(besideText(store.get(), store.get().prompt!)).toBe(
		'Now 3, 3 of them ready; an autoscaler holds it within 2-6.',
	);
	type(store, ...'3-9', 'enter');
	expect(store.get().runs.map(({command}) => command)).toMatchObject([
		{action: 'scale-bounds', min: 3, max: 9, target: {name: 'cards-v1', uid: 'uid-cards-v1'}},
	]);
});

test('a number of replicas is not taken there, but 0 is: the autoscaler rests then', () => {
	const store = onScaled();
	type(store, 's', '5', 'enter');
	expect(store.get().runs).toEqual([]);
	expect(store.get().flash?.says).toContain('An autoscaler scales cards-v1, so give its bounds: 2-6 now');
	type(store, 'backspace', '0', 'enter');
	expect(store.get().runs.map(({command}) => command)).toMatchObject([{action: 'scale', replicas: 0}]);
});

test('an autoscaler at its maximum is said where it is scaled', () => {
	const limited = {type: 'ScalingLimited', status: 'True', reason: 'TooManyReplicas', message: 'more'};
	const store = onScaled({conditions: [limited]});
	type(store, 's');
	expect(besideText(store.get(), store.get().prompt!)).toContain('within 2-6, which is not enough for it');
});

test('s on an autoscaler asks for its own bounds', () => {
	const store = onScaled();
	store.dispatch({type: 'screenOpened', screen: {name: 'list', view: 'horizontalpodautoscalers'}});
	type(store, 's', ...'min 4', 'enter');
	expect(store.get().runs.map(({command}) => command)).toMatchObject([
		{action: 'scale-bounds', min: 4, target: {name: 'cards', uid: 'uid-hpa'}},
	]);
});

function onRollout(...autoscalers: readonly object[]): Store {
	const world = around(engineObject('argo-rollouts/healthy'));
	const store = storeOf(world, {screen: {name: 'list', view: 'rollouts'}});
	const rows = rowsFrom('horizontalpodautoscalers', autoscalers as never);
	store.dispatch(
		told(
			'horizontalpodautoscalers',
			rows.map(row => ({type: 'changed', row}) as const),
		),
	);
	return store;
}

test('s on a Rollout of Argo asks for a number of replicas', () => {
	const store = onRollout();
	type(store, 's', '5', 'enter');
	expect(store.get().runs.map(({command}) => command)).toMatchObject([
		{action: 'scale', replicas: 5, target: {name: 'checkout', resource: {kind: 'Rollout'}}},
	]);
});

test('s on a Rollout that an autoscaler scales asks for bounds', () => {
	const store = onRollout({
		metadata: {name: 'checkout', namespace: 'shop', uid: 'uid-hpa'},
		spec: {scaleTargetRef: {kind: 'Rollout', name: 'checkout'}, minReplicas: 2, maxReplicas: 6},
		status: {currentReplicas: 3, desiredReplicas: 3},
	});
	type(store, 's');
	expect(store.get().prompt?.label).toContain('Bounds of ');
	type(store, '5', 'enter');
	expect(store.get().runs).toEqual([]);
	expect(store.get().flash?.says).toContain('An autoscaler scales checkout');
});
