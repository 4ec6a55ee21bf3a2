import {describe, expect, it} from 'vitest';
import type {JsonObject} from '../../source/model/json.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import type {Rollout} from '../../source/model/rollout.ts';
import {
	ago,
	condition,
	crashing,
	daemonSet,
	deployment,
	found,
	minute,
	now,
	object,
	pod,
	podOf,
	says,
	statefulSet,
	unpullable,
	waiting,
} from './objects.ts';

function event(
	regarding: KubernetesObject,
	reason: string,
	message: string,
	more: {count?: number; seen?: number} = {},
): KubernetesObject {
	const {kind, apiVersion, metadata} = regarding;
	const {count = 5, seen = minute} = more;
	return object(
		{
			apiVersion: 'v1',
			kind: 'Event',
			type: 'Warning',
			reason,
			message,
			count,
			firstTimestamp: ago(20 * minute),
			lastTimestamp: ago(seen),
			involvedObject: {
				kind,
				apiVersion,
				name: metadata.name,
				namespace: 'shop',
				uid: metadata.uid,
			} as JsonObject,
		},
		`${metadata.name}.${reason}.${count}`,
	);
}

describe('pods', () => {
	const notReady = pod('web-1', {of: 'web', isReady: false});
	const lists = {pods: [notReady], deployments: [deployment('web', {wanted: 1, ready: 0})]};

	it('that are not ready say which probe fails, in the words of the kubelet', () => {
		const unhealthy = event(
			notReady,
			'Unhealthy',
			'Readiness probe failed: HTTP probe failed with statuscode: 503',
		);
		const older = event(notReady, 'Unhealthy', 'Startup probe failed: refused', {count: 1, seen: 9 * minute});
		expect(found({...lists, warnings: [older, unhealthy]})).toMatchObject([
			{
				says: '1 pod of web runs, but is not ready: Readiness probe failed: HTTP probe failed with statuscode: 503',
				fact: '0 of 1 available. Event Unhealthy, 5 times.',
			},
		]);
		expect(says({...lists, warnings: [event(notReady, 'Pulled', 'Pulled')]})).toEqual([
			'1 pod of web runs, but is not ready: web',
		]);
		expect(says({...lists, warnings: [event(pod('web-2'), 'Unhealthy', 'of another pod')]})).toEqual([
			'1 pod of web runs, but is not ready: web',
		]);
	});

	it('that do not start say what they wait for', () => {
		const starting = pod('web-1', {of: 'web', isReady: false, status: waiting('ContainerCreating')});
		const mount = event(
			starting,
			'FailedMount',
			'MountVolume.SetUp failed for volume "tls" : secret "tls" not found',
		);
		expect(says({...lists, pods: [starting], warnings: [mount]})).toEqual([
			'1 pod of web hasn\'t started yet: MountVolume.SetUp failed for volume "tls" : secret "tls" not found',
		]);
	});

	it('that want configuration which is not there name it', () => {
		const status = waiting('CreateContainerConfigError', 'configmap "flags" not found');
		expect(found({...lists, pods: [pod('web-1', {of: 'web', isReady: false, status})]})).toMatchObject([
			{
				says: '1 pod of web can\'t start container web: configmap "flags" not found',
				hint: 'Create what it names, or change the template so that it does not.',
			},
		]);
	});

	it('that are killed for want of memory are told the limit, and others to read the log', () => {
		const killed = pod('web-1', {
			of: 'web',
			isReady: false,
			status: crashing(137, 'OOMKilled'),
			limits: {memory: '512Mi'},
		});
		expect(found({...lists, pods: [killed]})).toMatchObject([
			{
				says: '1 pod of web keeps crashing, last exit 137 (OOMKilled)',
				hint: 'Raise the memory limit of web, which is 512Mi a pod, or read its previous log.',
			},
		]);
		const killedOtherwise = pod('web-1', {of: 'web', isReady: false, status: crashing(137)});
		expect(found({...lists, pods: [killedOtherwise]})).toMatchObject([
			{hint: 'Read the previous log of container web.'},
		]);
	});

	it('that restarted, though they are healthy now, name the liveness probe where it had a hand in it', () => {
		const status = {
			containerStatuses: [
				{
					name: 'web',
					ready: true,
					restartCount: 1,
					state: {running: {}},
					lastState: {terminated: {exitCode: 143, reason: 'Error', finishedAt: ago(3 * minute)}},
				},
			],
		};
		const back = pod('web-1', {of: 'web', status});
		const alive = {pods: [back], deployments: [deployment('web', {wanted: 1})]};
		expect(
			found({...alive, warnings: [event(back, 'Unhealthy', 'Liveness probe failed: timeout')]}),
		).toMatchObject([
			{severity: 'notice', says: '1 pod of web restarted lately, exit 143: Liveness probe failed: timeout'},
		]);
		expect(says({...alive, warnings: [event(back, 'Unhealthy', 'Readiness probe failed: 503')]})).toEqual([
			'1 pod of web restarted lately, exit 143',
		]);
	});
});

