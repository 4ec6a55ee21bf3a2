import {describe, expect, test} from 'vitest';
import {argoRollouts} from '../../source/engines/argo-rollouts.ts';
import type {LeverName} from '../../source/engines/engine.ts';
import {asRead, patchOf} from '../../source/model/patch.ts';
import {kubectlText} from '../../source/plan/kubectl.ts';
import {bench, planned, refused, type Writable, writes} from './read-fixture.ts';

const {object, pull, ref} = bench(argoRollouts, 'v1alpha1');

describe('promote', () => {
	test('out of a pause takes the pause away, guarded by all that says it is this pause', () => {
		const plan = planned(pull('promote', object('paused-until-promoted')));
		expect(patchOf(plan.steps[0]!)).toEqual([
			{op: 'test', path: '/metadata/uid', value: '7c0c3f0e-55b4-4a2e-9d53-0f6a3a6a1f01'},
			{op: 'test', path: '/status/currentPodHash', value: '7d9c6b5f8'},
			{op: 'test', path: '/status/stableRS', value: '5b8f9d4c6'},
			{op: 'test', path: '/status/currentStepIndex', value: 1},
			{
				op: 'test',
				path: '/status/pauseConditions',
				value: [{reason: 'CanaryPauseStep', startTime: '2026-11-23T10:00:31Z'}],
			},
			{op: 'test', path: '/status/abort', value: null},
			{op: 'test', path: '/status/promoteFull', value: null},
			{op: 'remove', path: '/status/pauseConditions'},
		]);
		expect(plan.steps[0]?.subresource).toBe('status');
		expect(plan.settledWhen).toMatchObject([
			{seen: 'rollout', until: 'stepped', stepsDone: 2, newest: '7d9c6b5f8'},
		]);
		expect(plan.lines[0]).toEqual({
			subject: 'Rollout shop/checkout',
			from: 'step 2 (pause until somebody promotes it), 10 %',
			to: 'step 3 (set weight 40 %), 40 %',
		});
		expect(plan.concerns.map(each => each.says)).toEqual([
			'It goes on by itself to step 4 (pause 10 min), at 40 %.',
		]);
		expect(plan.isEscape).toBe(false);
	});

	test('is taken back by going to the step it was at', () => {
		expect(planned(pull('promote', object('paused-until-promoted'))).undo).toMatchObject({
			way: 'compensate',
			command: {action: 'jump', step: 2},
		});
	});

	test.each([
		['an inconclusive analysis', 'inconclusive', 5, 'analysis latency'],
		['a running analysis', 'analysing', 5, 'analysis latency'],
	])(
		'out of %s goes by the number of the next step, with controllerPause off',
		(_what, name, index, skips) => {
			const plan = planned(pull('promote', object(name)));
			expect(writes(plan)).toContainEqual(['status /status/controllerPause', false]);
			expect(writes(plan)).toContainEqual(['status /status/currentStepIndex', index]);
			const said = plan.concerns.map(each => each.says).join(' ');
			if (skips) expect(said).toContain(`Skipped: step ${index} (${skips})`);
			else expect(said).not.toContain('Skipped');
		},
	);

	test('of a blue-green ends its pause, and the only way back is a roll back', () => {
		const paused = object('blue-green-paused');
		const plan = planned(pull('promote', paused));
		expect(writes(plan)).toEqual([['status /status/pauseConditions', undefined]]);
		expect(plan.undo.way).toBe('none');
		const kept = [replicaSet('5b8f9d4c6', 1, 2)].map(each => ({
			...each,
			metadata: {...each.metadata, ownerReferences: ownedByCards},
		}));
		expect(planned(pull('promote', paused, {replicaSets: kept})).undo).toMatchObject({
			command: {action: 'rollback', toRevision: 1},
		});
		expect(plan.settledWhen).toMatchObject([{until: 'promoted'}]);
	});

	test('of a blue-green that promotes itself dates its pause back, since one taken away begins anew', () => {
		expect(writes(planned(pull('promote', object('blue-green-promoting-itself'))))).toEqual([
			['status /status/pauseConditions/0/startTime', '2026-11-23T09:50:30Z'],
		]);
	});

	test('says what it goes on to by itself where nothing holds it', () => {
		const last = object('paused-until-promoted', each => {
			each.status.currentStepIndex = 6;
		});
		const plan = planned(pull('promote', last));
		expect(plan.lines[0]?.to).toBe('all traffic at the new version');
		expect(plan.concerns.map(each => each.says)).toContain(
			'Nothing holds it from there on: it goes on to all traffic by itself.',
		);
	});
});

