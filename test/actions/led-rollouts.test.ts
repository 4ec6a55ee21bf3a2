import {expect, test} from 'vitest';
import {abort} from '../../source/actions/abort.ts';
import type {Reader} from '../../source/actions/action.ts';
import {gatherRollout} from '../../source/actions/gather-rollout.ts';
import {restart} from '../../source/actions/restart.ts';
import {rollback} from '../../source/actions/rollback.ts';
import {upgrade} from '../../source/actions/upgrade.ts';
import {argoRollouts} from '../../source/engines/argo-rollouts.ts';
import {flagger} from '../../source/engines/flagger.ts';
import type {Clock} from '../../source/model/clock.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import type {Resource} from '../../source/model/ref.ts';
import {answer, troubled} from '../../source/model/trouble.ts';
import {bench, now, planned, refused, type Writable, writes} from '../engines/read-fixture.ts';

// What an action reads around a rollout, and which object it then writes.

const argo = bench(argoRollouts, 'v1alpha1');
const canary = bench(flagger, 'v1beta1');
const clock: Clock = {now: () => now, after: () => () => undefined};
const forbidden = troubled({reason: 'forbidden', says: 'You may not list replicasets.', status: 403});

/** Answers with these objects; lists of kinds that are not named are forbidden. */
function readerOf(
	objects: readonly KubernetesObject[],
	listed: Readonly<Record<string, unknown[]>> = {},
): Reader {
	return {
		async get({resource, name}) {
			const found = objects.find(each => each.kind === resource.kind && each.metadata.name === name);
			return found ? answer(found) : troubled({reason: 'not-found', says: `There is no ${name}.`});
		},
		list: async ({plural}: Resource) => {
			const found = listed[plural];
			return found ? answer(found as KubernetesObject[]) : forbidden;
		},
		whoAmI: async () => 'tester',
		discover: async () => answer({resources: served, troubles: [], serverVersion: 'v1.36.3'}),
	};
}

const served = [['gateway.networking.k8s.io', 'v1', 'httproutes', 'HTTPRoute']].map(
	([group, version, plural, kind]) => ({
		group: group!,
		version: version!,
		plural: plural!,
		kind: kind!,
		namespaced: true,
		singular: '',
		shortNames: [],
		verbs: [],
		subresources: [],
	}),
);

function targetOf(object: KubernetesObject, of: Pick<typeof argo, 'ref'> = argo) {
	const {resource, namespace, name} = of.ref(object);
	return {resource, namespace, name};
}

function workload(name: string, image: string): Writable {
	return {
		apiVersion: 'apps/v1',
		kind: 'Deployment',
		metadata: {
			name,
			namespace: 'shop',
			uid: `deployment-${name}`,
			generation: 7,
			annotations: {'deployment.kubernetes.io/revision': '2'},
		},
		spec: {template: {metadata: {labels: {app: name}}, spec: {containers: [{name: 'app', image}]}}},
	};
}

function replicaSet(
	owner: string,
	uid: string,
	revision: number,
	image: string,
	marks: readonly string[],
): Writable {
	const [annotation = '', label = ''] = marks;
	return {
		kind: 'ReplicaSet',
		metadata: {
			name: `${owner}-${revision}`,
			namespace: 'shop',
			uid: `rs-${revision}`,
			labels: {[label]: `hash-${revision}`},
			annotations: {[annotation]: String(revision)},
			ownerReferences: [{apiVersion: 'x', kind: 'x', name: owner, uid, controller: true}],
		},
		spec: {
			replicas: 2,
			template: {
				metadata: {labels: {[label]: `hash-${revision}`}},
				spec: {containers: [{name: 'app', image}]},
			},
		},
	};
}

const argoMarks = ['rollout.argoproj.io/revision', 'rollouts-pod-template-hash'];
const deploymentMarks = ['deployment.kubernetes.io/revision', 'pod-template-hash'];

