import {describe, expect, it} from 'vitest';
import {type DeploymentRow, projectDeployment} from '../../source/resources/deployments.ts';
import {type NodeRow, projectNode} from '../../source/resources/nodes.ts';
import {type PodRow, projectPod} from '../../source/resources/pod-row.ts';
import type {Rows} from '../../source/troubles/facts.ts';
import {troubles} from '../../source/troubles/index.ts';
import {recordedObject} from '../resources/recorded.ts';

const minute = 60_000;
const now = Date.UTC(2026, 10, 23, 15);
const ranker = {kind: 'Deployment', name: 'ranker'};

/** A recorded pod, half an hour into its state, as pod `name` of ranker unless it says otherwise. */
function pod(recorded: string, name: string, more: Partial<PodRow> = {}): PodRow {
	return {
		...projectPod(recordedObject('pods', recorded)),
		uid: `uid-${name}`,
		namespace: 'shop',
		name,
		created: now - 40 * minute,
		readySince: now - 30 * minute,
		lastRestart: undefined,
		workload: ranker,
		node: 'node-1',
		...more,
	};
}

function pods(recorded: string, count: number, more: Partial<PodRow> = {}): PodRow[] {
	return Array.from({length: count}, (_, i) => pod(recorded, `${recorded}-${i}`, more));
}

function deployment(recorded: string, more: Partial<DeploymentRow> = {}): DeploymentRow {
	const row = projectDeployment(recordedObject('deployments', recorded));
	return {...row, uid: 'uid-ranker', namespace: 'shop', name: 'ranker', created: now - 90 * minute, ...more};
}

function node(recorded: string, name: string, more: Partial<NodeRow> = {}): NodeRow {
	const row = projectNode(recordedObject('nodes', recorded));
	return {...row, uid: `uid-${name}`, name, created: now - 90 * minute, ...more};
}

function find(rows: Partial<Rows>) {
	return troubles({...rows, now});
}

function says(rows: Partial<Rows>): string[] {
	return find(rows).map(trouble => trouble.says);
}

