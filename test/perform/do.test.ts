import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, test} from 'vitest';
import {fold} from '../../source/journal/fold.ts';
import {isRefusal} from '../../source/model/plan.ts';
import {splitWords, typedObjective} from '../../source/objectives/typed.ts';
import {connect as connectRaw} from '../conformance/connection.ts';
import {refusedBy, startPerforming} from '../kit/performing.ts';
import {deployments} from '../kit/resources.ts';

// What an objective takes is made on the embedded cluster, and taken back.

let world: Awaited<ReturnType<typeof startPerforming>>;
const folder = mkdtempSync(join(tmpdir(), 'sluice-do-'));

beforeAll(async () => {
	world = await startPerforming();
});

afterAll(async () => {
	await world.stop();
	rmSync(folder, {recursive: true});
});

const services = {...deployments, group: '', plural: 'services', kind: 'Service'};
const jobs = {...deployments, group: 'batch', plural: 'jobs', kind: 'Job'};
const there = async (resource: typeof deployments, name: string) =>
	(await world.cluster.get({resource, namespace: 'shop', name})).ok;

function wanted(line: string) {
	const typed = typedObjective(splitWords(line));
	if (isRefusal(typed)) throw new Error(typed.says);
	return {action: 'do', ...typed, namespace: 'shop'} as const;
}

async function settled(line: string): Promise<string> {
	const {outcome} = await world.run(wanted(line));
	expect(outcome, line).toMatchObject({end: 'settled'});
	return 'id' in outcome ? outcome.id! : '';
}

test('a model is deployed with its Service, and undo deletes both and nothing else', async () => {
	const id = await settled('deploy web image=nginx:1.27 port=80 replicas=2 probe=/ memory=64Mi');
	expect(await world.read({resource: deployments, namespace: 'shop', name: 'web'}, '/spec/replicas')).toBe(2);
	expect(await there(services, 'web')).toBe(true);
	const entry = world.entries().at(-1)!;
	expect(entry).toMatchObject({action: 'do', applied: 2, undo: {way: 'remove'}});
	expect(entry.steps.map(({target}) => target.uid)).not.toContain('');
	expect(JSON.stringify(entry)).not.toContain('containerPort');
	const {outcome} = await world.run({action: 'undo', id});
	expect(outcome).toMatchObject({end: 'settled'});
	expect([await there(deployments, 'web'), await there(services, 'web')]).toEqual([false, false]);
	expect(refusedBy((await world.run({action: 'undo', id})).outcome)).toBe('not-found');
});

test('its preview says what will be started', async () => {
	const {told} = await world.run(wanted('deploy seen image=nginx:1.27 replicas=3'), {
		confirm: async () => false,
	});
	const plan = told.flatMap(each => (each.type === 'planned' ? [each.plan] : []))[0]!;
	expect(plan.orchestrates).toMatchObject([
		{does: 'start', pods: 3, containers: [{name: 'seen', image: 'nginx:1.27'}]},
	]);
	expect(await there(deployments, 'seen')).toBe(false);
});

test('a name that is taken is not written over', async () => {
	const before = await world.read({resource: deployments, namespace: 'shop', name: 'checkout-champion'}, '');
	const {outcome} = await world.run(wanted('deploy checkout-champion image=nginx:1.27'));
	expect(outcome).toMatchObject({
		end: 'refused',
		refusal: {
			refused: 'guarded',
			says: expect.stringContaining('Deployment shop/checkout-champion exists already'),
		},
	});
	expect(
		await world.read({resource: deployments, namespace: 'shop', name: 'checkout-champion'}, '/metadata/uid'),
	).toBe((before as {metadata: {uid: string}}).metadata.uid);
});

test('nor one that is taken while the preview is read', async () => {
	const raw = connectRaw(world.demo.kubeconfig);
	const service = {metadata: {name: 'raced'}, spec: {selector: {a: 'b'}, ports: [{port: 80}]}};
	const {outcome} = await world.run(wanted('deploy raced image=nginx:1.27 port=80'), {
		async confirm() {
			await raw.ask('POST', '/api/v1/namespaces/shop/services', {body: service});
			return true;
		},
	});
	raw.close();
	expect(outcome).toMatchObject({
		end: 'failed',
		trouble: {says: expect.stringContaining('Service shop/raced exists already')},
		done: [{target: {name: 'raced'}}],
	});
	// What was made before that stands, is said, and can be taken back.
	expect(await there(deployments, 'raced')).toBe(true);
	expect(await world.run({action: 'undo'})).toMatchObject({outcome: {end: 'settled'}});
	expect([await there(deployments, 'raced'), await there(services, 'raced')]).toEqual([false, true]);
});

