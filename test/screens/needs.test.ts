import {expect, test} from 'vitest';
import {needsOf} from '../../source/run/needs.ts';
import type {Event} from '../../source/store/events.ts';
import type {NewScreen} from '../../source/store/screen.ts';
import {initialState} from '../../source/store/state.ts';
import {context, noon, pod, served, shop, storeOf} from './world.ts';

const ranker = {view: 'pods', uid: 'uid-ranker-abc-1', namespace: 'shop', name: 'ranker-abc-1'};

function keysOn(screen: NewScreen, ...events: readonly Event[]): string[] {
	return needsOf(storeOf(shop, {screen, events}).get()).map(({key}) => key);
}

test('the first rows need not wait for discovery', () => {
	const beginning = {context, contexts: [], isReadOnly: false, isProduction: false, namespace: 'shop'};
	const size = {columns: 80, rows: 24};
	const state = initialState({...beginning, screen: {name: 'list', view: 'pods'}, size, now: noon});
	const streams = needsOf(state).flatMap(need => (need.type === 'stream' ? [need.view] : []));
	expect(streams[0]).toBe('pods');
	expect(streams).not.toContain('httproutes');
	expect(streams).not.toContain('horizontalpodautoscalers');
});

test('what the server does not serve is said to be absent, not asked for', () => {
	const resources = served().resources.filter(({plural}) => plural !== 'httproutes');
	const keys = keysOn({name: 'now'}, {type: 'discovered', discovery: {...served(), resources}});
	expect(keys.filter(key => key.includes(' httproutes '))).toEqual(['absent httproutes shop 0']);
});

test('events are followed only where they are looked at', () => {
	expect(keysOn({name: 'list', view: 'pods'}).some(key => key.startsWith('events'))).toBe(false);
	expect(keysOn({name: 'list', view: 'events'})).toContain('events shop 0');
	expect(keysOn({name: 'detail', subject: ranker})).toContain('events shop 0');
});

test('what is looked at in full is followed, and cluster-wide events in the namespace they are written to', () => {
	const secret = {view: 'secrets', uid: 'uid-s', namespace: 'shop', name: 's'};
	expect(keysOn({name: 'yaml', subject: secret})).toContain('secrets shop 0');
	expect(keysOn({name: 'list', view: 'pods'}).some(key => key.startsWith('secrets'))).toBe(false);
	const of = {view: 'nodes', uid: 'uid-node-1', namespace: '', name: 'node-1'};
	expect(keysOn({name: 'detail', subject: of})).toContain('events default 0');
	const part = {by: 'regarding', of, kind: 'Node'} as const;
	expect(keysOn({name: 'list', view: 'events', part})).toContain('events default 0');
	const all: Event = {type: 'namespaceChosen', namespace: undefined};
	expect(keysOn({name: 'detail', subject: of}, all)).toContain('events * 0');
});

test('what only the first screen tells of is followed only there', () => {
	const views = ['warnings', 'poddisruptionbudgets', 'gateways'];
	const followed = (screen: NewScreen) =>
		keysOn(screen, {type: 'discovered', discovery: served()}).map(key => key.split(' ')[0]!);
	expect(followed({name: 'now'})).toEqual(expect.arrayContaining(views));
	for (const view of views) expect(followed({name: 'list', view: 'pods'})).not.toContain(view);
	expect(followed({name: 'list', view: 'warnings'})).toContain('warnings');
});

test('the first screen measures what divides traffic now, less often than a split that is looked at', () => {
	const measuring = (screen: NewScreen) =>
		needsOf(storeOf(shop, {screen}).get()).flatMap(need =>
			need.type === 'measure' ? [[need.split, need.everyMs]] : [],
		);
	const subject = {view: 'splits', uid: 'uid-checkout/cards', namespace: 'shop', name: 'checkout'};
	expect(measuring({name: 'now'})).toEqual([['uid-checkout/cards', 15_000]]);
	expect(measuring({name: 'split', subject})).toEqual([['uid-checkout/cards', 5000]]);
	expect(measuring({name: 'list', view: 'splits'})).toEqual([]);
});

test('another namespace is another stream, but not for what has none', () => {
	const there = keysOn({name: 'now'}, {type: 'namespaceChosen', namespace: 'models'});
	expect(there).toContain('pods models 0');
	expect(there).toContain('nodes * 0');
	expect(keysOn({name: 'now'}, {type: 'namespaceChosen', namespace: undefined})).toContain('pods * 0');
});

