import {expect, test} from 'vitest';
import {readAnalysis, readExperiment} from '../../source/engines/argo-rollouts/analysis.ts';
import {argoRollouts} from '../../source/engines/argo-rollouts.ts';
import {currentStep} from '../../source/model/rollout.ts';
import {bench, type Writable} from './read-fixture.ts';

const {object, rollout} = bench(argoRollouts, 'v1alpha1');
const at = (clock: string) => Date.parse(`2026-11-23T${clock}Z`);

test.each([
	['paused-until-promoted', 'waiting', 2, 'person', 'Step 2 of 7: it pauses until somebody promotes it.'],
	['paused-for-a-time', 'moving', 4, 'time', 'Step 4 of 7: it pauses for 10 min, then goes on by itself.'],
	[
		'waiting-for-pods',
		'moving',
		3,
		'pods',
		'Step 3 of 7, set weight 40 %: 2 of 4 pods are of the newest version, 5 of all are available (more replicas need to be updated).',
	],
	[
		'analysing',
		'moving',
		5,
		'analysis',
		'Step 5 of 7, analysis latency: Analysis checkout-7d9c6b5f8-2-4 is running.',
	],
	[
		'inconclusive',
		'waiting',
		5,
		'person',
		'Step 5 of 7, analysis latency: Analysis checkout-7d9c6b5f8-2-4 could not decide (Metric "p99" assessed Inconclusive due to inconclusive (1) > inconclusiveLimit (0)); somebody must promote or abort it.',
	],
	[
		'promoting-in-full',
		'moving',
		undefined,
		'pods',
		'It is being promoted in full. 2 of 4 pods are of the newest version, 5 of all are available (more replicas need to be updated).',
	],
	[
		'aborted',
		'failed',
		1,
		'person',
		'It was aborted. It stays so until it is retried or its template changes.',
	],
	[
		'stuck-abort',
		'failed',
		1,
		'person',
		'It was aborted. It stays so until it is retried or its template changes. 40 % has still to leave the challenger.',
	],
	[
		'paused-by-hand',
		'waiting',
		3,
		'person',
		'It is paused by hand; traffic stays as it is until it is resumed.',
	],
	['healthy', 'settled', undefined, undefined, undefined],
	[
		'blue-green-paused',
		'waiting',
		undefined,
		'person',
		'The new version is up behind the preview; it is switched to once somebody promotes it.',
	],
	[
		'blue-green-promoting-itself',
		'moving',
		undefined,
		'time',
		'It pauses for 10 min, then goes on by itself.',
	],
	['blue-green-switched', 'moving', undefined, 'analysis', 'Analysis cards-7d9c6b5f8-2-post is running.'],
	['blue-green-healthy', 'settled', undefined, undefined, undefined],
	['workload-not-observed', 'moving', 2, 'controller', 'Its controller has not seen the latest change yet.'],
])('%s is %s and waits for what it says', (name, state, step, waitsFor, says) => {
	const read = rollout(object(name));
	expect(read.state).toBe(state);
	expect(currentStep(read)?.number).toBe(step);
	expect(read.waits?.for).toBe(waitsFor);
	expect(read.waits?.says).toBe(says);
});

test('a pause for a time says since when and until when, without a clock', () => {
	expect(rollout(object('paused-for-a-time')).waits).toMatchObject({
		since: at('10:05:00'),
		until: at('10:15:00'),
	});
	expect(rollout(object('blue-green-promoting-itself')).waits).toMatchObject({
		since: at('10:00:31'),
		until: at('10:10:31'),
	});
});

test.each([
	['1m', 'pause 1 min'],
	['90', 'pause 1 min 30 s'],
	[45, 'pause 45 s'],
	['1h30m', 'pause 1 h 30 min'],
	['soon', 'pause until somebody promotes it'],
])('a pause of %s reads %s', (duration, says) => {
	const paused = object('paused-until-promoted', each => {
		each.spec.strategy.canary.steps[1].pause.duration = duration;
	});
	expect(rollout(paused).steps[1]?.says).toBe(says);
});

