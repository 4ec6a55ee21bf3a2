/** What is wrong with selectors and templates, in which kinds of workloads agree. */
import {isSame, type KubernetesObject, type Tree} from '../object.ts';
import {matchesSelector} from '../selectors.ts';
import {type Cause, forbiddenField, immutable, invalidValue, unsupported} from './kind.ts';
import {checkLabels} from './metadata.ts';
import {checkPodSpec} from './pod-defaults.ts';

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
