import {type KubernetesObject, numberIn, objectIn} from '../model/object.ts';
import {revisionHash, revisionNumber} from '../traffic/revision-keepers.ts';
import {timeOf} from './age.ts';
import {ageColumn, amount, nameColumn, namespaceColumn, words} from './columns.ts';
import {conditionsOf, isTrue} from './conditions.ts';
import {sayContainers, sayImages, templateImages} from './images.ts';
import {intern} from './intern.ts';
import {type ContainerImage, controllerOf, rowOf, searchName} from './row.ts';
import {type Labels, readLabels, readSelector, type Selector, saySelector} from './selector.ts';
import type {ResourceView, Row} from './view.ts';

/** One revision of a Deployment or a Rollout, or a ReplicaSet of its own. */
export type ReplicaSetRow = Row & {
	readonly owner: {readonly kind: string; readonly name: string; readonly uid: string} | undefined;
	/** As its workload counts them; 0 where it has none. */
	readonly revision: number;
	/** Why this revision was made, where somebody noted it. */
	readonly changeCause: string;
	/** What tells it from other revisions of its workload, as a label of it says; else empty. */
	readonly hash: string;
	/** Until when its pods run though nothing asks for them any more; milliseconds since the epoch. */
	readonly stopsAt: number | undefined;
	readonly wanted: number;
	readonly replicas: number;
	readonly ready: number;
	readonly available: number;
	readonly containers: readonly ContainerImage[];
	readonly templateLabels: Labels;
	readonly selector: Selector;
	/** It could not create or delete a pod. */
	readonly hasFailed: boolean;
};

export function projectReplicaSet(object: KubernetesObject): ReplicaSetRow {
	const {spec = {}, status = {}, metadata} = object;
	const controller = controllerOf(object);
	return {
		...rowOf(object),
		owner: controller && {
			kind: intern(controller.kind),
			name: intern(controller.name),
			uid: intern(controller.uid),
		},
		revision: revisionNumber(metadata.annotations),
		changeCause: intern(metadata.annotations?.['kubernetes.io/change-cause'] ?? ''),
		hash: revisionHash(metadata.labels),
		stopsAt: timeOf(metadata.annotations?.['scale-down-deadline']),
		wanted: numberIn(spec.replicas) ?? 1,
		replicas: numberIn(status.replicas) ?? 0,
		ready: numberIn(status.readyReplicas) ?? 0,
		available: numberIn(status.availableReplicas) ?? 0,
		containers: templateImages(objectIn(spec.template)),
		templateLabels: readLabels(objectIn(objectIn(spec.template).metadata).labels),
		selector: readSelector(spec.selector),
		hasFailed: isTrue(conditionsOf(object), 'ReplicaFailure'),
	};
}

export const replicasets: ResourceView<ReplicaSetRow> = {
	name: 'replicasets',
	aliases: ['replicaset', 'rs'],
	group: 'apps',
	plural: 'replicasets',
	kind: 'ReplicaSet',
	isNamespaced: true,
	project: projectReplicaSet,
	columns: [
		namespaceColumn,
		nameColumn,
		amount('DESIRED', row => row.wanted, {width: [7, 7], priority: 1}),
		amount('CURRENT', row => row.replicas, {width: [7, 7], priority: 2}),
		amount('READY', row => row.ready, {
			width: [5, 7],
			priority: 1,
			tone: row => (row.ready < row.wanted ? 'warning' : 'plain'),
		}),
		amount('REVISION', row => row.revision || undefined, {width: [8, 8], priority: 2}),
		ageColumn,
		words('IMAGES', row => sayImages(row.containers), {width: [16, 70], priority: 4}),
		words('CONTAINERS', row => sayContainers(row.containers), {width: [10, 30], priority: 5, isWide: true}),
		words('SELECTOR', row => saySelector(row.selector), {width: [16, 60], priority: 6, isWide: true}),
	],
	search: row => `${searchName(row)} ${sayImages(row.containers)}`.toLowerCase(),
	isFaulty: row => row.hasFailed || row.ready < row.wanted,
};
