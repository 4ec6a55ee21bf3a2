import {createServer, type Server} from 'node:http';
import type {AddressInfo} from 'node:net';
import {afterAll, beforeAll, describe, expect, inject, test} from 'vitest';
import type {Attached} from './attached.ts';
import {buildTimeout} from './go-build.ts';
import {type Operator, operator} from './led.ts';
import {type Json, RawApi} from './raw-api.ts';
import {addRollout, canary, setRolloutImage, startRollouts} from './rollouts.ts';
import {Ground} from './workloads.ts';

// Every lever on the real controller of Argo Rollouts, pulled by the real
// program, and watched to happen in the TrafficSplit that the controller owns.
// What other tools write is tried too, where it is a trap.

const {admin, tester = admin} = inject('kubeconfigs');
const api = new RawApi(admin);
let ground: Ground;
let controller: Attached;
let shell: Operator;

beforeAll(async () => {
	ground = new Ground(api, await api.createNamespace('levers'));
	controller = await startRollouts(admin, ground.namespace);
	shell = operator(tester, ground);
}, buildTimeout);

afterAll(async () => {
	shell?.leave();
	await controller?.stop();
	await api.delete(`/api/v1/namespaces/${ground.namespace}`);
	api.close();
});

const steps = [
	{setWeight: 10},
	{pause: {}},
	{setWeight: 40},
	{pause: {duration: '10m'}},
	{setWeight: 80},
	{pause: {}},
];

const routed = (name: string, more: Json = {}): Json => {
	const {canary: strategy} = canary(name, steps, {smi: {}});
	return {canary: {...strategy, ...more}};
};

/** The challenger's weight in the TrafficSplit that the controller writes. */
async function weight(name: string): Promise<number> {
	return challenger((await ground.get('trafficsplits', name)).spec, name);
}

const challenger = ({backends}: Json, name: string): number =>
	backends.find(({service}: Json) => service === `${name}-canary`).weight;

/** Its ReplicaSets by revision, newest first. */
async function replicaSets(name: string): Promise<Json[]> {
	const {body} = await api.get(ground.path('replicasets'));
	const revision = ({metadata}: Json) => Number(metadata.annotations['rollout.argoproj.io/revision']);
	return body.items
		.filter(({metadata}: Json) => metadata.ownerReferences?.[0].name === name)
		.sort((left: Json, right: Json) => revision(right) - revision(left));
}

const status = (name: string) => ground.get('rollouts', name).then(object => object.status);
const active = async (name: string) =>
	(await ground.get('services', `${name}-stable`)).spec.selector['rollouts-pod-template-hash'];

/** Gives the next pods another image, and the time they take. */
function setTemplate(name: string, image: string, readyAfter: string): Promise<void> {
	return ground.patch('rollouts', name, [
		{op: 'replace', path: '/spec/template/spec/containers/0/image', value: image},
		{
			op: 'add',
			path: '/spec/template/metadata/annotations',
			value: {'pod-ready.stage.kwok.x-k8s.io/delay': readyAfter},
		},
	]);
}

/** What sluice is on record for having written, and when. */
function ofSluice({metadata}: Json): Json[] {
	return metadata.managedFields.filter(({manager}: Json) => manager === 'sluice');
}

