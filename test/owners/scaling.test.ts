import {expect, test} from 'vitest';
import type {JsonObject} from '../../source/model/json.ts';
import {horizontalPodAutoscaler} from '../../source/owners/horizontal-pod-autoscaler.ts';
import {keda} from '../../source/owners/keda.ts';
import type {OwnerFacts} from '../../source/owners/owner-facts.ts';
import {foundIn, objectOf, scaleFactsOf, withFound} from './facts.ts';

const target = {apiVersion: 'apps/v1', kind: 'Deployment', name: 'checkout'};

function autoscaler(scaleTargetRef: JsonObject = target, metadata: JsonObject = {}) {
	return {
		metadata: {name: 'checkout-hpa', namespace: 'shop', uid: 'h1', ...metadata},
		spec: {scaleTargetRef, minReplicas: 2, maxReplicas: 6},
	};
}

const ofKeda = {
	labels: {'scaledobject.keda.sh/name': 'checkout'},
	ownerReferences: [{apiVersion: 'keda.sh/v1alpha1', kind: 'ScaledObject', name: 'checkout', uid: 's1'}],
};

function scaledObject(annotations: JsonObject = {}, scaleTargetRef: JsonObject = {name: 'checkout'}) {
	return {
		metadata: {name: 'checkout', namespace: 'shop', uid: 's1', annotations},
		spec: {scaleTargetRef, maxReplicaCount: 8},
	};
}

function judged(
	autoscalers: readonly JsonObject[],
	scaledObjects: readonly JsonObject[],
	more: Partial<OwnerFacts> = {},
) {
	const facts = withFound(scaleFactsOf(objectOf({}, {replicas: 3}), more), {
		horizontalpodautoscalers: foundIn('autoscaling', 'HorizontalPodAutoscaler', ...autoscalers),
		scaledobjects: foundIn('keda.sh', 'ScaledObject', ...scaledObjects),
	});
	return [...horizontalPodAutoscaler.find(facts), ...keda.find(facts)].map(
		({name, effect, evidence}) => `${name} ${effect}: ${evidence}`,
	);
}

test.each([
	[
		'an autoscaler',
		[autoscaler()],
		[],
		['HorizontalPodAutoscaler checkout-hpa undone: it keeps checkout between 2 and 6 replicas'],
	],
	['an autoscaler of another kind', [autoscaler({...target, kind: 'StatefulSet'})], [], []],
	['an autoscaler of another group', [autoscaler({...target, apiVersion: 'argoproj.io/v1alpha1'})], [], []],
	[
		'an autoscaler that KEDA made',
		[autoscaler(target, ofKeda)],
		[scaledObject()],
		['ScaledObject checkout undone: KEDA keeps checkout between 0 and 8 replicas'],
	],
	[
		'one of KEDA whose ScaledObject cannot be seen',
		[autoscaler(target, ofKeda)],
		[],
		['ScaledObject checkout undone: KEDA keeps checkout between 2 and 6 replicas'],
	],
	[
		'a ScaledObject before its autoscaler is there',
		[],
		[scaledObject()],
		['ScaledObject checkout undone: KEDA keeps checkout between 0 and 8 replicas'],
	],
	['a ScaledObject of another kind', [], [scaledObject({}, {name: 'checkout', kind: 'StatefulSet'})], []],
	['a paused ScaledObject', [], [scaledObject({'autoscaling.keda.sh/paused': 'true'})], []],
	[
		'one paused at a number',
		[],
		[scaledObject({'autoscaling.keda.sh/paused-replicas': '4'})],
		['ScaledObject checkout undone: KEDA keeps checkout at 4 replicas while it is paused'],
	],
] as const)('%s', (_name, autoscalers, scaledObjects, says) => {
	expect(judged(autoscalers, scaledObjects)).toEqual(says);
});

test('an autoscaler rests at 0, and minds nothing but replicas', () => {
	expect(judged([autoscaler()], [], {replicas: 0})[0]).toContain('warned');
	expect(judged([autoscaler()], [], {replicas: undefined})).toEqual([]);
});
