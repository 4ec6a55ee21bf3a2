/** What is wrong with selectors, templates and bounds, in which kinds of workloads agree. */
import {isSame, type KubernetesObject, type Tree} from '../object.ts';
import {matchesSelector} from '../selectors.ts';
import {type Cause, forbiddenField, immutable, invalidValue, nonNegative, unsupported} from './kind.ts';
import {checkLabels} from './metadata.ts';
import {checkPodSpec} from './pod-checks.ts';

/** A selector that selects everything, which `what` must not have. */
export function checkEmptySelector(selector: Tree | undefined, what: string): Cause[] {
	const isEmpty = selector && !selector.matchLabels && !selector.matchExpressions;
	return isEmpty ? [invalidValue('spec.selector', selector, `empty selector is invalid for ${what}`)] : [];
}

/** A template whose pods its own selector would not find. */
export function checkMatch({selector, template}: Tree): Cause[] {
	const labels = template?.metadata?.labels;
	if (selector && matchesSelector(selector, labels)) return [];
	const why = '`selector` does not match template `labels`';
	return [invalidValue('spec.template.metadata.labels', labels ?? null, why)];
}

export function checkTemplate(template: Tree | undefined): Cause[] {
	return [
		...checkLabels(template?.metadata?.labels, 'spec.template.metadata.labels'),
		...checkPodSpec(template?.spec, 'spec.template.spec'),
	];
}

/** Pods that are always to run must neither end by themselves nor be given a time. */
export function checkEndless(template: Tree | undefined, kind: string): Cause[] {
	const {restartPolicy = 'Always', activeDeadlineSeconds} = template?.spec ?? {};
	const field = 'spec.template.spec';
	return [
		...(restartPolicy === 'Always' ? [] : [unsupported(`${field}.restartPolicy`, restartPolicy, ['Always'])]),
		...(activeDeadlineSeconds === undefined
			? []
			: [
					forbiddenField(
						`${field}.activeDeadlineSeconds`,
						`activeDeadlineSeconds in ${kind} is not Supported`,
					),
				]),
	];
}

export function checkSameSelector(spec: Tree, before?: KubernetesObject): Cause[] {
	return before ? immutable('spec.selector', spec.selector, isSame(spec.selector, before.spec.selector)) : [];
}

/** What is wrong with a number of pods or a percentage of them. */
export function checkBound(field: string, bound: number | string | undefined): Cause[] {
	if (typeof bound !== 'string') return nonNegative(field, bound);
	if (!/^[0-9]+%$/.test(bound)) return [invalidValue(field, bound, percentRule)];
	const isTooMuch = Number.parseInt(bound, 10) > 100;
	return isTooMuch ? [invalidValue(field, bound, 'must not be greater than 100%')] : [];
}

const percentRule =
	"a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')";
