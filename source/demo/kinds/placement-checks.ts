/** What is wrong with what a pod says of the nodes it may or may not run on. */
import type {Tree} from '../object.ts';
import {dnsLabelRule, isDnsLabel} from './dns-label.ts';
import {treesIn} from './fields.ts';
import {type Cause, duplicate, forbiddenField, invalidValue, oneOf, required, unsupported} from './kind.ts';
import {checkLabelKey, checkLabels, labelValue, labelValueRule} from './metadata.ts';

export function checkToleration(
	{key, operator, value, effect, tolerationSeconds}: Tree,
	field: string,
): Cause[] {
	const onlyEvicted = "effect must be 'NoExecute' when `tolerationSeconds` is set";
	const isLimited = tolerationSeconds !== undefined && effect !== 'NoExecute';
	const isEverything = key || operator === 'Exists';
	const all = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
	return [
		...(key ? checkLabelKey(`${field}.key`, key) : []),
		...(isEverything ? [] : [invalidValue(`${field}.operator`, operator ?? '', all)]),
		...(isLimited ? [invalidValue(`${field}.effect`, effect ?? '', onlyEvicted)] : []),
		...checkTolerated(operator, value, `${field}.operator`),
		...oneOf(`${field}.effect`, effect, ['NoSchedule', 'PreferNoSchedule', 'NoExecute']),
	];
}

function checkTolerated(operator: string | undefined, value = '', field: string): Cause[] {
	const isNone = "value must be empty when `operator` is 'Exists'";
	if (operator === 'Exists') return value ? [invalidValue(field, value, isNone)] : [];
	if (!operator || operator === 'Equal')
		return labelValue.test(value) ? [] : [invalidValue(field, value, labelValueRule)];
	const isOff = operator === 'Lt' || operator === 'Gt';
	return [unsupported(field, operator, isOff ? ['Equal', 'Exists', 'Lt', 'Gt'] : ['Equal', 'Exists'])];
}

const must = 'requiredDuringSchedulingIgnoredDuringExecution';
const may = 'preferredDuringSchedulingIgnoredDuringExecution';

export function checkNodeAffinity(affinity: Tree | undefined, field: string): Cause[] {
	const terms = treesIn(affinity?.[must]?.nodeSelectorTerms);
	const at = `${field}.${must}.nodeSelectorTerms`;
	const isEmpty = affinity?.[must] && terms.length === 0;
	return [
		...(isEmpty ? [required(at, 'must have at least one node selector term')] : []),
		...terms.flatMap((term, i) => checkTerm(term, `${at}[${i}]`)),
		...treesIn(affinity?.[may]).flatMap(({weight, preference}, i) => [
			...checkWeight(weight, `${field}.${may}[${i}].weight`),
			...checkTerm(preference ?? {}, `${field}.${may}[${i}].preference`),
		]),
	];
}

function checkWeight(weight = 0, field: string): Cause[] {
	return weight >= 1 && weight <= 100 ? [] : [invalidValue(field, weight, 'must be in the range 1-100')];
}

function checkTerm({matchExpressions, matchFields}: Tree, field: string): Cause[] {
	return [
		...treesIn(matchExpressions).flatMap((each, i) =>
			checkRequirement(each, `${field}.matchExpressions[${i}]`, nodeOperators),
		),
		...treesIn(matchFields).flatMap((each, i) => checkNodeField(each, `${field}.matchFields[${i}]`)),
	];
}

/** How many values an operator takes. */
const labelOperators: Record<string, 'some' | 'none'> = {
	In: 'some',
	NotIn: 'some',
	Exists: 'none',
	DoesNotExist: 'none',
};
const nodeOperators: Record<string, 'some' | 'none' | 'one'> = {...labelOperators, Gt: 'one', Lt: 'one'};

function checkRequirement(
	{key = '', operator = '', values}: Tree,
	field: string,
	operators: Record<string, 'some' | 'none' | 'one'>,
): Cause[] {
	const count = Array.isArray(values) ? values.length : 0;
	const takes = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
	const causes = checkLabelKey(`${field}.key`, key);
	if (!takes) causes.push(invalidValue(`${field}.operator`, operator, notAnOperator));
	if (takes === 'some' && count === 0) causes.push(required(`${field}.values`, someRule));
	if (takes === 'none' && count > 0) causes.push(forbiddenField(`${field}.values`, noneRule));
	if (takes === 'one' && count !== 1) causes.push(required(`${field}.values`, oneRule));
	return causes;
}

const notAnOperator = 'not a valid selector operator';
const someRule = "must be specified when `operator` is 'In' or 'NotIn'";
const noneRule = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
const oneRule = "must be specified single value when `operator` is 'Lt' or 'Gt'";
const fieldRule = "must be only one value when `operator` is 'In' or 'NotIn' for node field selector";

