/** The node lifecycle controller, first part: what is wrong with a node keeps new pods off it. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {nodes} from '../kinds/nodes.ts';
import {isSame, type KubernetesObject, type Tree} from '../object.ts';
import {revise} from '../registry/revise.ts';
import type {Entry} from '../store.ts';
import {createQueue} from './queue.ts';
import type {Taint} from './taint.ts';

const writer = {manager: 'kube-controller-manager'};

export function runNodeTaints(cluster: Cluster): void {
	const queue = createQueue(cluster.clock, 10, name => {
		const node = cluster.store.get(nodes, undefined, name);
		if (node) setTaints(cluster, node, withClosingTaints(node.object, timestamp(cluster.clock.now())));
	});
	cluster.store.onChange(({type, entry, before}) => {
		if (entry.kind !== nodes || type === 'DELETED') return;
		const wanted = closingKeys(entry.object);
		if (!before || !isSame(wanted, presentKeys(entry.object))) queue.add(entry.object.metadata.name);
	});
}

/** Gives a node these taints, and none at all rather than an empty list. */
export function setTaints(cluster: Cluster, node: Entry, taints: readonly Taint[]): void {
	const {taints: _, ...spec} = node.object.spec;
	revise(cluster, node, {spec: taints.length > 0 ? {...spec, taints} : spec}, writer);
}

const prefix = 'node.kubernetes.io/';

/** By the type and status of a condition. */
const conditionTaints: Readonly<Record<string, string>> = {
	'Ready=False': 'not-ready',
	'Ready=Unknown': 'unreachable',
	'MemoryPressure=True': 'memory-pressure',
	'DiskPressure=True': 'disk-pressure',
	'PIDPressure=True': 'pid-pressure',
	'NetworkUnavailable=True': 'network-unavailable',
};

const ownKeys = [...Object.values(conditionTaints), 'unschedulable'].map(name => `${prefix}${name}`);

/** The keys of the taints that close a node in this state to new pods. */
function closingKeys({spec, status}: KubernetesObject): string[] {
	const conditions: Tree[] = status?.conditions ?? [];
	const names = conditions.map(({type, status}) => conditionTaints[`${type}=${status}`]);
	const all = [...names, spec?.unschedulable ? 'unschedulable' : undefined];
	return all.filter(name => name !== undefined).map(name => `${prefix}${name}`);
}

function isClosing({key, effect}: Taint): boolean {
	return effect === 'NoSchedule' && ownKeys.includes(key);
}

function presentKeys({spec}: KubernetesObject): string[] {
	return ((spec?.taints ?? []) as Taint[]).filter(isClosing).map(({key}) => key);
}

/** A node's taints with those of `closingKeys` added and outdated ones gone; others' taints stay. */
export function withClosingTaints(node: KubernetesObject, now: string): Taint[] {
	const wanted = closingKeys(node);
	const present: Taint[] = node.spec?.taints ?? [];
	const kept = present.filter(taint => !isClosing(taint) || wanted.includes(taint.key));
	const missing = wanted.filter(key => !kept.some(taint => isClosing(taint) && taint.key === key));
	return [...missing.map(key => ({key, effect: 'NoSchedule', timeAdded: now})), ...kept];
}
