import {afterEach, beforeEach, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import {issuePermit, type Permit} from '../../source/model/permit.ts';
import type {Plan, Step} from '../../source/model/plan.ts';
import {json, type ScriptedApi, slam, startScriptedApi, status} from '../kit/scripted-api.ts';

const deployments = {
	group: 'apps',
	version: 'v1',
	plural: 'deployments',
	kind: 'Deployment',
	namespaced: true,
};

const step: Step = {
	type: 'edit',
	target: {resource: deployments, namespace: 'shop', name: 'checkout', uid: 'u1'},
	subresource: 'scale',
	guards: [{at: '/spec/replicas', is: 3}],
	edits: [{at: '/spec/replicas', from: 3, to: 5}],
};

const plan: Plan = {
	action: 'scale',
	says: 'Scale Deployment shop/checkout from 3 to 5',
	lines: [],
	steps: [step],
	undo: {way: 'swap'},
	settledWhen: [],
	concerns: [],
	owners: [],
	isEscape: false,
};

const patch = [
	{op: 'test', path: '/metadata/uid', value: 'u1'},
	{op: 'test', path: '/spec/replicas', value: 3},
	{op: 'add', path: '/spec/replicas', value: 5},
];

let api: ScriptedApi;
let cluster: Cluster;

beforeEach(async () => {
	api = await startScriptedApi();
	const connected = await connect({kubeconfig: api.kubeconfig(), env: {}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	cluster = connected.value;
});

afterEach(async () => {
	cluster.close();
	await api.close();
});

const isPatch = ({method}: {method: string}) => method === 'PATCH';

test('a rehearsal sends the patch as a dry run', async () => {
	api.on(isPatch, json({metadata: {name: 'checkout', uid: 'u1'}, spec: {replicas: 5}}));
	expect(await cluster.rehearse(step)).toMatchObject({ok: true, value: {spec: {replicas: 5}}});
	const [asked] = api.asked;
	expect(asked!.path).toBe('/apis/apps/v1/namespaces/shop/deployments/checkout/scale');
	expect(Object.fromEntries(asked!.query)).toEqual({
		fieldManager: 'sluice',
		fieldValidation: 'Strict',
		dryRun: 'All',
	});
	expect(asked!.headers['content-type']).toBe('application/json-patch+json');
	expect(JSON.parse(asked!.body)).toEqual(patch);
});

test('a permitted step is sent once, for good', async () => {
	api.on(isPatch, json({metadata: {}}));
	expect(await cluster.apply(issuePermit(plan, {by: 'key'}), step)).toMatchObject({ok: true});
	expect(api.asked.map(asked => asked.query.has('dryRun'))).toEqual([false]);
	expect(JSON.parse(api.asked[0]!.body)).toEqual(patch);
});

test('a write whose answer got lost is not sent again', async () => {
	api.on(({method}) => method === 'GET', json({metadata: {}}));
	api.on(isPatch, slam);
	await cluster.get(step.target);
	expect(await cluster.apply(issuePermit(plan, {by: 'key'}), step)).toMatchObject({
		trouble: {reason: 'unreachable'},
	});
	expect(api.asked.filter(isPatch)).toHaveLength(1);
});

test.each([
	[
		'a failed guard',
		status(422, 'Invalid', 'the server rejected our request due to an error in our request'),
		'guard-failed',
	],
	[
		'an invalid value',
		status(422, 'Invalid', 'bad', {causes: [{field: 'spec.replicas', message: 'too many'}]}),
		'invalid',
	],
	['a missing right', status(403, 'Forbidden', 'no'), 'forbidden'],
	['a vanished target', status(404, 'NotFound', 'gone'), 'not-found'],
])('%s is a trouble', async (_, answer, reason) => {
	api.on(isPatch, answer);
	expect(await cluster.rehearse(step)).toMatchObject({ok: false, trouble: {reason}});
});

test.each<[string, Permit, Step]>([
	['nobody issued', {plan, confirm: {by: 'key'}}, step],
	['was issued for another plan', issuePermit({...plan, steps: []}, {by: 'key'}), step],
	['was issued for a step that has changed since', issuePermit(plan, {by: 'key'}), {...step, edits: []}],
])('a permit that %s is a bug, and nothing is sent', async (_, permit, permitted) => {
	await expect(cluster.apply(permit, permitted)).rejects.toThrow(/permit/);
	expect(api.asked).toHaveLength(0);
});
