import {expect, test} from 'vitest';
import {shellGround} from './grounds.ts';
import type {Json} from './raw-api.ts';
import {rollout} from './rollouts.ts';
import {autoscaler, deployment} from './workloads.ts';

// Bounds of what scales a workload by itself, on a real API server whose own
// controller of autoscalers runs. KEDA's controller does not.

const {api, ground, ...shell} = shellGround('bounds', 90_000);
const run = (...words: readonly string[]) => shell.run(words);

/** A Deployment with an autoscaler that keeps it within 2 and 6. */
async function addScaled(name: string, replicas: number): Promise<void> {
	await ground().addDeployment(name, {replicas});
	await ground().add('horizontalpodautoscalers', autoscaler(name));
}

async function boundsOf(name: string): Promise<string> {
	const {spec} = await ground().get('horizontalpodautoscalers', name);
	return `${spec.minReplicas}-${spec.maxReplicas}`;
}

async function replicasOf(name: string): Promise<number> {
	return (await ground().get('deployments', name)).spec.replicas;
}

test('raising the minimum starts pods, and undo gives exactly the former bounds back', async () => {
	await addScaled('raised', 3);
	const before = await ground().get('horizontalpodautoscalers', 'raised');
	const ended = await run('scale', 'deploy/raised', '--min', '5', '--yes', '--wait');
	expect(ended).toMatchObject({code: 0, said: expect.stringContaining('Starts 2 pods: there are 3 now.')});
	expect(ended.out).toContain('5 set, 5 there, 5 ready, within 5-6 wanted');
	expect([await boundsOf('raised'), await replicasOf('raised')]).toEqual(['5-6', 5]);
	expect(await run('undo', '--yes', '--wait')).toMatchObject({code: 0});
	expect((await ground().get('horizontalpodautoscalers', 'raised')).spec).toEqual(before.spec);
});

test('lowering the maximum stops pods, by the name of the autoscaler too', async () => {
	await addScaled('lowered', 5);
	const ended = await run('scale', 'hpa/lowered', '--min', '1', '--max', '2', '--yes', '--wait');
	expect(ended).toMatchObject({code: 0, said: expect.stringContaining('Stops 3 pods: there are 5 now.')});
	expect([await boundsOf('lowered'), await replicasOf('lowered')]).toEqual(['1-2', 2]);
});

test('a Rollout is given a number by its own scale, unless an autoscaler would take it back', async () => {
	await ground().add('rollouts', rollout('rolled', {canary: {}}, {replicas: 2}));
	const scaled = await run('scale', 'rollouts.argoproj.io/rolled', '4', '--yes');
	expect(scaled, scaled.said).toMatchObject({code: 0});
	const replicas = async () => (await ground().get('rollouts', 'rolled')).spec.replicas;
	expect(await replicas()).toBe(4);
	expect(await run('undo', '--yes')).toMatchObject({code: 0});
	expect(await replicas()).toBe(2);
	await ground().patch('rollouts', 'rolled', [{op: 'remove', path: '/spec/replicas'}]);
	expect((await run('scale', 'rollouts.argoproj.io/rolled', '3', '--yes')).said).toContain('from 1 to 3');
	expect(await run('undo', '--yes')).toMatchObject({code: 0});
	expect(await replicas()).toBeUndefined();
	const held = autoscaler('rolled') as Json;
	held.spec.scaleTargetRef = {apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'rolled'};
	await ground().add('horizontalpodautoscalers', held);
	const refused = await run('scale', 'rollouts.argoproj.io/rolled', '5', '--yes');
	expect(refused).toMatchObject({
		code: 3,
		said: expect.stringContaining('HorizontalPodAutoscaler rolled would undo'),
	});
	expect(refused.said).toContain('rollouts.argoproj.io/rolled --min N --max N');
	expect(await replicas()).toBeUndefined();
});

test('a StatefulSet under an autoscaler has bounds the same way', async () => {
	const {spec} = deployment('ordered', {replicas: 2}) as Json;
	const {selector, template, replicas} = spec;
	await ground().add('statefulsets', {
		metadata: {name: 'ordered'},
		spec: {selector, template, replicas, serviceName: 'ordered', podManagementPolicy: 'Parallel'},
	});
	await ground().until('statefulsets', 'ordered', ({status}) => status.readyReplicas === 2);
	const scaled = autoscaler('ordered') as Json;
	scaled.spec.scaleTargetRef.kind = 'StatefulSet';
	await ground().add('horizontalpodautoscalers', scaled);
	const ended = await run('scale', 'statefulset/ordered', '--min', '3', '--yes', '--wait');
	expect(ended).toMatchObject({code: 0, said: expect.stringContaining('Starts 1 pod')});
	expect((await ground().get('statefulsets', 'ordered')).spec.replicas).toBe(3);
});

