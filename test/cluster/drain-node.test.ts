import {randomBytes} from 'node:crypto';
import {afterAll, afterEach, beforeAll, beforeEach, expect, inject, test} from 'vitest';
import {type Ended, privateHome, sluice, startSluice} from '../kit/shell.ts';
import {type Json, RawApi} from './raw-api.ts';
import {deployment, Ground} from './workloads.ts';

// Nodes of this file's own on a real control plane, played by its kubelets: a
// real scheduler moves what is evicted, and real budgets hold it back.

const {admin, viewer = admin, tester = admin} = inject('kubeconfigs');
const api = new RawApi(admin);
const mark = `drained-${randomBytes(3).toString('hex')}`;
const here = {
	nodeSelector: {'example.com/drain-test': mark},
	tolerations: [{key: 'example.com/drain-test', operator: 'Exists', effect: 'NoSchedule'}],
};
const made: string[] = [];
let ground: Ground;
let home: ReturnType<typeof privateHome>;
let count = 0;

beforeAll(async () => {
	ground = new Ground(api, await api.createNamespace('drains'));
});

afterAll(async () => {
	await api.delete(`/api/v1/namespaces/${ground.namespace}`);
	for (const name of made) await api.delete(`/api/v1/nodes/${name}`);
	api.close();
});

beforeEach(() => {
	home = privateHome();
});

afterEach(async () => {
	home.remove();
	for (const kind of ['deployments', 'daemonsets'])
		await api.delete(`/apis/apps/v1/namespaces/${ground.namespace}/${kind}`);
	await api.delete(`/apis/policy/v1/namespaces/${ground.namespace}/poddisruptionbudgets`);
	await api.delete(`/api/v1/namespaces/${ground.namespace}/pods`);
	for (const name of made) await api.delete(`/api/v1/nodes/${name}`);
	await expect.poll(async () => (await pods()).length, {timeout: 60_000}).toBe(0);
});

/** A node that only this file's pods may run on. */
async function addNode(): Promise<string> {
	count += 1;
	const name = `${mark}-${count}`;
	made.push(name);
	const room = {cpu: '64', memory: '64Gi', pods: '50', 'ephemeral-storage': '100Gi'};
	const {status, body} = await api.create('/api/v1/nodes', {
		metadata: {
			name,
			labels: {'example.com/drain-test': mark, 'kubernetes.io/hostname': name},
			annotations: {'testcluster/has-kubelet': 'true'},
		},
		spec: {taints: [{key: 'example.com/drain-test', value: mark, effect: 'NoSchedule'}]},
		status: {capacity: room, allocatable: room},
	});
	expect(status, JSON.stringify(body)).toBe(201);
	await api.until(`/api/v1/nodes/${name}`, ({status: of, spec}) => isReady(of) && !isNotReadyYet(spec));
	return name;
}

function isReady({conditions = []}: Json): boolean {
	return conditions.some(({type, status}: Json) => type === 'Ready' && status === 'True');
}

function isNotReadyYet({taints = []}: Json): boolean {
	return taints.some(({key}: Json) => key.startsWith('node.kubernetes.io/'));
}

async function pods(): Promise<Json[]> {
	return (await api.get(`/api/v1/namespaces/${ground.namespace}/pods`)).body.items;
}

async function podsOn(node: string, app: string): Promise<string[]> {
	return (await pods())
		.filter(({spec, metadata}) => spec.nodeName === node && metadata.labels?.app === app)
		.map(({metadata}) => metadata.name)
		.sort();
}

async function node(name: string): Promise<Json> {
	return (await api.get(`/api/v1/nodes/${name}`)).body;
}

/** A Deployment whose pods run on this file's nodes only. */
async function addHere(name: string, replicas: number, more: Json = {}): Promise<void> {
	const {readyAfter, ...spec} = more;
	const object = deployment(name, {replicas, readyAfter}) as Json;
	Object.assign(object.spec.template.spec, here, spec);
	await ground.add('deployments', object);
	await ground.settled(name);
}

async function addBudget(name: string, spec: Json): Promise<void> {
	const path = `/apis/policy/v1/namespaces/${ground.namespace}/poddisruptionbudgets`;
	const made = await api.create(path, {
		apiVersion: 'policy/v1',
		kind: 'PodDisruptionBudget',
		metadata: {name},
		spec: {selector: {matchLabels: {app: name}}, ...spec},
	});
	expect(made.status).toBe(201);
	await api.until(`${path}/${name}`, ({status}) => status?.currentHealthy > 0);
}

function run(words: readonly string[], kubeconfig = tester): Promise<Ended> {
	return sluice(words, {...home.env, KUBECONFIG: kubeconfig}, 90_000);
}

