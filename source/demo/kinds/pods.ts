import type {KubernetesObject, Tree} from '../object.ts';
import type {Kind} from './kind.ts';
import {objectShape} from './metadata.ts';
import {checkPodChange} from './pod-change.ts';
import {checkImages, checkPodSpec} from './pod-checks.ts';
import {fillPodSpec} from './pod-defaults.ts';
import {podSpec, podStatus} from './pod-shape.ts';

export const pods: Kind = {
	group: '',
	version: 'v1',
	kind: 'Pod',
	plural: 'pods',
	singular: 'pod',
	shortNames: ['po'],
	categories: ['all'],
	isNamespaced: true,
	hasStatus: true,
	hasGeneration: true,
	subresources: [
		{name: 'eviction', kind: 'Eviction', group: 'policy', version: 'v1', verbs: ['create']},
		{name: 'log', kind: 'Pod', verbs: ['get']},
		{name: 'proxy', kind: 'PodProxyOptions', verbs: ['create', 'delete', 'get', 'patch', 'update']},
	],
	shape: objectShape({spec: podSpec, status: podStatus}),
	selectableFields: {
		'status.phase': pod => pod.status?.phase,
		'spec.nodeName': pod => pod.spec?.nodeName,
		'spec.restartPolicy': pod => pod.spec?.restartPolicy,
		'spec.schedulerName': pod => pod.spec?.schedulerName,
		'spec.serviceAccountName': pod => pod.spec?.serviceAccountName,
		'status.podIP': pod => pod.status?.podIP,
	},
	fill(pod) {
		pod.spec ??= {};
		fillPodSpec(pod.spec);
		pod.spec.enableServiceLinks ??= true;
		if (pod.spec.hostNetwork) takeHostPorts(pod.spec);
	},
	check: (pod, before) => [
		...checkPodSpec(pod.spec, 'spec'),
		...checkImages(pod.spec),
		...(before ? checkPodChange(pod.spec, before.spec) : []),
	],
	prepare(pod) {
		if (!pod.spec.serviceAccountName && !isMirror(pod))
			Object.assign(pod.spec, {serviceAccountName: 'default', serviceAccount: 'default'});
		pod.spec.tolerations = [...(pod.spec.tolerations ?? []), ...patience(pod.spec.tolerations ?? [])];
		pod.status = {phase: 'Pending', qosClass: qualityOfService(pod.spec)};
		if (pod.spec.schedulingGates?.length) pod.status.conditions = [{...gated, lastProbeTime: null}];
	},
};

/** Whether a pod only shows what a node runs by itself. */
export function isMirror({metadata}: KubernetesObject): boolean {
	return metadata.annotations?.['kubernetes.io/config.mirror'] !== undefined;
}

/** Pods stay for five minutes on a node that has trouble, unless they say how long themselves. */
function patience(tolerations: readonly Tree[]): Tree[] {
	const isSaid = (name: string) =>
		tolerations.some(({key, effect}) => (!key || key === name) && (!effect || effect === 'NoExecute'));
	const names = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'];
	return names
		.filter(name => !isSaid(name))
		.map(key => ({key, operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 300}));
}

/** On its node's own network, a container's ports are the node's. */
function takeHostPorts({containers}: Tree): void {
	for (const {ports} of containers ?? [])
		for (const port of ports ?? []) port.hostPort ??= port.containerPort;
}

const gated = {
	type: 'PodScheduled',
	status: 'False',
	reason: 'SchedulingGated',
	message: 'Scheduling is blocked due to non-empty scheduling gates',
};

/** Guaranteed, Burstable or BestEffort, from what the containers ask for. */
function qualityOfService(spec: Tree): string {
	const asked: Tree[] = spec.containers.map((container: Tree) => container.resources ?? {});
	if (asked.every(({requests, limits}) => !requests && !limits)) return 'BestEffort';
	const isExact = ({requests, limits}: Tree) =>
		['cpu', 'memory'].every(name => limits?.[name] && (requests?.[name] ?? limits[name]) === limits[name]);
	return asked.every(isExact) ? 'Guaranteed' : 'Burstable';
}
