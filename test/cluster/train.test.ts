import {afterAll, beforeAll, beforeEach, expect, inject, test} from 'vitest';
import {privateHome, sluice} from '../kit/shell.ts';
import {processNamespace} from './processes.ts';
import {environmentTimeout, pythonEnvironment} from './python.ts';
import {type Json, RawApi} from './raw-api.ts';

// A model is really trained, on the real control plane and in containers that
// run as processes; what it trained is really served, in two versions that
// answer differently, and one challenges the other and is retired.

const why = inject('processes');
const {admin, tester = admin} = inject('kubeconfigs');
const api = new RawApi(admin);
let namespace = '';
let missing: string | undefined;
let home: ReturnType<typeof privateHome>;

beforeAll(async () => {
	if (why !== undefined) return;
	missing = await pythonEnvironment('scikit-learn');
	namespace = await processNamespace(api, 'train');
}, environmentTimeout);

afterAll(async () => {
	if (namespace !== '') await api.delete(`/api/v1/namespaces/${namespace}`);
	api.close();
});

beforeEach(() => {
	home = privateHome();
	return () => home.remove();
});

const run = (line: readonly string[]) =>
	sluice([...line, '-n', namespace], {...home.env, KUBECONFIG: tester}, 240_000);
const routeAt = () => `/apis/gateway.networking.k8s.io/v1/namespaces/${namespace}/httproutes`;
const backends = async () => (await api.get(`${routeAt()}/cards`)).body.spec.rules[0].backendRefs;

/** What a Service answers to rows, asked for through the API server. */
async function predictions(service: string): Promise<Json> {
	const path = `/api/v1/namespaces/${namespace}/services/${service}:8080/proxy/`;
	const rows = [
		[0.5, -1, 0.25, 2],
		[-1.5, 0.75, 1, -0.5],
	];
	const {status, body} = await api.send('POST', path, JSON.stringify(rows));
	expect(status, JSON.stringify(body)).toBe(200);
	return body;
}

test.skipIf(why)(
	'two models are trained, deployed, and answer differently',
	{timeout: 600_000},
	async ctx => {
		if (missing !== undefined) ctx.skip(missing);
		for (const seed of ['1', '2']) {
			const words = ['do', 'train', `training-${seed}`, `env=SEED=${seed} EPOCHS=5`];
			const trained = await run([...words, '--yes', '--wait', '--timeout', '200s']);
			expect(trained.code, trained.said).toBe(0);
			expect(trained.out).toMatch(/1 of 1 done, 0 running; accuracy 0\.\d+, seed/);
			expect(trained.said).toContain('deploy-trained');
			const served = await run([
				'do',
				'deploy-trained',
				`cards-v${seed}`,
				`from=training-${seed}`,
				'--yes',
				'--wait',
				'--timeout',
				'200s',
			]);
			expect(served.code, served.said).toBe(0);
		}
		const [first, second] = [await predictions('cards-v1'), await predictions('cards-v2')];
		expect([first.model, second.model]).toEqual(['cards-v1', 'cards-v2']);
		for (const {predictions: likely} of [first, second]) {
			expect(likely).toHaveLength(2);
			for (const each of likely) expect(each >= 0 && each <= 1).toBe(true);
		}
		expect(first.predictions).not.toEqual(second.predictions);
		expect((await predictions('cards-v1')).predictions).toEqual(first.predictions);
	},
);

test.skipIf(why)(
	'the one challenges the other, is listed as its challenger, and is retired',
	{
		timeout: 600_000,
	},
	async ctx => {
		if (missing !== undefined) ctx.skip(missing);
		const rules = [{backendRefs: [{name: 'cards-v1', port: 8080}]}];
		const metadata = {name: 'cards', annotations: {'sluice.dev/champion': 'cards-v1'}};
		const made = await api.create(routeAt(), {
			apiVersion: 'gateway.networking.k8s.io/v1',
			kind: 'HTTPRoute',
			metadata,
			spec: {hostnames: ['cards.example'], rules},
		});
		expect(made.status).toBe(201);
		const challenged = await run([
			'do',
			'challenge',
			'cards-v2',
			'beside=cards-v1',
			'percent=20',
			'--yes',
			'--wait',
		]);
		expect(challenged.code, challenged.said).toBe(0);
		expect((await backends()).map(({name, weight}: Json) => [name, weight])).toEqual([
			['cards-v1', 80],
			['cards-v2', 20],
		]);
		const {models} = JSON.parse((await run(['get', 'models', '-o', 'json'])).out);
		expect(models).toMatchObject([
			{
				name: 'cards',
				versions: [
					{name: 'cards-v1', role: 'champion', roleFrom: 'choice', shares: [80], pods: {ready: 1, wanted: 1}},
					{name: 'cards-v2', role: 'challenger', shares: [20], deployment: 'cards-v2'},
				],
				ways: [{kind: 'HTTPRoute', name: 'cards'}],
			},
		]);
		const early = await run(['do', 'retire', 'cards-v2', '--yes']);
		expect(early).toMatchObject({code: 3, said: expect.stringContaining('cards-v2 gets 20 %')});
		expect((await run(['shift', 'httproute/cards', 'cards-v2=0', '--yes', '--wait'])).code).toBe(0);
		const retired = await run(['do', 'retire', 'cards-v2', '--yes', '--wait', '--timeout', '120s']);
		expect(retired.code, retired.said).toBe(0);
		expect((await backends()).map(({name}: Json) => name)).toEqual(['cards-v1']);
		for (const path of [
			`/apis/apps/v1/namespaces/${namespace}/deployments/cards-v2`,
			`/api/v1/namespaces/${namespace}/services/cards-v2`,
		])
			expect((await api.get(path)).status).toBe(404);
		// What it was trained to stays, for whoever deploys it again.
		expect((await api.get(`/api/v1/namespaces/${namespace}/persistentvolumeclaims/training-2`)).status).toBe(
			200,
		);
		expect(await predictions('cards-v1')).toMatchObject({model: 'cards-v1'});
	},
);
