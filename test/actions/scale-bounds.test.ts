import {expect, test} from 'vitest';
import {scaleBounds} from '../../source/actions/scale-bounds.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {patchOf} from '../../source/model/patch.ts';
import {isRefusal, type Plan, type Refusal} from '../../source/model/plan.ts';
import {deployments} from '../kit/resources.ts';

const autoscalers = {
	group: 'autoscaling',
	version: 'v2',
	plural: 'horizontalpodautoscalers',
	kind: 'HorizontalPodAutoscaler',
	namespaced: true,
};
const scaledObjects = {
	group: 'keda.sh',
	version: 'v1alpha1',
	plural: 'scaledobjects',
	kind: 'ScaledObject',
	namespaced: true,
};
const target = {resource: deployments, namespace: 'shop', name: 'web', uid: 'w'};

function subject(resource: typeof deployments, uid: string, spec: object, more: object = {}) {
	const object = {
		metadata: {name: 'web', namespace: 'shop', uid},
		spec,
		...more,
	} as unknown as KubernetesObject;
	return {ref: {resource, namespace: 'shop', name: 'web', uid}, object};
}

const scaledBy = (spec: object, more: object = {}) =>
	subject(autoscalers, 'h', {minReplicas: 2, maxReplicas: 6, ...spec}, more);
const kedaBy = (spec: object, annotations: object = {}) =>
	subject(
		scaledObjects,
		's',
		{triggers: [], ...spec},
		{
			metadata: {name: 'web', namespace: 'shop', uid: 's', annotations},
		},
	);
const web = (replicas: number) => subject(deployments, 'w', {replicas});

type Facts = {scaler?: ReturnType<typeof subject>; replicas?: number};

function answer(
	bounds: {min?: number; max?: number},
	{scaler = scaledBy({}), replicas = 3}: Facts = {},
): Plan | Refusal {
	return scaleBounds.plan(
		{action: 'scale-bounds', target, ...bounds},
		{named: target, scalers: [scaler], workload: web(replicas), unknown: []},
	);
}

function planned(...words: Parameters<typeof answer>): Plan {
	const plan = answer(...words);
	if (isRefusal(plan)) throw new Error(plan.says);
	return plan;
}

const said = (plan: Plan) => plan.concerns.map(({says}) => says).join(' ');

test('one bound is written, and both are guarded as read', () => {
	const plan = planned({max: 10});
	expect(patchOf(plan.steps[0]!)).toEqual([
		{op: 'test', path: '/metadata/uid', value: 'h'},
		{op: 'test', path: '/spec/minReplicas', value: 2},
		{op: 'test', path: '/spec/maxReplicas', value: 6},
		{op: 'add', path: '/spec/maxReplicas', value: 10},
	]);
	expect(plan.settledWhen).toMatchObject([
		{seen: 'holds', of: {uid: 'h'}, values: [{at: '/spec/maxReplicas', is: 10}]},
		{seen: 'within', of: {uid: 'w'}, min: 2, max: 10},
	]);
});

test('an absent minimum is 1, and is guarded as absent', () => {
	const scaler = scaledBy({minReplicas: undefined});
	expect(answer({min: 1}, {scaler})).toMatchObject({refused: 'nothing-to-do'});
	const [step] = planned({min: 2}, {scaler}).steps;
	expect(patchOf(step!)[1]).toEqual({op: 'test', path: '/spec/minReplicas', value: null});
	expect(step!.edits).toEqual([{at: '/spec/minReplicas', from: undefined, to: 2}]);
});

test('of a ScaledObject an absent minimum is 0 and an absent maximum 100', () => {
	const plan = planned({min: 3}, {scaler: kedaBy({})});
	expect(plan.says).toBe('Set the bounds of ScaledObject shop/web from 0-100 to 3-100');
	expect(plan.steps[0]!.edits).toEqual([{at: '/spec/minReplicaCount', from: undefined, to: 3}]);
});

const external = {metrics: [{type: 'External'}]};

test.each([
	[{min: 7}, {}, 'out-of-bounds'],
	[{max: 1}, {}, 'out-of-bounds'],
	[{max: 0}, {}, 'usage'],
	[{min: -1}, {}, 'usage'],
	[{min: 2.5}, {}, 'usage'],
	[{max: 1001}, {}, 'out-of-bounds'],
	[{max: 1001}, {scaler: scaledBy({maxReplicas: 900})}, 'planned'],
	[{min: 0}, {}, 'out-of-bounds'],
	[{min: 0}, {scaler: scaledBy(external)}, 'planned'],
	[{min: 0, max: 5}, {scaler: kedaBy({minReplicaCount: 1})}, 'planned'],
	[{min: 2, max: 6}, {}, 'nothing-to-do'],
] as const)('bounds %o of %o are %s', (bounds, facts, is) => {
	const answered = answer(bounds, facts);
	expect(isRefusal(answered) ? answered.refused : 'planned').toBe(is);
});

const limited = {
	status: {
		conditions: [{type: 'ScalingLimited', status: 'True', reason: 'TooManyReplicas', message: 'it wants 9'}],
	},
};

test.each([
	['what starts', {min: 5}, {}, 'Starts 2 pods: there are 3 now.'],
	['what stops', {max: 2}, {}, 'Stops 1 pod: there are 3 now.'],
	['that it is at its maximum', {max: 9}, {scaler: scaledBy({}, limited)}, 'at its maximum now: it wants 9.'],
	['the feature a minimum of 0 needs', {min: 0}, {scaler: scaledBy(external)}, 'HPAScaleToZero'],
	['that an autoscaler rests at 0', {min: 3}, {replicas: 0}, 'at which the autoscaler rests'],
	[
		'that KEDA is paused',
		{min: 3},
		{scaler: kedaBy({}, {'autoscaling.keda.sh/paused-replicas': '4'})},
		'paused at 4 replicas',
	],
] as const)('%s is said before', (_name, bounds, facts, says) => {
	expect(said(planned(bounds, facts))).toContain(says);
});

test('bounds that count later are not waited for', () => {
	expect(planned({min: 3}, {replicas: 0}).settledWhen.map(({seen}) => seen)).toEqual(['holds']);
});

test('KEDA may stay below its minimum while nothing triggers it', () => {
	const plan = planned({min: 3}, {scaler: kedaBy({idleReplicaCount: 0}), replicas: 0});
	expect(plan.settledWhen[1]).toMatchObject({seen: 'within', min: 0, max: 100});
	expect(said(plan)).not.toContain('Starts');
});

test.each([
	['none', [], [], 'no-lever', 'Nothing scales Deployment shop/web by itself'],
	['one that may not be seen', [], ['Forbidden.'], 'not-found', 'could not be looked for: Forbidden.'],
	['two', [scaledBy({}), kedaBy({})], [], 'usage', '2 scale Deployment shop/web'],
] as const)('where there is %s nothing is planned', (_name, scalers, unknown, refused, says) => {
	const answered = scaleBounds.plan(
		{action: 'scale-bounds', target, min: 3},
		{named: target, scalers, workload: web(3), unknown},
	);
	expect(answered).toMatchObject({refused, says: expect.stringContaining(says)});
});
