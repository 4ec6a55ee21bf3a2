import {mkdir, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, inject, it} from 'vitest';
import {startFaultProxy} from '../faults/fault-proxy.ts';
import {dialogSays, openNamed, outdate, sayTimes, takeOut} from '../kit/abort-flow.ts';
import {type BuiltProgram, buildProgram, openTerminal} from '../kit/pseudo-terminal.ts';
import {privateHome, sluice} from '../kit/shell.ts';
import {type CountingBackends, countAnswers, startCountingBackends} from './counting-backends.ts';
import {buildTimeout} from './go-build.ts';
import {findPrometheus, type Prometheus, startPrometheus} from './prometheus.ts';
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
	await ground.remove('ingressroutes', 'pay');
	await ground.remove('traefikservices', 'pay');
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

describe.skipIf(prometheusProgram === undefined)('a challenger that dies', () => {
	let prometheus: Prometheus;
	let program: BuiltProgram;

	beforeAll(async () => {
		prometheus = await startPrometheus(prometheusProgram!, {
			traefik: {address: traefik.metricsAddress, shows() {}, stop: async () => {}},
		});
		const folder = join(home.env.XDG_CONFIG_HOME!, 'sluice');
		await mkdir(folder, {recursive: true});
		const metrics = {metrics: {url: prometheus.url}};
		const configuration = {contexts: {tester: metrics, faults: metrics}};
		await writeFile(join(folder, 'config.yaml'), JSON.stringify(configuration), {mode: 0o600});
		program = await buildProgram();
	}, 60_000);

	afterAll(async () => {
		program?.remove();
		await prometheus?.stop();
	});

	type Cell = {
		readonly name: string;
		readonly isOld?: true;
		/** Somebody else's write at the moment of the drain. */
		disturb?(name: string): Promise<void>;
	};

	const cells: readonly Cell[] = [
		{name: 'alone'},
		{
			name: 'beside somebody who writes the same weights',
			disturb: name =>
				ground.patch('traefikservices', name, [
					{op: 'replace', path: '/spec/weighted/services/0/weight', value: 30},
					{op: 'replace', path: '/spec/weighted/services/1/weight', value: 70},
				]),
		},
		{name: 'with old data', isOld: true},
	];

	it.each(cells.map((cell, index) => ({...cell, index})))(
		'is named first, taken out by two keys, and proved to be out by what the real gateway counts: $name',
		async ({name: cell, index, isOld, disturb}) => {
			const name = `buy${index}`;
			const host = `${name}.example.com`;
			const [champion, challenger] = [`${name}-v1`, `${name}-v2`];
			const dying = await startCountingBackends([challenger]);
			const living = await startCountingBackends([champion]);
			const ports = {...living.ports, ...dying.ports};
			const weights = {[champion]: 60, [challenger]: 40};
			await addTraefikSplit(ground, {name, host, backends: {...living, ports}, weights});
			await ground.patch('traefikservices', name, [
				{op: 'add', path: '/metadata/annotations', value: {'sluice.dev/champion': champion}},
			]);
			const users = keepAsking(host);
			const proxy = await startFaultProxy({kubeconfig: tester});
			const env = {...home.env, KUBECONFIG: isOld ? proxy.kubeconfig : tester};
			const words = [program.path, '-n', ground.namespace];
			const terminal = openTerminal(words, {env, columns: 120, rows: 45});
			try {
				await terminal.waitFor('live', 30_000);
				await terminal.waitFor(`TraefikService ${name}`);
				await dying.stop();
				await openNamed(terminal, {
					trouble: new RegExp(`${challenger} (fails|is set to 40 % and) .*% of its requests.*502`),
					row: '60/40',
				});
				if (isOld) await outdate(terminal, proxy);
				const stored = async () => {
					const {spec} = await ground.get('traefikservices', name);
					return spec.weighted.services.map(({weight}: {weight?: number}) => weight ?? 1);
				};
				const drain = {says: `All traffic goes to ${champion}`, reaching: stored, drained: [100, 0]};
				const out = await takeOut(terminal, drain, disturb && (() => disturb(name)));
				const began = performance.now();
				const said = await dialogSays(terminal, /\d\d:\d\d:\d\d UTC written/, 30_000);
				expect(said).not.toContain('Nothing reaches');
				proxy.schedule();
				await dialogSays(
					terminal,
					new RegExp(`${champion} answers [\\d.]+/s.*Nothing reaches ${challenger} any more`),
					90_000,
				);
				const judged = out + performance.now() - began;
				sayTimes(`real Traefik, a dead challenger, ${cell}`, {out, judged});
				expect(await countAnswers({port: traefik.port, host, count: 40})).toEqual({[champion]: 40});
			} finally {
				terminal.close();
				await users.stop();
				await ground.remove('ingressroutes', name);
				await ground.remove('traefikservices', name);
				await proxy.close();
				await living.stop();
			}
		},
		240_000,
	);
});
