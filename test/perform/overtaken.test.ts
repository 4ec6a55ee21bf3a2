// What happens between the preview and the write: somebody else is faster, or what was permitted is not any more.

import {afterAll, beforeAll, beforeEach, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import type {Moment, Rules} from '../../source/gateway/decide.ts';
import {memoryJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import type {ActionCommand} from '../../source/model/command.ts';
import {valueAt} from '../../source/model/json.ts';
import type {Outcome, Telling} from '../../source/model/telling.ts';
import {perform} from '../../source/perform/perform.ts';
import type {Performance} from '../../source/perform/performance.ts';
import {connect as connectRaw} from '../conformance/connection.ts';
import {httpRoutes} from '../kit/resources.ts';

let demo: Demo;
let cluster: Cluster;

beforeAll(async () => {
	demo = await startDemo({speed: 20});
	const connected = await connect({kubeconfig: demo.kubeconfig, env: {}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	cluster = connected.value;
});

afterAll(async () => {
	cluster.close();
	await demo.stop();
});

const rules: Rules = {readOnly: false, isProduction: false, contextName: 'demo'};
const checkout = {
	resource: httpRoutes,
	namespace: 'shop',
	name: 'checkout',
};
const challengerAt = '/spec/rules/1/backendRefs/1/weight';

function toPercent(percent: number): ActionCommand {
	const percents = [{backend: 'checkout-challenger', percent}];
	return {action: 'shift', target: checkout, rule: 'cards', percents};
}

async function run(command: ActionCommand, change: Partial<Performance> = {}) {
	const told: Telling[] = [];
	const outcome = await perform(command, {
		cluster,
		journal: memoryJournal(),
		clock: systemClock,
		rules,
		wait: false,
		timeoutMs: 15_000,
		signal: new AbortController().signal,
		tell: telling => told.push(telling),
		confirm: async () => true,
		...change,
	});
	return {outcome, told};
}

/** Confirms at once; what happens before the first confirmation counts is done by `meanwhile`. */
function confirmingAfter(meanwhile: () => unknown) {
	let times = 0;
	return async () => {
		times += 1;
		if (times === 1) await meanwhile();
		return true;
	};
}

async function challenger() {
	const object = await cluster.get(checkout);
	return object.ok && valueAt(object.value, challengerAt);
}

async function raw(method: string, path: string, body?: object): Promise<number> {
	const bystander = connectRaw(demo.kubeconfig);
	const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
	const {status} = await bystander.ask(method, path, {type, body});
	bystander.close();
	return status;
}

const refusedBy = (outcome: Outcome) => (outcome.end === 'refused' ? outcome.refusal.refused : outcome.end);

beforeEach(async () => {
	await run(toPercent(10));
	expect(await challenger()).toBe(10);
});

test('a preview that was overtaken is made anew, says what changed, and waits for its own confirmation', async () => {
	const {outcome, told} = await run(toPercent(40), {
		confirm: confirmingAfter(() => run(toPercent(12))),
		canAskAnew: () => true,
	});
	expect(outcome.end).toBe('applied');
	expect(told.map(each => each.type)).toEqual([
		...['gathering', 'planned', 'rehearsed', 'permitted', 'overtaken'],
		...['gathering', 'planned', 'changed', 'rehearsed', 'permitted', 'applied', 'ended'],
	]);
	expect(told.find(each => each.type === 'changed')).toEqual({
		type: 'changed',
		says: ['checkout-champion was 90 %, and is 88 % now.', 'checkout-challenger was 10 %, and is 12 % now.'],
	});
	expect(await challenger()).toBe(40);
});

test('whoever says no to the new preview has written nothing', async () => {
	let times = 0;
	const {outcome} = await run(toPercent(40), {
		async confirm() {
			times += 1;
			if (times === 1) await run(toPercent(12));
			return times === 1;
		},
		canAskAnew: () => true,
	});
	expect(outcome.end).toBe('cancelled');
	expect(await challenger()).toBe(12);
});

test('what somebody else has done already is not asked for again', async () => {
	const {outcome} = await run(toPercent(40), {
		confirm: confirmingAfter(() => run(toPercent(40))),
		canAskAnew: () => true,
	});
	expect(refusedBy(outcome)).toBe('nothing-to-do');
});

test('a script is refused instead: it meant what it saw', async () => {
	const {outcome} = await run(toPercent(40), {confirm: confirmingAfter(() => run(toPercent(12)))});
	expect(refusedBy(outcome)).toBe('stale');
	expect(await challenger()).toBe(12);
});

test('a write between the reads and the dry run costs nobody a key', async () => {
	let times = 0;
	const overtaking: Cluster = {
		...cluster,
		async rehearse(step) {
			times += 1;
			if (times === 1) await run(toPercent(12));
			return cluster.rehearse(step);
		},
	};
	const {outcome} = await run(toPercent(40), {cluster: overtaking});
	expect(outcome.end).toBe('applied');
	expect(await challenger()).toBe(40);
});

test('a target that vanished, or was made anew under its name, says so', async () => {
	const path = '/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes';
	const before = await cluster.get(checkout);
	if (!before.ok) throw new Error(before.trouble.says);
	const {metadata, ...rest} = before.value;
	const {name, namespace, annotations, labels} = metadata;
	const anew = {...rest, status: undefined, metadata: {name, namespace, annotations, labels}};
	const remove = async () => expect(await raw('DELETE', `${path}/checkout`)).toBe(200);
	const vanished = await run(toPercent(40), {confirm: confirmingAfter(remove), canAskAnew: () => true});
	expect(vanished.outcome).toMatchObject({end: 'failed', trouble: {reason: 'not-found'}});
	expect(await raw('POST', path, anew)).toBe(201);
	const {outcome} = await run(toPercent(40), {
		confirm: confirmingAfter(async () => {
			await remove();
			expect(await raw('POST', path, anew)).toBe(201);
		}),
		canAskAnew: () => true,
	});
	expect(outcome).toMatchObject({
		end: 'refused',
		refusal: {says: 'HTTPRoute shop/checkout was deleted and created anew since it was shown.'},
	});
	expect(await challenger()).toBe(10);
});

test.each<[string, Moment, Partial<Rules>, string]>([
	['the arming ends', {isArmed: false}, {armForMs: 900_000}, 'disarmed'],
	['what is on screen grows old', {staleMs: 5000}, {}, 'stale'],
])('a preview from before %s is refused at its confirmation', async (_name, then, ruled, reason) => {
	let moment: Moment = {isArmed: true};
	const {outcome, told} = await run(toPercent(40), {
		rules: {...rules, ...ruled},
		moment: () => moment,
		confirm: confirmingAfter(() => {
			moment = then;
		}),
	});
	expect(told.map(each => each.type)).toContain('permitted');
	expect(refusedBy(outcome)).toBe(reason);
	expect(await challenger()).toBe(10);
});

test('the way back is confirmed all the same, disarmed and on old data', async () => {
	const {outcome} = await run(
		{action: 'drain-traffic', target: checkout, rule: 'cards'},
		{rules: {...rules, armForMs: 900_000}, moment: () => ({staleMs: 60_000})},
	);
	expect(outcome.end).toBe('applied');
	expect(await challenger()).toBe(0);
});

test('a right that is taken away while the preview stands is not believed any more', async () => {
	let isAllowed = true;
	const asked: (number | undefined)[] = [];
	const turning: Cluster = {
		...cluster,
		async may(_question, believedMs) {
			asked.push(believedMs);
			return {ok: true, value: {isAllowed, because: 'RBAC'}};
		},
	};
	const {outcome} = await run(toPercent(40), {
		cluster: turning,
		confirm: confirmingAfter(() => {
			isAllowed = false;
		}),
	});
	expect(refusedBy(outcome)).toBe('denied');
	// The first question is only asked ahead, while the route is read.
	expect(asked).toEqual([undefined, 5000, 5000]);
	expect(await challenger()).toBe(10);
});

test('a drain of two steps goes on where somebody writes under the second', async () => {
	const service = {group: '', version: 'v1', plural: 'services', kind: 'Service', namespaced: true};
	const namespace = 'shop';
	const base = `/apis/apps/v1/namespaces/${namespace}/deployments`;
	const labels = (track: string) => ({model: 'm', track});
	const deployment = (name: string, replicas: number, track: string) => ({
		metadata: {name},
		spec: {
			replicas,
			selector: {matchLabels: labels(track)},
			template: {metadata: {labels: labels(track)}, spec: {containers: [{name: 'm', image: 'm:1'}]}},
		},
	});
	await raw('POST', `/api/v1/namespaces/${namespace}/services`, {
		metadata: {name: 'model'},
		spec: {selector: {model: 'm'}, ports: [{port: 80}]},
	});
	await raw('POST', base, deployment('model-a', 3, 'stable'));
	await raw('POST', base, deployment('model-b', 1, 'canary'));
	const [a, b] = ['model-a', 'model-b'].map(
		name => () =>
			cluster.get({resource: {...service, group: 'apps', plural: 'deployments'}, namespace, name}),
	);
	const readyOf = async (read = a!) => {
		const object = await read();
		return object.ok && object.value.status?.readyReplicas;
	};
	await expect.poll(async () => [await readyOf(a), await readyOf(b)], {timeout: 15_000}).toEqual([3, 1]);
	const target = {resource: service, namespace, name: 'model'};
	const {outcome} = await run(
		{action: 'drain-traffic', target},
		{
			confirm: confirmingAfter(() => raw('PATCH', `${base}/model-b`, {spec: {replicas: 2}})),
		},
	);
	expect(outcome.end).toBe('applied');
	const after = await b!();
	expect(after.ok && after.value.spec?.replicas).toBe(0);
}, 40_000);
