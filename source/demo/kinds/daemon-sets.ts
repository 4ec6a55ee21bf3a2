import {isSame, type KubernetesObject, type Tree} from '../object.ts';
import {members} from './fields.ts';
import {type Cause, invalidValue, type Kind, nonNegative, required, unsupported} from './kind.ts';
import {conditions, labelSelector, objectShape} from './metadata.ts';
import {fillPodSpec} from './pod-defaults.ts';
import {podTemplate} from './pod-shape.ts';
import {
	checkBound,
	checkEmptySelector,
	checkEndless,
	checkMatch,
	checkSameSelector,
	checkTemplate,
} from './workload.ts';

/** How often a daemon set's template has changed, which its pods are told. */
export const templateGeneration = 'deprecated.daemonset.template.generation';

export const daemonSets: Kind = {
	group: 'apps',
	version: 'v1',
	kind: 'DaemonSet',
	plural: 'daemonsets',
	singular: 'daemonset',
	shortNames: ['ds'],
	categories: ['all'],
	isNamespaced: true,
	hasStatus: true,
	hasGeneration: true,
	shape: objectShape({
		spec: members(
			{integer: 'revisionHistoryLimit', count: 'minReadySeconds'},
			{
				selector: labelSelector,
				template: podTemplate,
				updateStrategy: members(
					{string: 'type'},
					{rollingUpdate: members({intOrString: 'maxUnavailable maxSurge'})},
				),
			},
		),
		status: members(
			{
				integer:
					'currentNumberScheduled numberMisscheduled desiredNumberScheduled numberReady collisionCount',
				count: 'observedGeneration updatedNumberScheduled numberAvailable numberUnavailable',
			},
			{conditions},
		),
	}),
	fill(set) {
		set.spec ??= {};
		const {spec} = set;
		spec.updateStrategy ??= {};
		fillStrategy(spec.updateStrategy);
		spec.revisionHistoryLimit ??= 10;
		if (spec.template?.spec) fillPodSpec(spec.template.spec);
		set.status ??= {
			currentNumberScheduled: 0,
			numberMisscheduled: 0,
			desiredNumberScheduled: 0,
			numberReady: 0,
		};
	},
	check: ({spec}, before) => [
		...checkSameSelector(spec, before),
		...checkMatch(spec),
		...checkEmptySelector(spec.selector, 'daemonset'),
		...checkTemplate(spec.template),
		...checkEndless(spec.template, 'DaemonSet'),
		...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
		...checkStrategy(spec.updateStrategy),
		...nonNegative('spec.revisionHistoryLimit', spec.revisionHistoryLimit),
	],
	prepare: set => countTemplate(set, 1),
	keep(set, before) {
		const count = Number(before.metadata.annotations?.[templateGeneration] ?? 0);
		countTemplate(set, isSame(set.spec.template, before.spec.template) ? count : count + 1);
	},
};

function countTemplate({metadata}: KubernetesObject, count: number): void {
	metadata.annotations = {...metadata.annotations, [templateGeneration]: String(count)};
}

function fillStrategy(strategy: Tree): void {
	strategy.type ??= 'RollingUpdate';
	if (strategy.type !== 'RollingUpdate') return;
	strategy.rollingUpdate ??= {};
	strategy.rollingUpdate.maxUnavailable ??= 1;
	strategy.rollingUpdate.maxSurge ??= 0;
}

function checkStrategy({type, rollingUpdate}: Tree): Cause[] {
	const field = 'spec.updateStrategy';
	if (type === 'OnDelete') return [];
	if (type !== 'RollingUpdate') {
		const strategy = {Type: type, RollingUpdate: rollingUpdate ?? null};
		return [unsupported(field, strategy, ['RollingUpdate', 'OnDelete'])];
	}
	const {maxUnavailable, maxSurge} = rollingUpdate;
	return [
		...checkBound(`${field}.rollingUpdate.maxUnavailable`, maxUnavailable),
		...checkBound(`${field}.rollingUpdate.maxSurge`, maxSurge),
		...checkEither(maxUnavailable, maxSurge, `${field}.rollingUpdate`),
	];
}

/** Pods are either taken down before or made beforehand, never both, and never neither. */
function checkEither(maxUnavailable: number | string, maxSurge: number | string, field: string): Cause[] {
	const isZero = (bound: number | string) => Number.parseInt(String(bound), 10) === 0;
	if (isZero(maxUnavailable) !== isZero(maxSurge)) return [];
	return isZero(maxSurge)
		? [required(`${field}.maxUnavailable`, 'cannot be 0 when maxSurge is 0')]
		: [invalidValue(`${field}.maxSurge`, maxSurge, 'may not be set when maxUnavailable is non-zero')];
}
