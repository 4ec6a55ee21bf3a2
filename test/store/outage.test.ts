import {expect, test} from 'vitest';
import type {Health} from '../../source/model/health.ts';
import {needsOf} from '../../source/run/needs.ts';
import type {Store} from '../../source/store/store.ts';
import {live, noon, shop, storeOf, told} from '../screens/world.ts';

const trouble = {reason: 'unreachable', says: 'The server does not answer.'} as const;

function tell(store: Store, health: Health, views = Object.keys(store.get().streams)): void {
	for (const view of views) store.dispatch(told(view, [{type: 'health', health}]));
}

function tick(store: Store, afterMs: number): void {
	store.dispatch({type: 'ticked', now: noon + afterMs, wallTime: noon + afterMs});
}

const stale = (since: number): Health => ({state: 'stale', since, retryAt: since, trouble});

test('an end is announced once every stream has answered, with how long it took', () => {
	const store = storeOf(shop);
	tell(store, stale(noon));
	tick(store, 40_000);
	const others = Object.keys(store.get().streams).filter(view => view !== 'nodes');
	tell(store, live, others);
	tick(store, 41_000);
	expect(store.get().flash).toBeUndefined();
	tell(store, {state: 'listing', received: 5}, ['nodes']);
	tick(store, 42_000);
	expect(store.get().flash).toBeUndefined();
	tell(store, live, ['nodes']);
	tick(store, 43_000);
	expect(store.get().flash?.says).toBe('All is up to date again, after 43 s.');
	tick(store, 60_000);
	expect(store.get().flash).toBeUndefined();
});

test('a reconnect of a moment is not worth a word', () => {
	const store = storeOf(shop);
	tell(store, stale(noon));
	tick(store, 4000);
	tell(store, live);
	tick(store, 5000);
	expect(store.get().flash).toBeUndefined();
});

test('what else is said is not written over', () => {
	const store = storeOf(shop);
	tell(store, stale(noon));
	tick(store, 40_000);
	tell(store, live);
	store.dispatch({type: 'flashed', flash: {says: 'Scaled.', tone: 'good', at: noon + 40_000}});
	tick(store, 41_000);
	expect(store.get().flash?.says).toBe('Scaled.');
});

test('what the server serves is asked anew after an outage: it may be another version', () => {
	const store = storeOf(shop);
	const key = () => needsOf(store.get()).find(({type}) => type === 'discovery')?.key;
	const before = key();
	tell(store, stale(noon));
	tick(store, 40_000);
	expect(key()).toBe(before);
	tell(store, live);
	tick(store, 41_000);
	expect(key()).not.toBe(before);
});

test('a context that is left takes its outage along', () => {
	const store = storeOf(shop);
	tell(store, stale(noon));
	tick(store, 40_000);
	const {context} = store.get();
	store.dispatch({type: 'contextConnected', context, isProduction: false, isReadOnly: false});
	tick(store, 41_000);
	expect(store.get().flash).toBeUndefined();
});

test('one that begins and ends between two ticks, as after sleep, is announced too', () => {
	const store = storeOf(shop);
	tick(store, 3_600_000);
	tell(store, stale(noon));
	tell(store, live);
	tick(store, 3_601_000);
	expect(store.get().flash?.says).toBe('All is up to date again, after 60 min.');
});
