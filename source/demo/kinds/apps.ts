import type {KubernetesObject, Tree} from '../object.ts';
import {members} from './fields.ts';
import {
	type Cause,
	forbiddenField,
	invalidValue,
	type Kind,
	nonNegative,
	required,
	unsupported,
} from './kind.ts';
import {conditions, labelSelector, objectShape} from './metadata.ts';
import {fillPodSpec} from './pod-defaults.ts';
import {podTemplate} from './pod-shape.ts';
import {checkEmptySelector, checkMatch, checkSameSelector, checkTemplate} from './workload.ts';

const apps = {group: 'apps', version: 'v1', isNamespaced: true, categories: ['all']};

export const deployments: Kind = {
	...apps,
	kind: 'Deployment',
	plural: 'deployments',
	singular: 'deployment',
	shortNames: ['deploy'],
	hasStatus: true,
	isScalable: true,
	hasGeneration: true,
	shape: objectShape({
		spec: members(
			{
				integer: 'replicas revisionHistoryLimit progressDeadlineSeconds',
				count: 'minReadySeconds',
				flag: 'paused',
			},
			{
				selector: labelSelector,
				template: podTemplate,
				strategy: members(
					{string: 'type'},
					{rollingUpdate: members({intOrString: 'maxSurge maxUnavailable'})},
				),
			},
		),
		status: members(
			{
				count:
					'observedGeneration replicas updatedReplicas readyReplicas availableReplicas unavailableReplicas',
				integer: 'collisionCount terminatingReplicas',
			},
			{conditions},
		),
	}),
	fill(deployment) {
		deployment.spec ??= {};
		const {spec} = deployment;
		spec.replicas ??= 1;
		spec.revisionHistoryLimit ??= 10;
		spec.progressDeadlineSeconds ??= 600;
		spec.strategy ??= {};
		fillStrategy(spec.strategy);
		if (spec.template?.spec) fillPodSpec(spec.template.spec);
		deployment.status ??= {};
	},
	check: ({spec}, before) => [
		...checkWorkload(spec, before),
		...checkStrategy(spec.strategy),
		...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
		...nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
		...checkDeadline(spec),
	],
};

function fillStrategy(strategy: Tree): void {
	strategy.type ??= 'RollingUpdate';
	if (strategy.type !== 'RollingUpdate') return;
	strategy.rollingUpdate ??= {};
	strategy.rollingUpdate.maxUnavailable ??= '25%';
	strategy.rollingUpdate.maxSurge ??= '25%';
}

function checkStrategy({type, rollingUpdate}: Tree): Cause[] {
	const field = 'spec.strategy.rollingUpdate';
	if (type === 'Recreate') {
		const why = "may not be specified when strategy `type` is 'Recreate'";
		return rollingUpdate ? [forbiddenField(field, why)] : [];
	}
	if (type !== 'RollingUpdate') {
		const strategy = {Type: type, RollingUpdate: rollingUpdate ?? null};
		return [unsupported('spec.strategy', strategy, ['Recreate', 'RollingUpdate'])];
	}
	const isZero = (bound: unknown) => bound === 0 || bound === '0%';
	return isZero(rollingUpdate.maxSurge) && isZero(rollingUpdate.maxUnavailable)
		? [
				invalidValue(
					`${field}.maxUnavailable`,
					rollingUpdate.maxUnavailable,
					'may not be 0 when `maxSurge` is 0',
				),
			]
		: [];
}

function checkDeadline({progressDeadlineSeconds: deadline, minReadySeconds = 0}: Tree): Cause[] {
	return deadline <= minReadySeconds
		? [invalidValue('spec.progressDeadlineSeconds', deadline, 'must be greater than minReadySeconds')]
		: [];
}

/** What is wrong with replicas, selector and template, which deployments and replica sets share. */
function checkWorkload(spec: Tree, before?: KubernetesObject): Cause[] {
	return [
		...nonNegative('spec.replicas', spec.replicas),
		...(spec.selector ? checkEmptySelector(spec.selector, 'deployment') : [required('spec.selector')]),
		...checkMatch(spec),
		...checkTemplate(spec.template),
		...checkSameSelector(spec, before),
	];
}

export const replicaSets: Kind = {
	...apps,
	kind: 'ReplicaSet',
	plural: 'replicasets',
	singular: 'replicaset',
	shortNames: ['rs'],
	hasStatus: true,
	isScalable: true,
	hasGeneration: true,
	shape: objectShape({
		spec: members(
			{integer: 'replicas', count: 'minReadySeconds'},
			{selector: labelSelector, template: podTemplate},
		),
		status: members(
			{
				integer: 'replicas terminatingReplicas',
				count: 'fullyLabeledReplicas readyReplicas availableReplicas observedGeneration',
			},
			{conditions},
		),
	}),
	selectableFields: {'status.replicas': replicaSet => String(replicaSet.status?.replicas ?? 0)},
	fill(replicaSet) {
		replicaSet.spec ??= {};
		replicaSet.spec.replicas ??= 1;
		if (replicaSet.spec.template?.spec) fillPodSpec(replicaSet.spec.template.spec);
		replicaSet.status ??= {replicas: 0};
	},
	check: ({spec}, before) => checkWorkload(spec, before),
};
