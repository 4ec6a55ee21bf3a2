import {afterEach, beforeEach, expect, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import {json, type ScriptedApi, startScriptedApi, status} from '../kit/scripted-api.ts';

let api: ScriptedApi;
let cluster: Cluster;

beforeEach(async () => {
	api = await startScriptedApi();
	api.on(({path}) => path === '/version', json({gitVersion: 'v1.36.3'}));
	const connected = await connect({kubeconfig: api.kubeconfig(), env: {}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	cluster = connected.value;
});

afterEach(async () => {
	cluster.close();
	await api.close();
});

const deployments = {
	group: 'apps',
	version: 'v1',
	plural: 'deployments',
	kind: 'Deployment',
	namespaced: true,
	singular: 'deployment',
	shortNames: ['deploy'],
	verbs: ['get', 'list'],
	subresources: ['scale', 'status'],
};

const nodes = {
	group: '',
	version: 'v1',
	plural: 'nodes',
	kind: 'Node',
	namespaced: false,
	singular: 'node',
	shortNames: [],
	verbs: ['list'],
	subresources: [],
};

function aggregated(items: readonly object[]) {
	return json({kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', items});
}

test('reads all groups at once, and names the one whose server is away', async () => {
	api.on(
		({path}) => path === '/api',
		aggregated([
			{
				metadata: {},
				versions: [
					{
						version: 'v1',
						freshness: 'Current',
						resources: [
							{
								resource: 'nodes',
								responseKind: {kind: 'Node'},
								scope: 'Cluster',
								singularResource: 'node',
								verbs: ['list'],
							},
						],
					},
				],
			},
		]),
	);
	const resource = {
		resource: 'deployments',
		responseKind: {kind: 'Deployment'},
		scope: 'Namespaced',
		singularResource: 'deployment',
		shortNames: ['deploy'],
		verbs: ['get', 'list'],
		subresources: [{subresource: 'scale'}, {subresource: 'status'}],
	};
	api.on(
		({path}) => path === '/apis',
		aggregated([
			{metadata: {name: 'apps'}, versions: [{version: 'v1', freshness: 'Current', resources: [resource]}]},
			{metadata: {name: 'metrics.k8s.io'}, versions: [{version: 'v1beta1', freshness: 'Stale'}]},
		]),
	);
	const found = await cluster.discover();
	expect(found).toMatchObject({ok: true, value: {serverVersion: 'v1.36.3', resources: [nodes, deployments]}});
	expect(found.ok && found.value.troubles.map(trouble => trouble.says)).toEqual([
		'The API group metrics.k8s.io/v1beta1 cannot be read; its kinds are not shown.',
	]);
	expect(api.asked).toHaveLength(3);
});

test('reads an older server group by group, preferred versions first, past one that fails', async () => {
	api.on(({path}) => path === '/api', json({kind: 'APIVersions', versions: ['v1']}));
	api.on(
		({path}) => path === '/apis',
		json({
			kind: 'APIGroupList',
			groups: [
				{
					name: 'apps',
					versions: [{groupVersion: 'apps/v1beta1'}, {groupVersion: 'apps/v1'}],
					preferredVersion: {groupVersion: 'apps/v1'},
				},
				{name: 'broken.io', versions: [{groupVersion: 'broken.io/v1'}]},
			],
		}),
	);
	api.on(
		({path}) => path === '/api/v1',
		json({
			resources: [{name: 'nodes', singularName: 'node', namespaced: false, kind: 'Node', verbs: ['list']}],
		}),
	);
	api.on(
		({path}) => path.startsWith('/apis/apps/'),
		json({
			resources: [
				{
					name: 'deployments',
					singularName: 'deployment',
					namespaced: true,
					kind: 'Deployment',
					shortNames: ['deploy'],
					verbs: ['get', 'list'],
				},
				{name: 'deployments/scale', namespaced: true, kind: 'Scale', verbs: ['get']},
				{name: 'deployments/status', namespaced: true, kind: 'Deployment', verbs: ['get']},
			],
		}),
	);
	api.on(({path}) => path === '/apis/broken.io/v1', status(503, 'ServiceUnavailable', 'away'));
	const found = await cluster.discover();
	expect(found).toMatchObject({
		ok: true,
		value: {resources: [nodes, deployments, {...deployments, version: 'v1beta1'}]},
	});
	expect(found.ok && found.value.troubles[0]!.says).toContain('broken.io/v1');
});

test('is a trouble where nothing can be read', async () => {
	api.on(({path}) => path.startsWith('/api'), status(403, 'Forbidden', 'no'));
	expect(await cluster.discover()).toMatchObject({ok: false, trouble: {reason: 'forbidden'}});
});
