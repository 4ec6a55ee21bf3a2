import {type KubernetesObject, numberIn, objectIn, textIn} from '../model/object.ts';
import type {Condition} from '../model/split.ts';
import {ageColumn, amount, nameColumn, namespaceColumn, readyOfWanted, words} from './columns.ts';
import {conditionsOf} from './conditions.ts';
import {sayContainers, sayImages, templateImages} from './images.ts';
import {intern} from './intern.ts';
import {type RolloutStatus, rolloutStatus} from './rollout-status.ts';
import {type ContainerImage, rowOf, searchName} from './row.ts';
import {type Labels, readLabels, readSelector, type Selector, saySelector} from './selector.ts';
import type {ResourceView, Row, Tone} from './view.ts';

export type DeploymentRow = Row & {
	readonly wanted: number;
	readonly replicas: number;
	readonly updated: number;
	readonly ready: number;
	readonly available: number;
	readonly unavailable: number;
	readonly generation: number;
	readonly observedGeneration: number;
	/** As the controller counts them; 0 before it has. */
	readonly revision: number;
	readonly paused: boolean;
	/** `RollingUpdate` or `Recreate`. */
	readonly strategy: string;
	readonly minReadySeconds: number;
	readonly selector: Selector;
	readonly templateLabels: Labels;
	readonly containers: readonly ContainerImage[];
	readonly conditions: readonly Condition[];
	readonly rollout: RolloutStatus;
};

export function projectDeployment(object: KubernetesObject): DeploymentRow {
	const {spec = {}, status = {}, metadata} = object;
	const template = objectIn(spec.template);
	const state = {
		// The API defaults an absent count to 1, so absent is not 0.
		wanted: numberIn(spec.replicas) ?? 1,
		replicas: numberIn(status.replicas) ?? 0,
		updated: numberIn(status.updatedReplicas) ?? 0,
		ready: numberIn(status.readyReplicas) ?? 0,
		available: numberIn(status.availableReplicas) ?? 0,
		generation: metadata.generation ?? 0,
		observedGeneration: numberIn(status.observedGeneration) ?? 0,
		paused: spec.paused === true,
		conditions: conditionsOf(object),
	};
	return {
		...rowOf(object),
		...state,
		unavailable: numberIn(status.unavailableReplicas) ?? 0,
		revision: Number(metadata.annotations?.['deployment.kubernetes.io/revision'] ?? 0),
		strategy: intern(textIn(objectIn(spec.strategy).type) ?? 'RollingUpdate'),
		minReadySeconds: numberIn(spec.minReadySeconds) ?? 0,
		selector: readSelector(spec.selector),
		templateLabels: readLabels(objectIn(template.metadata).labels),
		containers: templateImages(template),
		rollout: rolloutStatus(state),
	};
}

function statusTone({rollout, available}: DeploymentRow): Tone {
	if (rollout.progress === 'settled') return 'good';
	if (rollout.progress === 'idle') return 'dim';
	if (rollout.progress === 'moving') return 'progress';
	return rollout.progress === 'stuck' || (rollout.progress === 'short' && available === 0)
		? 'bad'
		: 'warning';
}

export const deployments: ResourceView<DeploymentRow> = {
	name: 'deployments',
	aliases: ['deployment', 'deploy', 'dp'],
	group: 'apps',
	plural: 'deployments',
	kind: 'Deployment',
	isNamespaced: true,
	project: projectDeployment,
	columns: [
		namespaceColumn,
		nameColumn,
		readyOfWanted(statusTone),
		words('STATUS', row => row.rollout.says, {width: [17, 42], priority: 1, tone: statusTone}),
		amount('UP-TO-DATE', row => row.updated, {width: [10, 10], priority: 4}),
		amount('AVAILABLE', row => row.available, {width: [9, 9], priority: 5}),
		ageColumn,
		words('CONTAINERS', row => sayContainers(row.containers), {width: [10, 30], priority: 7}),
		words('IMAGES', row => sayImages(row.containers), {width: [16, 70], priority: 6}),
		amount('REVISION', row => row.revision || undefined, {width: [8, 8], priority: 8, isWide: true}),
		words('STRATEGY', row => row.strategy, {width: [13, 13], priority: 9, isWide: true}),
		words('SELECTOR', row => saySelector(row.selector), {width: [16, 60], priority: 9, isWide: true}),
	],
	search: row => `${searchName(row)} ${row.rollout.says} ${sayImages(row.containers)}`.toLowerCase(),
	isFaulty: ({rollout}) => rollout.progress === 'stuck' || rollout.progress === 'short',
};
