import {isSame, type KubernetesObject, type Tree} from '../object.ts';
import {matchesSelector} from '../selectors.ts';
import {isDnsLabel} from './dns-label.ts';
import {atomic, members, setOfStrings} from './fields.ts';
import {checkJobSpec, jobSpec} from './job-spec.ts';
import {type Cause, immutable, invalidValue, type Kind, required} from './kind.ts';
import {conditions, objectShape} from './metadata.ts';
import {fillPodSpec} from './pod-defaults.ts';
import {checkMatch, checkSameSelector} from './workload.ts';

export const jobs: Kind = {
	group: 'batch',
	version: 'v1',
	kind: 'Job',
	plural: 'jobs',
	singular: 'job',
	categories: ['all'],
	isNamespaced: true,
	hasStatus: true,
	hasGeneration: true,
	shape: objectShape({
		spec: jobSpec,
		status: members(
			{
				count: 'active succeeded failed',
				integer: 'ready terminating',
				string: 'startTime completionTime completedIndexes failedIndexes',
			},
			{
				conditions: atomic(conditions),
				uncountedTerminatedPods: members({}, {succeeded: setOfStrings, failed: setOfStrings}),
			},
		),
	}),
	selectableFields: {'status.successful': job => String(job.status?.succeeded ?? 0)},
	fill(job) {
		job.spec ??= {};
		fillSpec(job.spec);
		// Only a new job has no status yet.
		if (!job.status) nameSelector(job);
		job.status ??= {};
	},
	check: (job, before) => [
		...checkGenerated(job),
		...checkSpec(job.spec),
		...checkHostName(job),
		...(before ? [...checkSpec(job.spec), ...checkChange(job.spec, before)] : []),
	],
};

function fillSpec(spec: Tree): void {
	if (spec.parallelism === undefined) spec.completions ??= 1;
	spec.parallelism ??= 1;
	spec.backoffLimit ??= 6;
	spec.completionMode ??= 'NonIndexed';
	spec.suspend ??= false;
	spec.podReplacementPolicy ??= 'TerminatingOrFailed';
	spec.manualSelector ??= false;
	spec.template ??= {};
	spec.template.spec ??= {};
	fillPodSpec(spec.template.spec);
}

const uidLabel = 'batch.kubernetes.io/controller-uid';

function labelsOf({name, uid}: Tree): Record<string, string> {
	return {
		'batch.kubernetes.io/controller-uid': uid,
		'batch.kubernetes.io/job-name': name,
		'controller-uid': uid,
		'job-name': name,
	};
}

/** A job selects its pods by its uid, unless its author takes care of that. */
function nameSelector(job: Tree): void {
	const {metadata, spec} = job;
	const given = spec.template.metadata?.labels;
	if (!spec.manualSelector) {
		spec.template.metadata = {...spec.template.metadata, labels: {...labelsOf(metadata), ...given}};
		const matchLabels = {[uidLabel]: metadata.uid, ...spec.selector?.matchLabels};
		spec.selector = {...spec.selector, matchLabels};
	}
	if (given && !metadata.labels) metadata.labels = spec.template.metadata.labels;
}

function checkGenerated({metadata, spec}: KubernetesObject): Cause[] {
	if (spec.manualSelector || !spec.selector) return [];
	const labels = spec.template.metadata?.labels ?? {};
	const wanted = labelsOf(metadata);
	const field = 'spec.template.metadata.labels';
	const causes = Object.entries(wanted).flatMap(([name, value]) => {
		if (labels[name] === undefined) return [required(`${field}`, `must have label ${name}=${value}`)];
		return labels[name] === value ? [] : [invalidValue(field, labels, `must be '${value}'`)];
	});
	return matchesSelector(spec.selector, wanted)
		? causes
		: [...causes, invalidValue('spec.selector', spec.selector, '`selector` not auto-generated')];
}

function checkSpec(spec: Tree): Cause[] {
	return [
		...checkJobSpec(spec, 'spec'),
		...(spec.selector ? [] : [required('spec.selector')]),
		...checkMatch(spec),
	];
}

/** The pods of an indexed job are hosts by their numbers. */
function checkHostName({metadata: {name}, spec}: KubernetesObject): Cause[] {
	const host = `${name}-${spec.completions - 1}`;
	if (spec.completionMode !== 'Indexed' || !(spec.completions > 0) || isDnsLabel(host)) return [];
	const why = `will not able to create pod with invalid DNS label: ${host}`;
	return [invalidValue('metadata.name', name, why)];
}

function checkChange(spec: Tree, before: KubernetesObject): Cause[] {
	const old = before.spec;
	return [
		...checkCompletions(spec, old),
		...checkSameSelector(spec, before),
		...checkTemplateChange(spec, old),
		...immutable('spec.completionMode', spec.completionMode, spec.completionMode === old.completionMode),
	];
}

function checkCompletions({completions, parallelism, completionMode}: Tree, old: Tree): Cause[] {
	const field = 'spec.completions';
	const isUnchanged = completions === old.completions;
	if (completionMode !== 'Indexed') return immutable(field, completions ?? null, isUnchanged);
	return isUnchanged || completions === undefined || completions === parallelism
		? []
		: [invalidValue(field, completions, 'can only be modified in tandem with spec.parallelism')];
}

/** While a job is suspended it may still be said where its pods go and what they get. */
function checkTemplateChange({template}: Tree, old: Tree): Cause[] {
	if (!old.suspend) return immutable('spec.template', template, isSame(template, old.template));
	return immutable(
		'spec.template.spec',
		template.spec,
		isSame(lasting(template.spec), lasting(old.template.spec)),
	);
}

function lasting({nodeSelector, tolerations, schedulingGates, affinity, containers, ...others}: Tree): Tree {
	const {nodeAffinity, ...podAffinities} = affinity ?? {};
	return {
		...others,
		podAffinities,
		containers: (containers ?? []).map(({resources, ...container}: Tree) => container),
	};
}
