import type {JsonObject} from '../model/json.ts';
import {type KubernetesObject, objectIn, objectsIn, textIn} from '../model/object.ts';

const revisionAnnotation = 'deployment.kubernetes.io/revision';

/** One state a Deployment was in, kept by the cluster as a ReplicaSet. */
export type Revision = {
	readonly number: number;
	readonly replicaSet: string;
	readonly replicaSetUid: string;
	readonly images: readonly string[];
	/** Milliseconds since the epoch. */
	readonly created: number;
	readonly changeCause: string | undefined;
	/** The pod template without the hash label that the controller adds. */
	readonly template: JsonObject;
};

/** Revisions of a Deployment, newest first, out of all ReplicaSets of its namespace. */
export function revisionsOf(
	deployment: KubernetesObject,
	replicaSets: readonly KubernetesObject[],
): Revision[] {
	return replicaSets
		.filter(each =>
			each.metadata.ownerReferences?.some(owner => owner.uid === deployment.metadata.uid && owner.controller),
		)
		.map(readRevision)
		.filter(revision => revision.number > 0)
		.sort((left, right) => right.number - left.number);
}

/** The number of the revision a Deployment is at; 0 before its controller has seen it. */
export function presentRevision(deployment: KubernetesObject): number {
	return Number(deployment.metadata.annotations?.[revisionAnnotation] ?? 0);
}

function readRevision(replicaSet: KubernetesObject): Revision {
	const template = withoutHash(objectIn(replicaSet.spec?.template));
	return {
		number: Number(replicaSet.metadata.annotations?.[revisionAnnotation] ?? 0),
		replicaSet: replicaSet.metadata.name,
		replicaSetUid: replicaSet.metadata.uid,
		images: objectsIn(objectIn(template.spec).containers).map(container => textIn(container.image) ?? ''),
		created: Date.parse(replicaSet.metadata.creationTimestamp ?? '') || 0,
		changeCause: replicaSet.metadata.annotations?.['kubernetes.io/change-cause'],
		template,
	};
}

function withoutHash(template: JsonObject): JsonObject {
	const metadata = objectIn(template.metadata);
	const {'pod-template-hash': _hash, ...labels} = objectIn(metadata.labels);
	return {...template, metadata: {...metadata, labels}};
}
