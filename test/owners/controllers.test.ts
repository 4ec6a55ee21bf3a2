import {expect, test} from 'vitest';
import type {JsonObject} from '../../source/model/json.ts';
import {applicationSet} from '../../source/owners/application-set.ts';
import {argoRollouts} from '../../source/owners/argo-rollouts.ts';
import {controller} from '../../source/owners/controller.ts';
import {flagger} from '../../source/owners/flagger.ts';
import {factsOf, foundIn, objectOf, withFound} from './facts.ts';

function ownedBy(apiVersion: string, kind: string, isController = true) {
	return objectOf({
		ownerReferences: [{apiVersion, kind, name: 'checkout', uid: 'o1', controller: isController}],
	});
}

test.each([
	['argoproj.io/v1alpha1', 'Rollout', 'at its next reconcile', 'Promote, abort or retry Rollout checkout'],
	['flagger.app/v1beta1', 'Canary', 'at its next step, which goes on from what it finds', 'Suspend Canary'],
	['serving.kserve.io/v1beta1', 'InferenceService', 'within seconds', 'Change InferenceService checkout'],
	['serving.knative.dev/v1', 'Service', 'within seconds', 'Change Service checkout'],
	['machinelearning.seldon.io/v1', 'SeldonDeployment', 'within seconds', 'Change SeldonDeployment checkout'],
	['rollouts.kruise.io/v1beta1', 'Rollout', 'at its next step', 'Approve the step of Rollout checkout'],
	['networking.k8s.io/v1', 'Ingress', 'within seconds', 'Change Ingress checkout'],
	['v1', 'Service', 'when it next looks', 'Change Service checkout'],
	['example.com/v1', 'Thing', 'when it next looks', 'Change Thing checkout'],
])('a controller of %s %s writes again %s', (apiVersion, kind, revertsWhen, instead) => {
	const [owner] = controller.find(factsOf(ownedBy(apiVersion, kind)));
	expect(owner).toMatchObject({name: `${kind} checkout`, revertsWhen, effect: 'undone'});
	expect(owner?.instead).toContain(instead);
});

test('a CronJob writes no Job that it has, and makes none anew', () => {
	expect(controller.find(factsOf(ownedBy('batch/v1', 'CronJob')))).toEqual([]);
	expect(controller.find(factsOf(ownedBy('example.com/v1', 'CronJob')))).toHaveLength(1);
});

test.each([
	['that is suspended', {suspend: true}, 'warned'],
	['that goes on', {suspend: false}, 'undone'],
	['that was never told to rest', {}, 'undone'],
])('a Canary %s', (_name, spec, effect) => {
	const canary = {metadata: {name: 'checkout', namespace: 'shop', uid: 'o1'}, spec};
	const facts = factsOf(ownedBy('flagger.app/v1beta1', 'Canary'));
	const [owner] = controller.find(withFound(facts, {canaries: foundIn('flagger.app', 'Canary', canary)}));
	expect(owner).toMatchObject({name: 'Canary checkout', effect});
});

test('a Canary that may not be read is taken to write', () => {
	const facts = factsOf(ownedBy('flagger.app/v1beta1', 'Canary'));
	const unread = withFound(facts, {canaries: {state: 'unknown', says: 'denied'}});
	expect(controller.find(unread)).toMatchObject([{effect: 'undone'}]);
});

test('an owner that does not control is none', () => {
	expect(controller.find(factsOf(ownedBy('example.com/v1', 'Thing', false)))).toEqual([]);
});

const application = ownedBy('argoproj.io/v1alpha1', 'ApplicationSet');
const holding = [
	{at: '/spec/syncPolicy/automated', from: {}},
	{at: '/metadata/annotations/sluice.dev~1held', from: undefined},
];

test.each([
	['as they come', {}, 'undone'],
	['made once', {syncPolicy: {applicationsSync: 'create-only'}}, undefined],
	['updated', {syncPolicy: {applicationsSync: 'create-update'}}, 'undone'],
	[
		'whose policy is overlooked, but not our note',
		{ignoreApplicationDifferences: [{jsonPointers: ['/spec/syncPolicy']}]},
		'undone',
	],
	[
		'whose policy and note are overlooked',
		{
			ignoreApplicationDifferences: [{jsonPointers: ['/spec/syncPolicy']}],
			preservedFields: {annotations: ['sluice.dev/held']},
		},
		undefined,
	],
	[
		'of which another is overlooked',
		{
			ignoreApplicationDifferences: [{name: 'other', jsonPointers: ['/spec/syncPolicy']}],
			preservedFields: {annotations: ['sluice.dev/held']},
		},
		'undone',
	],
])('Applications of an ApplicationSet, %s', (_name, spec, effect) => {
	const set = {metadata: {name: 'checkout', namespace: 'shop', uid: 's'}, spec: spec as JsonObject};
	const found = {applicationsets: foundIn('argoproj.io', 'ApplicationSet', set)};
	const facts = withFound(factsOf(application, {edits: holding}), found);
	expect(applicationSet.find(facts)[0]?.effect).toBe(effect);
	expect(controller.find(facts)).toEqual([]);
});

test('an ApplicationSet that could not be read is doubted, not passed over', () => {
	const found = {applicationsets: {state: 'unknown', says: 'You may not.'}} as const;
	expect(applicationSet.find(withFound(factsOf(application, {edits: holding}), found))[0]?.effect).toBe(
		'warned',
	);
});

test.each([
	['annotations', 'argo-rollouts.argoproj.io/managed-by-rollouts', 'checkout', 'Rollout checkout'],
	['annotations', 'rollouts.argoproj.io/managed-alb-actions', '{}', 'Argo Rollouts'],
	['labels', 'rollouts.argoproj.io/gatewayapi-canary', 'in-progress', 'Argo Rollouts'],
])('Argo Rollouts is told by %s %s', (at, mark, value, name) => {
	const object = objectOf({[at]: {[mark]: value}});
	expect(argoRollouts.find(factsOf(object))).toMatchObject([{name, effect: 'undone'}]);
	const note = [{at: '/metadata/annotations/sluice.dev~1champion', from: undefined}];
	expect(argoRollouts.find(factsOf(object, {edits: note}))).toEqual([]);
});

const awayFromFlux = {
	annotations: {
		'kustomize.toolkit.fluxcd.io/reconcile': 'disabled',
		'helm.toolkit.fluxcd.io/driftDetection': 'disabled',
	},
};

test.each([
	['what Flagger made', {...awayFromFlux, name: 'checkout-canary'}, 1],
	['what somebody else keeps from Flux', {...awayFromFlux, name: 'checkout'}, 0],
	['a name alone', {name: 'checkout-primary'}, 0],
	[
		'what its Canary controls, which says more',
		{
			...awayFromFlux,
			name: 'checkout-primary',
			ownerReferences: [
				{apiVersion: 'flagger.app/v1beta1', kind: 'Canary', name: 'c', uid: 'c', controller: true},
			],
		},
		0,
	],
])('Flagger by its marks: %s', (_name, metadata, count) => {
	expect(flagger.find(factsOf(objectOf(metadata)))).toHaveLength(count);
});
