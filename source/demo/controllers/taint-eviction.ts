/** The taint eviction controller: deletes pods from nodes whose taints they do not tolerate, or not for long. */
import {type Timer, timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {nodes} from '../kinds/nodes.ts';
import {pods} from '../kinds/pods.ts';
import {isSame, type KubernetesObject} from '../object.ts';
import {remove} from '../registry/delete.ts';
import {revise} from '../registry/revise.ts';
import type {Entry} from '../store.ts';
import {withCondition} from './conditions.ts';
import {record} from './record.ts';
import {type Taint, tolerationOf} from './taint.ts';

const from = 'taint-eviction-controller';
const writer = {manager: 'kube-controller-manager', subresource: 'status'};

/** Evictions to come, by the pod's uid. */
type Coming = Map<string, {dueMs: number; timer: Timer}>;

export function runTaintEviction(cluster: Cluster): void {
	const coming: Coming = new Map();
	const {store} = cluster;
	store.onChange(({type, entry, before}) => {
		const {kind, object} = entry;
		if (kind === nodes && type !== 'DELETED') {
			const taints = expellingTaints(object);
			if (isSame(taints, before ? expellingTaints(before.object) : [])) return;
			for (const pod of store.list(pods))
				if (pod.object.spec.nodeName === object.metadata.name) reconsider(cluster, coming, pod, taints);
		}
		if (kind !== pods) return;
		const {nodeName} = object.spec;
		if (type === 'DELETED') cancel(coming, object.metadata.uid);
		else if (nodeName && nodeName !== before?.object.spec.nodeName) {
			const node = store.get(nodes, undefined, nodeName);
			const taints = node ? expellingTaints(node.object) : [];
			if (taints.length > 0) reconsider(cluster, coming, entry, taints);
		}
	});
}

function expellingTaints({spec}: KubernetesObject): Taint[] {
	return ((spec?.taints ?? []) as Taint[]).filter(({effect}) => effect === 'NoExecute');
}

/** How many seconds a pod may stay on a node with these taints, which drive pods away; infinite if it may for good. */
export function stayOf(pod: KubernetesObject, taints: readonly Taint[]): number {
	const tolerations = taints.map(taint => tolerationOf(pod, taint));
	if (tolerations.includes(undefined)) return 0;
	const seconds = tolerations.map(toleration => toleration!.tolerationSeconds ?? Number.POSITIVE_INFINITY);
	return Math.max(0, Math.min(Number.POSITIVE_INFINITY, ...seconds));
}

function reconsider(cluster: Cluster, coming: Coming, pod: Entry, taints: readonly Taint[]): void {
	const {uid, deletionTimestamp} = pod.object.metadata;
	if (deletionTimestamp) return;
	const stayMs = stayOf(pod.object, taints) * 1000;
	const dueMs = cluster.clock.now() + stayMs;
	const present = coming.get(uid);
	if (present && Number.isFinite(stayMs) && present.dueMs <= dueMs) return;
	if (cancel(coming, uid) && stayMs > 0) tell(cluster, pod, 'Cancelling deletion of');
	if (!Number.isFinite(stayMs)) return;
	const timer = cluster.clock.after(stayMs, () => {
		coming.delete(uid);
		evict(cluster, pod);
	});
	coming.set(uid, {dueMs, timer});
}

function cancel(coming: Coming, uid: string): boolean {
	coming.get(uid)?.timer.cancel();
	return coming.delete(uid);
}

function evict(cluster: Cluster, entry: Entry): void {
	const pod = cluster.store.present(entry);
	if (!pod) return;
	tell(cluster, pod, 'Marking for deletion');
	const {status} = pod.object;
	const conditions = withCondition(status.conditions, disruption, timestamp(cluster.clock.now()));
	remove(cluster, revise(cluster, pod, {status: {...status, conditions}}, writer), {});
}

const disruption = {
	type: 'DisruptionTarget',
	status: 'True',
	reason: 'DeletionByTaintManager',
	message: 'Taint manager: deleting due to NoExecute taint',
	lastProbeTime: null,
} as const;

function tell(cluster: Cluster, pod: Entry, what: string): void {
	const {namespace, name} = pod.object.metadata;
	record(cluster, pod, {reason: 'TaintManagerEviction', message: `${what} Pod ${namespace}/${name}`, from});
}
