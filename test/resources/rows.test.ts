import {describe, expect, it} from 'vitest';
import type {KubernetesObject} from '../../source/model/object.ts';
import {conditionIn, conditionsOf, isTrue} from '../../source/resources/conditions.ts';
import {endpointslices, projectEndpointSlice} from '../../source/resources/endpointslices.ts';
import {events, projectEvent} from '../../source/resources/events.ts';
import {
	horizontalpodautoscalers,
	projectHorizontalPodAutoscaler,
} from '../../source/resources/horizontalpodautoscalers.ts';
import {namespaces} from '../../source/resources/namespaces.ts';
import {nodes, projectNode} from '../../source/resources/nodes.ts';
import {projectReplicaSet} from '../../source/resources/replicasets.ts';
import {readSelector, saySelector} from '../../source/resources/selector.ts';
import {projectService, services} from '../../source/resources/services.ts';
import {recorded, recordedObject} from './recorded.ts';

function objectOf(more: object): KubernetesObject {
	const metadata = {name: 'one', namespace: 'shop', uid: 'u', creationTimestamp: '2026-11-23T13:00:00Z'};
	return {metadata, ...more} as unknown as KubernetesObject;
}

describe('node', () => {
	it('keeps room, roles and what presses it', () => {
		expect(projectNode(recordedObject('nodes', 'pressed'))).toMatchObject({
			status: 'Ready',
			isReady: true,
			podsAllocatable: 110,
			cpuAllocatable: 3920,
			memoryAllocatable: 15 * 2 ** 30,
			pressures: [{type: 'MemoryPressure'}],
		});
		expect(projectNode(recordedObject('nodes', 'control-plane'))).toMatchObject({
			roles: ['control-plane', 'etcd'],
			// Its own, and the one that the API server gives a node until it is ready.
			taints: 2,
		});
	});

	it('does not know the room of one that never reported', () => {
		const row = projectNode(recordedObject('nodes', 'never-reported'));
		expect([row.isReady, row.podsAllocatable, row.cpuAllocatable]).toEqual([false, undefined, undefined]);
	});

	it.each([
		['pressed', true],
		['not-ready', true],
		['stopped-reporting', true],
		['never-reported', true],
		['cordoned', false],
		['ready', false],
	])('that is %s is faulty: %s', (name, isFaulty) => {
		expect(nodes.isFaulty(projectNode(recordedObject('nodes', name)), {now: 0})).toBe(isFaulty);
	});

	it('counts pods only where they are counted', () => {
		const row = projectNode(recordedObject('nodes', 'pressed'));
		const column = nodes.columns.find(({title}) => title === 'PODS')!;
		expect(column.cell(row, {now: 0})).toBe('-/110');
		expect(column.cell(row, {now: 0, podsOnNode: new Map([['pressed', 12]])})).toBe('12/110');
		expect(column.cell(row, {now: 0, podsOnNode: new Map()})).toBe('0/110');
	});
});

describe('service', () => {
	it('keeps its selector', () => {
		expect(projectService(recordedObject('services', 'cluster-ip')).selector).toEqual({
			app: 'web',
			tier: 'front',
		});
		expect(projectService(recordedObject('services', 'without-selector')).selector).toEqual({});
	});

	it('is faulty while it waits for an address', () => {
		const faulty = recorded('services').filter(({object}) =>
			services.isFaulty(projectService(object), {now: 0}),
		);
		expect(faulty.map(({name}) => name)).toEqual(['load-balancer-pending']);
	});
});

describe('endpoint slice', () => {
	const slice = projectEndpointSlice(
		objectOf({
			endpoints: [
				{addresses: ['10.0.0.1'], conditions: {ready: true}, targetRef: {kind: 'Pod', name: 'a'}},
				{
					addresses: ['10.0.0.2'],
					conditions: {ready: false, terminating: true},
					targetRef: {kind: 'Pod', name: 'b'},
				},
				{addresses: ['10.0.0.3'], targetRef: {kind: 'Node', name: 'c'}},
				{addresses: ['10.0.0.4'], conditions: {}},
			],
		}),
	);

	it('takes an endpoint that does not say for ready', () => {
		expect(slice.endpoints.map(({pod, ready, terminating}) => [pod, ready, terminating])).toEqual([
			['a', true, false],
			['b', false, true],
			['', true, false],
			['', true, false],
		]);
	});

	it('counts those that are', () => {
		expect(endpointslices.columns.find(({title}) => title === 'READY')!.cell(slice, {now: 0})).toBe('3/4');
		expect(endpointslices.isFaulty(slice, {now: 0})).toBe(true);
	});

	it('belongs to a Service', () => {
		const row = projectEndpointSlice(recordedObject('endpointslices', 'ready'));
		expect(row.service).toBe('ready');
		expect(row.endpoints.every(({pod}) => pod.startsWith('ready-'))).toBe(true);
	});
});

describe('replica set', () => {
	const sets = recorded('replicasets').map(({object}) => projectReplicaSet(object));

	it('is a revision of its Deployment', () => {
		const rolling = sets.filter(({owner}) => owner?.name === 'rolling');
		expect(rolling.map(({revision}) => revision).sort()).toEqual([1, 2]);
		for (const {name, hash} of rolling) expect(name).toBe(`rolling-${hash}`);
	});

	it('knows that it could not create its pods', () => {
		expect(sets.filter(({hasFailed}) => hasFailed).map(({owner}) => owner?.name)).toEqual(['quota']);
	});
});

