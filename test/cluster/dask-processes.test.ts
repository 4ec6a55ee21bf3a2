// A real Dask scheduler and workers compute the credit-risk example; one more worker joins while they do.
import {afterAll, beforeAll, expect, inject, test} from 'vitest';
import {privateHome, sluice} from '../kit/shell.ts';
import {processNamespace} from './processes.ts';
import {environmentTimeout, pythonEnvironment} from './python.ts';
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

/** How many workers were there, epoch by epoch. */
const workersIn = (text: string) => [...text.matchAll(/ on (\d+) workers/g)].map(([, many]) => Number(many));

test.skipIf(cannot)(
	'they compute, a worker joins meanwhile, the model tells good borrowers from bad ones, and is served',
	async ({skip}) => {
		if (missing) skip(missing);
		const line = ['do', 'dask-run', 'credit', 'workers=2', 'rows=3000000', 'env=EPOCHS=10', '-n', namespace];
		const running = run(...line, '--timeout', '8m');
		await expect.poll(log, {timeout: 180_000, interval: 500}).toMatch(/epoch 1\/10 .* on 2 workers/);
		const scaled = await run('scale', 'deployment/credit-worker', '3', '-n', namespace);
		expect(scaled.code, scaled.said).toBe(0);
		const ran = await running;
		expect(ran, ran.said).toMatchObject({code: 0, out: expect.stringContaining('settled')});
		const workers = workersIn(await log());
		expect(workers).toHaveLength(10);
		expect([workers[0], workers.at(-1)]).toEqual([2, 3]);
		expect(ran.said).toContain(`sluice scale deployment/credit-worker 5 -n ${namespace}`);
		expect(ran.out).toContain('auc 0.7');

		// What it says of itself stands where its container ended, too.
		const {status} = (await clientPod())!;
		const result = JSON.parse(status.containerStatuses[0].state.terminated.message);
		expect(result).toMatchObject({rows: 3_000_000, workers: 3});
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
