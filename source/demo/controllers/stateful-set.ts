/** The stateful set controller: pods with names that last, made and replaced in order. */
import type {Cluster} from '../cluster.ts';
import {pods} from '../kinds/pods.ts';
import {statefulSets} from '../kinds/stateful-sets.ts';
import {controllerOf, type KubernetesObject} from '../object.ts';
import {isOver, isReady, readySince} from '../pod-state.ts';
import {create} from '../registry/create.ts';
import {remove} from '../registry/delete.ts';
import {revise} from '../registry/revise.ts';
import type {Entry} from '../store.ts';
import {forgetRevisions, revisionsOf, takeOnRevision, templateOf} from './controller-revisions.ts';
import {ownerReference} from './owner.ts';
import {createQueue, keyOf, type Queue, splitKey} from './queue.ts';
import {record} from './record.ts';
import {statusOf} from './stateful-status.ts';
import {type Member, nextSteps} from './stateful-update.ts';

const writer = {manager: 'kube-controller-manager'};
const from = 'statefulset-controller';
export const revisionLabel = 'controller-revision-hash';

export function runStatefulSets(cluster: Cluster): void {
	const {store, clock} = cluster;
	const queue = createQueue(clock, 8, key => {
		const set = store.get(statefulSets, ...splitKey(key));
		if (set) reconcile(cluster, set, queue);
	});
	store.onChange(({entry: {kind, object}}) => {
		if (kind === statefulSets) queue.add(keyOf(object));
		const owner = kind === pods ? controllerOf(object) : undefined;
		if (owner?.kind === 'StatefulSet') queue.add(`${object.metadata.namespace}/${owner.name}`);
	});
}

function reconcile(cluster: Cluster, set: Entry, queue: Queue): void {
	const update = takeOnRevision(cluster, set, 'controller.kubernetes.io/hash');
	const named = set.object.status?.currentRevision;
	const known = revisionsOf(cluster.store, set);
	const current = known.find(({object}) => object.metadata.name === named) ?? update;
	try {
		if (!set.object.metadata.deletionTimestamp) step(cluster, set, current, update);
	} finally {
		writeStatus(cluster, set, current, update, queue);
		const used = new Set(podsOf(cluster, set).map(({object}) => object.metadata.labels?.[revisionLabel]));
		const isUsed = (revision: Entry) =>
			[current, update].includes(revision) || used.has(revision.object.metadata.name);
		forgetRevisions(cluster, set, isUsed);
	}
}

function podsOf({store}: Cluster, {object}: Entry): Entry[] {
	return store.ownedBy(object.metadata.uid, pods).filter(pod => ordinalOf(pod.object) >= 0);
}

function ordinalOf({metadata}: KubernetesObject): number {
	const digits = /-(\d+)$/.exec(metadata.name);
	return digits ? Number(digits[1]) : -1;
}

function step(cluster: Cluster, set: Entry, current: Entry, update: Entry): void {
	const {spec} = set.object;
	const members = podsOf(cluster, set).map(({object}) => memberOf(object, spec.minReadySeconds, cluster));
	const steps = nextSteps(
		{
			start: spec.ordinals?.start ?? 0,
			replicas: spec.replicas,
			isOrdered: spec.podManagementPolicy === 'OrderedReady',
			partition:
				spec.updateStrategy.type === 'OnDelete'
					? undefined
					: (spec.updateStrategy.rollingUpdate?.partition ?? 0),
			current: current.object.metadata.name,
			update: update.object.metadata.name,
		},
		members,
	);
	for (const {ordinal, revision} of steps.create)
		createPod(cluster, set, ordinal, revision === update.object.metadata.name ? update : current);
	for (const ordinal of steps.remove) deletePod(cluster, set, ordinal);
}

function memberOf(pod: KubernetesObject, minReadySeconds = 0, {clock}: Cluster): Member {
	return {
		ordinal: ordinalOf(pod),
		revision: pod.metadata.labels?.[revisionLabel] ?? '',
		isOver: isOver(pod),
		isTerminating: Boolean(pod.metadata.deletionTimestamp),
		isReady: isReady(pod),
		isAvailable: readySince(pod) + minReadySeconds * 1000 <= clock.now(),
	};
}

function createPod(cluster: Cluster, set: Entry, ordinal: number, revision: Entry): void {
	const {metadata, spec} = set.object;
	const template = templateOf(revision);
	const name = `${metadata.name}-${ordinal}`;
	const labels = {
		...template.metadata?.labels,
		'apps.kubernetes.io/pod-index': String(ordinal),
		[revisionLabel]: revision.object.metadata.name,
		'statefulset.kubernetes.io/pod-name': name,
	};
	const body = {
		metadata: {
			name,
			generateName: `${metadata.name}-`,
			labels,
			annotations: template.metadata?.annotations,
			ownerReferences: [ownerReference(set)],
		},
		spec: {...template.spec, hostname: name, subdomain: spec.serviceName},
	};
	try {
		create(cluster, pods, metadata.namespace, body, writer);
		const message = `Create Pod ${name} in StatefulSet ${metadata.name} successful`;
		record(cluster, set, {reason: 'SuccessfulCreate', message, from});
	} catch (error) {
		const message = `Create Pod ${name} in StatefulSet ${metadata.name} failed error: ${(error as Error).message}`;
		record(cluster, set, {type: 'Warning', reason: 'FailedCreate', message, from});
		throw error;
	}
}

function deletePod(cluster: Cluster, set: Entry, ordinal: number): void {
	const {namespace, name: setName} = set.object.metadata;
	const name = `${setName}-${ordinal}`;
	remove(cluster, cluster.store.get(pods, namespace, name)!, {});
	const message = `Delete Pod ${name} in StatefulSet ${setName} successful`;
	record(cluster, set, {reason: 'SuccessfulDelete', message, from});
}

function writeStatus(cluster: Cluster, set: Entry, current: Entry, update: Entry, queue: Queue): void {
	const {minReadySeconds} = set.object.spec;
	const own = podsOf(cluster, set).map(({object}) => object);
	const members = own.map(pod => memberOf(pod, minReadySeconds, cluster));
	const status = statusOf(set.object, members, current.object.metadata.name, update.object.metadata.name);
	revise(cluster, set, {status}, {...writer, subresource: 'status'});
	const now = cluster.clock.now();
	const dueMs = own.map(pod => readySince(pod) + (minReadySeconds ?? 0) * 1000).filter(atMs => atMs > now);
	const next = Math.min(...dueMs);
	if (Number.isFinite(next)) queue.add(keyOf(set.object), next - now + 1);
}
