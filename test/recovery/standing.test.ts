import {expect, test} from 'vitest';
import type {JsonObject} from '../../source/model/json.ts';
import type {KubernetesObject} from '../../source/model/object.ts';
import {standingOf} from '../../source/recovery/standing.ts';
import {projectNode} from '../../source/resources/nodes.ts';

const now = Date.UTC(2026, 0, 1, 12);
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString();

function node(more: {status?: string; message?: string; createdAgo?: number; spec?: JsonObject}) {
	const {status, message = '', createdAgo = 86_400, spec = {}} = more;
	const ready = {type: 'Ready', status, reason: 'Said', message, lastTransitionTime: ago(30)};
	return projectNode({
		metadata: {name: 'node-2', uid: 'u', creationTimestamp: ago(createdAgo)},
		spec,
		status: {conditions: status === undefined ? [] : [ready]},
	} as unknown as KubernetesObject);
}

const taint = (key: string, effect: string) => ({key, effect, timeAdded: ago(20)});

test.each([
	['runs', {status: 'True'}, 'ready', ''],
	['joined lately', {status: 'True', createdAgo: 300}, 'new', 'it joined, and takes pods'],
	[
		'is joining',
		{status: 'False', message: 'cni plugin not initialized.', createdAgo: 20},
		'new',
		'its kubelet says it is not ready: cni plugin not initialized',
	],
	[
		'is not ready',
		{status: 'False', message: 'PLEG is not healthy'},
		'failed',
		'its kubelet says it is not ready: PLEG is not healthy',
	],
	['never reported', {}, 'failed', 'its kubelet has never reported'],
	[
		'is silent',
		{status: 'Unknown', message: 'Kubelet stopped posting node status.'},
		'disconnected',
		'its kubelet is silent (Kubelet stopped posting node status): it failed or is cut off, and its pods may run on',
	],
	[
		'is silent and given up',
		{status: 'Unknown', spec: {taints: [taint('node.kubernetes.io/unreachable', 'NoExecute')]}},
		'disconnected',
		'its kubelet is silent (Said): it failed or is cut off, and its pods may run on; pods are driven off it',
	],
	[
		'is cordoned',
		{
			status: 'True',
			spec: {unschedulable: true, taints: [taint('node.kubernetes.io/unschedulable', 'NoSchedule')]},
		},
		'cordoned',
		'it takes no new pods; those on it stay',
	],
])('a node that %s', (_what, said, is, says) => {
	expect(standingOf(node(said), now)).toMatchObject({is, says});
});

test('since when it stands so is told by the condition, the taint or its age', () => {
	expect(standingOf(node({status: 'Unknown'}), now).since).toBe(now - 30_000);
	expect(standingOf(node({status: 'True', createdAgo: 300}), now).since).toBe(now - 300_000);
	const spec = {unschedulable: true, taints: [taint('node.kubernetes.io/unschedulable', 'NoSchedule')]};
	expect(standingOf(node({status: 'True', spec}), now).since).toBe(now - 20_000);
	expect(standingOf(node({status: 'True', spec: {unschedulable: true}}), now).since).toBeUndefined();
});
