import {afterEach, beforeEach, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import {isGranted} from '../../source/model/rights.ts';
import {json, type ScriptedApi, startScriptedApi, status} from '../kit/scripted-api.ts';

let api: ScriptedApi;
let cluster: Cluster;
let now: number;

beforeEach(async () => {
	api = await startScriptedApi();
	now = 1_000_000;
	const clock = {now: () => now, after: () => () => {}};
	const connected = await connect({kubeconfig: api.kubeconfig(), env: {}, clock});
	if (!connected.ok) throw new Error(connected.trouble.says);
	cluster = connected.value;
});

afterEach(async () => {
	cluster.close();
	await api.close();
});

const question = {
	verb: 'patch',
	resource: {group: 'apps', plural: 'deployments'},
	subresource: 'scale',
	namespace: 'shop',
};

const isReview = ({path}: {path: string}) => path.endsWith('/selfsubjectaccessreviews');

test('an answer is believed for a minute', async () => {
	api.on(
		isReview,
		json({status: {allowed: true, reason: 'RBAC'}}, 201),
		json({status: {allowed: false}}, 201),
	);
	expect(await cluster.may(question)).toEqual({ok: true, value: {isAllowed: true, because: 'RBAC'}});
	now += 59_000;
	expect(await cluster.may(question)).toMatchObject({value: {isAllowed: true}});
	expect(api.asked).toHaveLength(1);
	now += 2000;
	expect(await cluster.may(question)).toEqual({
		ok: true,
		value: {
			isAllowed: false,
			because: 'patch deployments.apps/scale in namespace shop is not allowed: no rule allows it',
		},
	});
	expect(JSON.parse(api.asked[0]!.body).spec.resourceAttributes).toEqual({
		verb: 'patch',
		group: 'apps',
		resource: 'deployments',
		subresource: 'scale',
		namespace: 'shop',
	});
});

test('a write believes only what was said a moment ago', async () => {
	api.on(isReview, json({status: {allowed: true}}, 201), json({status: {allowed: false}}, 201));
	expect(await cluster.may(question, 5000)).toMatchObject({value: {isAllowed: true}});
	now += 4999;
	expect(await cluster.may(question, 5000)).toMatchObject({value: {isAllowed: true}});
	now += 1;
	expect(await cluster.may(question, 5000)).toMatchObject({value: {isAllowed: false}});
});

test.each([
	['that all can be listed', {incomplete: false}, true],
	[
		'that all but what nodes may can be listed',
		{incomplete: false, evaluationError: 'no rules of nodes'},
		true,
	],
	['that a webhook cannot list what it allows', {incomplete: true, evaluationError: 'webhook'}, false],
	['nothing of that', {}, false],
])('rights are read where the server says %s', async (_says, more, isComplete) => {
	const resourceRules = [
		{verbs: ['get', 'patch'], apiGroups: ['apps'], resources: ['deployments', 'deployments/scale']},
		{verbs: ['*'], apiGroups: [''], resources: ['configmaps'], resourceNames: ['shop']},
	];
	api.on(
		({path}) => path.endsWith('/selfsubjectrulesreviews'),
		json({status: {resourceRules, nonResourceRules: [], ...more}}, 201),
	);
	const read = await cluster.rights('shop');
	if (!read.ok) throw new Error(read.trouble.says);
	expect(JSON.parse(api.asked[0]!.body).spec).toEqual({namespace: 'shop'});
	expect(read.value.isComplete).toBe(isComplete);
	expect(isGranted(read.value, question)).toBe(true);
	expect(isGranted(read.value, {...question, subresource: 'status'})).toBe(false);
	expect(isGranted(read.value, {...question, verb: 'delete'})).toBe(false);
	const map = {verb: 'patch', resource: {group: '', plural: 'configmaps'}, namespace: 'shop'};
	expect(isGranted(read.value, {...map, name: 'shop'})).toBe(true);
	expect(isGranted(read.value, {...map, name: 'other'})).toBe(false);
});

test('a trouble is not believed at all', async () => {
	api.on(isReview, status(500, 'InternalError', 'away'), json({status: {allowed: true}}, 201));
	expect(await cluster.may(question)).toMatchObject({ok: false});
	expect(await cluster.may(question)).toMatchObject({ok: true});
});

test.each([
	['the server', json({status: {userInfo: {username: 'bob'}}}, 201), 'bob'],
	['the kubeconfig, where the server cannot', status(404, 'NotFound', 'no such review'), 'scripted'],
])('who I am is said by %s', async (_, answer, name) => {
	api.on(({path}) => path.endsWith('/selfsubjectreviews'), answer);
	expect(await cluster.whoAmI()).toBe(name);
});

test('who acts as somebody else is both, and is asked once', async () => {
	const connected = await connect({kubeconfig: api.kubeconfig({user: {as: 'admin'}}), env: {}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	const named = (username: string) => json({status: {userInfo: {username}}}, 201);
	const isActing = ({headers}: {headers: object}) => 'impersonate-user' in headers;
	api.on(isActing, named('admin'));
	api.on(asked => !isActing(asked), named('jane'));
	expect(await connected.value.whoAmI()).toBe('jane as admin');
	expect(await connected.value.whoAmI()).toBe('jane as admin');
	expect(api.asked).toHaveLength(2);
	connected.value.close();
});