describe('pods that are refused', () => {
	const quota =
		'pods "x-1" is forbidden: exceeded quota: small, requested: pods=1, used: pods=4, limited: pods=4';

	it('are told of with their Deployment, and cover that it is stuck', () => {
		const stuck = deployment('web', {
			ready: 1,
			conditions: [condition('ReplicaFailure', 'True', 'FailedCreate', quota)],
		});
		expect(found({deployments: [stuck]})).toMatchObject([
			{
				severity: 'warning',
				says: "web can't create pods: exceeded quota: small, requested: pods=1, used: pods=4, limited: pods=4",
				fact: '1 of 3 available.',
				hint: 'Fewer replicas, smaller requests, or a larger quota let it go on.',
				about: {view: 'deployments', name: 'web'},
			},
		]);
	});

	it('by a webhook are told in its words', () => {
		const message = 'admission webhook "policy.example.com" denied the request: no latest tags';
		const refused = deployment('web', {
			conditions: [condition('ReplicaFailure', 'True', 'FailedCreate', message)],
		});
		expect(says({deployments: [refused]})).toEqual([`web can't create pods: ${message}`]);
		const over = deployment('web', {
			conditions: [condition('ReplicaFailure', 'False', 'FailedCreate', message)],
		});
		expect(says({deployments: [over]})).toEqual([]);
	});

	it('of workloads that only report it in events are found there, while it is fresh', () => {
		const db = object({apiVersion: 'apps/v1', kind: 'StatefulSet'}, 'db');
		const text = `create Pod db-1 in StatefulSet db failed error: ${quota}`;
		expect(found({warnings: [event(db, 'FailedCreate', text)]})).toMatchObject([
			{
				severity: 'warning',
				says: "StatefulSet db can't create pods: exceeded quota: small, requested: pods=1, used: pods=4, limited: pods=4",
				fact: 'Event FailedCreate, 5 times.',
			},
		]);
		expect(says({warnings: [event(db, 'FailedCreate', text, {seen: 11 * minute})]})).toEqual([]);
		expect(says({warnings: [event(db, 'FailedCreate', 'error: timeout')]})).toEqual([]);
	});

	it('are not told twice of a Deployment and its ReplicaSet', () => {
		const set = object({apiVersion: 'apps/v1', kind: 'ReplicaSet', spec: {replicas: 3}}, 'web-abc', {
			ownerReferences: [
				{apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: 'uid-Deployment-web', controller: true},
			],
		});
		const failed = deployment('web', {
			conditions: [condition('ReplicaFailure', 'True', 'FailedCreate', quota)],
		});
		const warnings = [event(set, 'FailedCreate', `Error creating: ${quota}`)];
		expect(says({deployments: [failed], replicaSets: [set], warnings})).toHaveLength(1);
		expect(says({deployments: [], replicaSets: [], warnings})).toEqual([]);
	});
});

