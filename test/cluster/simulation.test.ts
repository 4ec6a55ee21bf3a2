import {afterAll, beforeAll, describe, expect, inject, it} from 'vitest';
import {type Json, RawApi} from './raw-api.ts';

// What the fake nodes make of pods: other tests count on it.

const kubeconfigs = inject('kubeconfigs');
const api = new RawApi(kubeconfigs.admin);
let namespace: string;

beforeAll(async () => {
	namespace = await api.createNamespace('simulation');
});

afterAll(async () => {
	await api.delete(`/api/v1/namespaces/${namespace}`);
	api.close();
});

const pods = () => `/api/v1/namespaces/${namespace}/pods`;
const deployments = () => `/apis/apps/v1/namespaces/${namespace}/deployments`;

function pod(name: string, image: string, metadata: Json = {}): Json {
	return {metadata: {name, ...metadata}, spec: {containers: [{name: 'app', image}]}};
}

function deployment(name: string, replicas: number, metadata: Json = {}): Json {
	const labels = {app: name};
	const template = {metadata: {labels, ...metadata}, spec: {containers: [{name: 'app', image: 'app:1'}]}};
	const rollingUpdate = {maxUnavailable: 1, maxSurge: 0};
	const strategy = {type: 'RollingUpdate', rollingUpdate};
	return {metadata: {name}, spec: {replicas, selector: {matchLabels: labels}, strategy, template}};
}

function isReady({status}: Json): boolean {
	return status.conditions?.some(({type, status}: Json) => type === 'Ready' && status === 'True') ?? false;
}

/** Whether the status is of the spec as it is now. */
function isObserved({metadata, status}: Json): boolean {
	return status.observedGeneration === metadata.generation;
}

describe('a pod', () => {
	it('is scheduled and becomes ready', async () => {
		await api.create(pods(), pod('plain', 'app:1'));
		const {spec, status} = await api.until(`${pods()}/plain`, isReady);
		expect(spec.nodeName).toMatch(/^node-/);
		expect(status.phase).toBe('Running');
	});

	it('with an image named broken waits for it', async () => {
		await api.create(pods(), pod('broken', 'broken:1'));
		const {status} = await api.until(`${pods()}/broken`, ({status}) => status.containerStatuses);
		expect(status.phase).toBe('Pending');
		expect(status.containerStatuses[0].state.waiting).toEqual({
			reason: 'ImagePullBackOff',
			message: 'Back-off pulling image "broken:1": not found',
		});
	});

	it('labelled sim: crashloop has crashed five times', async () => {
		await api.create(pods(), pod('crashing', 'app:1', {labels: {sim: 'crashloop'}}));
		const {status} = await api.until(`${pods()}/crashing`, ({status}) => status.containerStatuses);
		const [container] = status.containerStatuses;
		expect(container.restartCount).toBe(5);
		expect(container.state.waiting.reason).toBe('CrashLoopBackOff');
		expect(container.lastState.terminated.exitCode).toBe(1);
	});

	it('labelled sim: pending is scheduled and never starts', async () => {
		await api.create(pods(), pod('pending', 'app:1', {labels: {sim: 'pending'}}));
		await api.create(pods(), pod('created-later', 'app:1'));
		await api.until(`${pods()}/created-later`, isReady);
		const {spec, status} = (await api.get(`${pods()}/pending`)).body;
		expect(spec.nodeName).toMatch(/^node-/);
		expect(status.phase).toBe('Pending');
		expect(status.containerStatuses).toBeUndefined();
	});

	it('with a delayed readiness runs before it is ready', async () => {
		const annotations = {'pod-ready.stage.kwok.x-k8s.io/delay': '1s'};
		const {body} = await api.create(pods(), pod('slow', 'app:1', {annotations}));
		await api.until(`${pods()}/slow`, isReady);
		const states = await api.history(`${pods()}/slow`, body);
		const running = states.filter(({status}) => status.phase === 'Running');
		expect(running.map(isReady)).toEqual([false, true]);
	});

	it('of a Job completes', async () => {
		const template = {spec: {restartPolicy: 'Never', containers: [{name: 'app', image: 'app:1'}]}};
		const jobs = `/apis/batch/v1/namespaces/${namespace}/jobs`;
		await api.create(jobs, {metadata: {name: 'once'}, spec: {template}});
		const job = await api.until(`${jobs}/once`, ({status}) => status.completionTime);
		expect(job.status.succeeded).toBe(1);
	});

	it('that is deleted goes', async () => {
		await api.create(pods(), pod('short', 'app:1'));
		await api.until(`${pods()}/short`, isReady);
		await api.delete(`${pods()}/short`);
		await expect.poll(async () => (await api.get(`${pods()}/short`)).status).toBe(404);
	});
});

