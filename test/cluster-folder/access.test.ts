import {afterEach, beforeEach, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import type {Cluster} from '../../source/model/cluster.ts';
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
