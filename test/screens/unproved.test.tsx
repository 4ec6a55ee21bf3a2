import {expect, test} from 'vitest';
import {pressKeys} from '../../source/commands/press.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {resourceViews} from '../../source/resources/index.ts';
import {openshift} from '../../source/traffic/openshift.ts';
import {isOfKind} from '../../source/traffic/splits.ts';
import {showApp} from './show.tsx';
import {noon, shop, storeOf} from './world.ts';

const source = openshift.sources[0]!;
const view = resourceViews.find(each => isOfKind(each, source))!.name;
const route = {
	apiVersion: 'route.openshift.io/v1',
	kind: 'Route',
	metadata: {
		name: 'edge',
		namespace: 'shop',
		uid: 'uid-edge',
		annotations: {'sluice.dev/champion': 'cards-v1'},
	},
	spec: {
		to: {kind: 'Service', name: 'cards-v1', weight: 90},
		alternateBackends: [{kind: 'Service', name: 'cards-v2', weight: 10}],
	},
} as unknown as KubernetesObject;

function storeWith(writeUnproved: readonly string[]) {
	const subject = {view: 'splits', uid: 'uid-edge/', namespace: 'shop', name: 'edge'};
	return storeOf({...shop, [view]: [route]}, {screen: {name: 'split', subject}, writeUnproved});
}

test.each([[['gateway-api']], [[]]])(
	'a dialect nobody tried is for reading where %j is allowed',
	async allowed => {
		const store = storeWith(allowed);
		const text = await (await showApp(store, {columns: 160, rows: 50})).read();
		expect(text).toContain('Read only. It was never tried with an OpenShift router');
		expect(text).toContain('writeUnproved: [openshift] in the configuration allows it.');
		for (const key of ['>', 'X']) {
			pressKeys(store, [key], {at: noon});
			expect(store.get().flash?.says, key).toContain('Read only. It was never tried');
		}
		expect(store.get().stack.at(-1)?.draft).toBeUndefined();
		expect(store.get().runs).toEqual([]);
	},
);

test('where its writing is allowed, the screen says that instead, and the keys work', async () => {
	const store = storeWith(['openshift']);
	const text = await (await showApp(store, {columns: 160, rows: 50})).read();
	expect(text).toContain('It was never tried with an OpenShift router');
	expect(text).toContain('The configuration allows writing it.');
	expect(text).not.toContain('Read only');
	pressKeys(store, ['>'], {at: noon});
	expect(store.get().stack.at(-1)?.draft?.percents).toEqual([{backend: 'cards-v2', percent: 15}]);
	pressKeys(store, ['X'], {at: noon});
	expect(store.get().runs).toMatchObject([{command: {action: 'drain-traffic'}}]);
});
