import {afterAll, beforeAll, describe, expect, inject, it} from 'vitest';
import type {Attached} from './attached.ts';
import {buildTimeout} from './go-build.ts';
import {type Json, RawApi} from './raw-api.ts';
import {addRollout, canary, setRolloutImage, startRollouts} from './rollouts.ts';
import {Ground, type Plural} from './workloads.ts';

// The real controller of Argo Rollouts acts on the real control plane: on what
// follows here, tests of sluice's own levers are built.

const {admin} = inject('kubeconfigs');
const api = new RawApi(admin);
let ground: Ground;
let controller: Attached;

beforeAll(async () => {
	ground = new Ground(api, await api.createNamespace('rollouts'));
	controller = await startRollouts(admin, ground.namespace);
}, buildTimeout);

afterAll(async () => {
	await controller?.stop();
	await api.delete(`/api/v1/namespaces/${ground.namespace}`);
	api.close();
});

const steps = [{setWeight: 10}, {pause: {}}, {setWeight: 40}, {pause: {}}];

const promote = (name: string) => ground.patchStatus('rollouts', name, {pauseConditions: null});
const abort = (name: string) => ground.patchStatus('rollouts', name, {abort: true});

describe('the weight follows the steps, and goes back when aborted', () => {
	/** The share of the canary, as an object that routes says it. */
	const routers: Record<
		string,
		{routing: Json; plural: Plural; object: (name: string) => string; weight: (object: Json) => number}
	> = {
		smi: {
			routing: {smi: {}},
			plural: 'trafficsplits',
			object: name => name,
			weight: ({metadata, spec}) => {
				const backend = spec.backends.find(({service}: Json) => service === `${metadata.name}-canary`);
				return backend?.weight;
			},
		},
		nginx: {
			routing: {nginx: {stableIngress: 'nginx'}},
			plural: 'ingresses',
			object: name => `${name}-${name}-canary`,
			weight: ({metadata}) => Number(metadata.annotations['nginx.ingress.kubernetes.io/canary-weight']),
		},
		istio: {
			routing: {istio: {virtualService: {name: 'istio', routes: ['primary']}}},
			plural: 'virtualservices',
			object: name => name,
			weight: ({spec}) => spec.http[0].route[1].weight,
		},
	};

	beforeAll(async () => {
		const service = {name: 'nginx-stable', port: {number: 80}};
		const paths = [{path: '/', pathType: 'Prefix', backend: {service}}];
		await ground.add('ingresses', {
			metadata: {name: 'nginx'},
			spec: {ingressClassName: 'nginx', rules: [{host: 'shop.example.com', http: {paths}}]},
		});
		const route = [
			{destination: {host: 'istio-stable'}, weight: 100},
			{destination: {host: 'istio-canary'}, weight: 0},
		];
		await ground.add('virtualservices', {
			apiVersion: 'networking.istio.io/v1',
			kind: 'VirtualService',
			metadata: {name: 'istio'},
			spec: {hosts: ['istio'], http: [{name: 'primary', route}]},
		});
	});

	it.each(Object.entries(routers))('%s', async (name, {routing, plural, object, weight}) => {
		const shows = (percent: number) => ground.until(plural, object(name), found => weight(found) === percent);
		await addRollout(ground, name, canary(name, steps, routing));
		await setRolloutImage(ground, name, 'shop:2');
		await shows(10);
		await ground.until('rollouts', name, ({status}) => status.phase === 'Paused');
		await promote(name);
		await shows(40);
		const {status} = await ground.until('rollouts', name, found => found.status.currentStepIndex === 3);
		expect(status.canary.weights.canary).toMatchObject({weight: 40, serviceName: `${name}-canary`});
		await abort(name);
		await shows(0);
		await ground.until('rollouts', name, found => found.status.phase === 'Degraded');
	});
});

it('without a router, pods are what is divided', async () => {
	await addRollout(ground, 'pods', canary('pods', [{setWeight: 25}, {pause: {}}]), {replicas: 4});
	await setRolloutImage(ground, 'pods', 'shop:2');
	const paused = await ground.until('rollouts', 'pods', ({status}) => status.phase === 'Paused');
	expect(paused.status).toMatchObject({updatedReplicas: 1, currentStepIndex: 1});
	await ground.patchStatus('rollouts', 'pods', {promoteFull: true});
	const whole = await ground.until('rollouts', 'pods', ({status}) => status.phase === 'Healthy');
	expect(whole.status.updatedReplicas).toBe(4);
});

it('blue-green: the active Service is turned when promoted', async () => {
	const services = {activeService: 'colours-stable', previewService: 'colours-canary'};
	await addRollout(ground, 'colours', {blueGreen: {...services, autoPromotionEnabled: false}});
	const hash = ({spec}: Json) => spec.selector['rollouts-pod-template-hash'];
	const before = hash(await ground.get('services', 'colours-stable'));
	await setRolloutImage(ground, 'colours', 'shop:2');
	await ground.until('rollouts', 'colours', ({status}) => status.phase === 'Paused');
	expect(hash(await ground.get('services', 'colours-stable'))).toBe(before);
	const preview = hash(await ground.get('services', 'colours-canary'));
	expect(preview).not.toBe(before);
	await promote('colours');
	await ground.until('services', 'colours-stable', found => hash(found) === preview);
});

describe('analysis', () => {
	it.each([
		['a Job that succeeds lets it go on', 'judged', {}, 'Healthy'],
		['a Job that fails aborts it', 'failed', {sim: 'fails'}, 'Degraded'],
	])('%s', async (_does, name, labels, phase) => {
		const container = {name: 'check', image: 'check:1'};
		const template = {metadata: {labels}, spec: {restartPolicy: 'Never', containers: [container]}};
		await ground.add('analysistemplates', {
			apiVersion: 'argoproj.io/v1alpha1',
			kind: 'AnalysisTemplate',
			metadata: {name},
			spec: {metrics: [{name: 'job', provider: {job: {spec: {backoffLimit: 0, template}}}}]},
		});
		const analysis = {templates: [{templateName: name}]};
		await addRollout(ground, name, canary(name, [{setWeight: 50}, {analysis}]));
		await setRolloutImage(ground, name, 'shop:2');
		await ground.until('rollouts', name, ({metadata, status}) => {
			return status.observedGeneration === String(metadata.generation) && status.phase === phase;
		});
		const {body} = await api.get(ground.path('analysisruns'));
		const runs = body.items.filter(({metadata}: Json) => metadata.ownerReferences[0].name === name);
		expect(runs.map(({status}: Json) => status.phase)).toEqual([
			phase === 'Healthy' ? 'Successful' : 'Failed',
		]);
	});
});
