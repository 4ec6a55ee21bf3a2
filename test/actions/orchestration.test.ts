import {expect, test} from 'vitest';
import {orchestrationOf} from '../../source/actions/orchestration.ts';
import type {Json, JsonObject} from '../../source/model/json.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import type {Edit, Step} from '../../source/model/plan.ts';
import {sayOrchestrated} from '../../source/plan/orchestrated-words.ts';
import {deployments} from '../kit/resources.ts';

const statefulSets = {...deployments, plural: 'statefulsets', kind: 'StatefulSet'};
const pods = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true};

function workload(spec: JsonObject = {}, image = 'shop:1'): KubernetesObject {
	const template = {spec: {containers: [{name: 'web', image}]}};
	return {metadata: {name: 'shop', namespace: 'default', uid: 'u1'}, spec: {replicas: 4, template, ...spec}};
}

function said(
	change: Partial<Step>,
	object: KubernetesObject | undefined,
	resource = deployments,
): readonly string[] {
	const target = {resource, namespace: 'default', name: 'shop', uid: object === undefined ? '' : 'u1'};
	const step: Step = {type: 'edit', target, guards: [], edits: [], ...change};
	const subjects = object === undefined ? [] : [{ref: target, object}];
	return orchestrationOf([step], subjects).map(sayOrchestrated);
}

const write = (at: string, to: Json | undefined, from: Json | undefined = 4): Edit => ({at, from, to});
const image = write('/spec/template/spec/containers/0/image', 'shop:2', 'shop:1');
const strategy = (maxSurge: Json, maxUnavailable: Json) => ({
	strategy: {type: 'RollingUpdate', rollingUpdate: {maxSurge, maxUnavailable}},
});

test.each<[string, Edit, KubernetesObject, readonly string[]]>([
	[
		'more replicas',
		write('/spec/replicas', 6),
		workload(),
		['start 2 pods of Deployment default/shop: web (shop:1)'],
	],
	['fewer', write('/spec/replicas', 3), workload(), ['stop 1 pod of Deployment default/shop: web (shop:1)']],
	['as many', write('/spec/replicas', 4), workload(), []],
	[
		'a new image, by the usual strategy',
		image,
		workload(),
		[
			'start 4 pods of Deployment default/shop: web (shop:2), up to 1 beside the old ones',
			'stop 4 pods of Deployment default/shop: web (shop:1), up to 1 before new ones are ready',
		],
	],
	[
		'a new image that never takes one away',
		image,
		workload(strategy(2, 0)),
		[
			'start 4 pods of Deployment default/shop: web (shop:2), up to 2 beside the old ones',
			'stop 4 pods of Deployment default/shop: web (shop:1), each once a new one is ready',
		],
	],
	[
		'a new image that never adds one',
		image,
		workload(strategy(0, '50%')),
		[
			'stop 4 pods of Deployment default/shop: web (shop:1), up to 2 before new ones are ready',
			'start 4 pods of Deployment default/shop: web (shop:2), each in the place of an old one',
		],
	],
	[
		'a new image that takes all down first',
		image,
		workload({strategy: {type: 'Recreate'}}),
		[
			'stop 4 pods of Deployment default/shop: web (shop:1), all of them first',
			'start 4 pods of Deployment default/shop: web (shop:2)',
		],
	],
	['a new image while it is paused', image, workload({paused: true}), []],
	['a new image of nothing', image, workload({replicas: 0}), []],
])('%s', (_what, edit, object, says) => {
	expect(said({edits: [edit]}, object)).toEqual(says);
});

test('a StatefulSet goes one after the other, in the place of the old ones', () => {
	expect(said({edits: [image]}, workload(), statefulSets)).toEqual([
		'stop 4 pods of StatefulSet default/shop: web (shop:1), one after the other',
		'start 4 pods of StatefulSet default/shop: web (shop:2), each in the place of an old one',
	]);
});

test('what is made starts, what is deleted or evicted stops', () => {
	expect(said({type: 'create', makes: workload() as JsonObject}, undefined)).toEqual([
		'start 4 pods of Deployment default/shop: web (shop:1)',
	]);
	expect(said({type: 'delete'}, workload())).toEqual([
		'stop 4 pods of Deployment default/shop: web (shop:1)',
	]);
	expect(said({type: 'evict'}, workload(), pods)).toEqual(['stop Pod default/shop']);
});
