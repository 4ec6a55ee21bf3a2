import {expect, test} from 'vitest';
import type {Health} from '../../source/model/health.ts';
import {sayContexts} from '../../source/store/lists/contexts.ts';
import type {ScreenName} from '../../source/store/screen.ts';
import {linkOf} from '../../source/store/select.ts';
import type {Store} from '../../source/store/store.ts';
import {noon, shop, storeOf, told} from '../screens/world.ts';

const silent: Health = {
	state: 'stale',
	since: noon,
	retryAt: noon,
	trouble: {reason: 'unreachable', says: 'The server does not answer.'},
};

/** Every base stream was opened, and each told the same. */
function unreached(store: Store, health: Health = silent): Store {
	for (const view of ['pods', 'deployments', 'nodes', 'namespaces', 'services', 'replicasets']) {
		store.dispatch({type: 'streamOpened', view, stream: view}, told(view, [{type: 'health', health}]));
	}
	return store;
}

test.each(['now', 'journal', 'contexts', 'help'] as ScreenName[])(
	'on %s a server that never answered is said not to have told anything',
	name => {
		const {health, hasData} = linkOf(unreached(storeOf({}, {screen: {name}})).get());
		expect({state: health?.state, hasData}).toEqual({state: 'stale', hasData: false});
	},
);

test.each(['journal', 'contexts', 'help'] as ScreenName[])('%s tells of the worst stream', name => {
	const store = storeOf(shop, {screen: {name}});
	expect(linkOf(store.get())).toEqual({health: {state: 'live'}, hasData: true});
	store.dispatch(told('services', [{type: 'health', health: silent}]));
	expect(linkOf(store.get())).toEqual({health: silent, hasData: true});
});

test('a split whose server is gone is out of date, and not unread for the kinds that were never served', () => {
	const subject = {view: 'splits', uid: 'uid-checkout/cards', namespace: 'shop', name: 'checkout'};
	const store = storeOf(shop, {screen: {name: 'split', subject}});
	const tell = (view: string, health: Health) => store.dispatch(told(view, [{type: 'health', health}]));
	const others = {virtualservices: 'absent', ingresses: 'denied'} as const;
	const trouble = {reason: 'forbidden', says: 'You may not list ingresses.'} as const;
	for (const [view, state] of Object.entries(others)) {
		store.dispatch({type: 'streamOpened', view, stream: view});
		tell(view, state === 'denied' ? {state, trouble} : {state});
	}
	expect(linkOf(store.get()).health).toEqual({state: 'live'});
	for (const view of Object.keys(others)) tell(view, {...silent, since: noon - 60_000});
	tell('httproutes', silent);
	expect(linkOf(store.get())).toEqual({health: silent, hasData: true});
});

test('that there are none is told, too', () => {
	const store = unreached(storeOf({}, {screen: {name: 'list', view: 'services'}}), {state: 'absent'});
	store.dispatch(told('services', [{type: 'health', health: silent}]));
	expect(linkOf(store.get())).toEqual({health: silent, hasData: true});
});

test('a journal entry is live when the cluster is', () => {
	const subject = {view: 'journal', uid: 'c1', namespace: '', name: 'c1'};
	expect(linkOf(storeOf(shop, {screen: {name: 'detail', subject}}).get()).health).toEqual({state: 'live'});
});

test('a context is connected only where it answers', () => {
	expect(sayContexts(storeOf(shop).get()).eu1?.says).toBe('connected');
	expect(sayContexts(storeOf({}).get()).eu1?.says).toBe('connecting');
	const store = unreached(storeOf({}));
	expect(sayContexts(store.get()).eu1?.says).toBe('not reached');
	store.dispatch({type: 'contextChosen', name: 'us1'});
	expect(sayContexts(store.get()).us1?.says).toBe('connecting');
});