describe('a disruption budget', () => {
	const budget = (status: JsonObject, more: JsonObject = {}) =>
		object(
			{
				apiVersion: 'policy/v1',
				kind: 'PodDisruptionBudget',
				spec: {minAvailable: 3, selector: {matchLabels: {app: 'web'}}},
				status: {
					observedGeneration: 1,
					disruptionsAllowed: 0,
					currentHealthy: 3,
					desiredHealthy: 3,
					expectedPods: 3,
					conditions: [condition('DisruptionAllowed', 'False', 'InsufficientPods')],
					...status,
				},
				...more,
			},
			'web',
		);
	const node = (name: string, isCordoned: boolean) =>
		object(
			{
				apiVersion: 'v1',
				kind: 'Node',
				spec: {unschedulable: isCordoned},
				status: {conditions: [condition('Ready', 'True')]},
			},
			name,
		);
	const pods = [0, 1, 2].map(n => pod(`web-${n}`, {of: 'web', node: `node-${n}`}));

	it('that would never let a pod go is a notice, and a warning once somebody drains a node of it', () => {
		expect(found({budgets: [budget({})], pods, nodes: [node('node-1', false)]})).toMatchObject([
			{
				severity: 'notice',
				says: 'PodDisruptionBudget web lets no pod be evicted: it wants 3 of 3 ready',
				fact: 'DisruptionAllowed is False: InsufficientPods.',
				hint: 'Every eviction is refused until there are more pods, or it asks for fewer.',
				about: {view: 'poddisruptionbudgets', name: 'web'},
			},
		]);
		expect(found({budgets: [budget({})], pods, nodes: [node('node-1', true)]})).toMatchObject([
			{
				severity: 'warning',
				says: "PodDisruptionBudget web lets no pod be evicted: it wants 3 of 3 ready, and node-1 can't be drained",
			},
		]);
	});

	it('that waits for its pods is told only where that keeps a node from being drained', () => {
		const short = budget({desiredHealthy: 2, currentHealthy: 2, expectedPods: 3});
		expect(says({budgets: [short], pods, nodes: [node('node-1', false)]})).toEqual([]);
		expect(says({budgets: [short], pods, nodes: [node('node-9', true)]})).toEqual([]);
		expect(says({budgets: [short], pods, nodes: [node('node-1', true)]})).toEqual([
			"PodDisruptionBudget web lets no pod be evicted: it wants 2 of 3 ready, and 2 are, and node-1 can't be drained",
		]);
	});

	it.each<[string, JsonObject]>([
		['lets one go', {disruptionsAllowed: 1, desiredHealthy: 2}],
		['concerns no pod', {expectedPods: 0, desiredHealthy: 0, currentHealthy: 0}],
		['was not looked at yet', {observedGeneration: 0}],
	])('that %s is no trouble', (_why, status) => {
		expect(says({budgets: [budget(status)], pods, nodes: [node('node-1', true)]})).toEqual([]);
	});
});