describe('a canary with a router', () => {
	const name = 'walk';

	beforeAll(async () => {
		await addRollout(ground, name, routed(name), {replicas: 4});
	});

	test('upgrade begins its steps and is settled at the first pause, or is taken back whole', async () => {
		await shell.done('upgrade', `rollout.argoproj.io/${name}`, 'shop:2');
		expect(await weight(name)).toBe(10);
		expect(await shell.rollout(name)).toMatchObject({
			engine: 'argo-rollouts',
			state: 'waiting',
			stepsDone: 1,
			waits: {for: 'person', says: expect.stringContaining('Step 2 of 6')},
			weight: {desired: 10, actual: 10, max: 100},
			versions: [
				{role: 'champion', service: 'walk-stable', image: 'shop:1', pods: {ready: 4, wanted: 4}},
				{role: 'challenger', service: 'walk-canary', image: 'shop:2', pods: {ready: 1, wanted: 1}},
			],
			drives: expect.arrayContaining([
				{group: 'split.smi-spec.io', kind: 'TrafficSplit', namespace: ground.namespace, name, rule: null},
			]),
		});
	});

	test('promote takes one step, and undo goes back to where it was', async () => {
		await shell.done('promote', `ro/${name}`);
		expect(await weight(name)).toBe(40);
		expect((await status(name)).currentStepIndex).toBe(3);
		await shell.done('undo');
		expect(await weight(name)).toBe(10);
		expect(await status(name)).toMatchObject({currentStepIndex: 1, phase: 'Paused'});
	});

	test('a dry run of a promotion changes nothing', async () => {
		// The controller has nothing left to write of its pause.
		const before = await ground.until('rollouts', name, ({status: at}) =>
			at.conditions.some(({type, reason}: Json) => type === 'Progressing' && reason === 'RolloutPaused'),
		);
		expect(await shell.run('promote', `ro/${name}`, '--dry-run')).toMatchObject({code: 0});
		const after = await ground.get('rollouts', name);
		// The controller may write again what it wrote before, at a later time.
		expect(ofSluice(after)).toEqual(ofSluice(before));
		expect(after.spec).toEqual(before.spec);
		expect(after.status.pauseConditions).toEqual(before.status.pauseConditions);
		expect(after.status.currentStepIndex).toBe(before.status.currentStepIndex);
	});

	test('a promotion is refused once the pause it was meant for has passed', async () => {
		const {out} = await shell.run('promote', `ro/${name}`, '--dry-run');
		const [{patch}] = JSON.parse(out);
		await shell.done('jump', `ro/${name}`, '4');
		const answered = await api.patch(`${ground.path('rollouts', name)}/status`, patch);
		expect(answered.status).toBe(422);
		expect(await weight(name)).toBe(40);
	});

	test('jump goes over a pause, and back', async () => {
		await shell.done('jump', `ro/${name}`, '5');
		expect(await weight(name)).toBe(80);
		await shell.done('jump', `ro/${name}`, '1');
		expect(await weight(name)).toBe(10);
		// It pauses there anew: a pause that was jumped to does not count as ended.
		await ground.until(
			'rollouts',
			name,
			each => each.status.currentStepIndex === 1 && each.status.phase === 'Paused',
		);
	});

	test('pause holds it and is noted, promote then has nothing to do with it, resume lets it go', async () => {
		await shell.done('pause', `ro/${name}`);
		const [left] = (await shell.rollout(name)).left;
		expect(left).toMatchObject({what: 'paused', since: expect.stringMatching(/Z$/)});
		expect(await shell.run('promote', `ro/${name}`, '--yes')).toMatchObject({
			code: 3,
			said: expect.stringContaining('sluice resume'),
		});
		await shell.done('resume', `ro/${name}`);
		expect(await shell.rollout(name)).toMatchObject({paused: false, left: []});
		const refused = await shell.run('resume', `ro/${name}`, '--yes');
		expect(refused).toMatchObject({code: 3, said: expect.stringContaining('sluice promote')});
	});

	test('undoing a pause leaves the spec and the note as they were', async () => {
		const {spec, metadata} = await ground.get('rollouts', name);
		await shell.done('pause', `ro/${name}`);
		await shell.done('undo');
		const after = await ground.get('rollouts', name);
		expect([after.spec, after.metadata.annotations]).toEqual([spec, metadata.annotations]);
	});

	test('abort sends everything back, retry begins again', async () => {
		await shell.done('abort', `ro/${name}`);
		expect(await weight(name)).toBe(0);
		expect(await shell.rollout(name)).toMatchObject({state: 'failed', aborted: true});
		await shell.done('retry', `ro/${name}`);
		await ground.until('trafficsplits', name, each =>
			each.spec.backends.some((backend: Json) => backend.weight === 10),
		);
	});

	test('promote --full goes to the end', async () => {
		await shell.done('promote', `ro/${name}`, '--full');
		expect(await status(name)).toMatchObject({phase: 'Healthy', updatedReplicas: 4});
		expect((await replicaSets(name)).map(({spec}) => spec.template.spec.containers[0].image)).toEqual([
			'shop:2',
			'shop:1',
		]);
	});

	test('an abort of the healthy one is a roll back, and undo brings the newer version again', async () => {
		const ended = await shell.done('abort', `ro/${name}`);
		expect(ended.said).toContain('going back is fast until then');
		expect((await ground.get('rollouts', name)).spec.template.spec.containers[0].image).toBe('shop:1');
		expect((await status(name)).abort).not.toBe(true);
		await shell.done('undo');
		expect((await ground.get('rollouts', name)).spec.template.spec.containers[0].image).toBe('shop:2');
		await ground.until('rollouts', name, each => each.status.phase === 'Healthy');
	});

	test('rollback and restart', async () => {
		await shell.done('rollback', `ro/${name}`);
		await shell.done('promote', `ro/${name}`, '--full');
		expect((await ground.get('rollouts', name)).spec.template.spec.containers[0].image).toBe('shop:1');
		const pods = async () =>
			(await api.get(`/api/v1/namespaces/${ground.namespace}/pods?labelSelector=app%3D${name}`)).body.items;
		const before = (await pods()).map(({metadata}: Json) => metadata.uid);
		await shell.done('restart', `ro/${name}`);
		const {spec, status: after} = await ground.get('rollouts', name);
		expect(after.restartedAt).toBe(spec.restartAt);
		const [set] = await replicaSets(name);
		const hash = set.metadata.labels['rollouts-pod-template-hash'];
		const now = (await pods()).filter(
			({metadata}: Json) => metadata.labels['rollouts-pod-template-hash'] === hash,
		);
		expect(now.filter(({metadata}: Json) => before.includes(metadata.uid))).toEqual([]);
	});
});

