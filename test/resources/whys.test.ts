// Why a pod is pending, why its containers were started anew, and why an autoscaler is where it is, in words.
import {describe, expect, test} from 'vitest';
import type {JsonObject} from '../../source/model/json.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {autoscalerReasons} from '../../source/resources/autoscaler-words.ts';
import {projectEvent} from '../../source/resources/events.ts';
import {projectHorizontalPodAutoscaler} from '../../source/resources/horizontalpodautoscalers.ts';
import {readPending} from '../../source/resources/pending-words.ts';
import {restartsOf} from '../../source/resources/restart-words.ts';

describe('a pod is pending', () => {
	const [cpu, memory, taint, cordoned, selector] = [
		'have too little CPU left to request',
		'have too little memory left to request',
		'have a taint that it does not tolerate',
		'are cordoned',
		'do not match its node selector or affinity',
	];
	test.each<[string, number, ReadonlyArray<readonly [number, string | undefined]>]>([
		['0/3 nodes are available: 3 Insufficient cpu', 3, [[3, cpu]]],
		[
			"0/7 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu, 2 Insufficient memory, 1 node(s) were unschedulable, 3 node(s) didn't match Pod's node affinity/selector. no new claims to deallocate, preemption: 0/7 nodes are available: 7 Preemption is not helpful for scheduling.",
			7,
			[
				[1, taint],
				[2, cpu],
				[2, memory],
				[1, cordoned],
				[3, selector],
			],
		],
		[
			'0/4 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 3 Insufficient nvidia.com/gpu.',
			4,
			[
				[1, `${taint} (node-role.kubernetes.io/control-plane)`],
				[3, 'have too little nvidia.com/gpu left'],
			],
		],
		[
			'0/2 nodes are available: 2 node(s) had volume node affinity conflict.',
			2,
			[[2, 'cannot reach the volume that it claims']],
		],
		['0/2 nodes are available: 2 some plugin said no, as ever.', 2, [[2, 'some plugin said no, as ever']]],
	])('%s', (message, nodes, reasons) => {
		const pending = readPending(message)!;
		expect(pending.nodes).toBe(nodes);
		expect(pending.reasons.map(reason => [reason.nodes, reason.says])).toEqual(reasons);
	});

	test('what is no such sentence is left as it is', () => {
		expect(readPending('persistentvolumeclaim "data" not found')).toBeUndefined();
	});
});

const time = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString();

function pod(containers: readonly JsonObject[]): KubernetesObject {
	return {
		metadata: {name: 'p', namespace: 'shop', uid: 'u'},
		status: {containerStatuses: containers},
	} as unknown as KubernetesObject;
}

function crashed(terminated: JsonObject, name = 'app', restartCount = 3): JsonObject {
	return {
		name,
		restartCount,
		state: {waiting: {reason: 'CrashLoopBackOff'}},
		lastState: {terminated: {startedAt: time(0), finishedAt: time(30), ...terminated}},
	};
}

function unhealthy(message: string, container = 'app', count = 5) {
	return projectEvent({
		metadata: {name: 'e', namespace: 'shop', uid: `e-${message}`},
		type: 'Warning',
		reason: 'Unhealthy',
		message,
		count,
		lastTimestamp: time(28),
		involvedObject: {kind: 'Pod', name: 'p', uid: 'u', fieldPath: `spec.containers{${container}}`},
	} as unknown as KubernetesObject);
}

