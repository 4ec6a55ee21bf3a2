import {expect, test} from 'vitest';
import {sleep} from '../../source/model/clock.ts';
import type {JsonObject} from '../../source/model/json.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {judge, judgeRollout, waitUntil} from '../../source/perform/settle.ts';

function workload(spec: JsonObject, status: JsonObject): KubernetesObject {
	const metadata = {name: 'db', uid: 'u', generation: 2};
	return {metadata, spec, status: {observedGeneration: 2, ...status}};
}

const three = {replicas: 3, availableReplicas: 3, readyReplicas: 3};
const partition = {type: 'RollingUpdate', rollingUpdate: {partition: 2}};
const onDelete = {type: 'OnDelete'};
const everyNode = {desiredNumberScheduled: 3, currentNumberScheduled: 3, numberAvailable: 3, numberReady: 3};

test.each([
	['a Deployment', {replicas: 3}, {...three, updatedReplicas: 3}, true],
	['a Deployment half-way', {replicas: 3}, {...three, updatedReplicas: 2}, false],
	['one not observed yet', {replicas: 3}, {...three, updatedReplicas: 3, observedGeneration: 1}, false],
	['scaled to none', {replicas: 0}, {}, true],
	[
		'a StatefulSet up to its partition',
		{replicas: 3, updateStrategy: partition},
		{...three, updatedReplicas: 1},
		true,
	],
	['one short of its partition', {replicas: 3, updateStrategy: partition}, three, false],
	['a StatefulSet with OnDelete', {replicas: 3, updateStrategy: onDelete}, three, true],
	[
		'one with OnDelete and a pod missing',
		{replicas: 3, updateStrategy: onDelete},
		{...three, availableReplicas: 2},
		false,
	],
	['a DaemonSet', {}, {...everyNode, updatedNumberScheduled: 3}, true],
	['a DaemonSet half-way', {}, {...everyNode, updatedNumberScheduled: 1}, false],
	['a DaemonSet with OnDelete', {updateStrategy: onDelete}, everyNode, true],
	['a DaemonSet of no nodes', {}, {desiredNumberScheduled: 0, currentNumberScheduled: 0}, true],
])('%s is rolled out: %#', (_name, spec, status, isMet) => {
	expect(judgeRollout(workload(spec as JsonObject, status)).isMet).toBe(isMet);
});

const daemonSets = {group: 'apps', version: 'v1', plural: 'daemonsets', kind: 'DaemonSet', namespaced: true};
const ref = {resource: daemonSets, namespace: 'shop', name: 'db', uid: 'u'};

test('ready pods of a DaemonSet are counted by its own name for them', () => {
	const {isMet} = judge({seen: 'ready', of: ref, pods: 3}, workload({}, everyNode));
	expect(isMet).toBe(true);
});

/** A Rollout of Argo says in words which generation it has seen. */
const rolled = {observedGeneration: '2', stableRS: 'a', currentPodHash: 'a', replicas: 4, readyReplicas: 4};

test.each([
	['at its number', rolled, true],
	['that has not seen it yet', {...rolled, observedGeneration: '1'}, false],
	['with pods too many', {...rolled, replicas: 5, readyReplicas: 5}, false],
	['with pods of a second version', {...rolled, currentPodHash: 'b', replicas: 5, readyReplicas: 5}, true],
	['whose second version starts', {...rolled, currentPodHash: 'b', replicas: 5, readyReplicas: 3}, false],
	['whose former pods stop', {...rolled, currentPodHash: 'b', replicas: 9, readyReplicas: 9}, false],
])('a Rollout %s is scaled: %#', (_name, status, isMet) => {
	expect(judge({seen: 'scaled', of: ref, pods: 4}, workload({replicas: 4}, status)).isMet).toBe(isMet);
});

const knativeService = {
	group: 'serving.knative.dev',
	version: 'v1',
	plural: 'services',
	kind: 'Service',
	namespaced: true,
};

