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
import {perform} from '../../source/perform/perform.ts';
import type {Performance} from '../../source/perform/performance.ts';
import {connect as connectRaw} from '../conformance/connection.ts';
import {deployments, httpRoutes} from '../kit/resources.ts';

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
const services = {group: '', version: 'v1', plural: 'services', kind: 'Service', namespaced: true};
const nginx = {resource: deployments, namespace: 'default', name: 'nginx-deployment'};
const checkout = {resource: httpRoutes, namespace: 'shop', name: 'checkout'};

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

function entries(of = journal) {
	const read = of.entries();
	return read.ok ? read.value : [];
}

function refusedBy(outcome: Outcome): string {
	return outcome.end === 'refused' ? outcome.refusal.refused : outcome.end;
}

test('scaling is told in order, settles, is recorded, and undo restores it', async () => {
	const {outcome, told} = await run({action: 'scale', target: nginx, replicas: 5});
	expect(outcome.end).toBe('settled');
	const types = [...new Set(told.map(each => each.type))];
	// Containers start and stop while it is waited for.
	expect(types).toContain('orchestrated');
	expect(types.filter(type => type !== 'orchestrated')).toEqual([
		'gathering',
		'planned',
		'rehearsed',
		'permitted',
		'applied',
		'waiting',
		'ended',
	]);
	expect(await read(nginx, '/spec/replicas')).toBe(5);
	expect(entries().at(-1)).toMatchObject({action: 'scale', who: 'demo', applied: 1, end: 'settled'});
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
	expect(JSON.stringify(entries().at(-1))).not.toContain('containers');
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
	expect(outcome.end === 'refused' && outcome.refusal.says).toBe(
		'Could not change HTTPRoute shop/checkout: it changed since it was read. Nothing was changed.',
	);
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
	const {outcome} = await run({action: 'undo'}, {journal: mine});
	expect(outcome.end === 'refused' && outcome.refusal.says).toContain(
		'HTTPRoute shop/checkout was changed again since',
	);
	expect(refusedBy(outcome)).toBe('stale');
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
	const broken: Journal = {...memoryJournal(), append: () => 'The journal is full.'};
	const {outcome} = await run({action: 'scale', target: nginx, replicas: 9}, {journal: broken});
	expect(outcome.end).toBe('failed');
	expect(await read(nginx, '/spec/replicas')).not.toBe(9);
});

test('nothing of ours to undo is said', async () => {
	expect(refusedBy((await run({action: 'undo'}, {journal: memoryJournal()})).outcome)).toBe('nothing-to-do');
});

const weights = '/spec/rules/1/backendRefs';

async function patch(
	target: {resource: {group: string; version: string; plural: string}; namespace: string; name: string},
	operations: object[],
) {
	const {group, version, plural} = target.resource;
	const bystander = connectRaw(demo.kubeconfig);
	const path = `/${group ? `apis/${group}` : 'api'}/${version}/namespaces/${target.namespace}/${plural}/${target.name}`;
	const answered = await bystander.ask('PATCH', path, {
		type: 'application/json-patch+json',
		body: operations,
	});
	bystander.close();
	expect(answered.status, answered.text).toBe(200);
}

/** Starts from 90/10 whatever the tests before left. */
async function reset() {
	const port = {port: 80};
	await patch(checkout, [
		{
			op: 'replace',
			path: weights,
			value: [
				{name: 'checkout-champion', weight: 90, ...port},
				{name: 'checkout-challenger', weight: 10, ...port},
			],
		},
	]);
}

const toHalf = {
	action: 'shift',
	target: checkout,
	rule: 'cards',
	percents: [{backend: 'checkout-challenger', percent: 50}],
} as const;

test('undo never writes to another backend that came to stand at the same place', async () => {
	await reset();
	const mine = memoryJournal();
	expect((await run(toHalf, {journal: mine})).outcome.end).toBe('settled');
	const [first, second] = (await read(checkout, weights)) as [object, object];
	await patch(checkout, [{op: 'replace', path: weights, value: [second, first]}]);
	expect(refusedBy((await run({action: 'undo'}, {journal: mine})).outcome)).toBe('stale');
	expect(await read(checkout, weights)).toEqual([second, first]);
	await reset();
});

