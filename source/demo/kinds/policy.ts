import type {Tree} from '../object.ts';
import {members} from './fields.ts';
import {type Cause, invalidValue, type Kind, nonNegative, unsupported} from './kind.ts';
import {conditions, labelSelector, objectShape} from './metadata.ts';

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
			{selector: labelSelector},
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

/** What is wrong with a number of pods or a percentage of them. */
function checkBound(field: string, bound: number | string | undefined): Cause[] {
	if (typeof bound !== 'string') return nonNegative(field, bound);
	if (!/^[0-9]+%$/.test(bound)) return [invalidValue(field, bound, percentRule)];
	const isTooMuch = Number.parseInt(bound, 10) > 100;
	return isTooMuch ? [invalidValue(field, bound, 'must not be greater than 100%')] : [];
}

const percentRule =
	"a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";

const policies = ['AlwaysAllow', 'IfHealthyBudget'];

function checkPolicy(policy: string | undefined): Cause[] {
	return policy === undefined || policies.includes(policy)
		? []
		: [unsupported('spec.unhealthyPodEvictionPolicy', policy, policies)];
}