test.each<[LeverName, string, string, string]>([
	['promote', 'healthy', 'nothing-to-do', 'no update under way'],
	['promote', 'first-version', 'nothing-to-do', 'no update under way'],
	['promote', 'aborted', 'guarded', 'sluice retry'],
	['promote', 'paused-by-hand', 'guarded', 'sluice resume'],
	['promote', 'promoting-in-full', 'nothing-to-do', 'in full already'],
	['promote', 'blue-green-switched', 'guarded', '--full'],
	['promote', 'workload-not-observed', 'stale', 'Look again'],
	['promote', 'waiting-for-pods', 'guarded', 'not the pods for 40 % yet'],
	['promote-full', 'healthy', 'nothing-to-do', 'no update under way'],
	['promote-full', 'aborted', 'guarded', 'sluice retry'],
	['promote-full', 'paused-by-hand', 'guarded', 'sluice resume'],
	['promote-full', 'promoting-in-full', 'nothing-to-do', 'in full already'],
	['jump', 'healthy', 'nothing-to-do', 'no update under way'],
	['jump', 'blue-green-paused', 'no-lever', 'sluice promote'],
	['pause', 'paused-by-hand', 'nothing-to-do', 'already'],
	['resume', 'paused-until-promoted', 'guarded', 'sluice promote'],
	['resume', 'healthy', 'nothing-to-do', 'not paused'],
	['abort', 'first-version', 'guarded', 'none to go back to'],
	['abort', 'aborted', 'nothing-to-do', 'already'],
	['retry', 'paused-until-promoted', 'nothing-to-do', 'not aborted'],
])('%s of %s is refused as %s', (lever, name, reason, says) => {
	const refusal = refused(pull(lever, object(name), {}, {step: 3}));
	expect(refusal.refused).toBe(reason);
	expect(`${refusal.says} ${refusal.hint ?? ''}`).toContain(says);
});

test('a promotion past the last step is refused, with the way past the pods it waits for', () => {
	const done = object('waiting-for-pods', each => {
		each.status.currentStepIndex = 7;
	});
	expect(refused(pull('promote', done)).hint).toContain('--full');
});

test('a full promotion names what nobody will look at, and rolls back where the former revision is known', () => {
	const paused = object('paused-until-promoted');
	const plan = planned(pull('promote-full', paused, {replicaSets: [replicaSet('5b8f9d4c6', 1, 4)]}));
	expect(writes(plan)).toEqual([['status /status/promoteFull', true]]);
	expect(plan.concerns[0]?.says).toContain('pause 10 min; analysis latency; set weight 80 %');
	expect(plan.undo).toMatchObject({way: 'compensate', command: {action: 'rollback', toRevision: 1}});
	expect(planned(pull('promote-full', paused)).undo.way).toBe('none');
	const switched = planned(pull('promote-full', object('blue-green-switched')));
	expect(switched.concerns[0]?.says).toBe('Skipped without a look: the analysis after promotion.');
});