test('whoever was told to stop writes nothing, also after saying yes', async () => {
	const before = await read(nginx, '/metadata/resourceVersion');
	const early = new AbortController();
	early.abort();
	const asked = await run({action: 'scale', target: nginx, replicas: 8}, {signal: early.signal});
	expect(asked.outcome.end).toBe('cancelled');
	const late = new AbortController();
	const confirm = async () => {
		late.abort();
		return true;
	};
	expect(
		(await run({action: 'scale', target: nginx, replicas: 8}, {signal: late.signal, confirm})).outcome.end,
	).toBe('cancelled');
	expect(await read(nginx, '/metadata/resourceVersion')).toBe(before);
});

const model = {resource: deployments, namespace: 'models', name: 'credit-risk-v1'};

test('undoing a roll back spares what somebody did after it', async () => {
	const image = '/spec/template/spec/containers/0/image';
	const mine = memoryJournal();
	await run(
		{action: 'upgrade', target: model, image: 'registry.example.com/credit-risk:2026.12'},
		{journal: mine},
	);
	expect((await run({action: 'rollback', target: model}, {journal: mine})).outcome.end).toBe('settled');
	await run(
		{action: 'upgrade', target: model, image: 'registry.example.com/credit-risk:2027.01'},
		{journal: memoryJournal()},
	);
	expect(refusedBy((await run({action: 'undo'}, {journal: mine})).outcome)).toBe('stale');
	expect(await read(model, image)).toBe('registry.example.com/credit-risk:2027.01');
});

const lost = {ok: false, trouble: {reason: 'unreachable', says: 'The connection was cut.'}} as const;

test('a write whose answer is lost is looked for, recorded, and can be undone', async () => {
	const mine = memoryJournal();
	const losing: Cluster = {
		...cluster,
		async apply(permit, step) {
			await cluster.apply(permit, step);
			return lost;
		},
	};
	await reset();
	expect((await run(toHalf, {journal: mine, cluster: losing})).outcome.end).toBe('settled');
	expect(entries(mine).at(-1)).toMatchObject({applied: 1});
	expect((await run({action: 'undo'}, {journal: mine})).outcome.end).toBe('settled');
	expect(await read(checkout, `${weights}/1/weight`)).toBe(10);
});

test('a write of which nothing is known any more says so, and undo finds out', async () => {
	const mine = memoryJournal();
	await reset();
	let isGone = false;
	const gone: Cluster = {
		...cluster,
		get: (target, subresource) => (isGone ? Promise.resolve(lost) : cluster.get(target, subresource)),
		async apply(permit, step) {
			isGone = true;
			await cluster.apply(permit, step);
			return lost;
		},
	};
	const {outcome} = await run(toHalf, {journal: mine, cluster: gone});
	expect(outcome.end === 'failed' && outcome.trouble.says).toContain('may have been written');
	expect((await run({action: 'undo'}, {journal: mine})).outcome.end).toBe('settled');
	expect(await read(checkout, `${weights}/1/weight`)).toBe(10);
});

test('a write that never arrived is passed over by undo', async () => {
	const mine = memoryJournal();
	await reset();
	expect(
		(await run({...toHalf, percents: [{backend: 'checkout-challenger', percent: 20}]}, {journal: mine}))
			.outcome.end,
	).toBe('settled');
	let isGone = false;
	const deaf: Cluster = {
		...cluster,
		get: (target, subresource) => (isGone ? Promise.resolve(lost) : cluster.get(target, subresource)),
		apply: async () => {
			isGone = true;
			return lost;
		},
	};
	expect((await run(toHalf, {journal: mine, cluster: deaf})).outcome.end).toBe('failed');
	expect((await run({action: 'undo'}, {journal: mine})).outcome.end).toBe('settled');
	expect(await read(checkout, `${weights}/1/weight`), 'the change before it').toBe(10);
});