test('a full promotion drops an abort of other tools, and heeds that of sluice', async () => {
	await addRollout(ground, 'full', routed('full'), {replicas: 4});
	await setTemplate('full', 'shop:2', '5s');
	await ground.until('rollouts', 'full', each => each.status.phase === 'Paused');
	await setTemplate('full', 'shop:3', '300s');
	const full = ['promote', 'ro/full', '--full', '--yes'];
	await ground.until(
		'rollouts',
		'full',
		({metadata, status: at}) =>
			at.observedGeneration === String(metadata.generation) && at.phase === 'Progressing',
	);
	expect(await shell.run(...full)).toMatchObject({code: 0});
	await ground.patchStatus('rollouts', 'full', {abort: true});
	// The controller's own next write takes the abort out again.
	await ground.until('rollouts', 'full', ({status: at}) => at.abort !== true);
	expect(await status('full')).toMatchObject({promoteFull: true, phase: 'Progressing'});
	const ended = await shell.done('abort', 'ro/full');
	expect(ended.said).toContain('It takes the full promotion back');
	expect(await status('full')).toMatchObject({abort: true, phase: 'Degraded'});
	expect((await status('full')).promoteFull).not.toBe(true);
	expect(await weight('full')).toBe(0);
});

describe('a stable side that shrinks, with a delay of its own after an abort', () => {
	const name = 'shrinks';
	const delayOf = async () =>
		(await ground.get('rollouts', name)).spec.strategy.canary.abortScaleDownDelaySeconds;

	beforeAll(async () => {
		await addRollout(ground, name, routed(name, {dynamicStableScale: true, abortScaleDownDelaySeconds: 20}), {
			replicas: 4,
		});
		await shell.done('upgrade', `ro/${name}`, 'shop:2');
		await shell.done('jump', `ro/${name}`, '6');
	});

	test('an abort by other tools waits for itself; sluice frees it, and retry puts the delay back', async () => {
		await ground.patchStatus('rollouts', name, {abort: true});
		// 3 of 4 stable pods are up and could take more, the challenger keeps all of its own: nothing moves any more.
		await ground.until(
			'rollouts',
			name,
			({status: at}) => at.phase === 'Degraded' && at.canary.weights.canary.weight === 40,
		);
		const ready = async () => (await replicaSets(name)).map(({status: at}) => at.readyReplicas ?? 0);
		await until(async () => String(await ready()) === '4,3');
		const freed = await shell.done('abort', `ro/${name}`);
		expect(freed.said).toContain(`Free Rollout ${ground.namespace}/${name} to finish its abort`);
		expect(await weight(name)).toBe(0);
		expect(await delayOf()).toBeUndefined();
		expect((await shell.rollout(name)).left).toMatchObject([{what: 'without-abort-delay', was: 20}]);
		await shell.done('retry', `ro/${name}`);
		expect(await delayOf()).toBe(20);
		expect((await shell.rollout(name)).left).toEqual([]);
	});

	test('an abort by sluice finishes at once', async () => {
		await ground.until('rollouts', name, each => each.status.phase === 'Paused');
		await shell.done('jump', `ro/${name}`, '6');
		expect(await weight(name)).toBe(80);
		await shell.done('abort', `ro/${name}`);
		expect(await weight(name)).toBe(0);
	});
});

