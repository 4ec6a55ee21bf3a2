import {type KubernetesObject, numberIn, objectIn, objectsIn, textIn} from '../model/object.ts';
import type {Condition} from '../model/split.ts';
import {ageColumn, amount, nameColumn, namespaceColumn, noneText, words} from './columns.ts';
import {conditionIn, conditionsOf, isTrue} from './conditions.ts';
import {hpaTargets} from './hpa-targets.ts';
import {intern} from './intern.ts';
import {rowOf, searchName} from './row.ts';
import type {ResourceView, Row, Tone} from './view.ts';
import type {Workload} from './workload.ts';

export type HorizontalPodAutoscalerRow = Row & {
	/** What it scales, in its own namespace. */
	readonly reference: Workload;
	/** As kubectl prints them: `cpu: 62%/80%`, `cpu: <unknown>/80%`. */
	readonly targets: readonly string[];
	readonly min: number;
	readonly max: number;
	/** What it wants now, and what there is. */
	readonly wanted: number;
	readonly replicas: number;
	readonly conditions: readonly Condition[];
};

export function projectHorizontalPodAutoscaler(object: KubernetesObject): HorizontalPodAutoscalerRow {
	const {spec = {}, status = {}} = object;
	const {kind, name} = objectIn(spec.scaleTargetRef);
	return {
		...rowOf(object),
		reference: {kind: intern(textIn(kind) ?? ''), name: intern(textIn(name) ?? '')},
		targets: hpaTargets(objectsIn(spec.metrics), objectsIn(status.currentMetrics)),
		min: numberIn(spec.minReplicas) ?? 1,
		max: numberIn(spec.maxReplicas) ?? 0,
		wanted: numberIn(status.desiredReplicas) ?? 0,
		replicas: numberIn(status.currentReplicas) ?? 0,
		conditions: conditionsOf(object),
	};
}

/** It would go beyond its maximum if it might. */
export function isAtLimit({conditions}: HorizontalPodAutoscalerRow): boolean {
	const limited = conditionIn(conditions, 'ScalingLimited');
	return limited?.status === 'True' && limited.reason === 'TooManyReplicas';
}

function isBlind({conditions}: HorizontalPodAutoscalerRow): boolean {
	const active = conditionIn(conditions, 'ScalingActive');
	// Switched off by scaling the target to 0, which somebody meant.
	return active?.status === 'False' && active.reason !== 'ScalingDisabled';
}

function sayStatus(row: HorizontalPodAutoscalerRow): string {
	if (isBlind(row)) return `Blind: ${conditionIn(row.conditions, 'ScalingActive')?.reason}`;
	if (conditionIn(row.conditions, 'AbleToScale')?.status === 'False') {
		return `Stuck: ${conditionIn(row.conditions, 'AbleToScale')?.reason}`;
	}
	if (isAtLimit(row)) return 'At its maximum';
	return isTrue(row.conditions, 'ScalingActive') ? 'Active' : 'Inactive';
}

function isHindered(row: HorizontalPodAutoscalerRow): boolean {
	return isBlind(row) || isAtLimit(row) || conditionIn(row.conditions, 'AbleToScale')?.status === 'False';
}

function statusTone(row: HorizontalPodAutoscalerRow): Tone {
	if (isHindered(row)) return 'warning';
	return isTrue(row.conditions, 'ScalingActive') ? 'good' : 'dim';
}

/** Two, and how many there are besides. */
function sayTargets({targets}: HorizontalPodAutoscalerRow): string {
	const shown = targets.slice(0, 2).join(', ') || noneText;
	return targets.length > 2 ? `${shown} + ${targets.length - 2} more...` : shown;
}

export const horizontalpodautoscalers: ResourceView<HorizontalPodAutoscalerRow> = {
	name: 'horizontalpodautoscalers',
	aliases: ['horizontalpodautoscaler', 'hpa'],
	group: 'autoscaling',
	plural: 'horizontalpodautoscalers',
	kind: 'HorizontalPodAutoscaler',
	isNamespaced: true,
	project: projectHorizontalPodAutoscaler,
	columns: [
		namespaceColumn,
		nameColumn,
		words('REFERENCE', ({reference}) => `${reference.kind}/${reference.name}`, {
			width: [16, 60],
			priority: 2,
		}),
		words('STATUS', sayStatus, {width: [14, 36], priority: 1, tone: statusTone}),
		words('TARGETS', sayTargets, {width: [13, 50], priority: 3}),
		amount('MINPODS', row => row.min, {width: [7, 7], priority: 4}),
		amount('MAXPODS', row => row.max, {width: [7, 7], priority: 4}),
		amount('REPLICAS', row => row.replicas, {width: [8, 8], priority: 2}),
		ageColumn,
	],
	search: row => `${searchName(row)} ${row.reference.kind}/${row.reference.name}`.toLowerCase(),
	isFaulty: isHindered,
};
