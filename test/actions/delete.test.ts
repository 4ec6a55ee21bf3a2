import {expect, test} from 'vitest';
import {deleteObject} from '../../source/actions/delete.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {isRefusal, type Plan, type Refusal} from '../../source/model/plan.ts';
import {requestOf} from '../../source/model/request.ts';
import {kubectlText} from '../../source/plan/kubectl.ts';
import {deployments, httpRoutes} from '../kit/resources.ts';

const kinds = {
	pods: {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true},
	deployments,
	statefulsets: {group: 'apps', version: 'v1', plural: 'statefulsets', kind: 'StatefulSet', namespaced: true},
	services: {group: '', version: 'v1', plural: 'services', kind: 'Service', namespaced: true},
	httproutes: httpRoutes,
} as const;

type Plural = keyof typeof kinds;

function answer(plural: Plural, object: object, metadata: object = {}, asKill?: true): Plan | Refusal {
	const resource = kinds[plural];
	const target = {resource, namespace: 'shop', name: 'web', uid: 'u1'};
	return deleteObject.plan({action: 'delete', target, ...(asKill && {asKill})}, {
		kind: resource.kind,
		metadata: {name: 'web', namespace: 'shop', uid: 'u1', ...metadata},
		...object,
	} as unknown as KubernetesObject);
}

function planned(...words: Parameters<typeof answer>): Plan {
	const plan = answer(...words);
	if (isRefusal(plan)) throw new Error(plan.says);
	return plan;
}

const ofSet = {
	ownerReferences: [{apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'web-1', uid: 'r1', controller: true}],
};

test('a deletion is of one incarnation, in the background, by its typed name, and for good', () => {
	const plan = planned('pods', {spec: {terminationGracePeriodSeconds: 45}}, ofSet);
	expect(requestOf(plan.steps[0]!)).toEqual({
		method: 'DELETE',
		body: {
			apiVersion: 'v1',
			kind: 'DeleteOptions',
			preconditions: {uid: 'u1'},
			propagationPolicy: 'Background',
		},
	});
	expect(plan.blast?.word).toBe('web');
	expect(plan.lines).toEqual([
		{subject: 'Pod shop/web', from: 'there', to: 'gone, after at most 45 s to end by itself'},
	]);
	expect(plan.undo).toEqual({
		way: 'none',
		because: 'ReplicaSet web-1 starts another one; its own memory, disk and log are gone.',
	});
	expect(plan.settledWhen).toEqual([{seen: 'gone', of: plan.steps[0]!.target}]);
	expect(kubectlText(plan, 'demo')).toEqual([
		'kubectl --context demo delete -n shop pods/web --cascade=background',
		'# DELETE /api/v1/namespaces/shop/pods/web {"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"u1"},"propagationPolicy":"Background"}',
	]);
});

const claims = {volumeClaimTemplates: [{metadata: {name: 'data'}}]};

test.each([
	['pods', {}, {}, 'No controller starts another in its place'],
	[
		'pods',
		{},
		{ownerReferences: [{kind: 'Job', name: 'night', controller: true}]},
		'counts as failed for Job night',
	],
	['deployments', {status: {replicas: 4}}, {}, 'Its 4 pods go with it, all at once'],
	['statefulsets', {status: {replicas: 1}, spec: claims}, {}, 'Its volume claims stay'],
	[
		'statefulsets',
		{spec: {...claims, persistentVolumeClaimRetentionPolicy: {whenDeleted: 'Delete'}}},
		{},
		'Its volume claims go with it',
	],
	['services', {spec: {type: 'LoadBalancer'}}, {}, 'Its load balancer and address go with it'],
	['httproutes', {}, {}, 'Requests that web routes'],
	['deployments', {}, {finalizers: ['example.com/wait']}, 'until its finalizers are done: example.com/wait'],
] as const)('%s %o %o: %s is said before', (plural, object, metadata, says) => {
	const {concerns} = planned(plural, object, metadata);
	expect(concerns.map(concern => concern.says).join(' ')).toContain(says);
});

test('the key that kills elsewhere says that it does not', () => {
	const {concerns} = planned('pods', {}, ofSet, true);
	expect(concerns[0]).toMatchObject({
		says: expect.stringContaining('it has 30 s to end by itself, and is not killed at once'),
		hint: expect.stringContaining('--grace-period=0 --force'),
	});
});

test.each([
	['what is on its way', {deletionTimestamp: '2026-01-01T00:00:00Z'}, 'nothing-to-do'],
	['what was created anew', {uid: 'u2'}, 'stale'],
	['what only mirrors a static pod', {annotations: {'kubernetes.io/config.mirror': 'x'}}, 'guarded'],
])('%s is not deleted', (_name, metadata, refused) => {
	expect(answer('pods', {}, metadata)).toMatchObject({refused});
});

test.each(['namespaces', 'nodes', 'events', 'customresourcedefinitions.apiextensions.k8s.io', 'secrets'])(
	'%s are not deleted from here',
	kind => {
		expect(deleteObject.kinds).not.toContain(kind);
	},
);