test('steps of every kind are said in words', () => {
	const steps = [
		{setCanaryScale: {replicas: 1}},
		{setCanaryScale: {weight: 25}},
		{setCanaryScale: {matchTrafficWeight: true}},
		{experiment: {templates: [{name: 'baseline'}, {name: 'canary'}]}},
		{setHeaderRoute: {name: 'beta', match: [{headerName: 'x'}]}},
		{setHeaderRoute: {name: 'beta'}},
		{setMirrorRoute: {name: 'mirror', percentage: 30, match: [{}]}},
		{plugin: {name: 'argoproj-labs/step'}},
		{somethingNew: {}},
	];
	const many = object('paused-until-promoted', each => {
		each.spec.strategy.canary.steps = steps;
	});
	expect(rollout(many).steps.map(step => step.says)).toEqual([
		'scale the challenger to 1 pod',
		'scale the challenger to 25 % of the pods',
		'scale the challenger with its traffic',
		'experiment with baseline, canary',
		'header route beta',
		'remove header route beta',
		'mirror route mirror, 30 %',
		'plugin argoproj-labs/step',
		'a step of a kind that is not known here',
	]);
});

test.each([
	['paused-until-promoted', {desired: 10, actual: 10, max: 100}],
	['waiting-for-pods', {desired: 40, actual: 10, max: 100}],
	['analysing', {desired: 40, actual: 40, max: 100}],
	['promoting-in-full', {desired: 100, actual: 10, max: 100}],
	['aborted', {desired: 0, actual: 0, max: 100}],
	['healthy', {desired: 0, actual: 0, max: 100}],
	['blue-green-paused', {actual: 0, max: 100}],
	['blue-green-switched', {actual: 100, max: 100}],
])('%s asks for a weight and has one', (name, weight) => {
	expect(rollout(object(name)).weight).toEqual(weight);
});

test('without a router nothing tells the weight, and all traffic may be another number than 100', () => {
	const plain = object('paused-until-promoted', each => {
		delete each.spec.strategy.canary.trafficRouting;
		delete each.status.canary.weights;
	});
	expect(rollout(plain).weight).toEqual({desired: 10, max: 100});
	const fine = object('paused-until-promoted', each => {
		each.spec.strategy.canary.trafficRouting.maxTrafficWeight = 1000;
	});
	expect(rollout(fine).weight.max).toBe(1000);
	expect(rollout(fine).steps[0]?.says).toBe('set weight 10 of 1000');
});

const uid = '7c0c3f0e-55b4-4a2e-9d53-0f6a3a6a1f01';

function replicaSet(
	hash: string,
	revision: number,
	image: string,
	pods: number,
	deadline?: string,
): Writable {
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
				{apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout', name: 'checkout', uid, controller: true},
			],
		},
		spec: {
			replicas: pods,
			template: {
				metadata: {labels: {app: 'checkout', 'rollouts-pod-template-hash': hash}},
				spec: {containers: [{name: 'app', image}]},
			},
		},
		status: {readyReplicas: pods},
	};
}

test('versions have their role, hash and Service; ReplicaSets add image and pods', () => {
	const paused = object('paused-until-promoted');
	expect(rollout(paused).versions).toEqual([
		{role: 'champion', revision: '5b8f9d4c6', service: 'checkout-stable'},
		{
			role: 'challenger',
			revision: '7d9c6b5f8',
			service: 'checkout-canary',
			image: 'registry.example.com/checkout:2.0.0',
		},
	]);
	const replicaSets = [
		replicaSet('5b8f9d4c6', 1, 'checkout:1', 4),
		replicaSet('7d9c6b5f8', 2, 'checkout:2', 1),
	];
	expect(rollout(paused, {replicaSets}).versions).toMatchObject([
		{image: 'checkout:1', pods: {ready: 4, wanted: 4}},
		{image: 'checkout:2', pods: {ready: 1, wanted: 1}},
	]);
	expect(rollout(object('healthy')).versions).toHaveLength(1);
	expect(rollout(object('blue-green-paused')).versions.map(each => each.service)).toEqual([
		'cards',
		'cards-preview',
	]);
});

