import {afterAll, beforeAll, expect, test} from 'vitest';
import {isRefusal} from '../../source/model/plan.ts';
import type {Telling} from '../../source/model/telling.ts';
import {splitWords, typedObjective} from '../../source/objectives/typed.ts';
import {refusedBy, startPerforming} from '../kit/performing.ts';
import {deployments} from '../kit/resources.ts';

// A model is trained on the embedded cluster, whose pods only say that they
// compute, and what it trained is deployed.

let world: Awaited<ReturnType<typeof startPerforming>>;

beforeAll(async () => {
	world = await startPerforming();
});

afterAll(() => world.stop());

const core = (plural: string, kind: string) => ({...deployments, group: '', plural, kind});
const services = core('services', 'Service');
const claims = core('persistentvolumeclaims', 'PersistentVolumeClaim');
const jobs = {...deployments, group: 'batch', plural: 'jobs', kind: 'Job'};
const there = async (resource: typeof deployments, name: string) =>
	(await world.cluster.get({resource, namespace: 'shop', name})).ok;

function wanted(line: string) {
	const typed = typedObjective(splitWords(line));
	if (isRefusal(typed)) throw new Error(typed.says);
	return {action: 'do', ...typed, namespace: 'shop'} as const;
}

const waitedFor = (told: readonly Telling[]) =>
	told.flatMap(each => (each.type === 'waiting' ? [each.progress] : []));

test('a training tells how far it is, and what came of it; what it trained is deployed, and taken back', async () => {
	const {outcome, told} = await world.run(wanted('train cards env="SEED=2 EPOCHS=40"'));
	expect(outcome).toMatchObject({
		end: 'settled',
		progress: expect.stringMatching(/^cards: 1 of 1 done, 0 running; accuracy 0\.9\d+, seed 2$/),
	});
	const said = waitedFor(told);
	expect(said).toContainEqual(expect.stringMatching(/0 of 1 done, 1 running; epoch \d+ of 40 \(\d+ %\)/));
	expect(await there(claims, 'cards')).toBe(true);
	expect(world.entries().at(-1)).toMatchObject({endSays: expect.stringContaining('accuracy 0.9')});
	const planned = told.flatMap(each => (each.type === 'planned' ? [each.plan] : []))[0]!;
	expect(planned.thereafter).toEqual([
		'Deploy what it trained: sluice do deploy-trained cards-model from=cards -n shop',
	]);

	const deployed = await world.run(wanted('deploy-trained cards-model from=cards'));
	expect(deployed.outcome).toMatchObject({end: 'settled'});
	const spec = await world.read(
		{resource: deployments, namespace: 'shop', name: 'cards-model'},
		'/spec/template/spec',
	);
	expect(spec).toMatchObject({
		volumes: [{name: 'model', persistentVolumeClaim: {claimName: 'cards', readOnly: true}}],
		containers: [
			{
				image: 'quay.io/jupyter/scipy-notebook',
				command: ['sh', '-c', 'exec python -c "$EXAMPLE"'],
				env: expect.arrayContaining([
					{name: 'MODEL_DIR', value: '/model'},
					{name: 'MODEL_NAME', value: 'cards-model'},
				]),
				volumeMounts: [{name: 'model', mountPath: '/model', readOnly: true}],
				readinessProbe: {httpGet: {path: '/', port: 'http'}},
			},
		],
	});
	expect(await there(services, 'cards-model')).toBe(true);
	const id = 'id' in deployed.outcome ? deployed.outcome.id : '';
	expect((await world.run({action: 'undo', id})).outcome).toMatchObject({end: 'settled'});
	expect([await there(deployments, 'cards-model'), await there(claims, 'cards')]).toEqual([false, true]);
});

test('what no training has left whole is not deployed', async () => {
	expect(refusedBy((await world.run(wanted('deploy-trained m from=nobody'))).outcome)).toBe('not-found');
	await world.run(wanted('train slow env="EPOCHS=2000"'), {wait: false});
	expect((await world.run(wanted('deploy-trained m from=slow'))).outcome).toMatchObject({
		refusal: {refused: 'guarded', says: 'Job shop/slow has not completed yet.'},
	});
	await world.run(wanted('run-job plain image=busybox:1.37'));
	expect((await world.run(wanted('deploy-trained m from=plain'))).outcome).toMatchObject({
		refusal: {refused: 'guarded', says: expect.stringContaining('mounts no volume claim')},
	});
	expect(await there(deployments, 'm')).toBe(false);
});

test('how a model of somebody’s own is served must be said', async () => {
	await world.run(wanted('train own image=python:3.12 command="python train.py"'));
	expect((await world.run(wanted('deploy-trained own-model from=own'))).outcome).toMatchObject({
		refusal: {refused: 'usage', hint: expect.stringContaining('command=')},
	});
	const {outcome} = await world.run(wanted('deploy-trained own-model from=own command="python serve.py"'));
	expect(outcome).toMatchObject({end: 'settled'});
	const container = await world.read(
		{resource: deployments, namespace: 'shop', name: 'own-model'},
		'/spec/template/spec/containers/0',
	);
	expect(container).toMatchObject({image: 'python:3.12', command: ['sh', '-c', 'python serve.py']});
	expect(JSON.stringify(container)).not.toContain('EXAMPLE');
});

test('names that are taken are not written over', async () => {
	await world.run(wanted('run-job twice image=busybox:1.37'));
	expect(refusedBy((await world.run(wanted('train twice'))).outcome)).toBe('guarded');
	expect([await there(jobs, 'twice'), await there(claims, 'twice')]).toEqual([true, false]);
});
