import {expect, test} from 'vitest';
import {capacityConcerns, podsNeeded, raiseFirst} from '../../source/actions/drain-capacity.ts';
import type {Choice} from '../../source/actions/drain-traffic.ts';
import {deploymentResource} from '../../source/model/builtin-resources.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {isRefusal} from '../../source/model/plan.ts';
import {splitOf} from '../kit/splits.ts';

function choiceOf(share: number, ready: number, others = 3): Choice {
	const split = splitOf({v1: share, v2: 100 - share});
	const [v1, v2] = split.backends;
	const stays = {...v1!, labels: {app: 'v1'}, pods: {ready, wanted: ready}};
	const backends = [stays, {...v2!, pods: {ready: others, wanted: others}}];
	return {split: {...split, backends}, stays, weights: [100, 0]};
}

const deployment = {
	metadata: {name: 'v1', namespace: 'shop', uid: 'd1'},
	spec: {replicas: 3, template: {metadata: {labels: {app: 'v1', tier: 'web'}}}},
} as unknown as KubernetesObject;
const autoscaler = {
	metadata: {name: 'v1', namespace: 'shop', uid: 'h1'},
	spec: {
		scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name: 'v1'},
		minReplicas: 2,
		maxReplicas: 4,
	},
} as unknown as KubernetesObject;
const autoscalerRef = {
	resource: {
		group: 'autoscaling',
		version: 'v2',
		plural: 'horizontalpodautoscalers',
		kind: 'HorizontalPodAutoscaler',
		namespaced: true,
	},
	namespace: 'shop',
	name: 'v1',
	uid: 'h1',
};
const named = {resource: deploymentResource, namespace: 'shop', name: 'v1', uid: 'd1'};
const workload = {ref: named, object: deployment};

test.each([
	['three quarters on 6 pods', 75, 6, 3, 8],
	['half on 2', 50, 2, 3, 4],
	['almost all, which is no matter', 95, 20, 3, undefined],
	['nothing yet, and as many pods as answer now', 0, 3, 3, undefined],
	['nothing yet, and one pod where three answer', 0, 1, 3, 3],
	['no ready pod at all', 50, 0, 3, undefined],
])('%s', (_says, share, ready, others, needed) => {
	expect(podsNeeded(choiceOf(share, ready, others))).toBe(needed);
});

test('the preview says what each pod would carry, what the autoscaler allows, and how to raise it first', () => {
	const facts = {deployments: [deployment], autoscalers: {objects: [autoscaler]}};
	expect(capacityConcerns(choiceOf(50, 3), facts)).toEqual([
		{
			says: 'v1 gets 2 times as much as now on 3 ready pods; 6 would keep each at its present load.',
			hint: 'Autoscaler v1 keeps 2 to 4, which is fewer than that. Staged raises it first: s here, --staged in a shell.',
		},
	]);
	expect(capacityConcerns(choiceOf(95, 20), facts)).toEqual([]);
	const unknown = {
		deployments: [deployment],
		autoscalers: {objects: [], trouble: {reason: 'forbidden', says: ''} as const},
	};
	expect(capacityConcerns(choiceOf(50, 3), unknown)[0]?.hint).toMatch(/^What scales it is unknown\./);
});

test('staged scales the Deployment up and waits for its pods, where nothing else scales it', () => {
	const facts = {deployments: [deployment], scaler: {named, scalers: [], workload, unknown: []}};
	const raise = raiseFirst([choiceOf(50, 3)], facts);
	if (isRefusal(raise)) throw new Error(raise.says);
	expect(raise.steps).toMatchObject([
		{
			target: {name: 'v1'},
			subresource: 'scale',
			edits: [{at: '/spec/replicas', from: 3, to: 6}],
			waitFor: {seen: 'ready', of: {name: 'v1'}, pods: 6},
		},
	]);
});

test('staged raises the floor of an autoscaler, and its ceiling where that is lower', () => {
	const scaler = {named, scalers: [{ref: autoscalerRef, object: autoscaler}], workload, unknown: []};
	const raise = raiseFirst([choiceOf(50, 3)], {deployments: [deployment], scaler});
	if (isRefusal(raise)) throw new Error(raise.says);
	expect(raise.steps).toMatchObject([
		{
			target: {resource: {kind: 'HorizontalPodAutoscaler'}},
			edits: [
				{at: '/spec/minReplicas', from: 2, to: 6},
				{at: '/spec/maxReplicas', from: 4, to: 6},
			],
			waitFor: {seen: 'ready', of: {resource: {kind: 'Deployment'}, name: 'v1'}, pods: 6},
		},
	]);
});

test.each([
	['there are pods enough', [choiceOf(95, 20)], [deployment], 'nothing-to-do'],
	['no one Deployment is behind it', [choiceOf(50, 3)], [deployment, deployment], 'no-lever'],
	['none is', [choiceOf(50, 3)], [], 'no-lever'],
])('staged is refused where %s', (_says, choices, deployments, refused) => {
	expect(raiseFirst(choices, {deployments})).toMatchObject({refused});
});

test('what may scale it unseen is no reason to write its replicas', () => {
	const scaler = {named, scalers: [], workload, unknown: ['You may not list autoscalers.']};
	expect(raiseFirst([choiceOf(50, 3)], {deployments: [deployment], scaler})).toMatchObject({
		refused: 'no-lever',
		says: 'What scales Deployment shop/v1 is unknown: You may not list autoscalers.',
	});
});
