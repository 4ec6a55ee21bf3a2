import type {JsonObject} from './json.ts';
import {type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from './object.ts';
import type {PodCount} from './split.ts';

/** How a controller that keeps its versions as ReplicaSets marks them. */
export type RevisionMarks = {
	/** The annotation that numbers revisions, on the workload and on each ReplicaSet. */
	readonly annotation: string;
	/** The label that the controller adds to the pod template of each. */
	readonly hashLabel: string;
};

export const deploymentMarks: RevisionMarks = {
	annotation: 'deployment.kubernetes.io/revision',
	hashLabel: 'pod-template-hash',
};

/** One state a workload was in, kept by the cluster as a ReplicaSet. */
export type Revision = {
	readonly number: number;
	/** What its controller knows it by; empty where the ReplicaSet bears no such label. */
	readonly hash: string;
	readonly replicaSet: string;
	readonly replicaSetUid: string;
	readonly images: readonly string[];
	readonly pods: PodCount;
	/** Milliseconds since the epoch. */
	readonly created: number;
	readonly changeCause: string | undefined;
	/** The pod template without the hash label that the controller adds. */
	readonly template: JsonObject;
};

/** Revisions of a workload, newest first, out of all ReplicaSets of its namespace. */
export function revisionsOf(
	workload: KubernetesObject,
	replicaSets: readonly KubernetesObject[],
	marks: RevisionMarks = deploymentMarks,
): Revision[] {
	return ownedBy(workload, replicaSets)
		.map(replicaSet => readRevision(replicaSet, marks))
		.filter(revision => revision.number > 0)
		.sort((left, right) => right.number - left.number);
}

export function ownedBy(
	workload: KubernetesObject,
	replicaSets: readonly KubernetesObject[],
): readonly KubernetesObject[] {
	return replicaSets.filter(each =>
		each.metadata.ownerReferences?.some(owner => owner.uid === workload.metadata.uid && owner.controller),
	);
}

/** The number of the revision a workload is at; 0 before its controller has seen it. */
export function presentRevision(
	workload: KubernetesObject,
	{annotation}: RevisionMarks = deploymentMarks,
): number {
	return Number(workload.metadata.annotations?.[annotation] ?? 0);
}

function readRevision(replicaSet: KubernetesObject, {annotation, hashLabel}: RevisionMarks): Revision {
	const template = withoutHash(objectIn(replicaSet.spec?.template), hashLabel);
	return {
		number: Number(replicaSet.metadata.annotations?.[annotation] ?? 0),
		hash: replicaSet.metadata.labels?.[hashLabel] ?? '',
		replicaSet: replicaSet.metadata.name,
		replicaSetUid: replicaSet.metadata.uid,
		images: objectsIn(objectIn(template.spec).containers).map(container => textIn(container.image) ?? ''),
		pods: {
			ready: numberIn(replicaSet.status?.readyReplicas) ?? 0,
			wanted: numberIn(replicaSet.spec?.replicas) ?? 0,
		},
		created: Date.parse(replicaSet.metadata.creationTimestamp ?? '') || 0,
		changeCause: replicaSet.metadata.annotations?.['kubernetes.io/change-cause'],
		template,
	};
}

function withoutHash(template: JsonObject, hashLabel: string): JsonObject {
	const metadata = objectIn(template.metadata);
	const {[hashLabel]: _hash, ...labels} = objectIn(metadata.labels);
	return {...template, metadata: {...metadata, labels}};
}