test('taken straight to a pause by other tools, the weight before it comes before its pods', async () => {
	await addRollout(ground, 'naive', routed('naive'), {replicas: 5, readyAfter: '20s'});
	await setRolloutImage(ground, 'naive', 'shop:2');
	await ground.until('rollouts', 'naive', each => each.status.phase === 'Paused');
	await ground.patchStatus('rollouts', 'naive', {
		pauseConditions: null,
		controllerPause: false,
		currentStepIndex: 5,
	});
	await ground.until('trafficsplits', 'naive', ({spec}) => challenger(spec, 'naive') === 80);
	const [newest] = await replicaSets('naive');
	expect(newest.status.availableReplicas).toBeLessThan(4);
});

test('other steps start an update again at the first, and sluice says so beforehand', async () => {
	await addRollout(ground, 'edited', routed('edited'), {replicas: 4});
	await shell.done('upgrade', 'ro/edited', 'shop:2');
	await shell.done('promote', 'ro/edited');
	expect((await shell.rollout('edited')).warnings).toContainEqual(
		expect.objectContaining({
			says: expect.stringContaining('starts it again at step 1; it is at step 4 of 6'),
		}),
	);
	await ground.patch('rollouts', 'edited', [
		{op: 'replace', path: '/spec/strategy/canary/steps/4/setWeight', value: 90},
	]);
	await ground.until('trafficsplits', 'edited', ({spec}) => challenger(spec, 'edited') === 10);
	await ground.until(
		'rollouts',
		'edited',
		each => each.status.currentStepIndex === 1 && each.status.phase === 'Paused',
	);
});

test('a jump over rising weights brings the pods before the traffic of each', async () => {
	await addRollout(ground, 'jumps', routed('jumps'), {replicas: 5, readyAfter: '2s'});
	await shell.done('upgrade', 'ro/jumps', 'shop:2');
	const since = await ground.get('trafficsplits', 'jumps');
	const ended = shell.done('jump', 'ro/jumps', '6');
	for (const [percent, pods] of [
		[40, 2],
		[80, 4],
	] as const) {
		await ground.until('trafficsplits', 'jumps', ({spec}) => challenger(spec, 'jumps') === percent);
		const [newest] = await replicaSets('jumps');
		expect(newest.status.availableReplicas).toBeGreaterThanOrEqual(pods);
	}
	await ended;
	const weights = (await ground.history('trafficsplits', since)).map(({spec}) => challenger(spec, 'jumps'));
	expect([...new Set(weights)]).toEqual([40, 80]);
	expect((await status('jumps')).currentStepIndex).toBe(5);
});

