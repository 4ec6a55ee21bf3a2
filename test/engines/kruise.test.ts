import {expect, test} from 'vitest';
import type {LeverName} from '../../source/engines/engine.ts';
import {engineOf} from '../../source/engines/engine-of.ts';
import {kruise} from '../../source/engines/kruise.ts';
import {currentStep} from '../../source/model/rollout.ts';
import {bench, planned, refused, writes} from './read-fixture.ts';

const {object, pull, rollout} = bench(kruise, 'v1beta1');
const at = (clock: string) => Date.parse(`2026-11-23T${clock}Z`);

test('two kinds are called Rollout; the group tells which engine leads one', () => {
	expect(engineOf({group: 'rollouts.kruise.io', plural: 'rollouts'})?.name).toBe('kruise');
	expect(engineOf({group: 'argoproj.io', plural: 'rollouts'})?.name).toBe('argo-rollouts');
	expect(engineOf({group: 'example.com', plural: 'rollouts'})).toBeUndefined();
});

test.each([
	['paused-until-approved', 'waiting', 1, 'person', 'Step 1 of 5: it pauses until somebody approves it.'],
	['paused-for-a-time', 'moving', 2, 'time', 'Step 2 of 5: it pauses for 10 min, then goes on by itself.'],
	['upgrading', 'moving', 2, 'pods', 'Step 2 of 5: its pods come up, 1 of 2 are ready.'],
	['paused', 'waiting', 1, 'person', 'It is paused as a whole; traffic stays as it is until it is resumed.'],
	['healthy', 'settled', undefined, undefined, undefined],
	['cancelling', 'moving', 1, 'pods', 'Step 1 of 5: it goes back to the former version.'],
	['blue-green', 'waiting', 1, 'person', 'Step 1 of 2: it pauses until somebody approves it.'],
])('%s is %s and waits for what it says', (name, state, step, waitsFor, says) => {
	const read = rollout(object(name));
	expect(read.state).toBe(state);
	expect(currentStep(read)?.number).toBe(step);
	expect(read.waits?.for).toBe(waitsFor);
	expect(read.waits?.says).toBe(says);
});

test('a pause for a time says until when', () => {
	expect(rollout(object('paused-for-a-time')).waits).toMatchObject({
		since: at('10:10:00'),
		until: at('10:20:00'),
	});
});

test('steps, weights, versions and what it drives are read of both strategies', () => {
	const read = rollout(object('paused-for-a-time'));
	expect(read.steps.map(step => step.says)).toEqual([
		'5 % of traffic, 1 pod, then pause until somebody approves it',
		'20 % of traffic, 20% of the pods, then pause 10 min',
		'50 % of traffic, 50% of the pods, then pause until somebody approves it',
		'requests that match, 50% of the pods, then pause until somebody approves it',
		'100 % of traffic, 100% of the pods, then pause 10 s',
	]);
	expect(read.weight).toEqual({desired: 20, actual: 20, max: 100});
	expect(rollout(object('upgrading')).weight).toEqual({desired: 20, max: 100});
	expect(read.versions).toEqual([
		{role: 'champion', revision: '5b8f9d4c6', service: 'cards'},
		{role: 'challenger', revision: '7d9c6b5f8', service: 'cards-canary'},
	]);
	expect(read.drives.map(({kind, name}) => `${kind} ${name}`)).toEqual([
		'Deployment cards',
		'Service cards',
		'Service cards-canary',
		'Ingress cards-canary',
	]);
	expect(rollout(object('blue-green'))).toMatchObject({strategy: 'blue-green', newest: '7d9c6b5f8'});
	expect(rollout(object('blue-green')).drives.map(each => each.kind)).toContain('HTTPRoute');
});

test('the older version of the API names weights and workloads elsewhere', () => {
	const older = object('paused-until-approved', each => {
		each.spec.objectRef = {workloadRef: each.spec.workloadRef};
		delete each.spec.workloadRef;
		each.spec.strategy.canary.steps = [{weight: 5, pause: {}}];
	});
	expect(rollout(older).steps[0]).toMatchObject({weight: 5});
	expect(kruise.holder(older)).toEqual({apiVersion: 'apps/v1', kind: 'Deployment', name: 'cards'});
});

test('approving says that its step is ready, guarded by where it is', () => {
	const plan = planned(pull('promote', object('paused-until-approved')));
	expect(writes(plan)).toEqual([['status /status/canaryStatus/currentStepState', 'StepReady']]);
	expect(plan.steps[0]?.guards.map(each => each.at)).toEqual([
		'/status/canaryStatus/currentStepIndex',
		'/status/canaryStatus/currentStepState',
		'/status/canaryStatus/nextStepIndex',
		'/status/canaryStatus/podTemplateHash',
	]);
	expect(plan.settledWhen).toMatchObject([{until: 'stepped', stepsDone: 1}]);
	expect(plan.unproved?.dialect).toBe('kruise');
});

test('of a blue-green the same stands elsewhere', () => {
	expect(writes(planned(pull('promote', object('blue-green'))))).toEqual([
		['status /status/blueGreenStatus/currentStepState', 'StepReady'],
	]);
});

test.each([
	[3, 'paused-until-approved', ['status /status/canaryStatus/nextStepIndex', 3]],
	[1, 'paused-for-a-time', ['status /status/canaryStatus/nextStepIndex', 1]],
	// The next one is no jump to its controller.
	[2, 'paused-until-approved', ['status /status/canaryStatus/currentStepState', 'StepReady']],
])('a jump to step %i of %s writes %o', (step, name, write) => {
	expect(writes(planned(pull('jump', object(name), {}, {step})))).toEqual([write]);
});

test.each<[LeverName, string, string, string]>([
	['promote', 'healthy', 'nothing-to-do', 'no update under way'],
	['promote', 'paused', 'guarded', 'sluice resume'],
	['promote', 'upgrading', 'guarded', 'Wait until it pauses'],
	[
		'promote-full',
		'paused-until-approved',
		'no-lever',
		'sluice jump -n shop rollouts.rollouts.kruise.io/cards 5',
	],
	['abort', 'paused-until-approved', 'no-lever', 'sluice rollback -n shop rollouts.rollouts.kruise.io/cards'],
	['retry', 'healthy', 'no-lever', 'sluice upgrade'],
	['pause', 'paused', 'nothing-to-do', 'already'],
	['resume', 'paused-until-approved', 'guarded', 'sluice promote'],
	['resume', 'healthy', 'nothing-to-do', 'not paused'],
	['jump', 'healthy', 'nothing-to-do', 'no update under way'],
])('%s of %s is refused as %s, with the nearest', (lever, name, reason, says) => {
	const refusal = refused(pull(lever, object(name), {}, {step: 3}));
	expect(refusal.refused).toBe(reason);
	expect(`${refusal.says} ${refusal.hint ?? ''}`).toContain(says);
});

test('pause and resume write the same place, and note it', () => {
	expect(writes(planned(pull('pause', object('upgrading'))))[0]).toEqual([
		'spec /spec/strategy/paused',
		true,
	]);
	expect(writes(planned(pull('resume', object('paused'))))).toEqual([['spec /spec/strategy/paused', false]]);
});