test('a node is cordoned and uncordoned, and undo gives exactly the former node back', async () => {
	const name = await addNode();
	const before = await node(name);
	expect(await run(['cordon', name, '--yes', '--wait'])).toMatchObject({code: 0});
	expect((await node(name)).spec.unschedulable).toBe(true);
	expect(await run(['cordon', name, '--yes'])).toMatchObject({
		code: 0,
		said: expect.stringContaining('cordoned already'),
	});
	expect(await run(['undo', '--yes', '--wait'])).toMatchObject({code: 0});
	await expect.poll(async () => (await node(name)).spec, {timeout: 10_000}).toEqual(before.spec);
	await run(['cordon', name, '--yes']);
	expect(await run(['uncordon', `node/${name}`, '--yes', '--wait'])).toMatchObject({code: 0});
	await expect.poll(async () => (await node(name)).spec, {timeout: 10_000}).toEqual(before.spec);
});

test('a drained node is left by all but its DaemonSet, and undo lets pods start on it again', async () => {
	const from = await addNode();
	await addHere('moves', 3);
	const set = deployment('stays') as Json;
	const {selector, template} = set.spec;
	Object.assign(template.spec, here);
	await api.create(`/apis/apps/v1/namespaces/${ground.namespace}/daemonsets`, {
		metadata: {name: 'stays'},
		spec: {selector, template},
	});
	await expect.poll(() => podsOn(from, 'stays'), {timeout: 20_000}).toHaveLength(1);
	const to = await addNode();
	const dry = await run(['drain-node', from, '--dry-run']);
	expect(dry, dry.said).toMatchObject({
		code: 0,
		said: expect.stringContaining('Stay, as DaemonSets run them'),
	});
	const steps = JSON.parse(dry.out);
	expect(steps.map(({resource}: Json) => resource)).toEqual(['nodes', 'pods', 'pods', 'pods']);
	expect(steps[1].request).toMatchObject({
		method: 'POST',
		subresource: 'eviction',
		body: {deleteOptions: {preconditions: {uid: steps[1].uid}}},
	});
	expect((await node(from)).spec.unschedulable).toBeUndefined();
	expect(await podsOn(from, 'moves')).toHaveLength(3);
	const ended = await run(['drain-node', from, '--yes', '--wait']);
	expect(ended, ended.said).toMatchObject({code: 0, out: expect.stringContaining('of 3 pods: settled')});
	expect((await node(from)).spec.unschedulable).toBe(true);
	expect(await podsOn(from, 'moves')).toEqual([]);
	expect(await podsOn(from, 'stays')).toHaveLength(1);
	await expect.poll(() => podsOn(to, 'moves'), {timeout: 20_000}).toHaveLength(3);
	const undone = await run(['undo', '--yes', '--wait']);
	expect(undone, undone.said).toMatchObject({code: 0, said: expect.stringContaining('do not move back')});
	expect((await node(from)).spec.unschedulable).toBeUndefined();
	expect(await podsOn(from, 'moves')).toEqual([]);
});

test('what would be lost is refused with its names, and goes once that is asked for', async () => {
	const name = await addNode();
	await addHere('scratch', 1, {volumes: [{name: 'tmp', emptyDir: {}}]});
	await api.create(`/api/v1/namespaces/${ground.namespace}/pods`, {
		metadata: {name: 'alone', labels: {app: 'alone'}},
		spec: {...here, containers: [{name: 'app', image: 'shop:1'}]},
	});
	await expect.poll(() => podsOn(name, 'alone'), {timeout: 20_000}).toEqual(['alone']);
	const refused = await run(['drain-node', name, '--yes']);
	expect(refused.code).toBe(3);
	expect(refused.said).toContain(`No controller starts these again: ${ground.namespace}/alone`);
	expect(refused.said).toContain(`lose what they keep in an emptyDir: ${ground.namespace}/scratch-`);
	expect(refused.said).toContain(`sluice drain-node ${name} --force --delete-emptydir-data`);
	const half = await run(['drain-node', name, '--force', '--yes']);
	expect(half).toMatchObject({code: 3, said: expect.not.stringContaining('No controller')});
	expect((await node(name)).spec.unschedulable).toBeUndefined();
	const ended = await run(['drain-node', name, '--force', '--delete-emptydir-data', '--yes', '--wait']);
	expect(ended, ended.said).toMatchObject({code: 0, said: expect.stringContaining('Lost for good')});
	expect([await podsOn(name, 'alone'), await podsOn(name, 'scratch')]).toEqual([[], []]);
});

