/** The pods of a daemon set: where they may be, how they are seen there, and how they are made. */
import type {Cluster} from '../cluster.ts';
import {templateGeneration} from '../kinds/daemon-sets.ts';
import {nodes} from '../kinds/nodes.ts';
import {pods} from '../kinds/pods.ts';
import type {KubernetesObject, Tree} from '../object.ts';
import {isOver, isReady, readySince} from '../pod-state.ts';
import type {Entry} from '../store.ts';
import type {DaemonPod, Place} from './daemon-plan.ts';
import {record} from './record.ts';
import {namedNodes, suitsNode} from './scheduler-affinity.ts';
import {type Taint, tolerationOf} from './taint.ts';

export const from = 'daemonset-controller';
export const hashLabel = 'controller-revision-hash';

/** Every node, with the pods of the daemon set that are on it or meant for it. */
export function placesOf(cluster: Cluster, set: Entry, hash: string): Place[] {
	const byNode = new Map<string, KubernetesObject[]>();
	for (const pod of daemonPods(cluster, set)) {
		const node = nodeOf(pod);
		byNode.set(node, [...(byNode.get(node) ?? []), pod]);
	}
	return cluster.store.list(nodes).map(({object: node}) => {
		const {name} = node.metadata;
		const own = (byNode.get(name) ?? []).sort(byAge).map(pod => seen(cluster, set, pod, hash));
		return {node: name, ...suitability(set.object, node), pods: own};
	});
}

/** The pods of the daemon set that are not both deleted and over. */
export function daemonPods({store}: Cluster, {object}: Entry): KubernetesObject[] {
	const own = store.ownedBy(object.metadata.uid, pods).map(entry => entry.object);
	return own.filter(pod => !(pod.metadata.deletionTimestamp && isOver(pod)));
}

/** The node a pod is on or, as long as it is not, is meant for. */
export function nodeOf(pod: KubernetesObject): string {
	return pod.spec.nodeName ?? [...(namedNodes(pod) ?? [])][0] ?? '';
}

function byAge({metadata: a}: KubernetesObject, {metadata: b}: KubernetesObject): number {
	return `${a.creationTimestamp} ${a.name}` < `${b.creationTimestamp} ${b.name}` ? -1 : 1;
}

function seen({clock}: Cluster, {object: {spec}}: Entry, pod: KubernetesObject, hash: string): DaemonPod {
	return {
		name: pod.metadata.name,
		phase: pod.status?.phase ?? 'Pending',
		isNew: pod.metadata.labels?.[hashLabel] === hash,
		isTerminating: Boolean(pod.metadata.deletionTimestamp),
		isReady: isReady(pod),
		isAvailable: readySince(pod) + (spec.minReadySeconds ?? 0) * 1000 <= clock.now(),
	};
}

/** Whether a node gets a pod of the daemon set, and whether one that is there may stay. */
function suitability(set: KubernetesObject, node: KubernetesObject): {isWanted: boolean; mayStay: boolean} {
	const spec = daemonSpec(set.spec.template.spec);
	const pod = {metadata: set.metadata, spec};
	const isNamed = !spec.nodeName || spec.nodeName === node.metadata.name;
	if (!isNamed || !suitsNode(pod, node)) return {isWanted: false, mayStay: false};
	const taints: Taint[] = (node.spec.taints ?? []).filter(({effect}: Taint) => effect !== 'PreferNoSchedule');
	const untolerated = taints.filter(taint => !tolerationOf(pod, taint));
	const mayStay = untolerated.every(({effect}) => effect !== 'NoExecute');
	return {isWanted: untolerated.length === 0, mayStay};
}

const tolerated = [
	['not-ready', 'NoExecute'],
	['unreachable', 'NoExecute'],
	['disk-pressure', 'NoSchedule'],
	['memory-pressure', 'NoSchedule'],
	['pid-pressure', 'NoSchedule'],
	['unschedulable', 'NoSchedule'],
] as const;

/** A pod spec that puts up with what else keeps pods off a node in trouble. */
function daemonSpec(spec: Tree): Tree {
	const hosted = spec.hostNetwork ? [['network-unavailable', 'NoSchedule'] as const] : [];
	const added = [...tolerated, ...hosted].map(([trouble, effect]) => ({
		key: `node.kubernetes.io/${trouble}`,
		operator: 'Exists',
		effect,
	}));
	const isReplaced = ({key, effect}: Tree) => added.some(own => own.key === key && own.effect === effect);
	const given = (spec.tolerations ?? []).filter((toleration: Tree) => !isReplaced(toleration));
	return {...spec, tolerations: [...given, ...added]};
}

/** A pod of the daemon set to be made for a node. */
export function podOf({metadata, spec}: KubernetesObject, node: string, hash: string): Tree {
	const {labels, annotations} = spec.template.metadata ?? {};
	const count = metadata.annotations?.[templateGeneration];
	return {
		metadata: {
			generateName: `${metadata.name}-`,
			labels: {...labels, [hashLabel]: hash, ...(count && {'pod-template-generation': count})},
			annotations,
		},
		spec: onlyOn(node, daemonSpec(spec.template.spec)),
	};
}

/** A pod spec for one node, to which the scheduler binds the pod. */
function onlyOn(node: string, spec: Tree): Tree {
	const required = {
		nodeSelectorTerms: [{matchFields: [{key: 'metadata.name', operator: 'In', values: [node]}]}],
	};
	const nodeAffinity = {
		...spec.affinity?.nodeAffinity,
		requiredDuringSchedulingIgnoredDuringExecution: required,
	};
	return {...spec, affinity: {...spec.affinity, nodeAffinity}};
}

/** Tells of a pod that came to an end, which none of a daemon set should. */
export function tellOver(cluster: Cluster, set: Entry, pod: KubernetesObject): void {
	const {namespace, name} = pod.metadata;
	const where = `daemon pod ${namespace}/${name} on node ${nodeOf(pod)}`;
	const happening =
		pod.status?.phase === 'Failed'
			? {
					type: 'Warning' as const,
					reason: 'FailedDaemonPod',
					message: `Found failed ${where}, will try to kill it`,
				}
			: {reason: 'SucceededDaemonPod', message: `Found succeeded ${where}, will try to delete it`};
	record(cluster, set, {...happening, from});
}