describe('a Deployment', () => {
	it('of three becomes ready', async () => {
		await api.create(deployments(), deployment('shop', 3));
		await api.until(`${deployments()}/shop`, ({status}) => status.readyReplicas === 3);
	});

	it('shows each step of a rolling update when readiness is slow', async () => {
		const annotations = {'pod-ready.stage.kwok.x-k8s.io/delay': '1s'};
		await api.create(deployments(), deployment('rolling', 3, {annotations}));
		await api.until(`${deployments()}/rolling`, ({status}) => status.readyReplicas === 3);
		const image = '/spec/template/spec/containers/0/image';
		const change = [{op: 'replace', path: image, value: 'app:2'}];
		const {body} = await api.patch(`${deployments()}/rolling`, change);
		await api.until(
			`${deployments()}/rolling`,
			object =>
				isObserved(object) && object.status.updatedReplicas === 3 && object.status.readyReplicas === 3,
		);
		const states = (await api.history(`${deployments()}/rolling`, body)).filter(isObserved);
		const counts = states.map(
			({status}) => `${status.updatedReplicas ?? 0} new, ${status.readyReplicas} ready`,
		);
		for (const updated of [1, 2, 3]) expect(counts).toContain(`${updated} new, 2 ready`);
		expect(Math.min(...states.map(({status}) => status.readyReplicas))).toBe(2);
	});

	it('given a broken image gets stuck with its old pods ready', async () => {
		await api.create(deployments(), deployment('stuck', 2));
		await api.until(`${deployments()}/stuck`, ({status}) => status.readyReplicas === 2);
		const image = '/spec/template/spec/containers/0/image';
		await api.patch(`${deployments()}/stuck`, [{op: 'replace', path: image, value: 'broken:2'}]);
		const {status} = await api.until(
			`${deployments()}/stuck`,
			object => isObserved(object) && object.status.unavailableReplicas === 1,
		);
		expect(status.readyReplicas).toBe(1);
	});
});

describe('behind a container is', () => {
	it('a log in which every line is told', async () => {
		await api.create(pods(), pod('talking', 'app:1'));
		await api.until(`${pods()}/talking`, isReady);
		const {status, body} = await api.get(`${pods()}/talking/log?tailLines=1`);
		expect(status).toBe(200);
		expect(body).toMatch(/^line \d+ of a simulated container\n$/);
	});

	it('a use of processor and memory', async () => {
		const metrics = `/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods/talking`;
		const {containers} = await api.until(metrics, () => true);
		expect(containers[0].usage).toEqual({
			cpu: expect.stringMatching(/^\d+m$/),
			memory: expect.stringMatching(/^\d+Mi$/),
		});
	});
});

describe.runIf(kubeconfigs.nobody)('the users', () => {
	const routes = '/apis/gateway.networking.k8s.io/v1';
	const everywhere = [
		'/api/v1/pods',
		'/api/v1/nodes',
		`${routes}/httproutes`,
		'/apis/metrics.k8s.io/v1beta1/nodes',
	];
	const inDefault = ['/api/v1/namespaces/default/pods', `${routes}/namespaces/default/httproutes`];

	it.each([
		['viewer', kubeconfigs.viewer, 200, 200],
		['ns-viewer', kubeconfigs.nsViewer, 403, 200],
		['ns-editor', kubeconfigs.nsEditor, 403, 200],
		['nobody', kubeconfigs.nobody, 403, 403],
		['tester', kubeconfigs.tester, 200, 200],
	])('%s reads what it may', async (_, kubeconfig, everywhereStatus, inDefaultStatus) => {
		const user = new RawApi(kubeconfig!);
		for (const path of everywhere) expect(await user.get(path)).toMatchObject({status: everywhereStatus});
		for (const path of inDefault) expect(await user.get(path)).toMatchObject({status: inDefaultStatus});
		user.close();
	});

	it.each([
		['viewer', kubeconfigs.viewer, 403],
		['ns-viewer', kubeconfigs.nsViewer, 403],
		['ns-editor', kubeconfigs.nsEditor, 404],
		['nobody', kubeconfigs.nobody, 403],
		['tester', kubeconfigs.tester, 404],
	])('%s changes what it may', async (_, kubeconfig, status) => {
		const user = new RawApi(kubeconfig!);
		for (const path of [
			`${routes}/namespaces/default/httproutes/absent`,
			'/apis/apps/v1/namespaces/default/deployments/absent',
			'/apis/apps/v1/namespaces/default/deployments/absent/scale',
		]) {
			expect(await user.patch(path, [{op: 'test', path: '/spec', value: {}}])).toMatchObject({status});
		}
		user.close();
	});
});