describe('pods', () => {
	it('of one workload and cause are one trouble of the Deployment', () => {
		const [trouble, ...others] = find({
			pods: [
				...pods('image-pull-back-off', 2),
				pod('image-pull-error', 'third', {readySince: now - 35 * minute}),
			],
			deployments: [deployment('ready', {available: 0, wanted: 3})],
		});
		expect(others).toEqual([]);
		expect(trouble).toMatchObject({
			key: expect.any(String),
			severity: 'critical',
			says: "3 pods of ranker can't pull image app:9: not found",
			fact: '0 of 3 available.',
			hint: 'Roll back, or upgrade to an image that can be pulled.',
			about: {view: 'deployments', namespace: 'shop', name: 'ranker', uid: 'uid-ranker'},
			count: 3,
			since: now - 35 * minute,
		});
	});

	it('are a warning while others of the Deployment serve', () => {
		const [trouble] = find({
			pods: pods('crash-loop', 1),
			deployments: [deployment('ready', {available: 2, wanted: 3})],
		});
		expect(trouble).toMatchObject({
			severity: 'warning',
			says: '1 pod of ranker keeps crashing, last exit 137 (OOMKilled)',
			fact: '2 of 3 available.',
			hint: 'Raise the memory limit of app, or read its previous log.',
		});
	});

	it('of other causes, images or namespaces are other troubles', () => {
		expect(
			says({
				pods: [
					...pods('crash-loop', 3),
					...pods('image-pull-error', 2),
					pod('image-pull-error', 'other', {namespace: 'lab'}),
				],
			}),
		).toEqual([
			'3 pods of ranker keep crashing, last exit 137 (OOMKilled)',
			"2 pods of ranker can't pull image app:9: not found",
			"1 pod of ranker can't pull image app:9: not found",
		]);
	});

	it('name the detail that most of them give', () => {
		const silent = pod('image-pull-back-off', 'silent');
		const trouble = {...silent.trouble!, detail: ''};
		expect(says({pods: [{...silent, trouble}, ...pods('image-pull-error', 1)]})).toEqual([
			"2 pods of ranker can't pull image app:9: not found",
		]);
	});

	it.each<[string, Partial<PodRow>, string]>([
		['config-error', {}, '2 pods of ranker can\'t start container app: secret "payments" not found'],
		['unschedulable', {}, "2 pods of ranker can't be scheduled: 0/3 nodes are available: 3 Insufficient cpu"],
		['running-unready', {}, '2 pods of ranker run, but are not ready: app'],
		['init-second', {}, "2 pods of ranker haven't started yet: waiting for init container second (2 of 3)"],
		['container-creating', {}, "2 pods of ranker haven't started yet: ContainerCreating"],
		['ended-in-error', {}, '2 pods of ranker failed: exit 1'],
		[
			'evicted',
			{},
			'2 pods of ranker were evicted: The node was low on resource: memory. Threshold quantity: 100Mi, available: 88Mi.',
		],
		['node-lost', {}, "2 pods of ranker are on a node that doesn't answer"],
		[
			'terminating',
			{goneBy: now - 5 * minute},
			'2 pods of ranker are still terminating after the grace period',
		],
		['running', {lastRestart: now - minute, lastExit: 'exit 2'}, '2 pods of ranker restarted lately, exit 2'],
	])('that are %s are said to be so', (recorded, more, said) => {
		expect(says({pods: pods(recorded, 2, more)})).toEqual([said]);
	});

	it.each<[string, Partial<PodRow>]>([
		['running', {}],
		['running', {lastRestart: now - 11 * minute}],
		['completed', {}],
		['gated', {}],
		['running-unready', {readySince: now - minute / 2}],
		['container-creating', {readySince: now - minute}],
		['terminating', {goneBy: now + minute}],
		['crash-loop', {isTerminating: true, goneBy: now}],
		['evicted', {readySince: now - 61 * minute}],
	])('that are %s %o are no trouble', (recorded, more) => {
		expect(says({pods: pods(recorded, 2, more)})).toEqual([]);
	});

	it('of their own, and of StatefulSets, go by their names', () => {
		expect(says({pods: [pod('crash-loop', 'debug', {workload: undefined})]})).toEqual([
			'Pod debug keeps crashing, last exit 137 (OOMKilled)',
		]);
		expect(says({pods: [pod('crash-loop', 'db-0', {workload: {kind: 'StatefulSet', name: 'db'}})]})).toEqual([
			'Pod db-0 keeps crashing, last exit 137 (OOMKilled)',
		]);
	});

	it('without a Deployment in sight are critical if none of the workload is ready, and open the oldest', () => {
		const workload = {kind: 'StatefulSet', name: 'db'};
		const crashing = [
			pod('crash-loop', 'db-0', {workload}),
			pod('crash-loop', 'db-1', {workload, readySince: now - 50 * minute}),
		];
		expect(find({pods: crashing})[0]).toMatchObject({
			severity: 'critical',
			about: {view: 'pods', name: 'db-1', uid: 'uid-db-1'},
		});
		const serving = pod('running', 'db-2', {workload: {...workload}});
		expect(find({pods: [...crashing, serving]})[0]).toMatchObject({severity: 'warning'});
		expect(find({pods: [...crashing, {...serving, namespace: 'lab'}]})[0]).toMatchObject({
			severity: 'critical',
		});
	});

	it('of Jobs are never critical', () => {
		expect(find({pods: pods('crash-loop', 1, {workload: {kind: 'Job', name: 'train'}})})[0]?.severity).toBe(
			'warning',
		);
	});

	it('that came back are not told beside those of the workload that still crash', () => {
		const back = pod('running', 'back', {lastRestart: now - minute, lastExit: 'exit 2'});
		expect(find({pods: [back]})[0]?.severity).toBe('notice');
		expect(says({pods: [back, ...pods('crash-loop', 1)]})).toEqual([
			'1 pod of ranker keeps crashing, last exit 137 (OOMKilled)',
		]);
	});

	it('shorten an image to what tells two apart', () => {
		const [row] = pods('image-pull-error', 1);
		const about = `registry.example/team/app@sha256:${'0123456789abcdef'.repeat(4)}`;
		expect(says({pods: [{...row!, trouble: {...row!.trouble!, about}}]})).toEqual([
			"1 pod of ranker can't pull image app@sha256:0123456789ab: not found",
		]);
	});

	it('keep their key while more of them fall ill', () => {
		const keyOf = (count: number) => find({pods: pods('crash-loop', count)})[0]?.key;
		expect(keyOf(1)).toBe(keyOf(5));
	});
});