test('an object stays on screen whatever namespace lists show', () => {
	const chosen: Event = {type: 'namespaceChosen', namespace: 'models'};
	expect(keysOn({name: 'detail', subject: ranker}, chosen)).toContain('pods shop 0');
	const of = {view: 'deployments', uid: 'uid-ranker', namespace: 'shop', name: 'ranker'};
	const part = {by: 'workload', of, kind: 'Deployment'} as const;
	expect(keysOn({name: 'list', view: 'pods', part}, chosen)).toContain('pods shop 0');
	expect(keysOn({name: 'list', view: 'pods'}, chosen)).toContain('pods models 0');
	const back: Event = {type: 'namespaceChosen', namespace: undefined};
	expect(keysOn({name: 'detail', subject: ranker}, back)).toContain('pods * 0');
});

test('rights are asked for the namespace of what keys act on, and by question only where that leaves them open', () => {
	const screen: NewScreen = {name: 'list', view: 'deployments'};
	const rights = (isComplete: boolean): Event => ({
		type: 'rightsRead',
		namespace: 'shop',
		rights: {rules: [], isComplete},
	});
	const asked = (...events: readonly Event[]) =>
		keysOn(screen, ...events).filter(key => /^(rights|access)/.test(key));
	expect(asked()).toEqual(['rights shop 0 0']);
	expect(asked(rights(true))).toEqual(['rights shop 0 0']);
	expect(asked(rights(false))).toEqual([
		'rights shop 0 0',
		'access patch apps deployments scale shop cards-v1 0 0',
		'access patch apps deployments  shop cards-v1 0 0',
		'access create  pods portforward shop  0 0',
		'access delete apps deployments  shop cards-v1 0 0',
	]);
	expect(asked({type: 'refreshed'})).toEqual(['rights shop 0 1']);
});

test('another context is asked for everything anew', () => {
	const before = keysOn({name: 'now'});
	const connected: Event = {
		type: 'contextConnected',
		context: {...context, name: 'us1'},
		isProduction: true,
		isReadOnly: true,
	};
	const after = keysOn({name: 'now'}, connected);
	expect(after.filter(key => before.includes(key))).toEqual([]);
});

test('an object is read again when its row changed, and only then', () => {
	const store = storeOf(shop, {screen: {name: 'yaml', subject: ranker}});
	const key = () => needsOf(store.get()).find(({type}) => type === 'object')?.key;
	const first = key();
	expect(first).toBeDefined();
	store.dispatch({type: 'ticked', now: noon + 1000, wallTime: noon + 1000});
	expect(key()).toBe(first);
	const again = storeOf({...shop, pods: [pod('ranker-abc-1')]}, {screen: {name: 'yaml', subject: ranker}});
	expect(needsOf(again.get()).find(({type}) => type === 'object')?.key).not.toBe(first);
});

test('of several containers the first one is read until another is picked', () => {
	const two = pod('two');
	(two.spec as {containers: object[]}).containers = [{name: 'app'}, {name: 'proxy'}];
	const subject = {view: 'pods', uid: 'uid-two', namespace: 'shop', name: 'two'};
	const store = storeOf({pods: [two]}, {screen: {name: 'logs', subject}});
	const container = () => needsOf(store.get()).flatMap(need => (need.type === 'log' ? [need.container] : []));
	expect(container()).toEqual(['app']);
	store.dispatch({type: 'containerPicked', container: 'proxy'});
	expect(container()).toEqual(['proxy']);
});

test('usage is polled only where metrics are served', () => {
	expect(keysOn({name: 'now'}).some(key => key.startsWith('usage'))).toBe(false);
	const metrics = ['pods', 'nodes'].map(plural => ({
		...served().resources[0]!,
		group: 'metrics.k8s.io',
		plural,
	}));
	const discovery = {...served(), resources: [...served().resources, ...metrics]};
	const keys = keysOn({name: 'now'}, {type: 'discovered', discovery});
	expect(keys.filter(key => key.startsWith('usage'))).toEqual(['usage pods shop 0 0', 'usage nodes * 0 0']);
});

test('only the split that is looked at is measured', () => {
	const measured = (screen: NewScreen) => keysOn(screen).filter(key => key.startsWith('measure'));
	expect(measured({name: 'list', view: 'splits'})).toEqual([]);
	const subject = {view: 'splits', uid: 'uid-checkout/cards', namespace: 'shop', name: 'checkout'};
	expect(measured({name: 'split', subject})).toEqual(['measure uid-checkout/cards 5000 0 0']);
	expect(measured({name: 'split', subject: {...subject, uid: 'gone'}})).toEqual([]);
});
