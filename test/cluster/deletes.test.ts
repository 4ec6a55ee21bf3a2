import {expect, inject, test} from 'vitest';
import {connect} from '../../source/cluster/connect.ts';
import {issuePermit} from '../../source/model/permit.ts';
import type {Step} from '../../source/model/plan.ts';
import {barePlan} from '../kit/plan.ts';
import {shellGround} from './grounds.ts';
import type {Json} from './raw-api.ts';
import {deployment, route, service} from './workloads.ts';

// Deleting on a real API server: what goes, what is only rehearsed, and what is refused.

const {admin, viewer = admin, tester = admin} = inject('kubeconfigs');
const {api, ground, run} = shellGround('deletes', 60_000);

async function podsOf(name: string): Promise<Json[]> {
	const {body} = await api.get(`/api/v1/namespaces/${ground().namespace}/pods?labelSelector=app%3D${name}`);
	return body.items.filter((pod: Json) => pod.metadata.deletionTimestamp === undefined);
}

async function statusOf(path: string): Promise<number> {
	return (await api.get(path)).status;
}

test('a pod goes, its controller starts another, and undo says that nothing brings it back', async () => {
	await ground().addDeployment('web', {replicas: 1});
	const [pod] = await podsOf('web');
	const {name, uid} = pod.metadata;
	const dry = await run(['delete', `pod/${name}`, '--dry-run']);
	expect(dry, dry.said).toMatchObject({code: 0, said: expect.stringContaining('The server would accept it')});
	expect(JSON.parse(dry.out)).toMatchObject([
		{resource: 'pods', name, uid, request: {method: 'DELETE', body: {preconditions: {uid}}}},
	]);
	expect((await podsOf('web'))[0].metadata.uid).toBe(uid);
	const ended = await run(['delete', `pod/${name}`, '--yes', '--wait']);
	expect(ended, ended.said).toMatchObject({code: 0, out: expect.stringContaining(`${name} is gone`)});
	expect(ended.said).toContain('starts another pod in its place');
	await ground().until('deployments', 'web', ({status}) => status.availableReplicas === 1);
	expect((await podsOf('web')).map(({metadata}) => metadata.uid)).not.toContain(uid);
	expect(await run(['undo', '--yes'])).toMatchObject({
		code: 3,
		said: expect.stringContaining('cannot be undone'),
	});
});

test('a Deployment goes with its pods', async () => {
	await ground().addDeployment('whole', {replicas: 2});
	const ended = await run(['delete', 'deploy/whole', '--yes', '--wait']);
	expect(ended, ended.said).toMatchObject({code: 0, said: expect.stringContaining('Its 2 pods go with it')});
	expect(await statusOf(ground().path('deployments', 'whole'))).toBe(404);
	await expect.poll(() => podsOf('whole'), {timeout: 30_000}).toEqual([]);
});

test('a Service and a route of an extension go too', async () => {
	await ground().add('services', service('called', {app: 'called'}));
	await ground().add('httproutes', route('led', {cards: {a: 90, b: 10}}));
	for (const [named, path] of [
		['svc/called', ground().path('services', 'called')],
		['httproute/led', ground().path('httproutes', 'led')],
	] as const) {
		const dry = await run(['delete', named, '--dry-run']);
		expect(dry, dry.said).toMatchObject({code: 0});
		expect(await statusOf(path)).toBe(200);
		expect(await run(['delete', named, '--yes', '--wait'])).toMatchObject({code: 0});
		expect(await statusOf(path)).toBe(404);
	}
});

test('what waits for a finalizer is not settled in time, and says what for', async () => {
	const object = service('held', {app: 'held'}) as Json;
	object.metadata = {...object.metadata, finalizers: ['example.com/wait']};
	await ground().add('services', object);
	const ended = await run(['delete', 'svc/held', '--yes', '--wait', '--timeout', '2s']);
	expect(ended).toMatchObject({code: 4, said: expect.stringContaining('waits for example.com/wait')});
	await ground().patch('services', 'held', [{op: 'remove', path: '/metadata/finalizers'}]);
});

test('a ReplicaSet of a Deployment, and what Argo CD heals, would come back: refused', async () => {
	const {metadata} = await ground().addDeployment('healed', {replicas: 1});
	const {body} = await api.get(ground().path('replicasets'));
	const set = body.items.find((each: Json) => each.metadata.ownerReferences?.[0]?.uid === metadata.uid);
	expect(await run(['delete', `rs/${set.metadata.name}`, '--yes'])).toMatchObject({
		code: 3,
		said: expect.stringContaining('Deployment healed would undo this'),
	});
	const id = `${ground().namespace}_healed:apps/Deployment:${ground().namespace}/healed`;
	await ground().patch('deployments', 'healed', [
		{op: 'add', path: '/metadata/annotations/argocd.argoproj.io~1tracking-id', value: id},
	]);
	await api.create(`/apis/argoproj.io/v1alpha1/namespaces/${ground().namespace}/applications`, {
		apiVersion: 'argoproj.io/v1alpha1',
		kind: 'Application',
		metadata: {name: 'healed'},
		spec: {
			project: 'default',
			destination: {server: 'https://kubernetes.default.svc', namespace: ground().namespace},
			source: {repoURL: 'https://git.example.com/a.git', path: '.', targetRevision: 'main'},
			syncPolicy: {automated: {selfHeal: true}},
		},
		status: {
			resources: [
				{group: 'apps', version: 'v1', kind: 'Deployment', namespace: ground().namespace, name: 'healed'},
			],
		},
	});
	expect(await run(['delete', 'deploy/healed', '--yes'])).toMatchObject({
		code: 3,
		said: expect.stringContaining('Argo CD application'),
	});
	expect(await statusOf(ground().path('deployments', 'healed'))).toBe(200);
});

test('whoever may only look is told the right that is missing', async () => {
	await ground().add('deployments', deployment('looked-at', {replicas: 1}));
	const ended = await run(['delete', 'deploy/looked-at', '--yes'], viewer);
	expect(ended).toMatchObject({
		code: 3,
		said: expect.stringContaining('You may not delete deployments.apps'),
	});
	expect(await statusOf(ground().path('deployments', 'looked-at'))).toBe(200);
});

test('kinds that take too much with them are refused', async () => {
	const ended = await run(['delete', `namespace/${ground().namespace}`, '--yes']);
	expect(ended).toMatchObject({code: 2, said: expect.stringContaining('cannot be asked to delete')});
});

test('another incarnation is not deleted in the place of the one that was meant', async () => {
	const {metadata} = await ground().add('services', service('anew', {app: 'anew'}));
	const connected = await connect({kubeconfig: tester, env: {}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	const cluster = connected.value;
	const resource = {group: '', version: 'v1', plural: 'services', kind: 'Service', namespaced: true};
	const target = {
		resource,
		namespace: ground().namespace,
		name: 'anew',
		uid: `${metadata.uid.slice(0, -1)}x`,
	};
	const step: Step = {type: 'delete', target, guards: [], edits: []};
	const permit = issuePermit({...barePlan, steps: [step]}, {by: 'key'});
	for (const answered of [await cluster.rehearse(step), await cluster.apply(permit, step)]) {
		expect(answered).toMatchObject({ok: false, trouble: {reason: 'guard-failed', status: 409}});
	}
	cluster.close();
	expect((await ground().get('services', 'anew')).metadata.uid).toBe(metadata.uid);
});