describe('jump', () => {
	test.each([
		[3, 2, 'paused-until-promoted'],
		[1, 0, 'paused-for-a-time'],
		[2, 1, 'paused-for-a-time'],
	])(
		'to step %i writes its index %i with controllerPause off, or the pause there would count as ended',
		(step, index, name) => {
			const plan = planned(pull('jump', object(name), {}, {step}));
			expect(writes(plan)).toEqual([
				['status /status/pauseConditions', undefined],
				['status /status/controllerPause', false],
				['status /status/currentStepIndex', index],
			]);
			expect(plan.undo).toMatchObject({command: {action: 'jump'}});
		},
	);

	test('to a step after one that sets more weight enters at that one, so that pods come before traffic', () => {
		const plan = planned(pull('jump', object('paused-until-promoted'), {}, {step: 4}));
		expect(writes(plan)).toContainEqual(['status /status/currentStepIndex', 2]);
		expect(plan.steps).toHaveLength(1);
		expect(plan.concerns[0]?.says).toBe(
			'It enters at step 3 (set weight 40 %), so that pods come before traffic.',
		);
	});

	test('over several rises makes each for itself, and only then stops behind what holds the last', () => {
		const entered = (step: number) =>
			planned(pull('jump', object('paused-until-promoted'), {}, {step})).steps.map(
				({edits}) => edits.at(-1)?.to,
			);
		expect(entered(7)).toEqual([2, 5]);
		expect(entered(6)).toEqual([2, 5]);
		expect(entered(5)).toEqual([2, 4]);
		const [first, second] = planned(pull('jump', object('paused-until-promoted'), {}, {step: 6})).steps;
		expect(first?.waitFor).toMatchObject({
			seen: 'rollout',
			until: 'stepped',
			stepsDone: 2,
			newest: '7d9c6b5f8',
		});
		expect(second).toMatchObject({isSequel: true, subresource: 'status'});
		expect(second?.edits.slice(0, 2)).toMatchObject([
			{at: '/status/pauseConditions', to: []},
			{at: '/status/controllerPause', to: false},
		]);
	});

	test('without a router there is no traffic that comes before pods', () => {
		const plain = object('paused-until-promoted', each => {
			delete each.spec.strategy.canary.trafficRouting;
			delete each.status.canary.weights;
		});
		expect(writes(planned(pull('jump', plain, {}, {step: 4})))).toContainEqual([
			'status /status/currentStepIndex',
			3,
		]);
	});

	test('over a pause and an analysis names both', () => {
		const plan = planned(pull('jump', object('paused-until-promoted'), {}, {step: 6}));
		expect(plan.concerns[1]?.says).toBe(
			'Skipped: step 2 (pause until somebody promotes it), step 4 (pause 10 min), step 5 (analysis latency).',
		);
	});

	test.each([[0], [8], [1.5], [undefined]])('to step %s there is none', step => {
		expect(refused(pull('jump', object('paused-until-promoted'), {}, {step})).refused).toBe('usage');
	});

	test('to where it is does nothing', () => {
		expect(refused(pull('jump', object('paused-until-promoted'), {}, {step: 2})).refused).toBe(
			'nothing-to-do',
		);
	});
});

