import {afterAll, beforeAll, expect, inject, it} from 'vitest';
import {privateHome, sluice} from '../kit/shell.ts';
import {type CountingBackends, countAnswers, startCountingBackends} from './counting-backends.ts';
import {buildTimeout} from './go-build.ts';
import {RawApi} from './raw-api.ts';
import {addTraefikSplit, startTraefik, type Traefik} from './traefik.ts';
import {Ground} from './workloads.ts';

// A real Traefik divides real requests on loopback as the weights say, and as
// sluice writes them.

const {admin, tester = admin} = inject('kubeconfigs');
const api = new RawApi(admin);
let ground: Ground;
let backends: CountingBackends;
let traefik: Traefik;
const home = privateHome();

beforeAll(async () => {
	ground = new Ground(api, await api.createNamespace('traefik'));
	backends = await startCountingBackends(['champion', 'challenger']);
	traefik = await startTraefik(admin, ground.namespace);
}, buildTimeout);

afterAll(async () => {
	home.remove();
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

async function run(...words: readonly string[]): Promise<void> {
	const where = words[0] === 'undo' ? [] : ['-n', ground.namespace];
	const ended = await sluice([...words, ...where, '--yes'], {...home.env, KUBECONFIG: tester});
	expect(ended, words.join(' ')).toMatchObject({code: 0});
}

it('requests go where a shift, an undo and a drain send them, and past a challenger that is dead', async () => {
	const host = 'pay.example.com';
	const dying = await startCountingBackends(['pay-v2']);
	const living = await startCountingBackends(['pay-v1']);
	const ports = {...living.ports, ...dying.ports};
	await addTraefikSplit(ground, {
		name: 'pay',
		host,
		backends: {...living, ports},
		weights: {'pay-v1': 90, 'pay-v2': 10},
	});
	const answers = (count = 40) => countAnswers({port: traefik.port, host, count});
	const poll = (count?: number) => expect.poll(() => answers(count), {timeout: 30_000});
	await poll().toEqual({'pay-v1': 36, 'pay-v2': 4});
	await run('shift', 'traefikservice/pay', 'pay-v2=25');
	await poll().toEqual({'pay-v1': 30, 'pay-v2': 10});
	await run('undo');
	await poll().toEqual({'pay-v1': 36, 'pay-v2': 4});
	await run('shift', 'traefikservice/pay', 'pay-v2=50');
	await poll().toEqual({'pay-v1': 20, 'pay-v2': 20});
	await dying.stop();
	await poll().toEqual({'pay-v1': 20, '502': 20});
	// Naming the route means the split behind it; nothing marks a champion, so it is said who stays.
	await run('drain-traffic', 'ingressroute/pay', '--to', 'pay-v1');
	await poll().toEqual({'pay-v1': 40});
	await living.stop();
});
