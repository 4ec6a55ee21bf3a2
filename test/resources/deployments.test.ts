import {describe, expect, it} from 'vitest';
import {deployments, projectDeployment} from '../../source/resources/deployments.ts';
import {type RolloutState, rolloutStatus} from '../../source/resources/rollout-status.ts';
import {recorded, recordedObject} from './recorded.ts';

/** What real controllers reported, and what we call it. */
const says: {readonly [name: string]: string} = {
	paused: 'Paused 0/3',
	quota: "Stuck: can't create pods, quota exceeded",
	ready: 'Ready',
	rolling: 'Rolling out 2/4',
	stuck: 'Stuck: progress deadline exceeded',
	unavailable: 'Available 1/2',
	zero: 'Scaled to 0',
};

it.each(recorded('deployments'))('calls $name what it is', ({name, object}) => {
	expect(projectDeployment(object).rollout.says).toBe(says[name]);
});

it('is faulty where it is stuck or short, not while it moves', () => {
	const faulty = recorded('deployments').filter(({object, at}) =>
		deployments.isFaulty(projectDeployment(object), {now: at}),
	);
	expect(faulty.map(({name}) => name).sort()).toEqual(['quota', 'stuck', 'unavailable']);
});

it('keeps what scaling, upgrading and splits go by', () => {
	expect(projectDeployment(recordedObject('deployments', 'rolling'))).toMatchObject({
		wanted: 4,
		replicas: 5,
		updated: 2,
		ready: 3,
		available: 3,
		generation: 2,
		observedGeneration: 2,
		revision: 2,
		paused: false,
		strategy: 'RollingUpdate',
		selector: {matchLabels: {app: 'rolling'}, matchExpressions: []},
		templateLabels: {app: 'rolling'},
		containers: [
			{name: 'web', image: 'nginx:broken'},
			{name: 'log', image: 'fluentd:1'},
		],
	});
});

describe('rolloutStatus', () => {
	const condition = (type: string, status: string, reason: string, message = '') => ({
		type,
		status,
		reason,
		message,
	});
	const done = condition('Progressing', 'True', 'NewReplicaSetAvailable');
	const underWay = condition('Progressing', 'True', 'ReplicaSetUpdated');
	const ready: RolloutState = {
		wanted: 3,
		replicas: 3,
		updated: 3,
		ready: 3,
		available: 3,
		generation: 7,
		observedGeneration: 7,
		paused: false,
		conditions: [done],
	};

	it.each<[string, Partial<RolloutState>, string, string]>([
		['all is well', {}, 'settled', 'Ready'],
		['the controller has not looked', {observedGeneration: 6}, 'moving', 'Not observed yet'],
		['a new template has no pods', {updated: 0, conditions: [underWay]}, 'moving', 'Rolling out 0/3'],
		['old pods are left', {replicas: 4, conditions: [underWay]}, 'moving', 'Rolling out 3/3, 1 old left'],
		['new pods start', {available: 1, ready: 1, conditions: [underWay]}, 'moving', 'Rolling out 1/3'],
		['pods were lost', {available: 2, ready: 2}, 'short', 'Available 2/3'],
		['it is scaled up', {wanted: 5}, 'moving', 'Scaling 3/5'],
		['it is scaled down', {wanted: 2}, 'moving', 'Scaling 3/2'],
		['it goes to zero', {wanted: 0}, 'moving', 'Scaling to 0, 3 left'],
		['it is at zero', {wanted: 0, replicas: 0, updated: 0, available: 0}, 'idle', 'Scaled to 0'],
		['it is paused', {paused: true}, 'paused', 'Paused'],
		['it is paused half-way', {paused: true, updated: 1, conditions: [underWay]}, 'paused', 'Paused 1/3'],
		[
			'its deadline has passed',
			{updated: 1, conditions: [condition('Progressing', 'False', 'ProgressDeadlineExceeded')]},
			'stuck',
			'Stuck: progress deadline exceeded',
		],
		[
			'an admission webhook refuses its pods',
			{conditions: [done, condition('ReplicaFailure', 'True', 'FailedCreate', 'denied the request')]},
			'stuck',
			"Stuck: can't create pods (FailedCreate)",
		],
	])('when %s', (_, state, progress, said) => {
		expect(rolloutStatus({...ready, ...state})).toEqual({progress, says: said});
	});
});