test('an abort needs no right but to read its own object', async () => {
	const object = argo.object('paused-until-promoted');
	const command = {action: 'abort', target: targetOf(object)} as const;
	const gathered = await abort.gather(command, readerOf([object]), clock);
	if (!gathered.ok) throw new Error(gathered.trouble.says);
	expect(gathered.value.concerns.map(each => each.says)).toEqual([
		'Earlier revisions could not be read: You may not list replicasets.',
	]);
	expect(writes(planned(abort.plan(command, gathered.value.facts)))[0]).toEqual([
		'status /status/abort',
		true,
	]);
});

test('a rollout recreated since it was shown is refused as stale', async () => {
	const object = argo.object('paused-until-promoted');
	const command = {action: 'abort', target: {...targetOf(object), uid: 'older'}} as const;
	const gathered = await abort.gather(command, readerOf([object]), clock);
	if (!gathered.ok) throw new Error(gathered.trouble.says);
	expect(refused(abort.plan(command, gathered.value.facts)).refused).toBe('stale');
});

test('the weight that counts for Flagger is that of the route it drives', async () => {
	const object = canary.object('listed-weights');
	const backends = [
		['podinfo-primary', 65],
		['podinfo-canary', 35],
	].map(([name, weight]) => ({name, port: 80, weight}));
	const route: Writable = {
		apiVersion: 'gateway.networking.k8s.io/v1',
		kind: 'HTTPRoute',
		metadata: {name: 'podinfo', namespace: 'shop', uid: 'route'},
		spec: {rules: [{backendRefs: backends}]},
	};
	const reader = readerOf([object, route, workload('podinfo', 'podinfo:1')], {
		services: [],
		deployments: [],
		replicasets: [],
	});
	const gathered = await gatherRollout(targetOf(object, canary), reader, now);
	if (!gathered.ok) throw new Error(gathered.trouble.says);
	const {facts, subjects} = gathered.value;
	expect(facts.around.routedPercent).toBe(35);
	expect(facts.around.workload?.ref.name).toBe('podinfo');
	expect(subjects.map(each => each.ref.resource.kind)).toEqual(['Canary', 'Deployment']);
});

