import {expect, test} from 'vitest';
import {argoRollouts} from '../../source/engines/argo-rollouts.ts';
import {flagger} from '../../source/engines/flagger.ts';
import type {Expectation} from '../../source/model/plan.ts';
import {judge} from '../../source/perform/settle.ts';
import {bench} from '../engines/read-fixture.ts';

const argo = bench(argoRollouts, 'v1alpha1');
const canary = bench(flagger, 'v1beta1');
const hash = '7d9c6b5f8';

type Rollout = Omit<Extract<Expectation, {seen: 'rollout'}>, 'seen' | 'of'>;

test.each<[string, Rollout, 'met' | 'not yet' | 'stuck']>([
	['paused-until-promoted', {until: 'stepped', stepsDone: 1}, 'met'],
	['paused-until-promoted', {until: 'stepped', stepsDone: 2}, 'not yet'],
	// The step is reached, its traffic is not.
	['waiting-for-pods', {until: 'stepped', stepsDone: 2}, 'not yet'],
	['healthy', {until: 'stepped', stepsDone: 3}, 'met'],
	['aborted', {until: 'stepped', stepsDone: 3}, 'stuck'],
	['paused-by-hand', {until: 'stepped', stepsDone: 3}, 'stuck'],
	['paused-until-promoted', {until: 'stepped', stepsDone: 1, newest: 'another'}, 'stuck'],
	['healthy', {until: 'promoted', newest: hash}, 'met'],
	['promoting-in-full', {until: 'promoted', newest: hash}, 'not yet'],
	['aborted', {until: 'promoted', newest: hash}, 'stuck'],
	['aborted', {until: 'aborted'}, 'met'],
	['stuck-abort', {until: 'aborted'}, 'not yet'],
	['paused-until-promoted', {until: 'aborted'}, 'not yet'],
	['healthy', {until: 'aborted'}, 'stuck'],
	['paused-until-promoted', {until: 'retried'}, 'met'],
	['aborted', {until: 'retried'}, 'not yet'],
	['paused-by-hand', {until: 'paused'}, 'met'],
	['paused-until-promoted', {until: 'paused'}, 'not yet'],
	['paused-until-promoted', {until: 'resumed'}, 'met'],
	['paused-by-hand', {until: 'resumed'}, 'not yet'],
	['paused-until-promoted', {until: 'rests', former: '5b8f9d4c6'}, 'met'],
	// Nothing has begun while the newest version is the one before.
	['paused-until-promoted', {until: 'rests', former: hash}, 'not yet'],
	['paused-for-a-time', {until: 'rests', former: '5b8f9d4c6'}, 'not yet'],
	['healthy', {until: 'rests', former: '5b8f9d4c6'}, 'met'],
	['aborted', {until: 'rests', former: '5b8f9d4c6'}, 'stuck'],
	['healthy', {until: 'returned', former: '5b8f9d4c6'}, 'met'],
	['paused-until-promoted', {until: 'returned', former: '5b8f9d4c6'}, 'stuck'],
	['paused-until-promoted', {until: 'returned', former: hash}, 'not yet'],
	['workload-not-observed', {until: 'rests', former: '5b8f9d4c6'}, 'not yet'],
])('%s judged by %o is %s', (name, expected, verdict) => {
	const of = argo.object(name);
	expect(verdictOf(judge({seen: 'rollout', of: argo.ref(of), ...expected}, of))).toBe(verdict);
});

test('an abort that was only written is not one that its controller has begun', () => {
	const told = argo.object('paused-until-promoted', each => {
		each.status.abort = true;
		each.status.canary.weights.canary.weight = 0;
	});
	expect(verdictOf(judge({seen: 'rollout', of: argo.ref(told), until: 'aborted'}, told))).toBe('not yet');
});

test('a retry that was only written is not one that its controller has begun', () => {
	const told = argo.object('aborted', each => {
		each.status.abort = false;
	});
	expect(verdictOf(judge({seen: 'rollout', of: argo.ref(told), until: 'retried'}, told))).toBe('not yet');
	expect(argo.rollout(told).waits?.for).toBe('controller');
});

test.each<[string, Rollout, string]>([
	['succeeded', {until: 'promoted', newest: '7c9fdbd6b8'}, 'met'],
	['progressing', {until: 'promoted', newest: '7c9fdbd6b8'}, 'not yet'],
	['failed', {until: 'promoted', newest: '7c9fdbd6b8'}, 'stuck'],
	['failed', {until: 'aborted'}, 'met'],
	['progressing', {until: 'aborted'}, 'not yet'],
	['suspended', {until: 'paused'}, 'met'],
])('of Flagger, %s judged by %o is %s', (name, expected, verdict) => {
	const of = canary.object(name);
	expect(verdictOf(judge({seen: 'rollout', of: canary.ref(of), ...expected}, of))).toBe(verdict);
});

test('what is said tells the weight and why it waits', () => {
	const of = argo.object('waiting-for-pods');
	expect(judge({seen: 'rollout', of: argo.ref(of), until: 'stepped', stepsDone: 3}, of).says).toBe(
		'Rollout shop/checkout: 10 % at the challenger. Step 3 of 7, set weight 40 %: 2 of 4 pods are of the newest version, 5 of all are available (more replicas need to be updated)',
	);
});

test('values that a controller writes in its own time are waited for', () => {
	const of = argo.object('healthy', each => {
		each.spec.restartAt = '2026-11-23T10:30:00Z';
	});
	const expected: Expectation = {
		seen: 'holds',
		of: argo.ref(of),
		values: [{at: '/status/restartedAt', is: '2026-11-23T10:30:00Z'}],
	};
	expect(verdictOf(judge(expected, of))).toBe('not yet');
	const done = argo.object('healthy', each => {
		each.status.restartedAt = '2026-11-23T10:30:00Z';
	});
	expect(verdictOf(judge(expected, done))).toBe('met');
});

test('an object that no engine leads is not waited for', () => {
	const of = argo.object('healthy');
	const ref = {...argo.ref(of), resource: {...argo.ref(of).resource, group: 'example.com'}};
	expect(verdictOf(judge({seen: 'rollout', of: ref, until: 'promoted'}, of))).toBe('stuck');
});

function verdictOf({isMet, isStuck}: {readonly isMet: boolean; readonly isStuck?: boolean}): string {
	return isMet ? 'met' : isStuck ? 'stuck' : 'not yet';
}
