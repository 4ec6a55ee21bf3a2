import {expect, test} from 'vitest';
import type {Health} from '../../source/model/health.ts';
import {shop, storeOf, told} from '../screens/world.ts';

const plugin = {
	command: 'get-token',
	args: [],
	envNames: [],
	user: 'jane',
	file: '/etc/kubeconfig',
	covers: 'command',
} as const;

test('what was allowed to run is not said to be unallowed while it runs', () => {
	const unallowed: Health = {
		state: 'stale',
		since: 0,
		retryAt: 0,
		trouble: {reason: 'credentials', says: 'It may not run yet.', hint: 'Look at it.', awaits: 'person'},
	};
	const store = storeOf(shop);
	store.dispatch(told('pods', [{type: 'health', health: unallowed}]));
	store.dispatch({type: 'pluginShown', plugin}, {type: 'questionDrawn', at: 0});
	store.dispatch({type: 'pluginAnswered', isAllowed: true, at: 1000});
	expect(store.get().streams.pods?.health).toMatchObject({
		state: 'stale',
		trouble: {says: 'get-token was started for credentials, and has given none yet.'},
	});
	expect(store.get().streams.deployments?.health.state).toBe('live');
});

test('the sentence about a program that was not allowed names a key of the operator', () => {
	const store = storeOf(shop, {keys: {login: ['W']}});
	store.dispatch({type: 'pluginShown', plugin}, {type: 'pluginAnswered', isAllowed: false, at: 0});
	expect(store.get().flash?.hint).toBe('W shows it again');
});
