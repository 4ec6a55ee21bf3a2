import {afterAll, afterEach, beforeAll, beforeEach, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {type Journal, memoryJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import type {ActionCommand} from '../../source/model/command.ts';
import type {Outcome} from '../../source/model/telling.ts';
import {perform} from '../../source/perform/perform.ts';
import {RawApi} from '../cluster/raw-api.ts';
import type {Fault} from './fault.ts';
import {type FaultProxy, startFaultProxy} from './fault-proxy.ts';

// What is said of a change whose one write goes wrong, beside what the server has of it.

let demo: Demo;
let api: RawApi;
let proxy: FaultProxy;
let cluster: Cluster;
let journal: Journal;
const routes = {
	group: 'gateway.networking.k8s.io',
	version: 'v1',
	plural: 'httproutes',
	kind: 'HTTPRoute',
	namespaced: true,
};
const target = {resource: routes, namespace: 'shop', name: 'checkout'};
const path = '/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes/checkout';

beforeAll(async () => {
	demo = await startDemo({seed: 1});
	api = new RawApi(demo.kubeconfig);
});
afterAll(async () => {
	api.close();
	await demo.stop();
});

beforeEach(async () => {
	proxy = await startFaultProxy({kubeconfig: demo.kubeconfig});
	const connected = await connect({kubeconfig: proxy.kubeconfig, env: {}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	cluster = connected.value;
	journal = memoryJournal();
	await api.patch(path, [
		{op: 'replace', path: `${weightAt(0)}`, value: 90},
		{op: 'replace', path: weightAt(1), value: 10},
	]);
});
afterEach(async () => {
	cluster.close();
	await proxy.close();
});

function weightAt(backend: number): string {
	return `/spec/rules/1/backendRefs/${backend}/weight`;
}

async function challenger(): Promise<number> {
	return (await api.get(path)).body.spec.rules[1].backendRefs[1].weight;
}

function run(command: ActionCommand): Promise<Outcome> {
	return perform(command, {
		cluster,
		journal,
		clock: systemClock,
		rules: {readOnly: false, isProduction: false, contextName: 'demo'},
		wait: true,
		timeoutMs: 5000,
		signal: new AbortController().signal,
		tell() {},
		confirm: async () => true,
	});
}

function shift(): Promise<Outcome> {
	return run({
		action: 'shift',
		target,
		rule: 'cards',
		percents: [{backend: 'checkout-challenger', percent: 33}],
	});
}

function says(outcome: Outcome): string {
	if (outcome.end === 'failed') return `failed: ${outcome.trouble.says}`;
	return outcome.end === 'refused' ? `refused: ${outcome.refusal.says}` : outcome.end;
}

test.each<[Fault, RegExp]>([
	[{does: 'refuse', status: 500}, /^failed: .* failed to change .* \(500\)/],
	[{does: 'refuse', status: 403}, /^failed: You may not change/],
	[{does: 'refuse', status: 409}, /^failed: Cannot change/],
	[{does: 'refuse', status: 429, retryAfterS: 1}, /^failed: .* asks to slow down/],
])(
	'a write that the server answers with %o is not there, and nothing else is said',
	async (fault, wanted) => {
		proxy.aim(({kind}) => kind === 'write', fault);
		const said = says(await shift());
		expect(said).toMatch(wanted);
		expect(said).not.toMatch(/ may (have|still)/);
		expect(await challenger()).toBe(10);
	},
);

test.each<Fault>([
	{does: 'disown'},
	{does: 'reset', isForwarded: true},
	{does: 'truncate', afterMs: 0},
	{does: 'swallow', isForwarded: true, heldMs: 100},
	{does: 'late', delayMs: 700},
])('a write that arrives although %o is done, and said to be', async fault => {
	proxy.aim(({kind}) => kind === 'write', fault);
	expect(says(await shift())).toBe('settled');
	expect(await challenger()).toBe(33);
});

test.each<Fault>([
	{does: 'refuse', status: 504},
	{does: 'reset', isForwarded: false},
	{does: 'swallow', isForwarded: false, heldMs: 100},
	{does: 'late', delayMs: 2500},
])(
	'a write that nobody answered, by %o, may still arrive: that is said, recorded, and can be taken back',
	async fault => {
		proxy.aim(({kind}) => kind === 'write', fault);
		expect(says(await shift())).toMatch(/ is not there yet, and may still arrive/);
		const entries = journal.entries();
		expect(entries.ok && entries.value.at(-1)?.isDoubtful).toBe(true);
		if (fault.does !== 'late') return expect(await challenger()).toBe(10);
		await api.until(path, object => object.spec.rules[1].backendRefs[1].weight === 33);
		const undone = await run({action: 'undo'});
		expect(says(undone)).toBe('settled');
		expect(await challenger()).toBe(10);
	},
);