describe('blue-green', () => {
	const services = (name: string) => ({activeService: `${name}-stable`, previewService: `${name}-canary`});

	test('promote switches, abort then rolls back while the former pods run', async () => {
		await addRollout(ground, 'colours', {
			blueGreen: {...services('colours'), autoPromotionEnabled: false, scaleDownDelaySeconds: 600},
		});
		const former = await active('colours');
		await shell.done('upgrade', 'ro/colours', 'shop:2');
		expect(await active('colours')).toBe(former);
		await shell.done('promote', 'ro/colours');
		expect(await active('colours')).not.toBe(former);
		expect((await shell.rollout('colours')).deadlines).toMatchObject([{what: 'scale-down'}]);
		const ended = await shell.done('abort', 'ro/colours');
		expect(ended.said).toContain('2 pods of revision 1 still run until');
		expect(await active('colours')).toBe(former);
	});

	test('before the switch an abort is an abort', async () => {
		const former = await active('colours');
		await shell.done('upgrade', 'ro/colours', 'shop:3');
		await shell.done('abort', 'ro/colours');
		expect(await status('colours')).toMatchObject({abort: true, phase: 'Degraded'});
		expect(await active('colours')).toBe(former);
	});

	test('one that promotes itself begins its time again when its pause is taken away; sluice ends it', async () => {
		await addRollout(ground, 'timed', {blueGreen: {...services('timed'), autoPromotionSeconds: 600}});
		const former = await active('timed');
		await setRolloutImage(ground, 'timed', 'shop:2');
		const pausedAt = ({status: at}: Json) => at.pauseConditions?.[0]?.startTime;
		const paused = await ground.until('rollouts', 'timed', each => pausedAt(each) !== undefined);
		await new Promise(resolve => setTimeout(resolve, 1100));
		await ground.patchStatus('rollouts', 'timed', {pauseConditions: null});
		await ground.until('rollouts', 'timed', each => ![undefined, pausedAt(paused)].includes(pausedAt(each)));
		expect(await active('timed')).toBe(former);
		await shell.done('promote', 'ro/timed');
		expect(await active('timed')).not.toBe(former);
	});

	test('after the switch an abort by other tools does not bring traffic back from pods that are down; sluice does', async () => {
		const container = {name: 'check', image: 'check:1'};
		const annotations = {'pod-complete.stage.kwok.x-k8s.io/delay': '600s'};
		const template = {metadata: {annotations}, spec: {restartPolicy: 'Never', containers: [container]}};
		await ground.add('analysistemplates', {
			apiVersion: 'argoproj.io/v1alpha1',
			kind: 'AnalysisTemplate',
			metadata: {name: 'long'},
			spec: {metrics: [{name: 'job', provider: {job: {spec: {backoffLimit: 0, template}}}}]},
		});
		const postPromotionAnalysis = {templates: [{templateName: 'long'}]};
		await addRollout(ground, 'switched', {blueGreen: {...services('switched'), postPromotionAnalysis}});
		const former = await active('switched');
		// Long enough for pods that are down to be so still once all has been tried, on a busy machine too.
		await setTemplate('switched', 'shop:2', '15s');
		await ground.until(
			'services',
			'switched-stable',
			({spec}) => spec.selector['rollouts-pod-template-hash'] !== former,
		);
		const newest = await active('switched');
		await setPodsDown('switched', newest);
		await ground.patchStatus('rollouts', 'switched', {abort: true});
		await ground.until('rollouts', 'switched', ({status: at}) => at.phase === 'Degraded');
		expect(await active('switched')).toBe(newest);
		const ended = await shell.done('abort', 'ro/switched');
		expect(ended.said).toContain('as an abort would leave traffic where it is');
		expect(await active('switched')).toBe(former);
	});
});

