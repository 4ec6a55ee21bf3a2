import {expect, test} from 'vitest';
import type {LeverName} from '../../source/engines/engine.ts';
import {flagger} from '../../source/engines/flagger.ts';
import {patchOf} from '../../source/model/patch.ts';
import {currentStep} from '../../source/model/rollout.ts';
import {bench, planned, refused, writes} from './read-fixture.ts';

const {object, pull, rollout} = bench(flagger, 'v1beta1');
const at = (clock: string) => Date.parse(`2026-11-23T${clock}Z`);

test.each([
	[
		'progressing',
		'moving',
		2,
		'time',
		'It looks every 1 min and takes the next weight while its checks pass. 1 of 5 checks that it bears have failed.',
	],
	[
		'suspended',
		'waiting',
		2,
		'person',
		'It is suspended: traffic stays as it is, and no new version is led, until it is resumed.',
	],
	[
		'listed-weights',
		'moving',
		2,
		'time',
		'It looks every 1 min and takes the next weight while its checks pass. 1 of 5 checks that it bears have failed.',
	],
	[
		'waiting-at-gate',
		'waiting',
		1,
		'person',
		'The new version waits until its gate lets it through: gate (http://loadtester/gate/check).',
	],
	[
		'waiting-for-promotion',
		'waiting',
		undefined,
		'person',
		'The promotion waits until its gate lets it through: release (http://loadtester/gate/check).',
	],
	['promoting', 'moving', undefined, 'pods', 'podinfo-primary takes the new version over.'],
	['succeeded', 'settled', undefined, undefined, undefined],
	[
		'failed',
		'failed',
		1,
		'person',
		'Canary analysis failed, Deployment scaled to zero. It begins again once the template of Deployment podinfo changes.',
	],
	['initializing', 'moving', 1, 'pods', 'podinfo-primary is being set up.'],
	[
		'blue-green',
		'moving',
		3,
		'time',
		'It looks every 1 min and takes the next check while its checks pass. 1 of 5 checks that it bears have failed.',
	],
])('%s is %s and waits for what it says', (name, state, step, waitsFor, says) => {
	const read = rollout(object(name));
	expect(read.state).toBe(state);
	expect(currentStep(read)?.number).toBe(step);
	expect(read.waits?.for).toBe(waitsFor);
	expect(read.waits?.says).toBe(says);
});

test('it says since when it is suspended, and until when it looks again', () => {
	expect(rollout(object('suspended'))).toMatchObject({
		waits: {since: at('10:21:00')},
		leftovers: [{what: 'suspended', since: at('10:21:00')}],
	});
	expect(rollout(object('progressing')).waits).toMatchObject({since: at('10:20:00'), until: at('10:21:00')});
	const hasty = object('progressing', each => {
		each.spec.analysis.interval = '1s';
	});
	// It never looks more often than every ten seconds.
	expect(rollout(hasty).waits?.until).toBe(at('10:20:10'));
});

test.each([
	['progressing', {stepWeight: 10, maxWeight: 50}, [10, 20, 30, 40, 50]],
	['progressing', {stepWeight: 30, maxWeight: 0}, [30, 60, 90, 100]],
	['progressing', {stepWeight: 40, maxWeight: 50}, [40, 80]],
	['listed-weights', {stepWeights: [5, 20, 60]}, [5, 20, 60]],
	['listed-weights', {stepWeights: [5, 20, 120]}, [5, 20, 100]],
])('the weights of %s with %o are its steps', (name, analysis, weights) => {
	const changed = object(name, each => Object.assign(each.spec.analysis, analysis));
	expect(rollout(changed).steps.map(step => step.weight)).toEqual(weights);
});

test('the weight of the route counts more than the one it remembers, which a waiting promotion forgets', () => {
	expect(rollout(object('progressing')).weight).toEqual({actual: 20, max: 100});
	expect(rollout(object('progressing'), {routedPercent: 35}).weight.actual).toBe(35);
	expect(rollout(object('waiting-for-promotion')).weight.actual).toBeUndefined();
	expect(rollout(object('waiting-for-promotion'), {routedPercent: 50}).weight.actual).toBe(50);
});

test('the plain name is the challenger, the primary the champion', () => {
	expect(rollout(object('progressing')).versions).toEqual([
		{role: 'champion', revision: '6f6d4bb589', service: 'podinfo-primary'},
		{role: 'challenger', revision: '7c9fdbd6b8', service: 'podinfo-canary'},
	]);
	expect(rollout(object('succeeded')).versions).toEqual([
		{role: 'champion', revision: '7c9fdbd6b8', service: 'podinfo-primary'},
	]);
});

