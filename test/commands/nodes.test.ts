import {expect, test} from 'vitest';
import {parseLosses} from '../../source/commands/keymap/nodes.ts';
import {readLine} from '../../source/commands/palette.ts';
import {pressKeys} from '../../source/commands/press.ts';
import type {Store} from '../../source/store/store.ts';
import {node, noon, shop, storeOf} from '../screens/world.ts';

function onNodes(): Store {
	return storeOf({...shop, nodes: [node('n1'), node('n2')]}, {screen: {name: 'list', view: 'nodes'}});
}

function type(store: Store, ...keys: readonly string[]): void {
	for (const key of keys) pressKeys(store, [key], {at: noon});
}

function asked(store: Store) {
	return store.get().runs.map(({command}) => command);
}

test.each([
	['c', 'cordon'],
	['u', 'uncordon'],
])('%s asks to %s the node', (key, action) => {
	const store = onNodes();
	type(store, key);
	expect(asked(store)).toMatchObject([{action, target: {name: 'n1', uid: 'uid-n1', namespace: ''}}]);
});

test('r asks what may be lost first, and enter allows nothing', () => {
	const store = onNodes();
	type(store, 'r');
	expect(store.get().prompt).toMatchObject({asks: 'losses', label: expect.stringContaining('Drain n1')});
	expect(asked(store)).toEqual([]);
	type(store, 'enter');
	expect(asked(store)).toEqual([
		{action: 'drain-node', target: expect.objectContaining({name: 'n1', uid: 'uid-n1'})},
	]);
});

test('a loss is picked with the arrows', () => {
	const store = onNodes();
	type(store, 'r', 'down', 'enter');
	expect(asked(store)).toMatchObject([{action: 'drain-node', force: true}]);
	expect(asked(store)[0]).not.toHaveProperty('deleteEmptyDirData');
});

test.each([
	['', {}],
	['force', {force: true}],
	['force delete-emptydir-data', {force: true, deleteEmptyDirData: true}],
	['fource', 'fource is no loss that can be allowed: force, delete-emptydir-data, or nothing.'],
])('"%s" allows %o', (text, losses) => {
	expect(parseLosses(text)).toEqual(losses);
});

test('a typed drain takes the losses as words', () => {
	const state = onNodes().get();
	expect(readLine('drain-node force', state, {at: noon})).toMatchObject({
		command: [{type: 'asked', commands: [{action: 'drain-node', force: true, target: {name: 'n1'}}]}],
	});
	expect(readLine('drain-node nonsense', state, {at: noon})).toMatchObject({
		wrong: expect.stringContaining('no loss'),
	});
});

test.each(['drain-node', 'drain-node force'])('who may not write nodes is told so by :%s', line => {
	const store = onNodes();
	const question = {
		verb: 'patch',
		resource: {group: '', plural: 'nodes'},
		namespace: '',
		name: 'n1',
	} as const;
	store.dispatch({type: 'accessRead', question, isAllowed: false});
	expect(readLine(line, store.get(), {at: noon})).toEqual({
		wrong: 'You may not patch nodes; ctrl-r asks again.',
	});
	store.dispatch({type: 'accessRead', question, isAllowed: true});
	expect(readLine(line, store.get(), {at: noon})).toHaveProperty('command');
});

test('one node is drained at a time', () => {
	const store = onNodes();
	type(store, 'space', 'down', 'space', 'r');
	expect(store.get().prompt).toBeUndefined();
	expect(store.get().flash?.says).toBe('One node is drained at a time: 2 are marked.');
});

test.each(['ctrl-d', 'ctrl-k'])('%s asks to delete, and enter leaves everything as it is', key => {
	const store = storeOf(shop, {screen: {name: 'list', view: 'pods'}});
	type(store, key);
	expect(asked(store)).toMatchObject([
		{action: 'delete', target: {resource: {plural: 'pods'}}, ...(key === 'ctrl-k' && {asKill: true})},
	]);
	type(store, 'enter');
	expect(store.get().dialog).toBeUndefined();
	expect(store.get().runs[0]?.answer).toBe('cancelled');
});

test.each(['nodes', 'namespaces', 'events', 'now'])('nothing is deleted from %s', view => {
	const screen = view === 'now' ? ({name: 'now'} as const) : ({name: 'list', view} as const);
	const store = storeOf({...shop, nodes: [node('n1')]}, {screen});
	type(store, 'ctrl-d');
	expect(asked(store)).toEqual([]);
});
