/** The disruption controller: counts what each budget protects and says how many pods may be evicted now. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {deployments} from '../kinds/apps.ts';
import {kinds} from '../kinds/index.ts';
import {pods} from '../kinds/pods.ts';
import {podDisruptionBudgets} from '../kinds/policy.ts';
import {controllerOf, type KubernetesObject, type OwnerReference, type Tree} from '../object.ts';
import {revise} from '../registry/revise.ts';
import {apiVersion, type Entry} from '../store.ts';
import {type Condition, withCondition} from './conditions.ts';
import {countsByScale, deletionTimeoutMs, protects, statusOf} from './disruption-budget.ts';
import {createQueue, keyOf, type Queue, splitKey} from './queue.ts';
import {type Happening, record} from './record.ts';

const writer = {manager: 'kube-controller-manager', subresource: 'status'};

export function runDisruptionBudgets(cluster: Cluster): void {
	const {store, clock} = cluster;
	const queue = createQueue(clock, 8, key => {
		const budget = store.get(podDisruptionBudgets, ...splitKey(key));
		if (budget) reconcile(cluster, budget, queue);
	});
	store.onChange(({entry: {kind, object}, before}) => {
		if (kind === podDisruptionBudgets) queue.add(keyOf(object));
		if (kind !== pods || store.count(podDisruptionBudgets) === 0) return;
		for (const {object: budget} of store.list(podDisruptionBudgets, object.metadata.namespace)) {
			const isAbout = protects(budget, object) || (before && protects(budget, before.object));
			if (isAbout) queue.add(keyOf(budget));
		}
	});
}

function reconcile(cluster: Cluster, budget: Entry, queue: Queue): void {
	const all = cluster.store.list(pods, budget.object.metadata.namespace).map(({object}) => object);
	const own = all.filter(pod => protects(budget.object, pod));
	if (own.length === 0) tell(cluster, budget, {reason: 'NoPods', message: 'No matching pods found'});
	const expected = countsByScale(budget.object.spec)
		? expectedOf(cluster, budget, own)
		: countOf(budget, own);
	if (typeof expected === 'string') fail(cluster, budget, expected);
	else settle(cluster, budget, own, expected, queue);
}

/** Writes what is allowed now, and looks again when an evicted pod should be gone. */
function settle(
	cluster: Cluster,
	budget: Entry,
	own: readonly KubernetesObject[],
	expected: number,
	queue: Queue,
): void {
	const nowMs = cluster.clock.now();
	const status = statusOf(budget.object, own, expected, nowMs);
	revise(cluster, budget, {status}, writer);
	const promised = Object.values<string>(status.disruptedPods ?? {}).map(at => Date.parse(at));
	if (promised.length === 0) return;
	queue.add(keyOf(budget.object), Math.min(...promised) + deletionTimeoutMs + 1000 - nowMs);
}

function countOf({object: {spec}}: Entry, own: readonly KubernetesObject[]): number {
	return spec.minAvailable === undefined ? 0 : own.length;
}

/** How many pods the controllers of these are meant to have, or why that cannot be said. */
function expectedOf(cluster: Cluster, budget: Entry, own: readonly KubernetesObject[]): number | string {
	const scales = new Map<string, number>();
	let hasUnmanaged = false;
	for (const pod of own) {
		const owner = controllerOf(pod);
		const scale = owner && scaleOf(cluster, pod, owner);
		if (!scale) hasUnmanaged = true;
		else if (typeof scale === 'string') return scale;
		else scales.set(scale.uid, scale.replicas);
	}
	if (hasUnmanaged) tellUnmanaged(cluster, budget);
	return [...scales.values()].reduce((sum, replicas) => sum + replicas, 0);
}

type Scale = {uid: string; replicas: number};

/** What sizes a pod's controller; a replica set is sized by its deployment. */
function scaleOf({store}: Cluster, pod: KubernetesObject, owner: OwnerReference): Scale | string {
	const {namespace, name} = pod.metadata;
	const kind = kinds.find(known => known.kind === owner.kind && apiVersion(known) === owner.apiVersion);
	if (!kind) return `no matches for kind "${owner.kind}" in version "${owner.apiVersion}"`;
	if (!kind.isScalable) return `${kind.plural}.${kind.group} does not implement the scale subresource`;
	const found = store.get(kind, namespace, owner.name)?.object;
	const above = found && controllerOf(found);
	const top = above?.kind === 'Deployment' ? store.get(deployments, namespace, above.name)?.object : found;
	if (found?.metadata.uid !== owner.uid || !top) return `found no controllers for pod "${name}"`;
	return {uid: top.metadata.uid, replicas: top.spec.replicas};
}

/** Nothing may be evicted while nobody can say how many pods there should be. */
function fail(cluster: Cluster, budget: Entry, message: string): void {
	const says = `Failed to calculate the number of expected pods: ${message}`;
	tell(cluster, budget, {type: 'Warning', reason: 'CalculateExpectedPodCountFailed', message: says});
	const {status} = budget.object;
	const {observedGeneration} = status!;
	const condition: Condition = {
		type: 'DisruptionAllowed',
		status: 'False',
		observedGeneration,
		reason: 'SyncFailed',
		message,
	};
	const now = timestamp(cluster.clock.now());
	const conditions = withCondition(status!.conditions, condition, now);
	revise(cluster, budget, {status: {...status, disruptionsAllowed: 0, conditions}}, writer);
}

function tellUnmanaged(cluster: Cluster, budget: Entry): void {
	const message = `Pods selected by this PodDisruptionBudget (selector: ${goText(budget.object.spec.selector)}) were found to be unmanaged. As a result, the status of the PDB cannot be calculated correctly, which may result in undefined behavior. To account for these pods please set ".spec.minAvailable" field of the PDB to an integer value.`;
	tell(cluster, budget, {type: 'Warning', reason: 'UnmanagedPods', message});
}

/** A label selector as Go prints it. */
function goText({matchLabels = {}, matchExpressions = []}: Tree): string {
	const labels = Object.entries<string>(matchLabels).map(([key, value]) => `${key}: ${value},`);
	const needs = matchExpressions.map(
		({key, operator, values = []}: Tree) =>
			`LabelSelectorRequirement{Key:${key},Operator:${operator},Values:[${values.join(' ')}],},`,
	);
	return `&LabelSelector{MatchLabels:map[string]string{${labels.sort().join('')}},MatchExpressions:[]LabelSelectorRequirement{${needs.join('')}},}`;
}

function tell(cluster: Cluster, budget: Entry, happening: Omit<Happening, 'from'>): void {
	record(cluster, budget, {...happening, from: 'controllermanager'});
}