describe('an autoscaler', () => {
	const autoscaler = (...conditions: object[]) =>
		object(
			{
				apiVersion: 'autoscaling/v2',
				kind: 'HorizontalPodAutoscaler',
				spec: {
					minReplicas: 2,
					maxReplicas: 5,
					scaleTargetRef: {apiVersion: 'apps/v1', kind: 'Deployment', name: 'web'},
					metrics: [
						{
							type: 'Resource',
							resource: {name: 'cpu', target: {type: 'Utilization', averageUtilization: 60}},
						},
					],
				},
				status: {
					currentReplicas: 5,
					desiredReplicas: 5,
					currentMetrics: [{type: 'Resource', resource: {name: 'cpu', current: {averageUtilization: 95}}}],
					conditions: conditions as never,
				},
			},
			'web',
		);

	it('that wants more than it may have says by what', () => {
		const limited = condition(
			'ScalingLimited',
			'True',
			'TooManyReplicas',
			'the desired replica count is more than the maximum replica count',
		);
		expect(found({autoscalers: [autoscaler(limited)]})).toMatchObject([
			{
				severity: 'warning',
				says: 'Deployment web wants more pods than autoscaler web allows: 5 of at most 5 (cpu: 95%/60%)',
				fact: 'TooManyReplicas: the desired replica count is more than the maximum replica count.',
				about: {view: 'horizontalpodautoscalers', name: 'web'},
			},
		]);
		expect(says({autoscalers: [autoscaler(condition('ScalingLimited', 'True', 'TooFewReplicas'))]})).toEqual(
			[],
		);
		expect(
			says({autoscalers: [autoscaler(condition('ScalingLimited', 'False', 'DesiredWithinRange'))]}),
		).toEqual([]);
	});

	it('that has no figures says what it lacks, but not in its first minutes, nor at 0', () => {
		const blind = condition('ScalingActive', 'False', 'FailedGetResourceMetric', 'no metrics known for pods');
		expect(says({autoscalers: [autoscaler(blind)]})).toEqual([
			"Autoscaler web doesn't know how busy Deployment web is: no metrics known for pods",
		]);
		expect(says({autoscalers: [autoscaler({...blind, lastTransitionTime: ago(minute)})]})).toEqual([]);
		expect(says({autoscalers: [autoscaler(condition('ScalingActive', 'False', 'ScalingDisabled'))]})).toEqual(
			[],
		);
	});
});

describe('an analysis', () => {
	const rollout = (state: Rollout['state'], status: string) =>
		({
			ref: {
				resource: {
					group: 'argoproj.io',
					plural: 'rollouts',
					kind: 'Rollout',
					version: 'v1alpha1',
					namespaced: true,
				},
				namespace: 'shop',
				name: 'web',
				uid: 'u',
			},
			state,
			analyses: [{kind: 'step', name: 'success-rate', status, message: 'no such host'}],
		}) as unknown as Rollout;

	it('that fails while its rollout goes on is told; one that gave up is told of by itself', () => {
		const of = (state: Rollout['state'], status: string) => found({}, {rollouts: [rollout(state, status)]});
		expect(of('moving', 'Error')).toMatchObject([
			{
				says: 'Rollout web: analysis success-rate is failing',
				fact: 'Error: no such host.',
				about: {view: 'rollouts', name: 'web'},
			},
		]);
		expect(of('moving', '2 of 5 failed')).toMatchObject([{fact: '2 of 5 failed: no such host.'}]);
		expect(of('moving', '0 of 5 failed')).toEqual([]);
		expect(of('moving', 'Running')).toEqual([]);
		expect(of('failed', 'Failed')).toEqual([]);
	});
});

describe('what may not be read', () => {
	it('is unknown, with what cannot be told, by where it was asked', () => {
		const unread = [
			{view: 'services', kinds: 'Services', isNamespaced: true},
			{view: 'endpointslices', kinds: 'EndpointSlices', isNamespaced: true},
			{view: 'nodes', kinds: 'Nodes', isNamespaced: false},
		];
		expect(found({}, {unread, namespace: 'shop'})).toMatchObject([
			{
				severity: 'unknown',
				says: 'Services and EndpointSlices are unknown: you may not list them in shop',
				hint: "It can't be told here which Services reach nothing and which Services have ready endpoints.",
			},
			{says: 'Nodes are unknown: you may not list them'},
		]);
		expect(says({}, {unread: []})).toEqual([]);
	});

	it('stands behind everything that is known', () => {
		const unread = [{view: 'services', kinds: 'Services', isNamespaced: true}];
		expect(
			found({pods: [pod('web-1', {of: 'web', isReady: false, status: crashing(1)})]}, {unread}).map(
				each => each.severity,
			),
		).toEqual(['critical', 'unknown']);
	});
});

