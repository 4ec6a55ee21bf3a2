import {expect, it} from 'vitest';
import {configMaps} from '../../source/demo/kinds/configuration.ts';
import {type Change, Store} from '../../source/demo/store.ts';

const named = (name: string, namespace = 'shop') => ({
	metadata: {name, namespace, uid: `uid-of-${name}`, resourceVersion: '', creationTimestamp: ''},
});

it('orders by namespace and name, and finds one namespace', () => {
	const store = new Store();
	for (const [name, namespace] of [
		['b', 'shop'],
		['a', 'shop'],
		['z', 'infra'],
	])
		store.put(configMaps, named(name!, namespace));
	expect(store.list(configMaps).map(({object}) => object.metadata.name)).toEqual(['z', 'a', 'b']);
	expect(store.list(configMaps, 'shop').map(({object}) => object.metadata.name)).toEqual(['a', 'b']);
});

it('shows the past', () => {
	const store = new Store();
	store.put(configMaps, {...named('a'), data: {n: '1'}});
	const {version} = store;
	store.put(configMaps, {...named('a'), data: {n: '2'}});
	store.put(configMaps, named('b'));
	store.remove(store.get(configMaps, 'shop', 'a')!);
	const then = store.listAt(configMaps, version)!;
	expect(then.map(({object}) => [object.metadata.name, object.data])).toEqual([['a', {n: '1'}]]);
	expect(store.list(configMaps).map(({object}) => object.metadata.name)).toEqual(['b']);
});

it('tells each change with what was before', () => {
	const store = new Store();
	const changes: Change[] = [];
	store.onChange(change => changes.push(change));
	const first = store.put(configMaps, named('a'));
	store.put(configMaps, named('a'));
	store.remove(store.get(configMaps, 'shop', 'a')!);
	expect(changes.map(({type}) => type)).toEqual(['ADDED', 'MODIFIED', 'DELETED']);
	expect(changes[1]!.before).toBe(first);
	expect(changes.map(({version}) => version)).toEqual([1001, 1002, 1003]);
	expect(changes[2]!.entry.object.metadata.resourceVersion).toBe('1003');
});

it('forgets what is long past, and says so', () => {
	const store = new Store();
	const {version} = store.put(configMaps, named('a'));
	for (let i = 0; i < 5000; i++) store.put(configMaps, named('a'));
	expect(store.changesAfter(configMaps, version)).toBeUndefined();
	expect(store.listAt(configMaps, version)).toBeUndefined();
	expect(store.changesAfter(configMaps, store.version)).toEqual([]);
	expect(store.changesAfter(configMaps, store.version - 3)).toHaveLength(3);
});

it('puts an entry into words once', () => {
	const store = new Store();
	let readings = 0;
	const object = {
		...named('a'),
		data: {
			toJSON() {
				readings++;
				return {};
			},
		},
	};
	const entry = store.put(configMaps, object);
	expect(entry.text).toContain('"kind":"ConfigMap","apiVersion":"v1"');
	expect(entry.elementText).not.toContain('"kind"');
	expect([entry.text, entry.elementText, readings]).toEqual([entry.text, entry.elementText, 1]);
});