describe('abort', () => {
	test.each(['promoting-in-full', 'paused-until-promoted', 'paused-by-hand', 'dynamic-with-abort-delay'])(
		'of %s, sent as it was read, tests each value it writes over',
		name => {
			for (const step of planned(pull('abort', object(name))).steps) {
				const tested = patchOf(asRead(step)).flatMap(each => (each.op === 'test' ? [each.path] : []));
				const isTested = (at: string) => tested.some(path => at === path || at.startsWith(`${path}/`));
				expect(step.edits.filter(({at}) => !isTested(at))).toEqual([]);
			}
		},
	);

	test('takes a full promotion back in the same write, which would drop it, and guards only which update it is', () => {
		const plan = planned(pull('abort', object('promoting-in-full')));
		expect(plan.steps).toHaveLength(1);
		expect(patchOf(plan.steps[0]!)).toEqual([
			{op: 'test', path: '/metadata/uid', value: '7c0c3f0e-55b4-4a2e-9d53-0f6a3a6a1f01'},
			{op: 'test', path: '/status/currentPodHash', value: '7d9c6b5f8'},
			{op: 'test', path: '/status/stableRS', value: '5b8f9d4c6'},
			{op: 'add', path: '/status/abort', value: true},
			{op: 'add', path: '/status/promoteFull', value: false},
		]);
		expect(plan.concerns[0]?.says).toContain('full promotion');
	});

	test('takes it back even where none was seen: one may be asked for in this moment', () => {
		const plan = planned(pull('abort', object('paused-until-promoted')));
		expect(writes(plan)).toContainEqual(['status /status/promoteFull', false]);
		expect(plan.isEscape).toBe(true);
		expect(plan.undo).toMatchObject({way: 'compensate', command: {action: 'retry'}});
	});

	test('of an aborted one that a full promotion was asked of since is no repetition', () => {
		const both = object('aborted', each => {
			each.status.promoteFull = true;
		});
		expect(writes(planned(pull('abort', both)))).toContainEqual(['status /status/promoteFull', false]);
	});

	test('of one paused by hand resumes it too, as no pod moves meanwhile', () => {
		const plan = planned(pull('abort', object('paused-by-hand')));
		expect(plan.steps.map(step => step.subresource)).toEqual(['status', undefined]);
		expect(writes(plan)).toContainEqual(['spec /spec/paused', false]);
	});

	test('with dynamicStableScale and a delay of its own takes the delay away, and notes what it was', () => {
		const plan = planned(pull('abort', object('dynamic-with-abort-delay')));
		expect(writes(plan).slice(2)).toEqual([
			['spec /spec/strategy/canary/abortScaleDownDelaySeconds', undefined],
			[
				'spec /metadata/annotations/sluice.dev~1left',
				JSON.stringify([{what: 'without-abort-delay', since: '2026-11-23T10:30:00.000Z', was: 30}]),
			],
		]);
		expect(plan.concerns.map(each => each.says).join(' ')).toContain(
			'abortScaleDownDelaySeconds is taken away',
		);
	});

	test.each([
		[
			'a delay of 0, which keeps the pods',
			(each: Writable) => (each.spec.strategy.canary.abortScaleDownDelaySeconds = 0),
		],
		['no delay of its own', (each: Writable) => delete each.spec.strategy.canary.abortScaleDownDelaySeconds],
		[
			'a stable side that stays whole',
			(each: Writable) => delete each.spec.strategy.canary.dynamicStableScale,
		],
	])('with %s leaves the spec alone', (_what, change) => {
		expect(planned(pull('abort', object('dynamic-with-abort-delay', change))).steps).toHaveLength(1);
	});

	test('of a healthy rollout becomes a roll back, and says until when that is fast', () => {
		const replicaSets = [
			replicaSet('7d9c6b5f8', 2, 4),
			replicaSet('5b8f9d4c6', 1, 4, '2026-11-23T10:31:00Z'),
		];
		const plan = planned(pull('abort', object('healthy'), {replicaSets}));
		expect(plan.action).toBe('abort');
		expect(plan.steps[0]).toMatchObject({
			guards: [{at: '/metadata/generation', is: 3}],
			edits: [{at: '/spec/template', to: {metadata: {labels: {app: 'checkout'}}}}],
		});
		expect(plan.steps[0]?.subresource).toBeUndefined();
		expect(plan.concerns.map(each => each.says)).toEqual([
			'4 pods of revision 1 still run until 10:31:00 UTC: going back is fast until then, and slow after it.',
			'The former version comes back through all steps, like any other change.',
		]);
		expect(plan.undo).toMatchObject({
			command: {action: 'rollback', toRevision: 2, fromReplicaSet: 'rs-5b8f9d4c6'},
		});
		expect(plan.isEscape).toBe(false);
		expect(kubectlText(plan, 'demo')).toEqual([
			'kubectl argo rollouts undo checkout -n shop --to-revision=1 --context demo',
		]);
	});

	test('of a blue-green that has switched becomes a roll back, which its controller heeds whatever its pods do', () => {
		const replicaSets = [replicaSet('7d9c6b5f8', 2, 2), replicaSet('5b8f9d4c6', 1, 2)];
		const owned = replicaSets.map(each => ({
			...each,
			metadata: {...each.metadata, ownerReferences: ownedByCards},
		}));
		const switched = object('blue-green-switched');
		const plan = planned(pull('abort', switched, {replicaSets: owned}));
		expect(plan.steps[0]?.edits[0]?.at).toBe('/spec/template');
		expect(plan.concerns[0]?.says).toBe('2 pods of revision 1 still run, so going back is fast.');
		expect(plan.isEscape).toBe(true);
		expect(refused(pull('abort', switched)).says).toContain('no earlier revision could be read');
		expect(refused(pull('abort', object('blue-green-healthy'), {replicaSets: []})).says).toContain('is kept');
	});

	test.each([
		['run still, is the way out: all traffic moves at once', 2, true],
		['are down already, waits for what other changes wait for', 0, false],
	])(
		'of a blue-green that is promoted, while the pods of the former version %s',
		(_what, running, isEscape) => {
			const replicaSets = [replicaSet('7d9c6b5f8', 2, 2), replicaSet('5b8f9d4c6', 1, running)].map(each => ({
				...each,
				metadata: {...each.metadata, ownerReferences: ownedByCards},
			}));
			const promoted = object('blue-green-switched', each => {
				each.status.stableRS = each.status.currentPodHash;
			});
			expect(planned(pull('abort', promoted, {replicaSets})).isEscape).toBe(isEscape);
		},
	);

	test('of a blue-green before its switch is an abort', () => {
		expect(writes(planned(pull('abort', object('blue-green-paused'))))[0]).toEqual([
			'status /status/abort',
			true,
		]);
	});

	test('of a change that the controller has not seen is no roll back of the one before', () => {
		const unseen = object('healthy', each => {
			each.metadata.generation = 9;
		});
		expect(refused(pull('abort', unseen)).refused).toBe('stale');
	});
});