test('a budget that lets nothing go is named with what it left, and the rest went', async () => {
	const name = await addNode();
	await addHere('a-guarded', 2);
	await addHere('free', 1);
	await addBudget('a-guarded', {minAvailable: 2});
	await addNode();
	const ended = await run(['drain-node', name, '--yes', '--wait', '--timeout', '6s']);
	expect(ended.code, ended.said).toBe(4);
	expect(ended.said).toContain(
		`PodDisruptionBudget ${ground.namespace}/a-guarded lets none of its pods go now`,
	);
	expect(ended.said).toContain('the disruption budget a-guarded needs 2 healthy pods and has 2 currently');
	expect(ended.said).toMatch(
		/Evicted 1 of 3: \S*\/free-\S+\. Not evicted: \S*\/a-guarded-\S+, \S*\/a-guarded-\S+\./,
	);
	expect(ended.said).toContain('Of 4 steps 2 were done and 2 not tried');
	expect(await podsOn(name, 'free')).toEqual([]);
	expect(await podsOn(name, 'a-guarded')).toHaveLength(2);
	expect((await node(name)).spec.unschedulable).toBe(true);
	const journal = await run(['journal', '-o', 'json']);
	expect(journal.out).toContain('Not evicted: ');
	expect(await run(['undo', '--yes', '--wait'])).toMatchObject({code: 0});
	expect((await node(name)).spec.unschedulable).toBeUndefined();
});

test('a budget that lets one go at a time is waited for until all are gone', async () => {
	const name = await addNode();
	await addHere('one-by-one', 3);
	await addBudget('one-by-one', {maxUnavailable: 1});
	await addNode();
	const ended = await run(['drain-node', name, '--yes', '--wait', '--timeout', '60s']);
	expect(ended, ended.said).toMatchObject({code: 0, said: expect.stringContaining('lets 1 of 3 go now')});
	expect(await podsOn(name, 'one-by-one')).toEqual([]);
});

test('whoever interrupts it is told what was evicted and what was not', async () => {
	const name = await addNode();
	await addHere('held', 1);
	await addHere('goes', 1);
	await addBudget('held', {minAvailable: 1});
	await addNode();
	const {child, ended} = startSluice(
		['drain-node', name, '--yes', '--timeout', '60s'],
		{...home.env, KUBECONFIG: tester},
		60_000,
	);
	await expect.poll(() => podsOn(name, 'goes'), {timeout: 30_000}).toEqual([]);
	child.kill('SIGINT');
	const {code, said} = await ended;
	expect(code).toBe(1);
	expect(said).toMatch(/Evicted \d of \d: \S*\/goes-\S+\. Not evicted: \S*\/held-\S+\./);
	expect(await podsOn(name, 'held')).toHaveLength(1);
});

test('whoever may only look is told the right that is missing', async () => {
	const name = await addNode();
	const ended = await run(['drain-node', name, '--yes'], viewer);
	expect(ended).toMatchObject({code: 3, said: expect.stringContaining('You may not patch nodes')});
});

test('the way back to what is declared is told step by step: what is missing since when, what moved where and why', async () => {
	const from = await addNode();
	await addHere('back', 3, {readyAfter: '3s'});
	const to = await addNode();
	const words = ['get', 'recovery', '-n', ground.namespace, '--watch', '-o', 'json'];
	const watching = startSluice(words, {...home.env, KUBECONFIG: tester}, 120_000);
	const lines: Json[] = [];
	watching.child.stdout!.on('data', text => {
		for (const line of String(text).split('\n').filter(Boolean)) lines.push(JSON.parse(line));
	});
	const told = (key: string) => lines.flatMap(line => line[key] ?? []);
	await expect.poll(() => told('recovery').length, {timeout: 20_000}).toBe(1);
	expect(told('recovery')[0]).toMatchObject({
		declared: 3,
		actual: 3,
		difference: 0,
		since: null,
		workloads: [],
	});
	await run(['drain-node', from, '--yes', '--wait']);
	const ends = () => told('changed').filter(({end}) => end === 'back');
	await expect.poll(() => ends().length, {timeout: 30_000}).toBeGreaterThan(0);
	const [first] = told('changed');
	expect(first).toMatchObject({kind: 'Deployment', name: 'back', declared: 3, sinceIs: 'seen'});
	expect(first.difference).toBeLessThan(0);
	expect(first.actual).toBe(3 + first.difference);
	expect(ends()[0]).toMatchObject({name: 'back', actual: 3, difference: 0, since: first.since});
	expect(ends()[0].afterSeconds).toBeGreaterThan(1);
	await expect.poll(() => told('moved').length, {timeout: 20_000}).toBe(3);
	for (const move of told('moved'))
		expect(move).toMatchObject({from, to, isReady: true, why: `evicted, as ${from} is being drained`});
	expect(new Set(told('moved').map(({successor}) => successor))).toEqual(new Set(await podsOn(to, 'back')));
	expect(told('node')).toContainEqual(expect.objectContaining({name: from, from: 'new', to: 'cordoned'}));
	await api.delete(`/api/v1/nodes/${from}`);
	await expect
		.poll(() => told('node'), {timeout: 20_000})
		.toContainEqual(expect.objectContaining({name: from, to: 'retired'}));
	watching.child.kill('SIGINT');
	expect(await watching.ended).toMatchObject({code: 0});
});