test.each([
	['gatewayapi:v1', {}, ['HTTPRoute podinfo']],
	[
		'istio',
		{},
		['VirtualService podinfo', 'DestinationRule podinfo-canary', 'DestinationRule podinfo-primary'],
	],
	['smi:v1alpha2', {}, ['TrafficSplit podinfo']],
	['linkerd', {}, ['TrafficSplit podinfo']],
	['contour', {}, ['HTTPProxy podinfo']],
	['traefik', {}, ['TraefikService podinfo', 'TraefikService podinfo']],
	['nginx', {ingressRef: {name: 'web'}}, ['Ingress web-canary']],
	['apisix', {routeRef: {name: 'web'}}, ['ApisixRoute web-podinfo-canary']],
	['gloo', {}, ['RouteTable podinfo']],
	['kuma', {}, ['TrafficRoute podinfo']],
	['kubernetes', {}, []],
	[undefined, {}, []],
])('with %s it drives Services, workloads and %s', (provider, spec, routes) => {
	const changed = object('progressing', each => Object.assign(each.spec, {provider}, spec));
	expect(rollout(changed).drives.map(({kind, name}) => `${kind} ${name}`)).toEqual([
		'Service podinfo',
		'Service podinfo-primary',
		'Service podinfo-canary',
		'Deployment podinfo',
		'Deployment podinfo-primary',
		...routes,
	]);
});

test('the Service may have another name than the target', () => {
	const changed = object('progressing', each => {
		each.spec.service.name = 'info';
	});
	expect(rollout(changed).drives.map(each => each.name)).toContain('info-canary');
});

test.each<[LeverName, string, string, string]>([
	['promote', 'progressing', 'no-lever', '--full'],
	['promote', 'suspended', 'no-lever', 'sluice resume'],
	['promote', 'waiting-at-gate', 'no-lever', 'Open its gate: gate (http://loadtester/gate/check)'],
	['jump', 'progressing', 'no-lever', 'sluice pause'],
	['retry', 'failed', 'no-lever', 'sluice restart -n shop deployments.apps/podinfo'],
	['promote-full', 'waiting-at-gate', 'guarded', 'gate (http://loadtester/gate/check)'],
	['promote-full', 'suspended', 'guarded', 'sluice resume'],
	['promote-full', 'succeeded', 'nothing-to-do', 'no new version under way'],
	['promote-full', 'failed', 'guarded', 'sluice restart'],
	['promote-full', 'promoting', 'guarded', 'Promoting'],
	['promote-full', 'skipping-analysis', 'nothing-to-do', 'already'],
	['pause', 'suspended', 'nothing-to-do', 'already'],
	['resume', 'progressing', 'nothing-to-do', 'not suspended'],
	['abort', 'succeeded', 'guarded', 'sluice rollback -n shop deployments.apps/podinfo'],
	['abort', 'promoting', 'guarded', 'sluice rollback'],
	['abort', 'waiting-at-gate', 'guarded', 'sluice rollback'],
	['abort', 'failed', 'nothing-to-do', 'failed already'],
])('%s of %s is refused as %s, with the nearest', (lever, name, reason, says) => {
	const refusal = refused(pull(lever, object(name)));
	expect(refusal.refused).toBe(reason);
	expect(`${refusal.says} ${refusal.hint ?? ''}`).toContain(says);
});

test('a pause suspends, notes it in the same patch, and is swapped back', () => {
	const plan = planned(pull('pause', object('progressing')));
	expect(patchOf(plan.steps[0]!)).toEqual([
		{op: 'test', path: '/metadata/uid', value: '3e8f8b1c-0d0e-4f5c-8f3f-6a2b8f1c1001'},
		{op: 'test', path: '/spec/suspend', value: null},
		{op: 'test', path: '/metadata/annotations', value: null},
		{op: 'add', path: '/spec/suspend', value: true},
		{op: 'add', path: '/metadata/annotations', value: {}},
		{
			op: 'add',
			path: '/metadata/annotations/sluice.dev~1left',
			value: JSON.stringify([{what: 'suspended', since: '2026-11-23T10:30:00.000Z'}]),
		},
	]);
	expect(plan.undo).toEqual({way: 'swap'});
	expect(plan.concerns.map(each => each.says)).toEqual([
		'The challenger keeps 20 % of the traffic meanwhile.',
		'A look that is under way in this moment may still take one step.',
		'A change of Deployment podinfo is led only once it is resumed.',
	]);
});