describe('deployments', () => {
	it('that cannot create pods say why', () => {
		const [trouble] = find({deployments: [deployment('quota')]});
		expect(trouble).toMatchObject({
			severity: 'warning',
			says: "ranker can't create pods: exceeded quota: q, requested: pods=1, used: pods=24, limited: pods=24",
			fact: '11 of 30 available.',
			hint: 'Fewer replicas, smaller requests, or a larger quota let it go on.',
			about: {view: 'deployments', uid: 'uid-ranker'},
		});
	});

	it('that are stuck say so, unless their pods tell why', () => {
		const stuck = deployment('stuck');
		expect(find({deployments: [stuck]})[0]).toMatchObject({
			severity: 'critical',
			says: 'The rollout of ranker is stuck: it made no progress before its deadline',
			fact: '0 of 2 available. ProgressDeadlineExceeded.',
			hint: ':revisions lists what to roll back to.',
		});
		expect(says({deployments: [stuck], pods: pods('image-pull-error', 2)})).toEqual([
			"2 pods of ranker can't pull image app:9: not found",
		]);
	});

	it('that are stuck are told beside a pod that merely restarted', () => {
		const restarted = pods('running', 1, {lastRestart: now - minute});
		expect(find({deployments: [deployment('stuck')], pods: restarted}).map(({severity}) => severity)).toEqual(
			['critical', 'notice'],
		);
	});

	it('that are short of pods get a minute', () => {
		const short = deployment('unavailable');
		const conditions = (since: number) => short.conditions.map(condition => ({...condition, since}));
		expect(says({deployments: [{...short, conditions: conditions(now - minute)}]})).toEqual([
			'ranker has too few pods available',
		]);
		expect(says({deployments: [{...short, conditions: conditions(now - minute + 1)}]})).toEqual([]);
	});

	it('that are short because somebody paused them say so', () => {
		const paused = deployment('paused');
		const conditions = paused.conditions.map(condition => ({...condition, since: now - 5 * minute}));
		expect(find({deployments: [{...paused, conditions}]})[0]?.fact).toBe(
			'2 of 3 available. Its rollout is paused.',
		);
	});

	it.each(['ready', 'zero', 'rolling', 'paused'])('that are %s are no trouble', recorded => {
		const row = deployment(recorded);
		expect(
			says({deployments: [{...row, conditions: row.conditions.map(each => ({...each, since: now}))}]}),
		).toEqual([]);
	});
});

describe('nodes', () => {
	it('that are gone take their pods with them', () => {
		const found = find({
			nodes: [node('stopped-reporting', 'node-1'), node('ready', 'node-2')],
			pods: [
				...pods('running-unready', 2),
				...pods('node-lost', 1),
				pod('running-unready', 'else', {node: 'node-2'}),
			],
		});
		expect(found.map(trouble => trouble.says)).toEqual([
			"Node node-1 isn't ready: Kubelet stopped posting node status",
			'1 pod of ranker runs, but is not ready: app',
		]);
		expect(found[0]).toMatchObject({
			severity: 'critical',
			fact: '3 pods run there.',
			about: {view: 'nodes', namespace: '', name: 'node-1', uid: 'uid-node-1'},
		});
	});

	it('still show pods that cannot pull or crash there: moving them would not help', () => {
		expect(says({nodes: [node('not-ready', 'node-1')], pods: pods('image-pull-error', 1)})).toEqual([
			"Node node-1 isn't ready: container runtime is down",
			"1 pod of ranker can't pull image app:9: not found",
		]);
	});

	it('that share a cause are one trouble', () => {
		const nodes = ['d', 'b', 'c', 'a', 'e'].map(name => node('stopped-reporting', name));
		expect(find({nodes})).toMatchObject([
			{says: "5 nodes aren't ready (a, b, c and 2 more): Kubelet stopped posting node status", count: 5},
		]);
	});

	it('under pressure are a warning', () => {
		expect(find({nodes: [node('pressed', 'node-1')]})).toMatchObject([
			{
				severity: 'warning',
				says: 'Node node-1 reports MemoryPressure: kubelet has insufficient memory available',
				hint: 'Pods may be evicted there.',
			},
		]);
		expect(says({nodes: [node('pressed', 'a'), node('pressed', 'b')]})).toEqual([
			'2 nodes report MemoryPressure (a, b): kubelet has insufficient memory available',
		]);
	});

	it('that have never reported get two minutes', () => {
		expect(says({nodes: [node('never-reported', 'new', {created: now - 2 * minute})]})).toEqual([
			"Node new isn't ready: never reported",
		]);
		expect(says({nodes: [node('never-reported', 'new', {created: now - 2 * minute + 1})]})).toEqual([]);
	});

	it('that are cordoned are no trouble', () => {
		expect(says({nodes: [node('cordoned', 'node-1'), node('control-plane', 'node-2')]})).toEqual([]);
	});
});

it('puts the worst first: nodes, then who serves nobody, then the larger number, then the latest', () => {
	const other = {kind: 'Deployment', name: 'other'};
	expect(
		says({
			nodes: [node('pressed', 'node-9'), node('not-ready', 'node-8')],
			deployments: [
				deployment('ready', {available: 0}),
				deployment('ready', {name: 'other', uid: 'uid-other'}),
			],
			pods: [
				...pods('running-unready', 4, {workload: other}),
				...pods('image-pull-error', 1),
				...pods('crash-loop', 1, {readySince: now - minute}),
			],
		}),
	).toEqual([
		"Node node-8 isn't ready: container runtime is down",
		'1 pod of ranker keeps crashing, last exit 137 (OOMKilled)',
		"1 pod of ranker can't pull image app:9: not found",
		'Node node-9 reports MemoryPressure: kubelet has insufficient memory available',
		'4 pods of other run, but are not ready: app',
	]);
});

it('says nothing of a cluster that is well, or empty', () => {
	expect(find({})).toEqual([]);
	expect(
		find({pods: pods('running', 3), deployments: [deployment('ready')], nodes: [node('ready', 'node-1')]}),
	).toEqual([]);
});