test.each([
	['ping', 'checkout-ping', 'checkout-pong'],
	['pong', 'checkout-pong', 'checkout-ping'],
	[undefined, 'checkout-pong', 'checkout-ping'],
])('with %s stable, ping and pong change places', (stable, champion, challenger) => {
	const pair = object('paused-until-promoted', each => {
		each.spec.strategy.canary.pingPong = {pingService: 'checkout-ping', pongService: 'checkout-pong'};
		each.status.canary.stablePingPong = stable;
	});
	expect(rollout(pair).versions.map(each => each.service)).toEqual([champion, challenger]);
});

test('deadlines are times: of earlier pods, of an aborted version, and of progress', () => {
	const replicaSets = [
		replicaSet('5b8f9d4c6', 1, 'checkout:1', 4, '2026-11-23T10:31:00Z'),
		replicaSet('7d9c6b5f8', 2, 'checkout:2', 4),
		replicaSet('3c3c3c3c3', 0, 'checkout:0', 0, '2026-11-23T09:00:00Z'),
	];
	expect(rollout(object('healthy'), {replicaSets}).deadlines).toMatchObject([
		{what: 'scale-down', at: at('10:31:00')},
	]);
	expect(rollout(object('aborted')).deadlines).toMatchObject([
		{what: 'abort-scale-down', at: at('10:20:30')},
	]);
	const longer = object('aborted', each => {
		each.spec.strategy.canary.abortScaleDownDelaySeconds = 300;
	});
	expect(rollout(longer).deadlines).toMatchObject([{at: at('10:25:00')}]);
	const forEver = object('aborted', each => {
		each.spec.strategy.canary.abortScaleDownDelaySeconds = 0;
	});
	expect(rollout(forEver).deadlines).toEqual([]);
	expect(rollout(object('waiting-for-pods')).deadlines).toMatchObject([
		{what: 'progress', at: at('10:14:10')},
	]);
	expect(rollout(object('paused-until-promoted')).deadlines).toEqual([]);
});

test.each([
	['smi', {smi: {}}, [['split.smi-spec.io', 'TrafficSplit', 'shop', 'checkout']]],
	[
		'nginx',
		{nginx: {stableIngress: 'web', stableIngresses: ['other']}},
		[
			['networking.k8s.io', 'Ingress', 'shop', 'checkout-web-canary'],
			['networking.k8s.io', 'Ingress', 'shop', 'checkout-other-canary'],
		],
	],
	['alb', {alb: {ingress: 'web', servicePort: 80}}, [['networking.k8s.io', 'Ingress', 'shop', 'web']]],
	[
		'istio',
		{
			istio: {
				virtualService: {name: 'web.edge', routes: ['main', 'beta']},
				virtualServices: [{name: 'plain'}, {name: 'tls', tlsRoutes: [{port: 443}]}],
				destinationRule: {name: 'web-rule'},
			},
		},
		[
			['networking.istio.io', 'VirtualService', 'edge', 'web', 'main'],
			['networking.istio.io', 'VirtualService', 'edge', 'web', 'beta'],
			['networking.istio.io', 'VirtualService', 'shop', 'plain'],
			['networking.istio.io', 'VirtualService', 'shop', 'tls', 'tls 443'],
			['networking.istio.io', 'DestinationRule', 'shop', 'web-rule'],
		],
	],
	[
		'traefik',
		{traefik: {weightedTraefikServiceName: 'web'}},
		[['traefik.io', 'TraefikService', 'shop', 'web']],
	],
	[
		'apisix',
		{apisix: {route: {name: 'web', rules: ['r1']}}},
		[['apisix.apache.org', 'ApisixRoute', 'shop', 'web', 'r1']],
	],
	['ambassador', {ambassador: {mappings: ['m1']}}, [['getambassador.io', 'Mapping', 'shop', 'm1']]],
	[
		'appMesh',
		{appMesh: {virtualService: {name: 'web', routes: ['main']}}},
		[['appmesh.k8s.aws', 'VirtualService', 'shop', 'web', 'main']],
	],
	[
		'gateway api',
		{
			plugins: {
				'argoproj-labs/gatewayAPI': {httpRoute: 'web', namespace: 'edge', grpcRoutes: [{name: 'rpc'}]},
			},
		},
		[
			['gateway.networking.k8s.io', 'HTTPRoute', 'edge', 'web'],
			['gateway.networking.k8s.io', 'GRPCRoute', 'edge', 'rpc'],
		],
	],
])('with %s it drives its Services and what it routes by', (_name, trafficRouting, expected) => {
	const routed = object('paused-until-promoted', each => {
		each.spec.strategy.canary.trafficRouting = trafficRouting;
	});
	const [stable, canary, ...routes] = rollout(routed).drives;
	expect([stable, canary].map(each => `${each?.kind} ${each?.name}`)).toEqual([
		'Service checkout-stable',
		'Service checkout-canary',
	]);
	expect(routes.map(({group, kind, namespace, name, rule}) => [group, kind, namespace, name, rule])).toEqual(
		expected.map(each => [...each, undefined].slice(0, 5)),
	);
});