test('undo spares another object that took the name', async () => {
	const id = await settled('deploy again image=nginx:1.27 replicas=0');
	await world.run({action: 'delete', target: {resource: deployments, namespace: 'shop', name: 'again'}});
	await expect.poll(() => there(deployments, 'again'), {timeout: 10_000}).toBe(false);
	await settled('deploy again image=nginx:1.28 replicas=0');
	const {outcome} = await world.run({action: 'undo', id});
	expect(outcome).toMatchObject({end: 'refused', refusal: {refused: 'nothing-to-do'}});
	expect(await there(deployments, 'again')).toBe(true);
});

test('a job runs to its end, and one that fails says so', async () => {
	await settled('run-job train image=python:3.12 command="python train.py"');
	expect(await world.read({resource: jobs, namespace: 'shop', name: 'train'}, '/status/succeeded')).toBe(1);
});

test('a manifest is deployed; a bad field is refused with its line, and an unknown kind, too', async () => {
	const file = join(folder, 'nginx.yaml');
	const text = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: nginx
spec:
  replicas: 3
  selector: {matchLabels: {app: nginx}}
  template:
    metadata: {labels: {app: nginx}}
    spec:
      containers:
      - name: nginx
        image: nginx:1.7.9
`;
	writeFileSync(file, text.replace('image:', 'imag: a\n        image:'));
	const refused = await world.run(wanted(`deploy file=${file}`));
	expect(refused.outcome).toMatchObject({
		end: 'failed',
		trouble: {says: expect.stringContaining(`(${file}, line 13)`)},
	});
	writeFileSync(file, text.replace('kind: Deployment', 'kind: Deploymnt'));
	expect((await world.run(wanted(`deploy file=${file}`))).outcome).toMatchObject({
		refusal: {says: `${file}, line 2: the server has no kind Deploymnt in apps/v1.`},
	});
	writeFileSync(file, text);
	await settled(`deploy file=${file}`);
	expect(
		await world.read({resource: deployments, namespace: 'shop', name: 'nginx'}, '/status/readyReplicas'),
	).toBe(3);
});

test('the record of what was made says which object that is', () => {
	const [entry] = fold([
		{
			type: 'began',
			id: 'a',
			at: 0,
			who: 'ann',
			context: 'c',
			server: 's',
			action: 'do',
			says: '',
			lines: [],
			steps: [
				{
					type: 'create',
					target: {resource: deployments, namespace: 'shop', name: 'web', uid: ''},
					guards: [],
					edits: [],
				},
			],
			undo: {way: 'remove'},
		},
		{type: 'applied', id: 'a', steps: 1, made: 'u7'},
	]);
	expect(entry?.steps[0]?.target.uid).toBe('u7');
});

test('what the orchestrator really starts and stops is told beside the objective', async () => {
	const deploying = await world.run(wanted('deploy timed image=nginx:1.27 replicas=2'));
	const deeds = ({told}: typeof deploying) =>
		told.flatMap(each => (each.type === 'orchestrated' ? [each.says] : []));
	expect(
		deeds(deploying).filter(says => says.startsWith('started timed (nginx:1.27) in timed-')),
	).toHaveLength(2);
	const target = {resource: deployments, namespace: 'shop', name: 'timed'};
	const upgrading = await world.run({action: 'upgrade', target, image: 'nginx:1.28'});
	expect(deeds(upgrading).filter(says => says.startsWith('started timed (nginx:1.28)'))).toHaveLength(2);
	expect(deeds(upgrading).filter(says => /^told timed-\S+ to stop$/.test(says))).toHaveLength(2);
	const others = deeds(upgrading).filter(says => !says.includes('timed-'));
	expect(others).toEqual([]);
	// It has settled before the pod it no longer needs is gone, or even told to stop.
	const shrinking = await world.run({action: 'scale', target, replicas: 1});
	expect(deeds(shrinking).filter(says => /^told timed-\S+ to stop$/.test(says))).toHaveLength(1);
	for (const run of [deploying, upgrading, shrinking]) {
		const recorded = world.entries().find(entry => 'id' in run.outcome && entry.id === run.outcome.id);
		expect(recorded?.deeds?.map(({says}) => says)).toEqual(deeds(run));
	}
});