test('a Rollout under an autoscaler has bounds the same way', async () => {
	await ground().add('rollouts', {
		apiVersion: 'argoproj.io/v1alpha1',
		kind: 'Rollout',
		metadata: {name: 'led'},
		spec: {...(deployment('led', {replicas: 3}) as Json).spec, strategy: {canary: {}}},
	});
	const scaled = autoscaler('led') as Json;
	scaled.spec.scaleTargetRef = {apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'led'};
	await ground().add('horizontalpodautoscalers', scaled);
	const words = ['scale', 'rollouts.argoproj.io/led', '--max', '9'];
	expect(await run(...words, '--yes')).toMatchObject({code: 0});
	expect(await boundsOf('led')).toBe('2-9');
});

test('a number is refused under an autoscaler, with the bounds as the next step', async () => {
	await addScaled('pinned', 3);
	const ended = await run('scale', 'deploy/pinned', '5', '--yes');
	expect(ended.code).toBe(3);
	expect(ended.said).toContain(`sluice scale -n ${ground().namespace} deployment/pinned --min N --max N`);
	expect(await replicasOf('pinned')).toBe(3);
});

test.each([
	['a minimum above the maximum', ['--min', '7'], 3, 'Give both bounds: --min 7 --max 7'],
	['a minimum of none', ['--min', '0'], 3, 'HPAScaleToZero'],
	['a slip of the hand', ['--max', '5000'], 3, 'look like a slip'],
	['the bounds it has', ['--min', '2', '--max', '6'], 0, 'already'],
	['what is no number', ['--min', 'many'], 2, 'many is no bound'],
	['both at once', ['4', '--min', '3'], 2, 'Both a number'],
])('%s is answered before anything is written', async (name, words, code, says) => {
	const object = `bad-${name.replaceAll(' ', '-')}`;
	await ground().add('deployments', deployment(object, {replicas: 2}));
	await ground().add('horizontalpodautoscalers', autoscaler(object));
	const before = await ground().get('horizontalpodautoscalers', object);
	const ended = await run('scale', `deploy/${object}`, ...words, '--yes');
	expect(ended).toMatchObject({code, said: expect.stringContaining(says)});
	expect((await ground().get('horizontalpodautoscalers', object)).spec).toEqual(before.spec);
});

test('what nothing scales has no bounds', async () => {
	await ground().addDeployment('alone', {replicas: 1});
	const ended = await run('scale', 'deploy/alone', '--min', '2', '--yes');
	expect(ended).toMatchObject({code: 3, said: expect.stringContaining('Nothing scales Deployment')});
});

const scaledObjects = () => `/apis/keda.sh/v1alpha1/namespaces/${ground().namespace}/scaledobjects`;

async function addScaledObject(name: string, spec: Json, annotations: Json = {}): Promise<Json> {
	const {status, body} = await api.create(scaledObjects(), {
		apiVersion: 'keda.sh/v1alpha1',
		kind: 'ScaledObject',
		metadata: {name, annotations},
		spec: {scaleTargetRef: {name}, triggers: [{type: 'cpu', metadata: {value: '50'}}], ...spec},
	});
	expect(status, JSON.stringify(body)).toBe(201);
	return body;
}

/** As KEDA makes it; its controller does not run here. */
async function addKedaAutoscaler(name: string, {metadata}: Json): Promise<void> {
	const made = autoscaler(name) as Json;
	made.metadata = {
		name: `keda-hpa-${name}`,
		labels: {'scaledobject.keda.sh/name': name},
		ownerReferences: [
			{apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', name, uid: metadata.uid, controller: true},
		],
	};
	await ground().add('horizontalpodautoscalers', made);
}

test('what KEDA scales has the bounds of its ScaledObject, never those of the autoscaler KEDA made', async () => {
	await ground().addDeployment('event-driven', {replicas: 3});
	const before = await addScaledObject('event-driven', {maxReplicaCount: 6});
	await addKedaAutoscaler('event-driven', before);
	for (const named of ['deploy/event-driven', 'hpa/keda-hpa-event-driven']) {
		const dry = await run('scale', named, '--min', '2', '--max', '8', '--dry-run');
		expect(dry, dry.said).toMatchObject({code: 0});
		const [step] = JSON.parse(dry.out);
		expect(step).toMatchObject({resource: 'scaledobjects.keda.sh', name: 'event-driven'});
	}
	expect(await run('scale', 'deploy/event-driven', '--min', '2', '--max', '8', '--yes')).toMatchObject({
		code: 0,
	});
	const {body} = await api.get(`${scaledObjects()}/event-driven`);
	expect(body.spec).toEqual({...before.spec, minReplicaCount: 2, maxReplicaCount: 8});
	expect(await boundsOf('keda-hpa-event-driven')).toBe('2-6');
	expect(await run('undo', '--yes')).toMatchObject({code: 0});
	expect((await api.get(`${scaledObjects()}/event-driven`)).body.spec).toEqual(before.spec);
});

test('that a ScaledObject is paused is said', async () => {
	await ground().addDeployment('rests', {replicas: 1});
	await addScaledObject('rests', {}, {'autoscaling.keda.sh/paused-replicas': '4'});
	const ended = await run('scale', 'deploy/rests', '--min', '2', '--yes', '--wait');
	expect(ended).toMatchObject({code: 0, said: expect.stringContaining('paused at 4 replicas')});
});