test.each([
	['promoting-in-full', 'drops an abort'],
	['dynamic-with-abort-delay', 'may never finish'],
	['paused-by-hand', 'a pause brings no traffic back'],
	['blue-green-switched', 'only while all new pods are up'],
	['blue-green-promoting-itself', 'only begins the time again'],
	['paused-for-a-time', 'starts it again at step 1; it is at step 4 of 7'],
])('%s warns of the trap it is in', (name, says) => {
	expect(rollout(object(name)).warnings.map(each => each.says)).toContainEqual(expect.stringContaining(says));
});

test('a finished rollout warns of nothing', () => {
	expect(rollout(object('healthy')).warnings).toEqual([]);
});

test('an invalid spec is what it waits for, whatever else is', () => {
	const invalid = object('paused-until-promoted', each => {
		each.status.conditions.push({
			type: 'InvalidSpec',
			status: 'True',
			reason: 'InvalidSpec',
			message: 'no selector',
		});
		each.status.phase = 'Degraded';
	});
	expect(rollout(invalid)).toMatchObject({
		state: 'failed',
		waits: {for: 'person', says: 'Its spec is invalid: no selector'},
	});
});

test('an AnalysisRun tells each metric with its counts, limits and the message of its provider', () => {
	const {metrics, ...run} = readAnalysis(object('analysis-run'));
	expect(run).toMatchObject({status: 'Inconclusive', started: at('10:15:01'), completed: at('10:17:04')});
	expect(metrics).toEqual([
		{
			name: 'p99',
			status: 'Inconclusive',
			message: '',
			provider: 'prometheus',
			succeedsIf: 'result[0] < 250',
			failsIf: 'result[0] > 400',
			value: '[312.7]',
			measured: at('10:16:32'),
			counts: {measured: 4, successful: 1, failed: 0, inconclusive: 3, errors: 0, errorsInRow: 0},
			limits: {measurements: 5, failed: 1, inconclusive: 2, errorsInRow: 4},
			isDryRun: false,
		},
		expect.objectContaining({
			name: 'errors',
			status: 'Error',
			message: 'received non 2xx response code: 503',
			provider: 'web',
			limits: {failed: 0, inconclusive: 0, errorsInRow: 2, successesInRow: 3},
		}),
		expect.objectContaining({
			name: 'memory',
			isDryRun: true,
			limits: expect.objectContaining({measurements: 1}),
		}),
		expect.objectContaining({
			name: 'custom',
			status: 'Pending',
			provider: 'argoproj-labs/sample',
			isDryRun: false,
		}),
	]);
});

test('an Experiment tells its versions, its analyses and until when it runs', () => {
	expect(readExperiment(object('experiment'))).toEqual({
		name: 'checkout-7d9c6b5f8-2-0',
		status: 'Running',
		message: '',
		since: at('10:15:20'),
		until: at('10:25:20'),
		versions: [
			{name: 'baseline', status: 'Running', message: '', pods: {ready: 2, wanted: 2}},
			{name: 'canary', status: 'Progressing', message: 'waiting for pods', pods: {ready: 0, wanted: 1}},
		],
		analyses: [{name: 'compare', run: 'checkout-7d9c6b5f8-2-0-compare', status: 'Running', message: ''}],
	});
});