describe('a container was started anew', () => {
	test.each<[string, JsonObject, string, RegExp]>([
		[
			'for memory',
			{exitCode: 137, reason: 'OOMKilled'},
			'exit 137 (OOMKilled), after 30s',
			/more memory than its limit/,
		],
		['by its own error', {exitCode: 1, reason: 'Error'}, 'exit 1, after 30s', /an error of its own/],
		['without its command', {exitCode: 127, reason: 'Error'}, 'exit 127, after 30s', /command was not found/],
		['though it ended well', {exitCode: 0, reason: 'Completed'}, 'exit 0, after 30s', /must not end/],
		['by a signal', {exitCode: 139, reason: 'Error'}, 'exit 139, after 30s', /touched memory/],
	])('%s', (_what, terminated, ended, means) => {
		const [restarts] = restartsOf(pod([crashed(terminated)]), []);
		expect(restarts).toMatchObject({container: 'app', count: 3, ended, means: expect.stringMatching(means)});
	});

	test('by a probe: the probe is named, with how often it failed, and only of its own container', () => {
		const events = [
			unhealthy('Liveness probe failed: HTTP probe failed with statuscode: 500'),
			unhealthy('Readiness probe failed: connection refused', 'proxy'),
		];
		const object = pod([
			crashed({exitCode: 137, reason: 'Error'}),
			{name: 'proxy', restartCount: 0, state: {running: {}}},
		]);
		expect(restartsOf(object, events)).toMatchObject([
			{
				container: 'app',
				means: 'Its probe failed, and it did not end within its grace period: it was killed.',
				probes: [{says: 'Liveness probe failed: HTTP probe failed with statuscode: 500', times: 5}],
			},
			{container: 'proxy', count: 0, probes: [{says: 'Readiness probe failed: connection refused'}]},
		]);
	});

	test('nothing is told of a container that runs', () => {
		expect(restartsOf(pod([{name: 'app', restartCount: 0, state: {running: {}}}]), [])).toEqual([]);
	});
});

describe('an autoscaler', () => {
	function told(
		conditions: readonly (readonly [type: string, status: string, reason: string, message?: string])[],
		{has, wants}: {has: number; wants: number} = {has: 4, wants: 4},
	) {
		return autoscalerReasons(
			projectHorizontalPodAutoscaler({
				metadata: {name: 'h', namespace: 'shop', uid: 'h'},
				spec: {
					minReplicas: 2,
					maxReplicas: 10,
					scaleTargetRef: {kind: 'Deployment', name: 'web'},
					metrics: [
						{
							type: 'Resource',
							resource: {name: 'cpu', target: {type: 'Utilization', averageUtilization: 70}},
						},
					],
				},
				status: {
					currentReplicas: has,
					desiredReplicas: wants,
					currentMetrics: [{type: 'Resource', resource: {name: 'cpu', current: {averageUtilization: 62}}}],
					conditions: conditions.map(([type, status, reason, message = '']) => ({
						type,
						status,
						reason,
						message,
					})),
				},
			} as unknown as KubernetesObject),
		).map(({says}) => says);
	}

	const well = [
		['AbleToScale', 'True', 'ReadyForNewScale'],
		['ScalingActive', 'True', 'ValidMetricFound'],
		['ScalingLimited', 'False', 'DesiredWithinRange'],
	] as const;

	test('that is well says what it measures and wants', () => {
		expect(told(well)).toEqual([
			'Measured against target: cpu: 62%/70%. It has 4 and wants no other number, between 2 and 10.',
		]);
		expect(told(well, {has: 4, wants: 6})[0]).toContain('It has 4 and wants 6');
	});

	test.each([
		[
			['ScalingActive', 'False', 'FailedGetResourceMetric', 'no metrics returned'],
			'It does not scale: it gets no figures to go by, so it leaves the number as it is (no metrics returned).',
		],
		[
			['ScalingActive', 'False', 'ScalingDisabled'],
			'It does not scale: its target was scaled to 0, which switches it off until somebody scales it up.',
		],
		[
			['AbleToScale', 'False', 'FailedGetScale', 'deployments.apps "web" not found'],
			'It cannot scale now: its target is not there, or cannot be scaled (deployments.apps "web" not found).',
		],
		[
			['AbleToScale', 'True', 'ScaleDownStabilized'],
			'It would scale down, and waits: within its stabilization window more pods were needed.',
		],
		[
			['ScalingLimited', 'True', 'TooManyReplicas'],
			'It would go beyond its maximum of 10: only a higher one lets it.',
		],
		[['ScalingLimited', 'True', 'TooFewReplicas'], 'It would go below its minimum of 2, and stays there.'],
	] as const)('with %j says why', (condition, says) => {
		expect(told([condition])[1]).toBe(says);
	});
});