test('an image is set where the template stands: in the rollout, or in what it names', async () => {
	const plain = argo.object('healthy');
	const named = argo.object('healthy', each => {
		delete each.spec.template;
		each.spec.workloadRef = {apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout'};
	});
	const led = canary.object('succeeded');
	const holder = async (object: KubernetesObject, of: Pick<typeof argo, 'ref'>, reader: Reader) => {
		const command = {action: 'upgrade', target: targetOf(object, of), image: ':3.0.0'} as const;
		const gathered = await upgrade.gather(command, reader, clock);
		if (!gathered.ok) throw new Error(gathered.trouble.says);
		return upgrade.plan(command, gathered.value.facts);
	};
	const own = planned(await holder(plain, argo, readerOf([plain])));
	expect(own.steps[0]?.target.resource.kind).toBe('Rollout');
	expect(own.settledWhen).toMatchObject([{seen: 'rollout', until: 'rests', former: '7d9c6b5f8'}]);
	const theirs = planned(await holder(named, argo, readerOf([named, workload('checkout', 'checkout:2')])));
	expect(theirs.steps[0]?.target).toMatchObject({name: 'checkout', uid: 'deployment-checkout'});
	expect(theirs.settledWhen).toMatchObject([{of: {resource: {kind: 'Rollout'}}}]);
	const canaries = planned(await holder(led, canary, readerOf([led, workload('podinfo', 'podinfo:1')])));
	expect(canaries.steps[0]?.target.resource.kind).toBe('Deployment');
	expect(refused(await holder(named, argo, readerOf([named]))).says).toContain(
		'Deployment checkout, which could not be read',
	);
});

test('another image during an update says that it starts again, and while paused that nothing begins', () => {
	const facts = (name: string) => {
		const object = argo.object(name);
		const led = {engine: argoRollouts, ref: argo.ref(object), object, around: {}, now};
		return {object, led};
	};
	const concerns = (name: string) =>
		planned(
			upgrade.plan({action: 'upgrade', target: targetOf(argo.object(name)), image: ':3.0.0'}, facts(name)),
		).concerns;
	expect(concerns('paused-for-a-time')[0]?.says).toBe(
		'An update is under way, at step 4 of 7: another template starts it again at step 1.',
	);
	expect(concerns('paused-by-hand').map(each => each.says)).toContainEqual(
		expect.stringContaining('It is paused'),
	);
	expect(concerns('healthy')).toEqual([]);
});

test('a rollout rolls back by its own ReplicaSets; to the champion that ends the update', async () => {
	const object = argo.object('paused-until-promoted', each => {
		each.status.stableRS = 'hash-1';
		each.status.currentPodHash = 'hash-2';
	});
	const sets = [2, 1].map(each =>
		replicaSet('checkout', object.metadata.uid, each, `checkout:${each}`, argoMarks),
	);
	const command = {action: 'rollback', target: targetOf(object)} as const;
	const gathered = await rollback.gather(command, readerOf([object], {replicasets: sets}), clock);
	if (!gathered.ok) throw new Error(gathered.trouble.says);
	const plan = planned(rollback.plan(command, gathered.value.facts));
	expect(plan.lines[0]).toMatchObject({from: 'revision 2 (checkout:2)', to: 'revision 1 (checkout:1)'});
	expect(plan.steps[0]?.edits[0]?.to).toEqual({
		metadata: {labels: {}},
		spec: {containers: [{name: 'app', image: 'checkout:1'}]},
	});
	expect(plan.steps[0]?.kubectl).toContain('argo rollouts undo checkout');
	expect(plan.concerns.map(each => each.says)).toEqual([
		'That is the champion: the update ends, and everything goes back to it.',
	]);
	const there = {...command, toRevision: 2};
	expect(refused(rollback.plan(there, gathered.value.facts)).refused).toBe('nothing-to-do');
});

test('what Flagger leads rolls back by the ReplicaSets of its target', async () => {
	const object = canary.object('succeeded');
	const target = workload('podinfo', 'podinfo:2');
	const sets = [2, 1].map(each =>
		replicaSet('podinfo', target.metadata.uid, each, `podinfo:${each}`, deploymentMarks),
	);
	const command = {action: 'rollback', target: targetOf(object, canary)} as const;
	const gathered = await rollback.gather(command, readerOf([object, target], {replicasets: sets}), clock);
	if (!gathered.ok) throw new Error(gathered.trouble.says);
	const plan = planned(rollback.plan(command, gathered.value.facts));
	expect(plan.steps[0]?.target).toMatchObject({name: 'podinfo', resource: {kind: 'Deployment'}});
	expect(plan.steps[0]?.kubectl).toContain('rollout undo -n shop deployment/podinfo --to-revision=1');
});

test('a rollout restarts by its own field; Flagger has none, and names what to restart', async () => {
	const object = argo.object('healthy');
	const command = {action: 'restart', target: targetOf(object)} as const;
	const gathered = await restart.gather(command, readerOf([object], {replicasets: []}), clock);
	if (!gathered.ok) throw new Error(gathered.trouble.says);
	const plan = planned(restart.plan(command, gathered.value.facts));
	expect(writes(plan)).toEqual([['spec /spec/restartAt', '2026-11-23T10:30:00Z']]);
	expect(plan.settledWhen).toMatchObject([
		{seen: 'holds', values: [{at: '/status/restartedAt', is: '2026-11-23T10:30:00Z'}]},
	]);
	const led = canary.object('succeeded');
	const other = {action: 'restart', target: targetOf(led, canary)} as const;
	const read = await restart.gather(other, readerOf([led, workload('podinfo', 'podinfo:1')]), clock);
	if (!read.ok) throw new Error(read.trouble.says);
	expect(refused(restart.plan(other, read.value.facts))).toMatchObject({
		refused: 'no-lever',
		hint: expect.stringContaining('sluice restart -n shop deployments.apps/podinfo'),
	});
});
