import {type KubernetesObject, numberIn, objectIn, textIn} from '../model/object.ts';
import {ageColumn, nameColumn, namespaceColumn, readyOfWanted, words} from './columns.ts';
import {sayContainers, sayImages, templateImages} from './images.ts';
import {type ContainerImage, rowOf, searchName} from './row.ts';
import {type Labels, readLabels} from './selector.ts';
import type {ResourceView, Row} from './view.ts';

export type StatefulSetRow = Row & {
	readonly wanted: number;
	readonly ready: number;
	/** Pods of the newest template. */
	readonly updated: number;
	/** Pods of the newest template are not all there and ready yet, or a partition keeps some from it. */
	readonly isUnfinished: boolean;
	/** A pod gets the newest template only once somebody deletes it. */
	readonly isOnDelete: boolean;
	/** Pods with a lower ordinal keep the former template. */
	readonly partition: number;
	readonly templateLabels: Labels;
	readonly containers: readonly ContainerImage[];
};

export function projectStatefulSet(object: KubernetesObject): StatefulSetRow {
	const {spec = {}, status = {}, metadata} = object;
	const template = objectIn(spec.template);
	const strategy = objectIn(spec.updateStrategy);
	const isObserved = (numberIn(status.observedGeneration) ?? 0) >= (metadata.generation ?? 0);
	return {
		...rowOf(object),
		// The API defaults an absent count to 1, so absent is not 0.
		wanted: numberIn(spec.replicas) ?? 1,
		ready: numberIn(status.readyReplicas) ?? 0,
		updated: numberIn(status.updatedReplicas) ?? 0,
		isUnfinished: isObserved && status.currentRevision !== status.updateRevision,
		isOnDelete: textIn(strategy.type) === 'OnDelete',
		partition: numberIn(objectIn(strategy.rollingUpdate).partition) ?? 0,
		templateLabels: readLabels(objectIn(template.metadata).labels),
		containers: templateImages(template),
	};
}

export const statefulsets: ResourceView<StatefulSetRow> = {
	name: 'statefulsets',
	aliases: ['statefulset', 'sts'],
	group: 'apps',
	plural: 'statefulsets',
	kind: 'StatefulSet',
	isNamespaced: true,
	project: projectStatefulSet,
	columns: [
		namespaceColumn,
		nameColumn,
		readyOfWanted(() => 'warning'),
		ageColumn,
		words('CONTAINERS', row => sayContainers(row.containers), {width: [10, 30], priority: 5, isWide: true}),
		words('IMAGES', row => sayImages(row.containers), {width: [16, 70], priority: 4, isWide: true}),
	],
	search: row => `${searchName(row)} ${sayImages(row.containers)}`.toLowerCase(),
	isFaulty: row => row.ready < row.wanted,
};