test('resume lets it go on from the weight that stands, and strikes the note off', () => {
	const plan = planned(pull('resume', object('suspended')));
	expect(writes(plan)).toEqual([
		['spec /spec/suspend', false],
		['spec /metadata/annotations/sluice.dev~1left', undefined],
	]);
	expect(plan.concerns[0]?.says).toBe('It goes on from 20 % within 1 min.');
});

test('resume turns the analysis on again only where sluice turned it off', () => {
	expect(writes(planned(pull('resume', object('skipping-analysis'))))[0]).toEqual([
		'spec /spec/skipAnalysis',
		false,
	]);
	const theirs = object('skipping-analysis', each => {
		delete each.metadata.annotations;
		each.spec.suspend = true;
	});
	expect(writes(planned(pull('resume', theirs)))).toEqual([['spec /spec/suspend', false]]);
});

test.each([
	[35, 'guarded'],
	[10, 'guarded'],
	[5, 'planned'],
	[20, 'planned'],
	[60, 'planned'],
	[80, 'planned'],
	[0, 'planned'],
])(
	'resuming at %i %% with the listed weights 5, 20 and 60 is %s, since an unlisted one jumps to all traffic',
	(percent, answer) => {
		const changed = object('listed-weights', each => {
			each.spec.suspend = true;
		});
		const pulled = pull('resume', changed, {routedPercent: percent});
		expect('refused' in pulled ? pulled.refused : 'planned').toBe(answer);
		const warned = rollout(object('listed-weights'), {routedPercent: percent}).warnings.length > 0;
		expect(warned).toBe(answer === 'guarded');
	},
);

test('a refusal to resume names the listed weight below', () => {
	const changed = object('listed-weights', each => {
		each.spec.suspend = true;
	});
	expect(refused(pull('resume', changed, {routedPercent: 35})).hint).toBe('Set its route to 20 % first.');
});

test('a step of always the same size has no list to be off', () => {
	const changed = object('progressing', each => {
		each.spec.suspend = true;
	});
	expect('refused' in pull('resume', changed, {routedPercent: 35})).toBe(false);
});

test('a full promotion skips the analysis, waits, and turns it on again by itself', () => {
	const plan = planned(pull('promote-full', object('progressing')));
	expect(writes(plan)).toEqual([
		['spec /spec/skipAnalysis', true],
		[
			'spec /metadata/annotations/sluice.dev~1left',
			JSON.stringify([{what: 'skips-analysis', since: '2026-11-23T10:30:00.000Z'}]),
		],
		['spec /spec/skipAnalysis', false],
		['spec /metadata/annotations/sluice.dev~1left', undefined],
	]);
	expect(plan.steps[0]?.waitFor).toMatchObject({seen: 'rollout', until: 'promoted', newest: '7c9fdbd6b8'});
	expect(plan.steps[1]?.isSequel).toBe(true);
	expect(plan.undo).toMatchObject({way: 'compensate', command: {action: 'resume'}});
	expect(plan.concerns).toHaveLength(2);
});

test('webhooks that check are checks like metrics, and gates are none', () => {
	const webhooks = [
		{name: 'smoke', type: 'pre-rollout', url: 'http://loadtester/'},
		{name: 'load', url: 'http://loadtester/'},
		{name: 'gate', type: 'confirm-rollout', url: 'http://loadtester/gate/check'},
	];
	const checked = object('progressing', ({spec}) => {
		delete spec.analysis.metrics;
		spec.analysis.webhooks = webhooks;
	});
	expect(rollout(checked).analyses).toEqual([
		{kind: 'checks', name: 'smoke; load', status: '1 of 5 failed', message: ''},
	]);
	const gated = object('progressing', ({spec}) => {
		delete spec.analysis.metrics;
		spec.analysis.webhooks = webhooks.slice(2);
	});
	expect(rollout(gated).analyses).toEqual([]);
});

test('an abort counts as many failed checks as it bears', () => {
	const plan = planned(pull('abort', object('progressing')));
	expect(writes(plan)).toEqual([['status /status/failedChecks', 5]]);
	expect(plan.steps[0]?.subresource).toBe('status');
	expect(plan.isEscape).toBe(true);
});

test('an abort of a suspended one resumes it, after; of one that skips its analysis turns that on, before', () => {
	expect(writes(planned(pull('abort', object('suspended'))))).toEqual([
		['status /status/failedChecks', 5],
		['spec /spec/suspend', false],
		['spec /metadata/annotations/sluice.dev~1left', undefined],
	]);
	expect(writes(planned(pull('abort', object('skipping-analysis'))))).toEqual([
		['spec /spec/skipAnalysis', false],
		['spec /metadata/annotations/sluice.dev~1left', undefined],
		['status /status/failedChecks', 5],
	]);
});