describe('horizontal pod autoscaler', () => {
	const condition = (type: string, status: string, reason: string) => ({type, status, reason});
	const row = (...conditions: object[]) =>
		projectHorizontalPodAutoscaler(objectOf({spec: {maxReplicas: 5}, status: {conditions}}));
	const active = condition('ScalingActive', 'True', 'ValidMetricFound');
	const status = horizontalpodautoscalers.columns.find(({title}) => title === 'STATUS')!;

	it.each([
		['Active', false, [active]],
		['Inactive', false, []],
		['Inactive', false, [condition('ScalingActive', 'False', 'ScalingDisabled')]],
		[
			'Blind: FailedGetResourceMetric',
			true,
			[condition('ScalingActive', 'False', 'FailedGetResourceMetric')],
		],
		['Stuck: FailedGetScale', true, [condition('AbleToScale', 'False', 'FailedGetScale')]],
		['At its maximum', true, [active, condition('ScalingLimited', 'True', 'TooManyReplicas')]],
		['Active', false, [active, condition('ScalingLimited', 'True', 'TooFewReplicas')]],
	])('is %s (faulty: %s)', (says, isFaulty, conditions) => {
		expect(status.cell(row(...conditions), {now: 0})).toBe(says);
		expect(horizontalpodautoscalers.isFaulty(row(...conditions), {now: 0})).toBe(isFaulty);
	});

	it('says what it scales, and between which bounds', () => {
		expect(
			projectHorizontalPodAutoscaler(recordedObject('horizontalpodautoscalers', 'several')),
		).toMatchObject({
			reference: {kind: 'Deployment', name: 'checkout'},
			targets: ['cpu: 62%/80%', 'memory: 300Mi/500Mi', '<unknown>/100'],
			min: 1,
			max: 10,
			wanted: 4,
			replicas: 3,
		});
	});
});

describe('event', () => {
	const at = (second: number) => `2026-11-23T13:00:0${second}Z`;

	it.each([
		['a counting reporter', {firstTimestamp: at(1), lastTimestamp: at(5), count: 4}, 5, 1, 4],
		['a reporter of series', {eventTime: at(1), series: {count: 7, lastObservedTime: at(6)}}, 6, 1, 7],
		['a single one', {eventTime: at(2), firstTimestamp: null, lastTimestamp: null, count: 0}, 2, 2, 1],
		['one without a time of its own', {}, 0, 0, 1],
	])('of %s was last seen when it was', (_, more, last, first, count) => {
		const row = projectEvent(objectOf(more));
		expect([row.lastSeen, row.firstSeen, row.count]).toEqual([
			Date.parse(at(last)),
			Date.parse(at(first)),
			count,
		]);
	});

	it('says what it is about, and opens on the latest', () => {
		const row = projectEvent(recordedObject('events', 'failed-create'));
		expect(row.regarding).toMatchObject({kind: 'ReplicaSet', name: expect.stringMatching(/^paused-/)});
		expect(row.regarding.uid).not.toBe('');
		expect(events.isFaulty(row, {now: 0})).toBe(true);
		const column = events.columns.find(({title}) => title === events.order?.column)!;
		const ageOf = (lastSeen: number) =>
			column.sortBy({...row, lastSeen}, {now: row.lastSeen + 5000}) as number;
		expect(ageOf(row.lastSeen) < ageOf(row.lastSeen - 1)).toBe(events.order?.isDescending === false);
	});
});

it('is faulty to be a namespace that is not gone', () => {
	const row = (phase: string) => namespaces.project(objectOf({status: {phase}}))!;
	expect(namespaces.isFaulty(row('Active'), {now: 0})).toBe(false);
	expect(namespaces.isFaulty(row('Terminating'), {now: 0})).toBe(true);
});

describe('conditions', () => {
	const conditions = conditionsOf(recordedObject('deployments', 'stuck'));

	it('are read whole', () => {
		expect(conditionIn(conditions, 'Progressing')).toEqual({
			type: 'Progressing',
			status: 'False',
			reason: 'ProgressDeadlineExceeded',
			message: expect.stringContaining('has timed out progressing'),
			observedGeneration: undefined,
			since: expect.any(Number),
		});
		expect(isTrue(conditions, 'Available')).toBe(false);
		expect(isTrue(conditions, 'Absent')).toBe(false);
	});

	it('are none where nothing is said', () => {
		expect(conditionsOf(objectOf({}))).toEqual([]);
		expect(conditionsOf(objectOf({status: {conditions: null}}))).toEqual([]);
	});
});

it('says a selector as kubectl takes it', () => {
	const selector = readSelector({
		matchLabels: {tier: 'front', app: 'web'},
		matchExpressions: [
			{key: 'track', operator: 'In', values: ['stable', 'canary']},
			{key: 'zone', operator: 'NotIn', values: ['b']},
			{key: 'owner', operator: 'Exists'},
			{key: 'legacy', operator: 'DoesNotExist'},
		],
	});
	expect(saySelector(selector)).toBe(
		'app=web,tier=front,track in (canary,stable),zone notin (b),owner,!legacy',
	);
});
