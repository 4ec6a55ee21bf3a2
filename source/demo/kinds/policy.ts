import type {Tree} from '../object.ts';
import {members} from './fields.ts';
import {type Cause, invalidValue, type Kind, unsupported} from './kind.ts';
import {conditions, labelSelector, objectShape} from './metadata.ts';
import {checkBound} from './workload.ts';

export const podDisruptionBudgets: Kind = {
	group: 'policy',
	version: 'v1',
	kind: 'PodDisruptionBudget',
	plural: 'poddisruptionbudgets',
	singular: 'poddisruptionbudget',
	shortNames: ['pdb'],
	isNamespaced: true,
	hasStatus: true,
	hasGeneration: true,
	needsVersion: true,
	shape: objectShape({
		spec: members(
			{intOrString: 'minAvailable maxUnavailable', string: 'unhealthyPodEvictionPolicy'},
			{selector: {...labelSelector, isExchanged: true}},
		),
		status: members(
			{
				count: 'observedGeneration',
				integer: 'disruptionsAllowed currentHealthy desiredHealthy expectedPods',
				stringMap: 'disruptedPods',
			},
			{conditions},
		),
	}),
	fill(budget) {
		budget.spec ??= {};
		budget.status ??= {disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0};
	},
	check: ({spec}) => [
		...checkBoth(spec),
		...checkBound('spec.minAvailable', spec.minAvailable),
		...checkBound('spec.maxUnavailable', spec.maxUnavailable),
		...checkPolicy(spec.unhealthyPodEvictionPolicy),
	],
};

function checkBoth({minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy}: Tree): Cause[] {
	if (minAvailable === undefined || maxUnavailable === undefined) return [];
	const spec = {
		MinAvailable: minAvailable,
		Selector: selector ?? null,
		MaxUnavailable: maxUnavailable,
		UnhealthyPodEvictionPolicy: unhealthyPodEvictionPolicy ?? null,
	};
	return [invalidValue('spec', spec, 'minAvailable and maxUnavailable cannot be both set')];
}

const policies = ['AlwaysAllow', 'IfHealthyBudget'];

function checkPolicy(policy: string | undefined): Cause[] {
	return policy === undefined || policies.includes(policy)
		? []
		: [unsupported('spec.unhealthyPodEvictionPolicy', policy, policies)];
}
