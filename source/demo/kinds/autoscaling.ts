import type {Tree} from '../object.ts';
import {list, members, type Shape} from './fields.ts';
import {type Cause, forbiddenField, invalidValue, type Kind, required} from './kind.ts';
import {conditions, objectShape} from './metadata.ts';

const any: Shape = {is: 'any'};

export const horizontalPodAutoscalers: Kind = {
	group: 'autoscaling',
	version: 'v2',
	kind: 'HorizontalPodAutoscaler',
	plural: 'horizontalpodautoscalers',
	singular: 'horizontalpodautoscaler',
	shortNames: ['hpa'],
	categories: ['all'],
	isNamespaced: true,
	hasStatus: true,
	shape: objectShape({
		spec: members(
			{integer: 'minReplicas', count: 'maxReplicas', any: 'behavior'},
			{scaleTargetRef: members({string: 'kind name apiVersion'}), metrics: list(any)},
		),
		status: members(
			{
				integer: 'observedGeneration desiredReplicas',
				count: 'currentReplicas',
				string: 'lastScaleTime',
			},
			{currentMetrics: list(any), conditions},
		),
	}),
	fill(autoscaler) {
		autoscaler.spec ??= {};
		autoscaler.spec.minReplicas ??= 1;
		autoscaler.spec.metrics ??= [
			{type: 'Resource', resource: {name: 'cpu', target: {type: 'Utilization', averageUtilization: 80}}},
		];
		autoscaler.status ??= {desiredReplicas: 0, currentMetrics: null};
	},
	check: ({spec}) => [
		...checkBounds(spec),
		...checkTarget(spec.scaleTargetRef ?? {}, 'spec.scaleTargetRef'),
		...checkZero(spec),
		...(spec.behavior ? [forbiddenField('spec.behavior', 'this cluster does not serve it')] : []),
	],
};

function checkBounds({minReplicas, maxReplicas = 0}: Tree): Cause[] {
	const least = 'must be greater than or equal to';
	return [
		...(minReplicas < 1 ? [invalidValue('spec.minReplicas', minReplicas, `${least} 1`)] : []),
		...(maxReplicas < 1 ? [required('spec.maxReplicas', 'must be set and greater than 0')] : []),
		...(maxReplicas < minReplicas
			? [invalidValue('spec.maxReplicas', maxReplicas, `${least} \`minReplicas\``)]
			: []),
	];
}

/** What is wrong with the name of what is to be scaled, which is always of a group. */
function checkTarget({apiVersion = '', kind, name}: Tree, field: string): Cause[] {
	const parts = apiVersion.split('/');
	const why =
		parts.length > 2 ? `unexpected GroupVersion string: ${apiVersion}` : 'apiVersion must specify API group';
	return [
		...checkPart(`${field}.kind`, kind),
		...checkPart(`${field}.name`, name),
		...(parts.length === 2 ? [] : [invalidValue(`${field}.apiVersion`, apiVersion, why)]),
	];
}

function checkPart(field: string, part: string | undefined): Cause[] {
	if (!part) return [required(field)];
	return part.includes('/') ? [invalidValue(field, part, "may not contain '/'")] : [];
}

function checkZero({minReplicas, metrics}: Tree): Cause[] {
	const isLasting = metrics.some(({type}: Tree) => type === 'Object' || type === 'External');
	if (minReplicas !== 0 || isLasting) return [];
	const why = 'must specify at least one Object or External metric to support scaling to zero replicas';
	return [forbiddenField('spec.metrics', why)];
}