describe('analysis', () => {
	let measured: Server;

	beforeAll(async () => {
		measured = createServer((_request, response) => {
			response.setHeader('Content-Type', 'application/json');
			response.end('{"value": 5}');
		});
		await new Promise<void>(resolve => measured.listen(0, '127.0.0.1', resolve));
	});

	afterAll(() => void measured.close());

	test('one that cannot decide is told with its value and message, and a promotion passes it by', async () => {
		const {port} = measured.address() as AddressInfo;
		await ground.add('analysistemplates', {
			apiVersion: 'argoproj.io/v1alpha1',
			kind: 'AnalysisTemplate',
			metadata: {name: 'unsure'},
			spec: {
				metrics: [
					{
						name: 'value',
						successCondition: 'result > 9',
						failureCondition: 'result < 1',
						provider: {web: {url: `http://127.0.0.1:${port}/`, jsonPath: '{$.value}'}},
					},
				],
			},
		});
		const analysis = {templates: [{templateName: 'unsure'}]};
		await addRollout(
			ground,
			'unsure',
			canary('unsure', [{setWeight: 10}, {analysis}, {pause: {}}, {setWeight: 50}, {pause: {}}], {smi: {}}),
		);
		await shell.done('upgrade', 'ro/unsure', 'shop:2');
		const told = await shell.rollout('unsure');
		expect(told.waits).toMatchObject({for: 'person', says: expect.stringContaining('could not decide')});
		expect(told.analyses).toMatchObject([{kind: 'step', status: 'Inconclusive'}]);
		const ended = await shell.done('promote', 'ro/unsure');
		expect(ended.said).toContain('Skipped: step 2 (analysis unsure)');
		// The pause after it is its own, and stays one.
		const paused = await ground.until(
			'rollouts',
			'unsure',
			({status: at}) => at.currentStepIndex === 2 && at.phase === 'Paused',
		);
		expect(paused.status.pauseConditions).toMatchObject([{reason: 'CanaryPauseStep'}]);
	});
});

test('a template that stands in a Deployment is upgraded and rolled back there', async () => {
	await ground.add('deployments', {
		metadata: {name: 'held'},
		spec: {
			replicas: 0,
			selector: {matchLabels: {app: 'held'}},
			template: {metadata: {labels: {app: 'held'}}, spec: {containers: [{name: 'web', image: 'shop:1'}]}},
		},
	});
	await ground.add('rollouts', {
		apiVersion: 'argoproj.io/v1alpha1',
		kind: 'Rollout',
		metadata: {name: 'held'},
		spec: {
			replicas: 2,
			workloadRef: {apiVersion: 'apps/v1', kind: 'Deployment', name: 'held'},
			strategy: {canary: {steps: [{setWeight: 50}, {pause: {}}]}},
		},
	});
	await ground.until('rollouts', 'held', each => each.status?.phase === 'Healthy');
	await shell.done('upgrade', 'ro/held', 'shop:2');
	expect((await ground.get('deployments', 'held')).spec.template.spec.containers[0].image).toBe('shop:2');
	expect((await status('held')).currentStepIndex).toBe(1);
	await shell.done('rollback', 'ro/held');
	expect((await ground.get('deployments', 'held')).spec.template.spec.containers[0].image).toBe('shop:1');
	await ground.until('rollouts', 'held', each => each.status.phase === 'Healthy');
});

/** Takes the pods of one version down; those that come after them take their time. */
async function setPodsDown(name: string, hash: string): Promise<void> {
	const pods = `/api/v1/namespaces/${ground.namespace}/pods`;
	const selector = encodeURIComponent(`app=${name},rollouts-pod-template-hash=${hash}`);
	await api.delete(`${pods}?labelSelector=${selector}`);
	await until(async () => {
		const set = (await replicaSets(name)).find(
			each => each.metadata.labels['rollouts-pod-template-hash'] === hash,
		);
		return (set?.status.readyReplicas ?? 0) === 0;
	});
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
	for (let attempt = 0; attempt < 600; attempt++) {
		if (await isSo()) return;
		await new Promise(resolve => setTimeout(resolve, 100));
	}
	throw new Error('it did not become so within a minute');
}
