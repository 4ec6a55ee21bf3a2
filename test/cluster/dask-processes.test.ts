// A real Dask scheduler and workers compute the credit-risk example; one more worker joins while they do.
import {execFileSync} from 'node:child_process';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, inject, test} from 'vitest';
import {privateHome, sluice} from '../kit/shell.ts';
import {processNamespace} from './processes.ts';
import {environmentsFolder, environmentTimeout, pythonEnvironment} from './python.ts';
import {type Json, RawApi} from './raw-api.ts';

const {admin} = inject('kubeconfigs');
const cannot = inject('processes');
const api = new RawApi(admin);
const home = privateHome();
let namespace: string;
let missing: string | undefined;

beforeAll(async () => {
	if (cannot) return;
	missing = await pythonEnvironment('dask');
	namespace = await processNamespace(api, 'dask');
}, environmentTimeout);

afterAll(async () => {
	if (namespace) await api.delete(`/api/v1/namespaces/${namespace}`);
	api.close();
	home.remove();
});

const run = (...words: readonly string[]) =>
	sluice([...words, '--yes', '--wait'], {...home.env, KUBECONFIG: admin}, 600_000);

const core = (path: string) => `/api/v1/namespaces/${namespace}/${path}`;

async function clientPod(): Promise<Json | undefined> {
	const {body} = await api.get(core('pods?labelSelector=job-name=credit'));
	return body.items[0];
}

async function log(): Promise<string> {
	const pod = await clientPod();
	return pod === undefined ? '' : String((await api.get(core(`pods/${pod.metadata.name}/log`))).body);
}

/** What takes a worker longest of one part, so often that its time can be told. */
const sample = `import time, numpy as np
luck, began = np.random.default_rng(1), time.time()
for _ in range(4):
    luck.lognormal(10.5, 0.5, 50000), luck.beta(2, 5, 50000), luck.poisson(0.7, 50000), luck.gamma(2, 5, 50000)
    x = luck.random((50000, 5))
    (x * x[:, :1]).T @ x
print((time.time() - began) / 4)`;

/** So many epochs of 40 parts as two workers take about that long for here: the third one must still meet some. */
function epochsFor(seconds: number): number {
	const python = join(environmentsFolder, 'dask', 'bin', 'python');
	const ofPart = Number(execFileSync(python, ['-c', sample], {encoding: 'utf8'}));
	return Math.min(300, Math.max(8, Math.ceil(seconds / (20 * ofPart))));
}

/** How many workers were there, epoch by epoch. */
const workersIn = (text: string) => [...text.matchAll(/ on (\d+) workers/g)].map(([, many]) => Number(many));

test.skipIf(cannot)(
	'they compute, a worker joins meanwhile, the model tells good borrowers from bad ones, and is served',
	async ({skip}) => {
		if (missing) skip(missing);
		const epochs = epochsFor(25);
		const line = [
			'do',
			'dask-run',
			'credit',
			'workers=2',
			'rows=2000000',
			`env=EPOCHS=${epochs}`,
			'-n',
			namespace,
		];
		const running = run(...line, '--timeout', '8m');
		await expect.poll(log, {timeout: 180_000, interval: 500}).toMatch(/epoch 1\/\d+ .* on 2 workers/);
		const scaled = await run('scale', 'deployment/credit-worker', '3', '-n', namespace);
		expect(scaled.code, scaled.said).toBe(0);
		const ran = await running;
		expect(ran, ran.said).toMatchObject({code: 0, out: expect.stringContaining('settled')});
		const workers = workersIn(await log());
		expect(workers).toHaveLength(epochs);
		expect([workers[0], workers.at(-1)]).toEqual([2, 3]);
		expect(ran.said).toContain(`sluice scale deployment/credit-worker 5 -n ${namespace}`);
		expect(ran.out).toContain('auc 0.7');

		// What it says of itself stands where its container ended, too.
		const {status} = (await clientPod())!;
		const result = JSON.parse(status.containerStatuses[0].state.terminated.message);
		expect(result).toMatchObject({rows: 2_000_000, workers: 3});
		expect(result.auc).toBeGreaterThan(0.74);
		expect(result.auc).toBeLessThan(0.77);

		const served = await run('do', 'deploy-trained', 'credit-model', 'from=credit', '-n', namespace);
		expect(served.code, served.said).toBe(0);
		const proxied = core('services/credit-model:http/proxy/');
		expect((await api.get(proxied)).body).toEqual({model: 'credit-model'});
		const borrowers = [
			[90_000, 0.1, 0, 20],
			[12_000, 0.7, 4, 1],
		];
		const {body} = await api.create(proxied, borrowers);
		expect(body.predictions[0]).toBeLessThan(0.05);
		expect(body.predictions[1]).toBeGreaterThan(0.7);

		// What computed is removed as it said, and what it left is served on.
		for (const each of ['credit-worker', 'credit-scheduler']) {
			expect(ran.said).toContain(`sluice delete deployment/${each} -n ${namespace}`);
			const removed = await run('delete', `deployment/${each}`, '-n', namespace);
			expect(removed.code, removed.said).toBe(0);
		}
		expect((await api.create(proxied, borrowers)).body.predictions).toEqual(body.predictions);
	},
	900_000,
);
