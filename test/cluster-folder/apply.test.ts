import {afterEach, beforeEach, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import {issuePermit, type Permit} from '../../source/model/permit.ts';
import type {Plan, Step} from '../../source/model/plan.ts';
import {deployments} from '../kit/resources.ts';
import {json, type ScriptedApi, slam, startScriptedApi, status} from '../kit/scripted-api.ts';

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

const pods = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true};
const pod = {resource: pods, namespace: 'shop', name: 'web-1', uid: 'u1'};
const deletion: Step = {type: 'delete', target: pod, guards: [], edits: []};
const eviction: Step = {type: 'evict', target: pod, guards: [], edits: []};
const isWrite = ({method}: {method: string}) => method === 'DELETE' || method === 'POST';

function apply(going: Step) {
	return cluster.apply(issuePermit({...plan, steps: [going]}, {by: 'key'}), going);
}

test('deleting takes its options from the body alone, the dry run too', async () => {
	api.on(isWrite, json({metadata: {}}));
	await cluster.rehearse(deletion);
	await apply(deletion);
	const bodies = api.asked.map(({body}) => JSON.parse(body));
	expect(api.asked.map(({method, path, query}) => `${method} ${path} ${query.size}`)).toEqual([
		'DELETE /api/v1/namespaces/shop/pods/web-1 0',
		'DELETE /api/v1/namespaces/shop/pods/web-1 0',
	]);
	const options = {
		apiVersion: 'v1',
		kind: 'DeleteOptions',
		preconditions: {uid: 'u1'},
		propagationPolicy: 'Background',
	};
	expect(bodies).toEqual([{...options, dryRun: ['All']}, options]);
});

test('an eviction is posted to its pod, pinned by uid', async () => {
	api.on(isWrite, json({kind: 'Status', status: 'Success'}, 201));
	await cluster.rehearse(eviction);
	await apply(eviction);
	expect(api.asked.map(({path, query}) => `${path} ${query.get('dryRun')}`)).toEqual([
		'/api/v1/namespaces/shop/pods/web-1/eviction All',
		'/api/v1/namespaces/shop/pods/web-1/eviction null',
	]);
	expect(JSON.parse(api.asked[1]!.body)).toMatchObject({
		kind: 'Eviction',
		metadata: {name: 'web-1', namespace: 'shop'},
		deleteOptions: {preconditions: {uid: 'u1'}},
	});
});

const budget = {
	causes: [
		{
			reason: 'DisruptionBudget',
			message: 'The disruption budget web needs 2 healthy pods and has 2 currently',
		},
	],
};

test.each([
	[
		'another incarnation',
		deletion,
		status(409, 'Conflict', 'Precondition failed'),
		'guard-failed',
		'created anew',
	],
	['another pod', eviction, status(409, 'Conflict', 'Precondition failed'), 'guard-failed', 'created anew'],
	[
		'a budget',
		eviction,
		status(429, 'TooManyRequests', 'Cannot evict pod', budget),
		'held-up',
		'Cannot evict Pod shop/web-1 now: the disruption budget web needs 2 healthy pods and has 2 currently.',
	],
	['a busy server', eviction, status(429, 'TooManyRequests', 'slow down'), 'throttled', 'asks to slow down'],
])('%s in the way of a removal is told apart', async (_name, going, answer, reason, says) => {
	api.on(isWrite, answer);
	expect(await apply(going)).toMatchObject({
		ok: false,
		trouble: {reason, says: expect.stringContaining(says)},
	});
});

test('an eviction whose answer got lost is not sent again', async () => {
	api.on(isWrite, slam);
	expect(await apply(eviction)).toMatchObject({trouble: {reason: 'unreachable'}});
	expect(api.asked.filter(isWrite)).toHaveLength(1);
});