describe('pause and resume', () => {
	test('a pause notes that it was left, and is swapped back', () => {
		const plan = planned(pull('pause', object('waiting-for-pods')));
		expect(writes(plan)).toEqual([
			['spec /spec/paused', true],
			[
				'spec /metadata/annotations/sluice.dev~1left',
				JSON.stringify([{what: 'paused', since: '2026-11-23T10:30:00.000Z'}]),
			],
		]);
		expect(plan.undo).toEqual({way: 'swap'});
		expect(plan.concerns[0]?.says).toBe('The challenger keeps 10 % of the traffic meanwhile.');
	});

	test('resume takes the note back with the pause, and what an abort took away', () => {
		const left = object('paused-by-hand', each => {
			delete each.spec.strategy.canary.abortScaleDownDelaySeconds;
			each.metadata.annotations['sluice.dev/left'] = JSON.stringify([
				{what: 'paused', since: '2026-11-23T10:00:00.000Z'},
				{what: 'without-abort-delay', since: '2026-11-23T10:00:00.000Z', was: 30},
				{what: 'something-else', since: '2026-11-23T10:00:00.000Z'},
			]);
		});
		expect(argoRollouts.rollout(left, ref(left)).leftovers).toHaveLength(3);
		expect(writes(planned(pull('resume', left)))).toEqual([
			['spec /spec/paused', false],
			['spec /spec/strategy/canary/abortScaleDownDelaySeconds', 30],
			[
				'spec /metadata/annotations/sluice.dev~1left',
				JSON.stringify([{what: 'something-else', since: '2026-11-23T10:00:00.000Z'}]),
			],
		]);
	});

	test('resume takes back what was left although nothing is paused any more', () => {
		const left = object('healthy', each => {
			each.metadata.annotations['sluice.dev/left'] = '[{"what":"paused","since":"2026-11-23T10:00:00Z"}]';
		});
		expect(writes(planned(pull('resume', left)))).toEqual([
			['spec /metadata/annotations/sluice.dev~1left', undefined],
		]);
	});

	test('a note that nobody can read is no note', () => {
		for (const mark of ['{', '"x"', '[{"what":1}]', '[{"what":"paused","since":"soon"}]']) {
			const odd = object('healthy', each => {
				each.metadata.annotations['sluice.dev/left'] = mark;
			});
			expect(argoRollouts.rollout(odd, ref(odd)).leftovers).toEqual([]);
		}
	});
});

test('retry puts back the delay that the abort took away, and is taken back by another abort', () => {
	const left = object('aborted', each => {
		each.metadata.annotations['sluice.dev/left'] = JSON.stringify([
			{what: 'without-abort-delay', since: '2026-11-23T10:00:00.000Z', was: 30},
		]);
	});
	const plan = planned(pull('retry', left));
	expect(writes(plan)).toEqual([
		['spec /spec/strategy/canary/abortScaleDownDelaySeconds', 30],
		['spec /metadata/annotations/sluice.dev~1left', undefined],
		['status /status/abort', false],
	]);
	expect(plan.undo).toMatchObject({command: {action: 'abort'}});
});

const ownedByCards = [
	{
		apiVersion: 'argoproj.io/v1alpha1',
		kind: 'Rollout',
		name: 'cards',
		uid: '0f2a8f5e-2f0e-4a3c-9a83-5d1a35f1b002',
		controller: true,
	},
];

function replicaSet(hash: string, revision: number, pods: number, deadline?: string): Writable {
	return {
		metadata: {
			name: `checkout-${hash}`,
			namespace: 'shop',
			uid: `rs-${hash}`,
			labels: {app: 'checkout', 'rollouts-pod-template-hash': hash},
			annotations: {
				'rollout.argoproj.io/revision': String(revision),
				...(deadline && {'scale-down-deadline': deadline}),
			},
			ownerReferences: [
				{
					apiVersion: 'argoproj.io/v1alpha1',
					kind: 'Rollout',
					name: 'checkout',
					uid: '7c0c3f0e-55b4-4a2e-9d53-0f6a3a6a1f01',
					controller: true,
				},
			],
		},
		spec: {
			replicas: pods,
			template: {
				metadata: {labels: {app: 'checkout', 'rollouts-pod-template-hash': hash}},
				spec: {containers: [{name: 'app', image: `checkout:${revision}`}]},
			},
		},
		status: {readyReplicas: pods},
	};
}
