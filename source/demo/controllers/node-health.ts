/** The node lifecycle controller, second part: a node that is not heard of is not trusted any more. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {leases} from '../kinds/leases.ts';
import {nodes} from '../kinds/nodes.ts';
import {pods} from '../kinds/pods.ts';
import type {KubernetesObject} from '../object.ts';
import {revise} from '../registry/revise.ts';
import type {Entry} from '../store.ts';
import {type Condition, conditionOf, isTrue} from './conditions.ts';
import {expelAll, type Paces} from './node-expulsion.ts';
import {record} from './record.ts';

const writer = {manager: 'kube-controller-manager'};
const from = 'node-controller';

/** As the controller manager has them by default. */
const periodMs = 5000;
const usualGraceMs = 50_000;
const startupGraceMs = 60_000;

/** What was last heard of a node, and since when. */
type Sign = {readonly uid: string; readonly says: string; readonly atMs: number};

/**
 * Looks after all nodes from now on, every five seconds. One that is silent for more than `graceMs` is given
 * up: what operators set with `--node-monitor-grace-period`.
 */
export function watchNodes(cluster: Cluster, graceMs = usualGraceMs): void {
	const signs = new Map<string, Sign>();
	const paces: Paces = new Map();
	const {store, clock} = cluster;
	let isFirst = true;
	function look(): void {
		const present = store.list(nodes);
		for (const node of present) {
			if (!isFirst) welcome(cluster, signs, node);
			lookAt(cluster, signs, node, graceMs);
		}
		expelAll(cluster, paces);
		const names = new Set(present.map(({object}) => object.metadata.name));
		for (const name of signs.keys()) if (!names.has(name)) signs.delete(name);
		isFirst = false;
		clock.after(periodMs, look);
	}
	look();
	store.onChange(({type, entry}) => {
		if (entry.kind === nodes && type === 'DELETED')
			tellOf(cluster, entry, 'RemovingNode', 'Removing', 'from');
	});
}

function welcome(cluster: Cluster, signs: Map<string, Sign>, node: Entry): void {
	const {name, uid} = node.object.metadata;
	if (signs.get(name)?.uid !== uid) tellOf(cluster, node, 'RegisteredNode', 'Registered', 'in');
}

function tellOf(cluster: Cluster, node: Entry, reason: string, did: string, where: string): void {
	const {name} = node.object.metadata;
	record(cluster, node, {
		reason,
		message: `Node ${name} event: ${did} Node ${name} ${where} Controller`,
		from,
	});
}

function lookAt(cluster: Cluster, signs: Map<string, Sign>, node: Entry, graceMs: number): void {
	const {name} = node.object.metadata;
	const lease = cluster.store.get(leases, 'kube-node-lease', name);
	const sign = signOf(node.object, lease?.object, signs.get(name), cluster.clock.now());
	signs.set(name, sign);
	const wasReady = isTrue(node.object, 'Ready');
	const seen = isSilent(node.object, sign, cluster.clock.now(), graceMs) ? giveUp(cluster, node) : node;
	const isReady = isTrue(seen.object, 'Ready');
	if (wasReady && !isReady) distrust(cluster, seen);
}

function readyOf({status}: KubernetesObject): Condition | undefined {
	return conditionOf(status?.conditions, 'Ready');
}

/** What is heard of a node now: the same sign as before counts from when it was first seen. */
export function signOf(
	{metadata, status}: KubernetesObject,
	lease: KubernetesObject | undefined,
	last: Sign | undefined,
	nowMs: number,
): Sign {
	const ready = conditionOf(status?.conditions, 'Ready');
	const says = `${ready?.lastHeartbeatTime ?? ''} ${lease?.spec.renewTime ?? ''}`;
	if (last?.uid === metadata.uid && last.says === says) return last;
	// Before its agent has said anything, a node counts from its creation.
	const isMute = says === ' ';
	return {uid: metadata.uid, says, atMs: isMute ? Date.parse(metadata.creationTimestamp) : nowMs};
}

/** Whether nothing was heard of a node for so long that it must be taken for lost. */
export function isSilent(node: KubernetesObject, {atMs}: Sign, nowMs: number, graceMs: number): boolean {
	return nowMs - atMs > (readyOf(node) ? graceMs : startupGraceMs);
}

const watched = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

/** A silent node's conditions: nothing is known of it now. */
export function unknownConditions({metadata, status}: KubernetesObject, now: string): Condition[] {
	const present: Condition[] = status?.conditions ?? [];
	const lost = present.map(condition =>
		watched.includes(condition.type) && condition.status !== 'Unknown'
			? {...condition, ...silent, lastTransitionTime: now}
			: condition,
	);
	const missing = watched.filter(type => !conditionOf(present, type));
	const heard = {lastHeartbeatTime: metadata.creationTimestamp, lastTransitionTime: now};
	return [...lost, ...missing.map(type => ({type, ...mute, ...heard}))];
}

const silent = {
	status: 'Unknown',
	reason: 'NodeStatusUnknown',
	message: 'Kubelet stopped posting node status.',
} as const;

const mute = {
	status: 'Unknown',
	reason: 'NodeStatusNeverUpdated',
	message: 'Kubelet never posted node status.',
} as const;

function giveUp(cluster: Cluster, node: Entry): Entry {
	const conditions = unknownConditions(node.object, timestamp(cluster.clock.now()));
	const {status} = node.object;
	return revise(cluster, node, {status: {...status, conditions}}, {...writer, subresource: 'status'});
}

/** Takes its pods for not ready, since nobody knows. */
function distrust(cluster: Cluster, node: Entry): void {
	const {name} = node.object.metadata;
	record(cluster, node, {reason: 'NodeNotReady', message: `Node ${name} status is now: NodeNotReady`, from});
	for (const pod of cluster.store.list(pods)) if (pod.object.spec.nodeName === name) setUnready(cluster, pod);
}

function setUnready(cluster: Cluster, pod: Entry): void {
	const {status} = pod.object;
	const ready = conditionOf(status?.conditions, 'Ready');
	if (ready?.status !== 'True') return;
	const lastTransitionTime = timestamp(cluster.clock.now());
	const conditions = status.conditions.map((condition: Condition) =>
		condition === ready ? {...ready, status: 'False', lastTransitionTime} : condition,
	);
	const changed = revise(cluster, pod, {status: {...status, conditions}}, {...writer, subresource: 'status'});
	record(cluster, changed, {type: 'Warning', reason: 'NodeNotReady', message: 'Node is not ready', from});
}
