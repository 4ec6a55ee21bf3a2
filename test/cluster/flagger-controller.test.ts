import {afterAll, beforeAll, expect, inject, it} from 'vitest';
import type {Attached} from './attached.ts';
import {flaggerCanary, startFlagger} from './flagger.ts';
import {buildTimeout} from './go-build.ts';
import {type Json, RawApi} from './raw-api.ts';
import {Ground} from './workloads.ts';

// Flagger's real controller acts on the real control plane.

const {admin} = inject('kubeconfigs');
const api = new RawApi(admin);
let ground: Ground;
let controller: Attached;

beforeAll(async () => {
	ground = new Ground(api, await api.createNamespace('flagger'));
	controller = await startFlagger(admin, ground.namespace);
}, buildTimeout);

afterAll(async () => {
	await controller?.stop();
	await api.delete(`/api/v1/namespaces/${ground.namespace}`);
	api.close();
});

it('a new image moves its route', async () => {
	await ground.addDeployment('shop', {replicas: 1});
	await ground.add('canaries', flaggerCanary('shop', {stepWeight: 20, maxWeight: 40}));
	await ground.until('canaries', 'shop', ({status}) => status?.phase === 'Initialized');
	expect(weights(await ground.get('httproutes', 'shop'))).toEqual({'shop-primary': 100, 'shop-canary': 0});

	await ground.patch('deployments', 'shop', [
		{op: 'replace', path: '/spec/template/spec/containers/0/image', value: 'shop:2'},
	]);
	await ground.until('httproutes', 'shop', route => weights(route)['shop-canary'] === 20);
	const {status} = await ground.until('canaries', 'shop', found => found.status.canaryWeight === 20);
	expect(status.phase).toBe('Progressing');
	await ground.until('httproutes', 'shop', route => weights(route)['shop-canary'] === 40);
}, 180_000);

function weights({spec}: Json): Record<string, number> {
	return Object.fromEntries(spec.rules[0].backendRefs.map(({name, weight}: Json) => [name, weight]));
}