test('the drain finds the challenger where somebody moved it, and drains what somebody added', async () => {
	await reset();
	const confirm = async () => {
		const [first, second] = (await read(checkout, weights)) as [object, object];
		await patch(checkout, [
			{op: 'replace', path: weights, value: [second, first, {name: 'checkout-v3', port: 80, weight: 100}]},
		]);
		return true;
	};
	await run({action: 'drain-traffic', target: checkout, rule: 'cards'}, {confirm, timeoutMs: 1000});
	const after = (await read(checkout, weights)) as Array<{name: string; weight: number}>;
	expect(after.filter(each => each.weight > 0).map(each => each.name)).toEqual(['checkout-champion']);
	await reset();
});

test('an action is refused on a kind it does not mean', async () => {
	const replicaSets = {
		group: 'apps',
		version: 'v1',
		plural: 'replicasets',
		kind: 'ReplicaSet',
		namespaced: true,
	};
	const target = {resource: replicaSets, namespace: 'default', name: 'any'};
	expect(refusedBy((await run({action: 'restart', target})).outcome)).toBe('usage');
});

test('an autoscaled workload may be scaled to nothing: its autoscaler rests there', async () => {
	const target = {resource: deployments, namespace: 'shop', name: 'checkout-champion'};
	const {outcome, told} = await run({action: 'scale', target, replicas: 0}, {confirm: async () => false});
	expect(outcome.end).toBe('cancelled');
	expect(told.some(each => each.type === 'permitted')).toBe(true);
});

test('a journal that fails half-way is said', async () => {
	const half: Journal = {
		...memoryJournal(),
		append: line => (line.type === 'applied' ? 'The disk is full.' : undefined),
	};
	const {outcome} = await run({action: 'scale', target: model, replicas: 4}, {journal: half});
	expect(outcome).toMatchObject({end: 'settled', unrecorded: 'The disk is full.'});
	const lost = {ok: false, trouble: {reason: 'unreachable', says: 'The connection was cut.'}} as const;
	const unsaid: Journal = {
		...memoryJournal(),
		append: line => (line.type === 'doubted' ? 'The disk is full.' : undefined),
	};
	const cut: Cluster = {...cluster, apply: async () => lost};
	const doubted = await run({action: 'scale', target: model, replicas: 2}, {journal: unsaid, cluster: cut});
	expect(doubted.outcome).toMatchObject({end: 'failed', unrecorded: 'The disk is full.'});
});

test('an upgrade that a later change took over has not settled, whatever is rolled out by then', async () => {
	const image = 'registry.example.com/credit-risk:1-broken';
	const broken = run({action: 'upgrade', target: model, image}, {journal: memoryJournal()});
	await until(async () => (await read(model, '/spec/template/spec/containers/0/image')) === image);
	const better = 'registry.example.com/credit-risk:2027.02';
	expect(
		(await run({action: 'upgrade', target: model, image: better}, {journal: memoryJournal()})).outcome.end,
	).toBe('settled');
	const {outcome} = await broken;
	expect(outcome).toMatchObject({end: 'unsettled', progress: expect.stringContaining('changed again')});
});

test('a chosen champion stands on the route, arms the drain for everybody, and can be taken back', async () => {
	const target = {resource: httpRoutes, namespace: 'models', name: 'credit-risk'};
	expect(refusedBy((await run({action: 'drain-traffic', target})).outcome)).toBe('role-unknown');
	expect(refusedBy((await run({action: 'choose-champion', target, backend: 'nobody'})).outcome)).toBe(
		'not-found',
	);
	const mine = memoryJournal();
	expect(
		(await run({action: 'choose-champion', target, backend: 'credit-risk-v1'}, {journal: mine})).outcome.end,
	).toBe('settled');
	expect(await read(target, '/metadata/annotations/sluice.dev~1champion')).toBe('credit-risk-v1');
	const {told} = await run({action: 'drain-traffic', target}, {confirm: async () => false});
	expect(told.some(each => each.type === 'permitted')).toBe(true);
	expect((await run({action: 'undo'}, {journal: mine})).outcome.end).toBe('settled');
	expect(await read(target, '/metadata/annotations/sluice.dev~1champion')).toBeUndefined();
});

async function until(isTrue: () => Promise<boolean>): Promise<void> {
	for (const began = Date.now(); !(await isTrue()); ) {
		if (Date.now() - began > 10_000) throw new Error('It never came.');
		await new Promise(resolve => setTimeout(resolve, 10));
	}
}
