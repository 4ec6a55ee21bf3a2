import {type KubernetesObject, numberIn, objectIn, textIn} from '../model/object.ts';
import {ageColumn, amount, nameColumn, namespaceColumn, noneText, words} from './columns.ts';
import {sayContainers, sayImages, templateImages} from './images.ts';
import {type ContainerImage, rowOf, searchName} from './row.ts';
import {type Labels, readLabels, readSelector, type Selector, sayLabels, saySelector} from './selector.ts';
import type {ResourceView, Row} from './view.ts';

export type DaemonSetRow = Row & {
	/** Nodes that are to run a pod of it. */
	readonly wanted: number;
	readonly current: number;
	readonly ready: number;
	readonly available: number;
	/** Nodes with a pod of the newest template. */
	readonly updated: number;
	readonly isUnfinished: boolean;
	/** A pod gets the newest template only once somebody deletes it. */
	readonly isOnDelete: boolean;
	readonly nodeSelector: Labels;
	readonly selector: Selector;
	readonly templateLabels: Labels;
	readonly containers: readonly ContainerImage[];
};

export function projectDaemonSet(object: KubernetesObject): DaemonSetRow {
	const {spec = {}, status = {}, metadata} = object;
	const template = objectIn(spec.template);
	const wanted = numberIn(status.desiredNumberScheduled) ?? 0;
	const updated = numberIn(status.updatedNumberScheduled) ?? 0;
	const isObserved = (numberIn(status.observedGeneration) ?? 0) >= (metadata.generation ?? 0);
	return {
		...rowOf(object),
		wanted,
		current: numberIn(status.currentNumberScheduled) ?? 0,
		ready: numberIn(status.numberReady) ?? 0,
		available: numberIn(status.numberAvailable) ?? 0,
		updated,
		isUnfinished: isObserved && updated < wanted,
		isOnDelete: textIn(objectIn(spec.updateStrategy).type) === 'OnDelete',
		nodeSelector: readLabels(objectIn(template.spec).nodeSelector),
		selector: readSelector(spec.selector),
		templateLabels: readLabels(objectIn(template.metadata).labels),
		containers: templateImages(template),
	};
}

export const daemonsets: ResourceView<DaemonSetRow> = {
	name: 'daemonsets',
	aliases: ['daemonset', 'ds'],
	group: 'apps',
	plural: 'daemonsets',
	kind: 'DaemonSet',
	isNamespaced: true,
	project: projectDaemonSet,
	columns: [
		namespaceColumn,
		nameColumn,
		amount('DESIRED', row => row.wanted, {width: [7, 7], priority: 1}),
		amount('CURRENT', row => row.current, {width: [7, 7], priority: 3}),
		amount('READY', row => row.ready, {
			width: [5, 7],
			priority: 1,
			tone: row => (row.ready < row.wanted ? 'warning' : 'plain'),
		}),
		amount('UP-TO-DATE', row => row.updated, {width: [10, 10], priority: 3}),
		amount('AVAILABLE', row => row.available, {width: [9, 9], priority: 4}),
		words('NODE SELECTOR', row => sayLabels(row.nodeSelector) || noneText, {width: [13, 40], priority: 5}),
		ageColumn,
		words('CONTAINERS', row => sayContainers(row.containers), {width: [10, 30], priority: 7, isWide: true}),
		words('IMAGES', row => sayImages(row.containers), {width: [16, 70], priority: 6, isWide: true}),
		words('SELECTOR', row => saySelector(row.selector), {width: [16, 60], priority: 8, isWide: true}),
	],
	search: row => `${searchName(row)} ${sayImages(row.containers)}`.toLowerCase(),
	isFaulty: row => row.ready < row.wanted,
};
