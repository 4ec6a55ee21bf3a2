import {afterAll, beforeAll, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import type {Rules} from '../../source/gateway/decide.ts';
import {type Journal, memoryJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import type {ActionCommand} from '../../source/model/command.ts';
import {valueAt} from '../../source/model/json.ts';
import type {Outcome, Telling} from '../../source/model/telling.ts';
import {type Performance, perform} from '../../source/perform/perform.ts';

/** The whole path on the embedded cluster, through the real client. */
let demo: Demo;
let cluster: Cluster;
let journal: Journal;

beforeAll(async () => {
	demo = await startDemo({speed: 20});
	const connected = await connect({kubeconfig: demo.kubeconfig, env: {}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	cluster = connected.value;
	journal = memoryJournal();
});

afterAll(async () => {
	cluster.close();
	await demo.stop();
});

const rules: Rules = {readOnly: false, isProduction: false, contextName: 'demo'};
const deployments = {
	group: 'apps',
	version: 'v1',
	plural: 'deployments',
	kind: 'Deployment',
	namespaced: true,
};
const routes = {
	group: 'gateway.networking.k8s.io',
	version: 'v1',
	plural: 'httproutes',
	kind: 'HTTPRoute',
	namespaced: true,
};
const services = {group: '', version: 'v1', plural: 'services', kind: 'Service', namespaced: true};
const nginx = {resource: deployments, namespace: 'default', name: 'nginx-deployment'};
const checkout = {resource: routes, namespace: 'shop', name: 'checkout'};

async function run(
	command: ActionCommand,
	change: Partial<Performance> = {},
): Promise<{outcome: Outcome; told: Telling[]}> {
	const told: Telling[] = [];
	const outcome = await perform(command, {
		cluster,
		journal,
		clock: systemClock,
		rules,
		wait: true,
		timeoutMs: 15_000,
		signal: new AbortController().signal,
		tell: telling => told.push(telling),
		confirm: async () => true,
		...change,
	});
	return {outcome, told};
}

async function read(
	target: {resource: typeof deployments; namespace: string; name: string},
	pointer: string,
) {
	const object = await cluster.get(target);
	if (!object.ok) throw new Error(object.trouble.says);
	return valueAt(object.value, pointer);
}

async function spec(target: Parameters<typeof read>[0]) {
	return JSON.stringify(await read(target, '/spec'));
}

function refusedBy(outcome: Outcome): string {
	return outcome.end === 'refused' ? outcome.refusal.refused : outcome.end;
}

test('scaling is told in order, settles, is recorded, and undo restores it', async () => {
	const {outcome, told} = await run({action: 'scale', target: nginx, replicas: 5});
	expect(outcome.end).toBe('settled');
	expect([...new Set(told.map(each => each.type))]).toEqual([
		'gathering',
		'planned',
		'rehearsed',
		'permitted',
		'applied',
		'waiting',
		'ended',
	]);
	expect(await read(nginx, '/spec/replicas')).toBe(5);
	expect(journal.entries().at(-1)).toMatchObject({action: 'scale', who: 'demo', applied: 1, end: 'settled'});
	const undone = await run({action: 'undo'});
	expect(undone.outcome.end).toBe('settled');
	expect(await read(nginx, '/spec/replicas')).toBe(3);
});

test('upgrade, roll back and undo of the roll back', async () => {
	const image = '/spec/template/spec/containers/0/image';
	expect((await run({action: 'upgrade', target: nginx, image: 'nginx:1.9.1'})).outcome.end).toBe('settled');
	expect(await read(nginx, image)).toBe('nginx:1.9.1');
	expect((await run({action: 'rollback', target: nginx})).outcome.end).toBe('settled');
	expect(await read(nginx, image)).toBe('nginx:1.7.9');
	expect(JSON.stringify(journal.entries().at(-1))).not.toContain('containers');
	expect((await run({action: 'undo'})).outcome.end).toBe('settled');
	expect(await read(nginx, image)).toBe('nginx:1.9.1');
});

test('a rollout that cannot finish is not settled, and says where it stands', async () => {
	const {outcome} = await run({action: 'upgrade', target: nginx, image: 'nginx:9-broken'}, {timeoutMs: 1500});
	expect(outcome.end).toBe('unsettled');
	expect(outcome.end === 'unsettled' && outcome.progress).toContain('updated');
	expect((await run({action: 'undo'})).outcome.end).toBe('settled');
});

test('a shift and its undo leave the identical spec', async () => {
	const before = await spec(checkout);
	const percents = [{backend: 'checkout-challenger', percent: 25}];
	expect((await run({action: 'shift', target: checkout, rule: 'cards', percents})).outcome.end).toBe(
		'settled',
	);
	expect(await read(checkout, '/spec/rules/1/backendRefs/1/weight')).toBe(25);
	expect((await run({action: 'undo'})).outcome.end).toBe('settled');
	expect(await spec(checkout)).toBe(before);
});

test('draining goes to the marked champion on every rule, and undo brings the split back', async () => {
	const before = await spec(checkout);
	expect((await run({action: 'drain-traffic', target: checkout})).outcome.end).toBe('settled');
	expect(await read(checkout, '/spec/rules/0/backendRefs/1/weight')).toBe(0);
	expect(await read(checkout, '/spec/rules/1/backendRefs/1/weight')).toBe(0);
	expect((await run({action: 'undo'})).outcome.end).toBe('settled');
	expect(await spec(checkout)).toBe(before);
});

test('shifting plain Deployments scales the riser, waits, then scales the other down', async () => {
	const target = {resource: services, namespace: 'models', name: 'fraud'};
	const {outcome, told} = await run({action: 'shift', target, percents: [{backend: 'fraud-b', percent: 50}]});
	expect(outcome.end).toBe('settled');
	const order = told.flatMap(each =>
		each.type === 'applied' ? [each.step.target.name] : each.type === 'waiting' ? ['waited'] : [],
	);
	expect(order.slice(0, 2)).toEqual(['fraud-b', 'waited']);
	expect(order).toContain('fraud-a');
	expect((await run({action: 'undo'})).outcome.end).toBe('settled');
});

test('somebody else changing the list meanwhile makes it stale, and nothing is written', async () => {
	const percents = [{backend: 'checkout-challenger', percent: 40}];
	const other = {
		action: 'shift',
		target: checkout,
		rule: 'cards',
		percents: [{backend: 'checkout-challenger', percent: 12}],
	} as const;
	const {outcome} = await run(
		{action: 'shift', target: checkout, rule: 'cards', percents},
		{
			async confirm() {
				await run(other, {journal: memoryJournal()});
				return true;
			},
		},
	);
	expect(refusedBy(outcome)).toBe('stale');
	expect(await read(checkout, '/spec/rules/1/backendRefs/1/weight')).toBe(12);
});

test('undo refuses what somebody changed since', async () => {
	const mine = memoryJournal();
	const shift = (percent: number, into: Journal) =>
		run(
			{
				action: 'shift',
				target: checkout,
				rule: 'cards',
				percents: [{backend: 'checkout-challenger', percent}],
			},
			{journal: into},
		);
	await shift(30, mine);
	await shift(60, memoryJournal());
	expect(refusedBy((await run({action: 'undo'}, {journal: mine})).outcome)).toBe('stale');
	expect(await read(checkout, '/spec/rules/1/backendRefs/1/weight')).toBe(60);
});

test('the drain gets through although somebody shifts the same rule in between', async () => {
	const {outcome} = await run(
		{action: 'drain-traffic', target: checkout, rule: 'cards'},
		{
			async confirm() {
				const percents = [{backend: 'checkout-challenger', percent: 77}];
				await run({action: 'shift', target: checkout, rule: 'cards', percents}, {journal: memoryJournal()});
				return true;
			},
		},
	);
	expect(outcome.end).toBe('settled');
	expect(await read(checkout, '/spec/rules/1/backendRefs/1/weight')).toBe(0);
});

test('saying no, read-only and a missing object change nothing', async () => {
	const before = await read(nginx, '/metadata/resourceVersion');
	expect(
		(await run({action: 'scale', target: nginx, replicas: 9}, {confirm: async () => false})).outcome.end,
	).toBe('cancelled');
	const readOnly = await run(
		{action: 'scale', target: nginx, replicas: 9},
		{rules: {...rules, readOnly: true}},
	);
	expect(refusedBy(readOnly.outcome)).toBe('read-only');
	expect((await run({action: 'scale', target: {...nginx, name: 'nope'}, replicas: 9})).outcome.end).toBe(
		'failed',
	);
	expect(await read(nginx, '/metadata/resourceVersion')).toBe(before);
});

test('an autoscaled workload is not scaled under its autoscaler', async () => {
	const target = {resource: deployments, namespace: 'shop', name: 'checkout-champion'};
	const {outcome} = await run({action: 'scale', target, replicas: 7});
	expect(refusedBy(outcome)).toBe('owned');
});

test('a change that the journal could not hold is not made', async () => {
	const broken: Journal = {entries: () => [], append: () => 'The journal is full.'};
	const {outcome} = await run({action: 'scale', target: nginx, replicas: 9}, {journal: broken});
	expect(outcome.end).toBe('failed');
	expect(await read(nginx, '/spec/replicas')).not.toBe(9);
});

test('nothing of ours to undo is said', async () => {
	expect(refusedBy((await run({action: 'undo'}, {journal: memoryJournal()})).outcome)).toBe('nothing-to-do');
});
