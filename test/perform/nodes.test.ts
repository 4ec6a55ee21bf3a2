import {afterAll, beforeAll, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {type Journal, memoryJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import type {ActionCommand} from '../../source/model/command.ts';
import type {Outcome, Telling} from '../../source/model/telling.ts';
import {perform} from '../../source/perform/perform.ts';
import type {Performance} from '../../source/perform/performance.ts';
import {connect as connectRaw} from '../conformance/connection.ts';

/** Pods and nodes on the embedded cluster, through the real client. */
let demo: Demo;
let cluster: Cluster;
let journal: Journal;
let raw: ReturnType<typeof connectRaw>;

beforeAll(async () => {
	demo = await startDemo({speed: 20});
	const connected = await connect({kubeconfig: demo.kubeconfig, env: {}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	cluster = connected.value;
	journal = memoryJournal();
	raw = connectRaw(demo.kubeconfig);
});

afterAll(async () => {
	cluster.close();
	await demo.stop();
});

const nodes = {group: '', version: 'v1', plural: 'nodes', kind: 'Node', namespaced: false};
const pods = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true};

async function run(
	command: ActionCommand,
	change: Partial<Performance> = {},
): Promise<{outcome: Outcome; told: Telling[]}> {
	const told: Telling[] = [];
	const outcome = await perform(command, {
		cluster,
		journal,
		clock: systemClock,
		rules: {readOnly: false, isProduction: false, contextName: 'demo'},
		wait: true,
		timeoutMs: 20_000,
		signal: new AbortController().signal,
		tell: telling => told.push(telling),
		confirm: async () => true,
		...change,
	});
	return {outcome, told};
}

async function podsOn(name: string) {
	const listed = await cluster.list(pods, {}, {fields: `spec.nodeName=${name}`});
	if (!listed.ok) throw new Error(listed.trouble.says);
	return listed.value;
}

/** Those that another one takes the place of. */
async function movableOn(name: string) {
	const all = await podsOn(name);
	return all.filter(({metadata}) => metadata.ownerReferences?.[0]?.kind === 'ReplicaSet');
}

async function nodeWithPods(): Promise<string> {
	const listed = await cluster.list(nodes, {});
	if (!listed.ok) throw new Error(listed.trouble.says);
	for (const {metadata} of listed.value.filter(each => each.spec?.unschedulable !== true))
		if ((await movableOn(metadata.name)).length > 1) return metadata.name;
	throw new Error('no node has pods');
}

test('a deleted pod is another one a moment later, and the name is typed', async () => {
	const [pod] = await movableOn(await nodeWithPods());
	const {namespace = '', name, uid} = pod!.metadata;
	const target = {resource: pods, namespace, name, uid};
	const confirms: unknown[] = [];
	const {outcome} = await run(
		{action: 'delete', target},
		{
			confirm: async permit => {
				confirms.push(permit.confirm);
				return true;
			},
		},
	);
	expect(confirms).toMatchObject([{by: 'word', word: name}]);
	expect(outcome).toMatchObject({end: 'settled', progress: expect.stringContaining('is gone')});
	expect((await run({action: 'undo'})).outcome).toMatchObject({
		end: 'refused',
		refusal: {refused: 'guarded', says: expect.stringContaining('cannot be undone')},
	});
	expect((await run({action: 'delete', target})).outcome.end).toBe('failed');
});

test('nothing is deleted without the confirmation', async () => {
	const [pod] = await movableOn(await nodeWithPods());
	const {namespace = '', name, uid} = pod!.metadata;
	const target = {resource: pods, namespace, name};
	const {outcome} = await run({action: 'delete', target}, {confirm: async () => false});
	expect(outcome.end).toBe('cancelled');
	const read = await cluster.get(target);
	expect(read.ok && read.value.metadata).toMatchObject({uid});
});

test('a node is drained, what a budget holds is named, and undo uncordons it', async () => {
	const name = await nodeWithPods();
	const command: ActionCommand = {
		action: 'drain-node',
		target: {resource: nodes, namespace: '', name},
		force: true,
		deleteEmptyDirData: true,
	};
	const [kept] = await movableOn(name);
	const {namespace, labels} = kept!.metadata;
	const budgets = `/apis/policy/v1/namespaces/${namespace}/poddisruptionbudgets`;
	const body = {
		apiVersion: 'policy/v1',
		kind: 'PodDisruptionBudget',
		metadata: {name: 'keep'},
		spec: {maxUnavailable: 0, selector: {matchLabels: labels}},
	};
	await raw.ask('POST', budgets, {body});
	await expect
		.poll(async () => (await raw.ask('GET', `${budgets}/keep`)).body.status?.observedGeneration)
		.toBe(1);
	const late = await run(command, {timeoutMs: 3000});
	const {outcome} = late;
	if (outcome.end !== 'failed') throw new Error(`ended ${outcome.end}`);
	expect(outcome.trouble).toMatchObject({reason: 'unsettled', says: expect.stringContaining('Time is up.')});
	const left = outcome.untried.map(step => `${step.target.namespace}/${step.target.name}`);
	expect(left).toContain(`${namespace}/${kept!.metadata.name}`);
	for (const pod of left) expect(outcome.trouble.says).toContain(pod);
	const told = late.told.flatMap(each => (each.type === 'waiting' ? [each.progress] : []));
	expect(told.join(' ')).toContain('the disruption budget keep');
	await raw.ask('DELETE', `${budgets}/keep`);
	const again = await run(command);
	expect(again.outcome.end).toBe('settled');
	const staying = (await podsOn(name)).map(pod => pod.metadata.ownerReferences?.[0]?.kind);
	const movable = staying.filter(kind => !['DaemonSet', 'Node'].includes(kind ?? ''));
	expect(movable).toEqual([]);
	const entries = journal.entries();
	const first = entries.ok ? entries.value.find(entry => entry.action === 'drain-node') : undefined;
	const undone = await run({action: 'undo', id: first!.id});
	expect(undone.outcome.end).toBe('settled');
	const read = await cluster.get({resource: nodes, namespace: '', name});
	expect(read.ok && read.value.spec?.unschedulable).toBeUndefined();
});

const lost = {ok: false, trouble: {reason: 'unreachable', says: 'The connection was cut.'}} as const;

test('a deletion whose answer is lost is looked for, and counts as done where the object is on its way', async () => {
	const [pod] = await movableOn(await nodeWithPods());
	const {namespace = '', name} = pod!.metadata;
	const command: ActionCommand = {action: 'delete', target: {resource: pods, namespace, name}};
	const cut: Cluster = {
		...cluster,
		async apply(permit, step) {
			await cluster.apply(permit, step);
			return lost;
		},
	};
	expect((await run(command, {cluster: cut})).outcome.end).toBe('settled');
	const [other] = await movableOn(await nodeWithPods());
	const target = {resource: pods, namespace: other!.metadata.namespace ?? '', name: other!.metadata.name};
	const deaf: Cluster = {...cluster, apply: async () => lost};
	expect((await run({action: 'delete', target}, {cluster: deaf})).outcome).toMatchObject({
		end: 'failed',
		done: [],
		trouble: {reason: 'unreachable'},
	});
});

/** Pods that nothing holds back, so that there are more than go at once. */
async function addPods(nodeName: string, count: number): Promise<void> {
	const spec = {nodeName, containers: [{name: 'app', image: 'registry.example.com/app:1'}]};
	for (let pod = 0; pod < count; pod++) {
		const body = {metadata: {generateName: 'many-'}, spec};
		expect((await raw.ask('POST', '/api/v1/namespaces/default/pods', {body})).status).toBe(201);
	}
}

test('pods are evicted five at a time; whoever stops is told what went and what did not', async () => {
	const name = await nodeWithPods();
	await addPods(name, 8);
	const stop = new AbortController();
	let [underWay, most, dry, mostDry] = [0, 0, 0, 0];
	const counting: Cluster = {
		...cluster,
		async apply(...sent) {
			most = Math.max(most, ++underWay);
			return cluster.apply(...sent).finally(() => underWay--);
		},
		async rehearse(step) {
			mostDry = Math.max(mostDry, ++dry);
			return cluster.rehearse(step).finally(() => dry--);
		},
	};
	const {outcome} = await run(
		{
			action: 'drain-node',
			target: {resource: nodes, namespace: '', name},
			force: true,
			deleteEmptyDirData: true,
		},
		{
			cluster: counting,
			signal: stop.signal,
			tell: telling => {
				if (telling.type === 'applied' && telling.step.type === 'evict') stop.abort();
			},
		},
	);
	if (outcome.end !== 'failed') throw new Error(`ended ${outcome.end}`);
	expect([most, mostDry]).toEqual([5, 5]);
	const steps = outcome.plan!.steps;
	expect([...outcome.done, ...outcome.untried]).toEqual(steps);
	const names = (those: readonly {target: {namespace: string; name: string}}[]) =>
		those.map(({target}) => `${target.namespace}/${target.name}`).join(', ');
	const evicted = outcome.done.filter(({type}) => type === 'evict');
	expect(evicted).toHaveLength(5);
	expect(outcome.untried.length).toBeGreaterThan(0);
	expect(outcome.trouble.says).toContain(
		`Evicted 5 of ${steps.length - 1}: ${names(evicted)}. Not evicted: ${names(outcome.untried)}.`,
	);
	expect(outcome.trouble.hint).toContain('The node stays cordoned');
	expect(outcome.trouble.hint).toContain(`uncordon ${name}, or undo`);
});

test('a pod that started before the cordon is told, and another drain takes it too', async () => {
	const name = await nodeWithPods();
	const command: ActionCommand = {
		action: 'drain-node',
		target: {resource: nodes, namespace: '', name},
		force: true,
		deleteEmptyDirData: true,
	};
	const body = {
		metadata: {name: 'meanwhile'},
		spec: {nodeName: name, containers: [{name: 'app', image: 'registry.example.com/app:1'}]},
	};
	const {outcome} = await run(command, {
		confirm: async () => (await raw.ask('POST', '/api/v1/namespaces/default/pods', {body})).status === 201,
	});
	if (outcome.end !== 'failed') throw new Error(`ended ${outcome.end}`);
	expect(outcome.trouble.says).toContain('Others started on it before it was cordoned: default/meanwhile.');
	expect(outcome.untried).toEqual([]);
	expect((await run(command)).outcome.end).toBe('settled');
});
