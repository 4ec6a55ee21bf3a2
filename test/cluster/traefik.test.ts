import {afterAll, beforeAll, expect, inject, it} from 'vitest';
import {type CountingBackends, countAnswers, startCountingBackends} from './counting-backends.ts';
import {buildTimeout} from './go-build.ts';
import {RawApi} from './raw-api.ts';
import {addTraefikSplit, startTraefik, type Traefik} from './traefik.ts';
import {Ground} from './workloads.ts';

// A real Traefik divides real requests on loopback as the weights say.

const {admin} = inject('kubeconfigs');
const api = new RawApi(admin);
let ground: Ground;
let backends: CountingBackends;
let traefik: Traefik;

beforeAll(async () => {
	ground = new Ground(api, await api.createNamespace('traefik'));
	backends = await startCountingBackends(['champion', 'challenger']);
	traefik = await startTraefik(admin, ground.namespace);
}, buildTimeout);

afterAll(async () => {
	await traefik?.stop();
	await backends?.stop();
	await api.delete(`/api/v1/namespaces/${ground.namespace}`);
	api.close();
});

it('requests follow the weights', async () => {
	const host = 'shop.example.com';
	await addTraefikSplit(ground, {name: 'shop', host, backends, weights: {champion: 3, challenger: 1}});
	const send = () => countAnswers({port: traefik.port, host, count: 40});
	await expect.poll(send, {timeout: 30_000}).toEqual({champion: 30, challenger: 10});
	await ground.patch('traefikservices', 'shop', [
		{op: 'replace', path: '/spec/weighted/services/1/weight', value: 9},
	]);
	await expect.poll(send, {timeout: 30_000}).toEqual({champion: 10, challenger: 30});
	await ground.patch('traefikservices', 'shop', [
		{op: 'replace', path: '/spec/weighted/services/1/weight', value: 0},
	]);
	await expect.poll(send, {timeout: 30_000}).toEqual({champion: 40});
});
