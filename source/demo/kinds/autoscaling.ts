import {atomic, list, members, type Shape} from './fields.ts';
import {invalidValue, type Kind, required} from './kind.ts';
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
			{scaleTargetRef: atomic(members({string: 'kind name apiVersion'})), metrics: list(any)},
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
	check({spec}) {
		if (!spec.scaleTargetRef?.name) return [required('spec.scaleTargetRef.name')];
		const highest = spec.maxReplicas ?? 0;
		if (highest < 1) return [invalidValue('spec.maxReplicas', highest, 'must be greater than 0')];
		return highest < spec.minReplicas
			? [invalidValue('spec.maxReplicas', highest, 'must be greater than or equal to `minReplicas`')]
			: [];
	},
};