test.each([
	['that took it up', 2, 'True', {isMet: true, says: 'Service.serving.knative.dev shop/db accepted'}],
	['that has not looked yet', 1, 'True', {isMet: false}],
	['that is still at it', 2, 'Unknown', {isMet: false}],
	[
		'that cannot',
		2,
		'False',
		{isMet: false, isStuck: true, says: expect.stringContaining('RevisionMissing')},
	],
])(
	'a kind without parents is judged by its own conditions: one %s',
	(_name, observedGeneration, status, progress) => {
		const conditions = [
			{type: 'ConfigurationsReady', status: 'False', message: 'another revision'},
			{type: 'RoutesReady', status, message: 'RevisionMissing: db-2'},
		];
		const service = workload({}, {observedGeneration, conditions});
		const of = {resource: knativeService, namespace: 'shop', name: 'db', uid: 'u'};
		expect(judge({seen: 'accepted', of, values: []}, service)).toMatchObject(progress);
		expect(judge({seen: 'accepted', of: ref, values: []}, service)).toMatchObject({
			isMet: true,
			says: 'DaemonSet shop/db written',
		});
	},
);

test.each([
	['of that change', 2, 'True', {isMet: true, says: 'HTTPProxy shop/db accepted'}],
	['of an earlier one', 1, 'True', {isMet: false}],
	['that refuses it', 2, 'False', {isMet: false, isStuck: true, says: expect.stringContaining('no Service')}],
])('a condition of its own says which change it is about: one %s', (_name, about, status, progress) => {
	const conditions = [{type: 'Valid', status, message: 'no Service shop/b', observedGeneration: about}];
	const resource = {
		group: 'projectcontour.io',
		version: 'v1',
		plural: 'httpproxies',
		kind: 'HTTPProxy',
		namespaced: true,
	};
	const proxy = workload({}, {observedGeneration: undefined as never, conditions});
	const of = {resource, namespace: 'shop', name: 'db', uid: 'u'};
	expect(judge({seen: 'accepted', of, values: []}, proxy)).toMatchObject(progress);
});

/** Time that passes only where somebody sleeps. */
function quickClock() {
	let now = 0;
	return {
		now: () => now,
		after(delayMs: number, call: () => void) {
			const timer = setImmediate(() => {
				now += delayMs;
				call();
			});
			return () => clearImmediate(timer);
		},
	};
}

test('an object that is gone is waited for no longer', async () => {
	const clock = quickClock();
	const trouble = {reason: 'not-found', says: 'DaemonSet shop/db was not found.'} as const;
	const progress = await waitUntil(ref, judgeRollout, {
		cluster: {get: async () => ({ok: false, trouble})},
		clock,
		signal: new AbortController().signal,
		deadline: 300_000,
		tell: () => undefined,
	});
	expect(progress).toMatchObject({isMet: false, says: trouble.says});
	expect(clock.now()).toBe(0);
});

test('an interruption ends waiting for a silent server', async () => {
	const interruption = new AbortController();
	const waited = waitUntil(ref, judgeRollout, {
		cluster: {get: () => new Promise(() => undefined)},
		clock: quickClock(),
		signal: interruption.signal,
		deadline: 300_000,
		tell: () => undefined,
	});
	interruption.abort();
	expect((await waited).isMet).toBe(false);
});

test('sleeping leaves nothing behind on the signal', async () => {
	const {signal} = new AbortController();
	let listeners = 0;
	const add = signal.addEventListener.bind(signal);
	const remove = signal.removeEventListener.bind(signal);
	signal.addEventListener = ((...words: Parameters<typeof add>) => {
		listeners += 1;
		add(...words);
	}) as typeof add;
	signal.removeEventListener = ((...words: Parameters<typeof remove>) => {
		listeners -= 1;
		remove(...words);
	}) as typeof remove;
	for (let nap = 0; nap < 5; nap++) await sleep(quickClock(), 100, signal);
	expect(listeners).toBe(0);
});
