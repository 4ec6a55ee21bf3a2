import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, inject, it} from 'vitest';
import {buildProgram, openTerminal} from '../kit/pseudo-terminal.ts';
import {keys} from '../kit/screen.ts';
import {privateHome, sluice} from '../kit/shell.ts';
import {type CountingBackends, countAnswers, startCountingBackends} from './counting-backends.ts';
import {buildTimeout} from './go-build.ts';
import {findPrometheus, startPrometheus} from './prometheus.ts';
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

/** Users who go on all the time, for two minutes at most. */
function keepAsking(host: string): {stop(): Promise<void>} {
	let isStopped = false;
	const asking = (async () => {
		for (const until = Date.now() + 120_000; !isStopped && Date.now() < until; ) {
			await countAnswers({port: traefik.port, host, count: 10});
			await new Promise(resolve => setTimeout(resolve, 200));
		}
	})();
	return {
		stop() {
			isStopped = true;
			return asking;
		},
	};
}

const prometheusProgram = await findPrometheus().catch((error: Error) => {
	console.warn(`Not proved by Traefik's own counters: ${error.message}`);
	return undefined;
});

it.skipIf(prometheusProgram === undefined)(
	'a challenger that dies is named, taken out by two keys, and proved to be out by what the real gateway counts',
	async () => {
		const host = 'buy.example.com';
		const dying = await startCountingBackends(['buy-v2']);
		const living = await startCountingBackends(['buy-v1']);
		const ports = {...living.ports, ...dying.ports};
		await addTraefikSplit(ground, {
			name: 'buy',
			host,
			backends: {...living, ports},
			weights: {'buy-v1': 60, 'buy-v2': 40},
		});
		await ground.patch('traefikservices', 'buy', [
			{op: 'add', path: '/metadata/annotations', value: {'sluice.dev/champion': 'buy-v1'}},
		]);
		const users = keepAsking(host);
		const prometheus = await startPrometheus(prometheusProgram!, {
			traefik: {address: traefik.metricsAddress, shows() {}, stop: async () => {}},
		});
		const folder = join(home.env.XDG_CONFIG_HOME!, 'sluice');
		await mkdir(folder, {recursive: true});
		const configuration = {contexts: {tester: {metrics: {url: prometheus.url}}}};
		await writeFile(join(folder, 'config.yaml'), JSON.stringify(configuration), {mode: 0o600});
		const program = await buildProgram();
		const env = {...home.env, KUBECONFIG: tester};
		const words = [program.path, '-n', ground.namespace];
		const terminal = openTerminal(words, {env, columns: 120, rows: 45});
		try {
			await terminal.waitFor('live', 30_000);
			await terminal.pick('TraefikService buy');
			await terminal.pressFor(keys.enter, 'asked');
			await terminal.waitFor(/40 +\d+\.\d ± \d/, 60_000);
			await dying.stop();
			await terminal.waitFor(/buy-v2 (fails|is set to 40 % and) .*% of its requests.*502/, 60_000);
			await terminal.pressFor('X', 'All traffic goes to buy-v1');
			await terminal.confirm();
			await terminal.waitFor(/\d\d:\d\d:\d\d UTC +written/, 30_000);
			await terminal.waitFor('Nothing reaches buy-v2 any more', 90_000);
			expect(await countAnswers({port: traefik.port, host, count: 40})).toEqual({'buy-v1': 40});
		} finally {
			terminal.close();
			program.remove();
			await users.stop();
			await prometheus.stop();
			await living.stop();
		}
	},
	240_000,
);
