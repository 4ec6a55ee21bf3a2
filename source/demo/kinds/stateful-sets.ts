import {isSame, type KubernetesObject, type Tree} from '../object.ts';
import {dnsLabelRule, isDnsLabel} from './dns-label.ts';
import {list, members} from './fields.ts';
import {type Cause, forbiddenField, invalidValue, type Kind, nonNegative, required} from './kind.ts';
import {conditions, labelSelector, objectShape} from './metadata.ts';
import {fillPodSpec} from './pod-defaults.ts';
import {podTemplate} from './pod-shape.ts';
import {checkEmptySelector, checkEndless, checkMatch, checkTemplate} from './workload.ts';

export const statefulSets: Kind = {
	group: 'apps',
	version: 'v1',
	kind: 'StatefulSet',
	plural: 'statefulsets',
	singular: 'statefulset',
	shortNames: ['sts'],
	categories: ['all'],
	isNamespaced: true,
	hasStatus: true,
	isScalable: true,
	hasGeneration: true,
	shape: objectShape({
		spec: members(
			{
				integer: 'replicas revisionHistoryLimit',
				count: 'minReadySeconds',
				string: 'serviceName podManagementPolicy',
			},
			{
				selector: labelSelector,
				template: podTemplate,
				volumeClaimTemplates: list({is: 'any'}),
				updateStrategy: members(
					{string: 'type'},
					{rollingUpdate: members({integer: 'partition', intOrString: 'maxUnavailable'})},
				),
				persistentVolumeClaimRetentionPolicy: members({string: 'whenDeleted whenScaled'}),
				ordinals: members({integer: 'start'}),
			},
		),
		status: members(
			{
				count: 'observedGeneration readyReplicas currentReplicas updatedReplicas',
				integer: 'replicas availableReplicas collisionCount',
				string: 'currentRevision updateRevision',
			},
			{conditions},
		),
	}),
	fill(set) {
		set.spec ??= {};
		const {spec} = set;
		spec.podManagementPolicy ??= 'OrderedReady';
		spec.updateStrategy ??= {};
		fillStrategy(spec.updateStrategy);
		spec.persistentVolumeClaimRetentionPolicy ??= {};
		spec.persistentVolumeClaimRetentionPolicy.whenDeleted ??= 'Retain';
		spec.persistentVolumeClaimRetentionPolicy.whenScaled ??= 'Retain';
		spec.replicas ??= 1;
		spec.revisionHistoryLimit ??= 10;
		if (spec.template?.spec) fillPodSpec(spec.template.spec);
		set.status ??= {replicas: 0, availableReplicas: 0};
	},
	check: ({spec}, before) => [
		...checkPolicy(spec.podManagementPolicy),
		...checkStrategy(spec.updateStrategy),
		...checkClaims(spec.volumeClaimTemplates),
		...nonNegative('spec.replicas', spec.replicas),
		...nonNegative('spec.minReadySeconds', spec.minReadySeconds),
		...nonNegative('spec.ordinals.start', spec.ordinals?.start),
		...checkService(spec.serviceName),
		...(spec.selector ? checkEmptySelector(spec.selector, 'statefulset') : [required('spec.selector')]),
		...checkMatch(spec),
		...checkTemplate(spec.template),
		...checkEndless(spec.template, 'StatefulSet'),
		...(before ? checkChange(spec, before) : []),
	],
};

/** How many may be unavailable at once is not to be had without a feature that is off: it is dropped. */
function fillStrategy(strategy: Tree): void {
	if (!strategy.type) {
		strategy.type = 'RollingUpdate';
		strategy.rollingUpdate ??= {};
	}
	if (!strategy.rollingUpdate) return;
	delete strategy.rollingUpdate.maxUnavailable;
	if (strategy.type === 'RollingUpdate') strategy.rollingUpdate.partition ??= 0;
}

function checkPolicy(policy: string): Cause[] {
	return ['OrderedReady', 'Parallel'].includes(policy)
		? []
		: [invalidValue('spec.podManagementPolicy', policy, "must be 'OrderedReady' or 'Parallel'")];
}

function checkStrategy({type, rollingUpdate}: Tree): Cause[] {
	const field = 'spec.updateStrategy';
	const bounds = rollingUpdate ? {Partition: rollingUpdate.partition ?? null, MaxUnavailable: null} : null;
	if (type === 'RollingUpdate')
		return nonNegative(`${field}.rollingUpdate.partition`, rollingUpdate?.partition);
	if (type !== 'OnDelete') {
		const strategy = {Type: type, RollingUpdate: bounds};
		return [invalidValue(field, strategy, "must be 'RollingUpdate' or 'OnDelete'")];
	}
	const why = "only allowed for updateStrategy 'RollingUpdate'";
	return bounds ? [invalidValue(`${field}.rollingUpdate`, bounds, why)] : [];
}

function checkClaims(templates: Tree[] | undefined): Cause[] {
	return templates
		? [forbiddenField('spec.volumeClaimTemplates', 'this cluster has no persistent volumes')]
		: [];
}

function checkService(name: string | undefined): Cause[] {
	return !name || isDnsLabel(name) ? [] : [invalidValue('spec.serviceName', name, dnsLabelRule)];
}

/** Most of a stateful set is what it is for life. */
function checkChange(spec: Tree, before: KubernetesObject): Cause[] {
	const fixed = ({serviceName, selector, podManagementPolicy, volumeClaimTemplates}: Tree) => ({
		serviceName,
		selector,
		podManagementPolicy,
		volumeClaimTemplates,
	});
	return isSame(fixed(spec), fixed(before.spec)) ? [] : [forbiddenField('spec', changeRule)];
}

const changeRule =
	"updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden";
