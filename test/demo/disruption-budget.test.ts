import {describe, expect, it} from 'vitest';
import {desiredHealthy, statusOf} from '../../source/demo/controllers/disruption-budget.ts';
import type {KubernetesObject} from '../../source/demo/object.ts';

const now = Date.parse('2030-01-01T12:00:00Z');

function pod(name: string, isReady: boolean, metadata = {}): KubernetesObject {
	const conditions = [{type: 'Ready', status: isReady ? 'True' : 'False'}];
	return {
		metadata: {name, uid: name, resourceVersion: '', creationTimestamp: '', ...metadata},
		status: {conditions},
	};
}

function budget(spec: object, status: object = {}): KubernetesObject {
	const metadata = {name: 'budget', uid: '', resourceVersion: '', creationTimestamp: '', generation: 3};
	return {metadata, spec, status};
}

describe('desiredHealthy', () => {
	it.each([
		['takes a number as it is', {minAvailable: 3}, 2, 3],
		['rounds a share of those to be available up', {minAvailable: '50%'}, 3, 2],
		['leaves out as many as may be missing', {maxUnavailable: 1}, 3, 2],
		['rounds a share of those that may be missing up', {maxUnavailable: '34%'}, 3, 1],
		['is never negative', {maxUnavailable: 5}, 3, 0],
		['wants none without bounds', {}, 3, 0],
	])('%s', (_, spec, expected, wanted) => {
		expect(desiredHealthy(spec, expected)).toBe(wanted);
	});
});

describe('statusOf', () => {
	const isUp = [pod('a', true), pod('b', true), pod('c', false)];

	it.each([
		['allows what is beyond the bound', {minAvailable: 1}, {}, isUp, 3, 1, 2],
		[
			'counts none that is on its way out',
			{minAvailable: 1},
			{},
			[pod('a', true, {deletionTimestamp: 'now'}), isUp[1]!],
			2,
			0,
			1,
		],
		[
			'counts none whose eviction was promised',
			{minAvailable: 1},
			{a: '2030-01-01T11:59:00Z'},
			isUp,
			3,
			0,
			1,
		],
		[
			'counts those again that did not go in time',
			{minAvailable: 1},
			{a: '2030-01-01T11:57:00Z'},
			isUp,
			3,
			1,
			2,
		],
		['allows none where none is expected', {maxUnavailable: 1}, {}, isUp, 0, 0, 2],
	])('%s', (_, spec, disruptedPods, pods, expected, allowed, healthy) => {
		const status = statusOf(budget(spec, {disruptedPods}), pods, expected, now);
		expect(status).toMatchObject({
			disruptionsAllowed: allowed,
			currentHealthy: healthy,
			observedGeneration: 3,
		});
		expect(status.conditions[0]).toMatchObject(
			allowed > 0
				? {status: 'True', reason: 'SufficientPods'}
				: {status: 'False', reason: 'InsufficientPods'},
		);
	});
});
