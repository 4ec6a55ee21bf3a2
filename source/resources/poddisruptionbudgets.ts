import type {Json} from '../model/json.ts';
import {type KubernetesObject, numberIn, objectIn} from '../model/object.ts';
import type {Condition} from '../model/split.ts';
import {ageColumn, amount, nameColumn, namespaceColumn, noneText, words} from './columns.ts';
import {conditionsOf} from './conditions.ts';
import {rowOf, searchName} from './row.ts';
import {readSelector, type Selector} from './selector.ts';
import type {ResourceView, Row} from './view.ts';

export type DisruptionBudgetRow = Row & {
	/** As it was asked for: a number or a percentage; empty where that is not what was asked. */
	readonly minAvailable: string;
	readonly maxUnavailable: string;
	/** How many pods may be evicted at this moment. */
	readonly allowed: number;
	readonly healthy: number;
	/** How many of its pods must be healthy. */
	readonly wanted: number;
	readonly expected: number;
	readonly selector: Selector;
	/** Its controller has seen the budget as it is. */
	readonly isObserved: boolean;
	readonly conditions: readonly Condition[];
};

export function projectDisruptionBudget(object: KubernetesObject): DisruptionBudgetRow {
	const {spec = {}, status = {}, metadata} = object;
	const generation = metadata.generation ?? 0;
	return {
		...rowOf(object),
		minAvailable: sayBound(spec.minAvailable),
		maxUnavailable: sayBound(spec.maxUnavailable),
		allowed: numberIn(status.disruptionsAllowed) ?? 0,
		healthy: numberIn(status.currentHealthy) ?? 0,
		wanted: numberIn(status.desiredHealthy) ?? 0,
		expected: numberIn(status.expectedPods) ?? 0,
		selector: readSelector(objectIn(spec.selector) as Json),
		isObserved: (numberIn(status.observedGeneration) ?? -1) >= generation,
		conditions: conditionsOf(object),
	};
}

function sayBound(bound: Json | undefined): string {
	return typeof bound === 'number' || typeof bound === 'string' ? String(bound) : '';
}

/** However well its pods are, none of them may ever be evicted. */
export function isDeadlocked({isObserved, expected, wanted}: DisruptionBudgetRow): boolean {
	return isObserved && expected > 0 && wanted >= expected;
}

export const poddisruptionbudgets: ResourceView<DisruptionBudgetRow> = {
	name: 'poddisruptionbudgets',
	aliases: ['poddisruptionbudget', 'pdb'],
	group: 'policy',
	plural: 'poddisruptionbudgets',
	kind: 'PodDisruptionBudget',
	isNamespaced: true,
	project: projectDisruptionBudget,
	columns: [
		namespaceColumn,
		nameColumn,
		words('MIN AVAILABLE', row => row.minAvailable || noneText, {width: [13, 13], priority: 3}),
		words('MAX UNAVAILABLE', row => row.maxUnavailable || noneText, {width: [15, 15], priority: 3}),
		words('HEALTHY', row => `${row.healthy}/${row.expected}`, {width: [7, 11], priority: 2, align: 'right'}),
		amount('ALLOWED', row => row.allowed, {
			width: [7, 7],
			priority: 1,
			tone: row => (row.allowed === 0 && row.expected > 0 ? 'warning' : 'plain'),
		}),
		ageColumn,
	],
	search: searchName,
	isFaulty: isDeadlocked,
};
