import {expect, test} from 'vitest';
import type {JsonObject} from '../../source/model/json.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {needsOf} from '../../source/run/needs.ts';
import type {Store} from '../../source/store/store.ts';
import {expectGolden} from '../kit/golden.ts';
import {subjects} from './scaling.ts';
import {sayOf, showApp, sizes} from './show.tsx';
import {replicaSet, shop, storeOf} from './world.ts';

const screen = {
	name: 'revisions',
	subject: subjects.deployment,
	part: {by: 'owner', of: subjects.deployment, kind: 'Deployment'},
} as const;

function revision(number: number, image: string, more: JsonObject): KubernetesObject {
	const object = replicaSet('cards-v1', number, image, number === 2 ? 3 : 0);
	const template = {spec: {containers: [{name: 'app', image, ...more}]}};
	return {...object, spec: {...object.spec, template}} as unknown as KubernetesObject;
}

const present = revision(2, 'shop/app:1.0', {
	args: ['--pool', '20'],
	env: [
		{name: 'LOG_LEVEL', value: 'info'},
		{name: 'DB_PASSWORD', value: 'new'},
	],
});
const former = revision(1, 'shop/app:0.9', {
	args: ['--pool', '5'],
	env: [
		{name: 'LOG_LEVEL', value: 'debug'},
		{name: 'DB_PASSWORD', value: 'old'},
	],
});

function onFormer(): Store {
	const store = storeOf(shop, {screen});
	store.dispatch({type: 'cursorPut', uid: 'uid-cards-v1-old1'});
	return store;
}

const read = [
	{type: 'objectRead', uid: 'uid-cards-v1-abc', read: {object: present}},
	{type: 'objectRead', uid: 'uid-cards-v1-old1', read: {object: former}},
] as const;

test.each(sizes)('what differs stands beneath the revisions ($columns columns)', async size => {
	const store = onFormer();
	store.dispatch(...read);
	await expectGolden(`revisions-compared-${sayOf(size)}`, await showApp(store, size));
});

test('both templates are read, and until they are that is said', async () => {
	const store = onFormer();
	const objects = needsOf(store.get()).flatMap(need => (need.type === 'object' ? [need.subject.name] : []));
	expect(objects.sort()).toEqual(['cards-v1-abc', 'cards-v1-old1']);
	const shown = await showApp(store);
	await shown.waitFor('Reading both from the server.');
	store.dispatch(...read);
	await shown.waitFor('app: env LOG_LEVEL  info → debug');
	expect(await shown.read()).not.toMatch(/\bold\b/);
	store.dispatch({type: 'cursorPut', uid: 'uid-cards-v1-abc'});
	await shown.waitFor('What revision 2 changed after revision 1');
	await shown.waitFor('app: env LOG_LEVEL  debug → info');
});