describe('rollouts of StatefulSets', () => {
	const pods = (since: number, status: JsonObject = {}) => [
		podOf('StatefulSet', 'db', 'db-0'),
		podOf('StatefulSet', 'db', 'db-1'),
		podOf('StatefulSet', 'db', 'db-2', {isReady: false, since, status}),
	];
	const db = statefulSet('db', {ready: 2, updated: 1});

	it('that stand at a pod which is not ready name it, with what ails it', () => {
		expect(found({statefulSets: [db], pods: pods(20 * minute, unpullable)})).toMatchObject([
			{
				severity: 'warning',
				says: "The rollout of StatefulSet db is stuck at db-2: its pod can't pull image undefined:9: not found",
				about: {view: 'pods', name: 'db-2'},
			},
		]);
	});

	it('are told by themselves where nothing says what ails the pod, once that lasts', () => {
		const gate = condition('PodScheduled', 'False', 'SchedulingGated');
		const gated = {phase: 'Pending', conditions: [gate], containerStatuses: []};
		const lists = (since: number) => ({
			statefulSets: [db],
			pods: pods(since).map((each, n) =>
				n === 2 ? {...each, status: gated, metadata: aged(each, since)} : each,
			),
		});
		expect(found(lists(11 * minute)).filter(({key}) => key.startsWith('stuck'))).toMatchObject([
			{
				says: "The rollout of StatefulSet db is stuck at db-2, which isn't ready",
				fact: '1 of 3 updated, 2 of 3 ready.',
				hint: 'Setting the former template back is not enough: that pod must be deleted too.',
				about: {view: 'statefulsets', name: 'db'},
				since: now - 11 * minute,
			},
		]);
		expect(says(lists(20_000))).toEqual([]);
	});

	it('that rest at a partition, or wait for somebody to delete pods, say so and are no trouble', () => {
		const parted = statefulSet('db', {
			updated: 1,
			strategy: {type: 'RollingUpdate', rollingUpdate: {partition: 2}},
		});
		expect(found({statefulSets: [parted], pods: []})).toMatchObject([
			{
				severity: 'notice',
				says: 'The rollout of StatefulSet db rests at its partition 2',
				fact: '1 of 3 updated, 3 of 3 ready.',
				hint: 'Lowering spec.updateStrategy.rollingUpdate.partition lets it go on.',
			},
		]);
		const onDelete = statefulSet('db', {updated: 0, strategy: {type: 'OnDelete'}});
		expect(found({statefulSets: [onDelete], pods: []})).toMatchObject([
			{severity: 'notice', says: 'The rollout of StatefulSet db waits for its pods to be deleted'},
		]);
		expect(found({statefulSets: [statefulSet('db')], pods: []})).toEqual([]);
	});
});

describe('rollouts of DaemonSets', () => {
	it('that stand at a pod which is not ready name it and its node, with what ails it', () => {
		const agent = daemonSet('agent', {ready: 2, updated: 1});
		const failing = podOf('DaemonSet', 'agent', 'agent-x', {isReady: false, status: crashing(2)});
		expect(found({daemonSets: [agent], pods: [failing]})).toMatchObject([
			{
				says: 'The rollout of DaemonSet agent is stuck at agent-x on node-1: its pod keeps crashing, last exit 2',
			},
		]);
		expect(says({daemonSets: [daemonSet('agent')], pods: []})).toEqual([]);
	});

	it('that wait for somebody to delete pods say so', () => {
		const agent = daemonSet('agent', {updated: 1, strategy: {type: 'OnDelete'}});
		expect(found({daemonSets: [agent], pods: []})).toMatchObject([
			{severity: 'notice', says: 'The rollout of DaemonSet agent waits for its pods to be deleted'},
		]);
	});
});

function aged({metadata}: KubernetesObject, ms: number) {
	return {...metadata, creationTimestamp: ago(ms)};
}
