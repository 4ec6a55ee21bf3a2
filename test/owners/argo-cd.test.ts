import {expect, test} from 'vitest';
import type {JsonObject} from '../../source/model/json.ts';
import {argoCd} from '../../source/owners/argo-cd.ts';
import type {Found} from '../../source/owners/around.ts';
import {deployments} from '../kit/resources.ts';
import {entry, factsOf, foundIn, objectOf, scaleFactsOf, withFound} from './facts.ts';

const trackingId = {
	annotations: {'argocd.argoproj.io/tracking-id': 'shop:gateway.networking.k8s.io/HTTPRoute:shop/checkout'},
};
const label = {labels: {'app.kubernetes.io/instance': 'shop'}};
const listed = {group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', namespace: 'shop', name: 'checkout'};
const here = {server: 'https://kubernetes.default.svc'};

function application(
	syncPolicy: JsonObject,
	{resources = [listed], destination = here, ...spec}: JsonObject = {},
	metadata: JsonObject = {},
): JsonObject {
	return {
		metadata: {name: 'shop', namespace: 'argocd', uid: 'a1', ...metadata},
		spec: {destination, syncPolicy, ...spec},
		status: {resources},
	};
}

function applications(...objects: readonly JsonObject[]): Found {
	return foundIn('argoproj.io', 'Application', ...objects);
}

function judged(
	metadata: JsonObject,
	found: Found,
	edits = [{at: '/spec/rules/0/backendRefs/1/weight', from: 10}],
) {
	const object = objectOf(metadata, {rules: [{backendRefs: [{weight: 90}, {weight: 10}]}]});
	const owners = argoCd.find(withFound(factsOf(object, {edits}), {applications: found}));
	return owners.map(
		({name, revertsWhen, effect, evidence}) => [name, revertsWhen, effect, evidence] as const,
	);
}

test.each([
	['heals by itself', {automated: {selfHeal: true}}, 'within seconds', 'undone'],
	['syncs by itself', {automated: {}}, 'at the next sync, with the next commit', 'warned'],
	['is switched off', {automated: {enabled: false, selfHeal: true}}, 'at the next sync', 'warned'],
	['syncs by hand', {}, 'at the next sync', 'warned'],
] as const)('an Application that %s', (_name, policy, when, effect) => {
	const [owner] = judged(trackingId, applications(application(policy)));
	expect(owner?.slice(0, 3)).toEqual(['Argo CD application shop', when, effect]);
	expect(owner?.[3]).toContain('Application argocd/shop');
});

test.each([
	['unserved', {state: 'unserved'}, 'its Application is not in this cluster'],
	['served, and not there', applications(), 'its Application is not in this cluster'],
	['denied', {state: 'unknown', says: 'You may not.'}, 'its Application could not be read'],
	[
		'there, and without it',
		applications(application({automated: {selfHeal: true}}, {resources: []})),
		'does not list it',
	],
] as const)('a tracking id whose Application is %s is an unknown, not a none', (_name, found, why) => {
	const [owner] = judged(trackingId, found as Found);
	expect(owner?.slice(0, 3)).toEqual(['Argo CD application shop', 'at an unknown time', 'warned']);
	expect(owner?.[3]).toContain(why);
});

test('where nobody could wait, both times are said', () => {
	const [owner] = argoCd.find(factsOf(objectOf(trackingId)));
	expect(owner?.revertsWhen).toBe('within seconds if it heals by itself, else at the next sync');
});

test('an Application outside the usual namespace is looked for in its own', () => {
	const annotations = {'argocd.argoproj.io/tracking-id': 'team-a_shop:apps/Deployment:shop/checkout'};
	expect(argoCd.wants?.(factsOf(objectOf({annotations})))).toEqual([
		{group: 'argoproj.io', plural: 'applications', namespace: 'team-a', name: 'shop'},
	]);
});

test.each([
	['that lists it', application({automated: {selfHeal: true}}), 1],
	['that does not list it', application({automated: {selfHeal: true}}, {resources: []}), 0],
	[
		'that lists one of another kind of that name',
		application({automated: {}}, {resources: [{...listed, group: 'policy.linkerd.io'}]}),
		0,
	],
	[
		'that lists it for another cluster',
		application({automated: {}}, {destination: {server: 'https://other.example.com'}}),
		0,
	],
])('the instance label, which Helm uses too, counts with an Application %s', (_name, found, count) => {
	expect(judged(label, applications(found))).toHaveLength(count);
});

test('a field manager of Argo CD tells where no mark does', () => {
	const managedFields = [
		entry('argocd-controller', 'Apply', '2026-01-01T10:00:00Z', {'f:spec': {'f:rules': {}}}),
	];
	const facts = factsOf(objectOf({managedFields}));
	expect(argoCd.wants?.(facts)).toEqual([{group: 'argoproj.io', plural: 'applications'}]);
	const [owner] = judged({managedFields}, applications());
	expect(owner?.[1]).toBe('at an unknown time');
	expect(judged({managedFields}, applications(application({automated: {selfHeal: true}})))[0]?.[1]).toBe(
		'within seconds',
	);
});

test.each([
	['/spec/rules', {}, ['at the next sync, with the next commit']],
	['/spec/rules', {syncOptions: ['RespectIgnoreDifferences=true']}, []],
	['/spec/hostnames', {}, ['within seconds']],
] as const)('differences at %s are ignored with %o', (pointer, options, when) => {
	const ignoreDifferences = [
		{group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', jsonPointers: [pointer]},
	];
	const policy = {automated: {selfHeal: true}, ...options} as JsonObject;
	const found = applications(application(policy, {ignoreDifferences}));
	expect(judged(trackingId, found).map(([, revertsWhen]) => revertsWhen)).toEqual(when);
});

test('differences of another object, or of another kind, are not those of this one', () => {
	const ignoreDifferences = [
		{group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'other', jsonPointers: ['/spec/rules']},
		{group: 'apps', kind: 'Deployment', jsonPointers: ['/spec/rules']},
	];
	const found = applications(application({automated: {selfHeal: true}}, {ignoreDifferences}));
	expect(judged(trackingId, found)[0]?.[1]).toBe('within seconds');
});

test('what is added where nothing was is no drift, except in a list; neither is what sluice notes for itself', () => {
	const found = applications(application({automated: {selfHeal: true}}));
	const added = (at: string) => [{at, from: undefined}] as never;
	expect(judged(trackingId, found, added('/spec/paused'))).toEqual([]);
	expect(judged(trackingId, found, added('/spec/rules/0/backendRefs/1/weight'))).toHaveLength(1);
	expect(
		judged(trackingId, found, [{at: '/metadata/annotations/sluice.dev~1champion', from: 'v1'}] as never),
	).toEqual([]);
	const restarted = '/spec/template/metadata/annotations/kubectl.kubernetes.io~1restartedAt';
	expect(judged(trackingId, found, [{at: restarted, from: '2026-01-01T10:00:00Z'}] as never)).toEqual([]);
});

test.each([
	['sets it', {'f:spec': {'f:rules': {}}}, 'within seconds', 'undone'],
	['sets other fields only', {'f:spec': {'f:hostnames': {}}}, 'within seconds, if Git sets it', 'warned'],
])('an Application that heals and %s', (_name, fields, when, effect) => {
	const managedFields = [entry('argocd-controller', 'Update', '2026-01-01T10:00:00Z', fields)];
	const [owner] = judged(
		{...trackingId, managedFields},
		applications(application({automated: {selfHeal: true}})),
	);
	expect(owner?.slice(1, 3)).toEqual([when, effect]);
});

test('a hold says whose it is, and until when', () => {
	const held = JSON.stringify({who: 'jane', since: '2026-01-01T12:00:00Z', until: '2026-01-01T13:00:00Z'});
	const found = applications(application({}, {}, {annotations: {'sluice.dev/held': held}}));
	expect(judged(trackingId, found)).toEqual([
		[
			'Argo CD application shop',
			'once it is released',
			'warned',
			'Application argocd/shop is held by jane until 2026-01-01T13:00:00Z',
		],
	]);
});

test('a Deployment is told from others by its group', () => {
	const annotations = {'argocd.argoproj.io/tracking-id': 'shop:apps/Deployment:shop/checkout'};
	const resources = [{group: 'apps', kind: 'Deployment', namespace: 'shop', name: 'checkout'}];
	const facts = scaleFactsOf(objectOf({annotations}, {replicas: 3}));
	const found = applications(application({automated: {selfHeal: true}}, {resources}));
	expect(facts.ref.resource).toBe(deployments);
	expect(argoCd.find(withFound(facts, {applications: found}))[0]?.instead).toContain(
		'sluice hold deployments.apps/checkout -n shop',
	);
});
