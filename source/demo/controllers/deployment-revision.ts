/** Which replica set runs a deployment's present template, and the revision it is. */
import {timestamp} from '../clock.ts';
import type {Cluster} from '../cluster.ts';
import {replicaSets} from '../kinds/apps.ts';
import type {KubernetesObject} from '../object.ts';
import {create} from '../registry/create.ts';
import {revise} from '../registry/revise.ts';
import type {Entry} from '../store.ts';
import {type Condition, conditionOf} from './conditions.ts';
import {firstSize, sizeAnnotations, tellScaled} from './deployment-sizes.ts';
import {statusWriter, withChanged, writer} from './deployment-status.ts';
import {ownerReference} from './owner.ts';
import {
	annotationsFor,
	currentOf,
	hashLabel,
	revisionAnnotation,
	revisionOf,
	templateHash,
} from './revisions.ts';

/** Finds or, if it may, makes the replica set of the present template, and numbers it. */
export function takeOnRevision(
	cluster: Cluster,
	deployment: Entry,
	sets: Entry[],
	mayCreate: boolean,
): Entry | undefined {
	const {object} = deployment;
	const found = currentOf(sets, object);
	const others = sets.filter(set => set !== found);
	const revision = Math.max(0, ...others.map(set => revisionOf(set.object))) + 1;
	if (!found && !mayCreate) return undefined;
	const set = found
		? renumber(cluster, object, found, revision)
		: createSet(cluster, deployment, others, revision);
	noteRevision(cluster, deployment, set, !found);
	return set;
}

function renumber(cluster: Cluster, deployment: KubernetesObject, set: Entry, revision: number): Entry {
	const annotations = annotationsFor(deployment, set.object, revision);
	const metadata = {...set.object.metadata, annotations};
	const spec = {...set.object.spec};
	if (deployment.spec.minReadySeconds) spec.minReadySeconds = deployment.spec.minReadySeconds;
	return revise(cluster, set, {metadata, spec}, writer);
}

function createSet(cluster: Cluster, deployment: Entry, others: Entry[], revision: number): Entry {
	const {metadata, spec, status} = deployment.object;
	const hash = templateHash(spec.template, status?.collisionCount ?? 0);
	const labels = {...spec.template.metadata?.labels, [hashLabel]: hash};
	const replicas = firstSize(deployment.object, others);
	const body = {
		metadata: {
			name: `${metadata.name}-${hash}`,
			labels,
			annotations: {
				...annotationsFor(deployment.object, undefined, revision),
				...sizeAnnotations(deployment.object),
			},
			ownerReferences: [ownerReference(deployment)],
		},
		spec: {
			replicas,
			minReadySeconds: spec.minReadySeconds,
			selector: {...spec.selector, matchLabels: {...spec.selector.matchLabels, [hashLabel]: hash}},
			template: {...spec.template, metadata: {...spec.template.metadata, labels}},
		},
	};
	const set = create(cluster, replicaSets, metadata.namespace, body, writer);
	if (replicas > 0) tellScaled(cluster, deployment, set, 0, replicas);
	return set;
}

/** Carries the revision over to the deployment, and says where its replica set came from. */
function noteRevision(cluster: Cluster, deployment: Entry, {object: set}: Entry, isNew: boolean): void {
	const {metadata, status} = deployment.object;
	const revision = String(revisionOf(set));
	const now = timestamp(cluster.clock.now());
	const annotations = {...metadata.annotations, [revisionAnnotation]: revision};
	const before: Condition[] = status?.conditions ?? [];
	const condition: Condition = isNew
		? {
				type: 'Progressing',
				status: 'True',
				reason: 'NewReplicaSetCreated',
				message: `Created new replica set "${set.metadata.name}"`,
			}
		: {
				type: 'Progressing',
				status: 'True',
				reason: 'FoundNewReplicaSet',
				message: `Found new replica set "${set.metadata.name}"`,
			};
	const isOtherRevision = metadata.annotations?.[revisionAnnotation] !== revision;
	const isTold = !isNew && conditionOf(before, 'Progressing') !== undefined && !isOtherRevision;
	const conditions = isTold ? before : withChanged(before, condition, now);
	const members = {metadata: {...metadata, annotations}, status: {...status, conditions}};
	revise(cluster, deployment, members, statusWriter);
}