function checkNodeField({key = '', operator = '', values}: Tree, field: string): Cause[] {
	const isKnown = operator === 'In' || operator === 'NotIn';
	const isOne = Array.isArray(values) && values.length === 1;
	return [
		...(isKnown ? [] : [invalidValue(`${field}.operator`, operator, notAnOperator)]),
		...(isKnown && !isOne ? [required(`${field}.values`, fieldRule)] : []),
		...(key === 'metadata.name' ? [] : [invalidValue(`${field}.key`, key, 'not a valid field selector key')]),
	];
}

/** What is wrong with the pods that a pod wants beside it, or not. */
export function checkPodAffinity(affinity: Tree | undefined, field: string): Cause[] {
	return [
		...treesIn(affinity?.[must]).flatMap((term, i) => checkPodTerm(term, `${field}.${must}[${i}]`)),
		...treesIn(affinity?.[may]).flatMap(({weight, podAffinityTerm}, i) => [
			...checkWeight(weight, `${field}.${may}[${i}].weight`),
			...checkPodTerm(podAffinityTerm ?? {}, `${field}.${may}[${i}].podAffinityTerm`),
		]),
	];
}

function checkPodTerm({topologyKey = '', namespaces, labelSelector}: Tree, field: string): Cause[] {
	const names: string[] = Array.isArray(namespaces) ? namespaces : [];
	return [
		...checkSelector(labelSelector, `${field}.labelSelector`),
		...names
			.filter(name => !isDnsLabel(name))
			.map(name => invalidValue(`${field}.namespace`, name, dnsLabelRule)),
		...(topologyKey ? [] : [required(`${field}.topologyKey`, 'can not be empty')]),
		...checkLabelKey(`${field}.topologyKey`, topologyKey),
	];
}

function checkSelector(selector: Tree | undefined, field: string): Cause[] {
	const labels = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => [
		key,
		String(value ?? ''),
	]);
	return [
		...checkLabels(Object.fromEntries(labels), `${field}.matchLabels`),
		...treesIn(selector?.matchExpressions).flatMap((each, i) =>
			checkRequirement(each, `${field}.matchExpressions[${i}]`, labelOperators),
		),
	];
}

const whens = ['DoNotSchedule', 'ScheduleAnyway'];

/** What is wrong with how a pod wants to be spread. */
export function checkSpread(constraints: readonly Tree[], field: string): Cause[] {
	return constraints.flatMap((constraint, i) => {
		const {maxSkew = 0, topologyKey, whenUnsatisfiable: when = '', labelSelector} = constraint;
		const at = `${field}[${i}]`;
		const isAgain = constraints
			.slice(i + 1)
			.some(other => other.topologyKey === topologyKey && other.whenUnsatisfiable === when);
		const keys = '{topologyKey, whenUnsatisfiable}';
		return [
			...(maxSkew > 0 ? [] : [invalidValue(`${at}.maxSkew`, maxSkew, 'must be greater than zero')]),
			...(topologyKey ? [] : [required(`${at}.topologyKey`, 'can not be empty')]),
			...oneOf(`${at}.whenUnsatisfiable`, when, whens),
			...(isAgain ? [duplicate(`${at}.${keys}`, `{${topologyKey}, ${when}}`)] : []),
			...checkDomains(constraint, at),
			...checkSelector(labelSelector, `${at}.labelSelector`),
		];
	});
}

function checkDomains(constraint: Tree, field: string): Cause[] {
	const {minDomains, whenUnsatisfiable, nodeAffinityPolicy, nodeTaintsPolicy} = constraint;
	const {matchLabelKeys, labelSelector} = constraint;
	const only = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`;
	const isCounted = minDomains !== undefined;
	const isVain = isCounted && whenUnsatisfiable !== 'DoNotSchedule';
	const isUnselected = matchLabelKeys?.length > 0 && !labelSelector;
	const unselected = 'must not be specified when labelSelector is not set';
	return [
		...(isCounted && minDomains <= 0
			? [invalidValue(`${field}.minDomains`, minDomains, 'must be greater than zero')]
			: []),
		...(isVain ? [invalidValue(`${field}.minDomains`, minDomains, only)] : []),
		...oneOf(`${field}.nodeAffinityPolicy`, nodeAffinityPolicy, ['Honor', 'Ignore']),
		...oneOf(`${field}.nodeTaintsPolicy`, nodeTaintsPolicy, ['Honor', 'Ignore']),
		...(isUnselected ? [forbiddenField(`${field}.matchLabelKeys`, unselected)] : []),
	];
}
