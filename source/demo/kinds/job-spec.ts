/** What a job may be asked for, on its own or as the template of a cron job. */
import type {Tree} from '../object.ts';
import {members, type Shape} from './fields.ts';
import {type Cause, forbiddenField, invalidValue, nonNegative, oneOf, required} from './kind.ts';
import {checkLabels, labelSelector} from './metadata.ts';
import {checkPodSpec} from './pod-checks.ts';
import {podTemplate} from './pod-shape.ts';

export const jobSpec: Shape = members(
	{
		integer:
			'parallelism completions activeDeadlineSeconds backoffLimit backoffLimitPerIndex maxFailedIndexes ttlSecondsAfterFinished',
		boolean: 'manualSelector suspend',
		string: 'completionMode podReplacementPolicy managedBy',
		any: 'podFailurePolicy successPolicy',
	},
	{selector: labelSelector, template: podTemplate},
);

/** What is wrong with the spec of a job at `field`, apart from its selector. */
export function checkJobSpec(spec: Tree, field: string): Cause[] {
	const counts = [
		'parallelism',
		'completions',
		'activeDeadlineSeconds',
		'backoffLimit',
		'ttlSecondsAfterFinished',
	];
	return [
		...counts.flatMap(name => nonNegative(`${field}.${name}`, spec[name])),
		...checkMode(spec, field),
		...checkUnserved(spec, field),
		...oneOf(`${field}.podReplacementPolicy`, spec.podReplacementPolicy, ['Failed', 'TerminatingOrFailed']),
		...checkLabels(spec.template?.metadata?.labels, `${field}.template.metadata.labels`),
		...checkPodSpec(spec.template?.spec, `${field}.template.spec`),
		...checkRestart(spec.template?.spec?.restartPolicy, `${field}.template.spec.restartPolicy`),
	];
}

const mostAtOnce = 100_000;

function checkMode({completionMode, completions, parallelism}: Tree, field: string): Cause[] {
	const causes = oneOf(`${field}.completionMode`, completionMode, ['NonIndexed', 'Indexed']);
	if (completionMode !== 'Indexed') return causes;
	if (completions === undefined)
		causes.push(required(`${field}.completions`, 'when completion mode is Indexed'));
	if (parallelism > mostAtOnce) {
		const why = `must be less than or equal to ${mostAtOnce} when completion mode is Indexed`;
		causes.push(invalidValue(`${field}.parallelism`, parallelism, why));
	}
	return causes;
}

const unserved = [
	'backoffLimitPerIndex',
	'maxFailedIndexes',
	'managedBy',
	'podFailurePolicy',
	'successPolicy',
] as const;

/** What this cluster's job controller does not know how to follow. */
function checkUnserved(spec: Tree, field: string): Cause[] {
	return unserved
		.filter(name => spec[name] !== undefined)
		.map(name => forbiddenField(`${field}.${name}`, 'this cluster does not serve it'));
}

function checkRestart(policy: string | undefined, field: string): Cause[] {
	const known = ['OnFailure', 'Never'];
	if (!policy || policy === 'Always') return [required(field, 'valid values: "OnFailure", "Never"')];
	return oneOf(field, policy, known);
}
