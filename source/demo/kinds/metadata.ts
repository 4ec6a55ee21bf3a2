import type {Tree} from '../object.ts';
import {atomic, list, members, type Shape, setOfStrings} from './fields.ts';
import {type Cause, invalidValue} from './kind.ts';

const ownerReference = atomic(
	members({string: 'apiVersion kind name uid', boolean: 'controller blockOwnerDeletion'}),
);

export const metadataShape: Shape = members(
	{
		string: 'name generateName namespace selfLink uid resourceVersion creationTimestamp deletionTimestamp',
		integer: 'generation deletionGracePeriodSeconds',
		stringMap: 'labels annotations',
	},
	{
		ownerReferences: list(ownerReference, 'uid'),
		finalizers: setOfStrings,
		managedFields: list({is: 'any'}),
	},
);

/** Metadata as a pod template has it. */
export const labelSelector: Shape = atomic(
	members(
		{stringMap: 'matchLabels'},
		{matchExpressions: list(members({string: 'key operator', strings: 'values'}))},
	),
);

/** The shape of a whole object with these members beside type and metadata. */
export function objectShape(others: Record<string, Shape>): Shape {
	return members({string: 'apiVersion kind'}, {metadata: metadataShape, ...others});
}

/** A condition as status lists have them, merged by type. */
export const conditions: Shape = list(
	members({
		string: 'type status reason message lastTransitionTime lastUpdateTime lastProbeTime lastHeartbeatTime',
		count: 'observedGeneration',
	}),
	'type',
);

export const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
export const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const qualifiedName = /^([a-z0-9.-]+\/)?([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

export const subdomainRule =
	"a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
export const labelValueRule =
	"a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";
const qualifiedNameRule =
	"name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

/** What is wrong with an object's name and labels. */
export function checkMetadata({name, labels, annotations}: Tree): Cause[] {
	return [...checkName(name), ...checkLabels(labels, 'metadata.labels'), ...checkKeys(annotations)];
}

function checkName(name: string): Cause[] {
	if (name.length > 253) return [invalidValue('metadata.name', name, 'must be no more than 253 bytes')];
	return subdomain.test(name) ? [] : [invalidValue('metadata.name', name, subdomainRule)];
}

/** What is wrong with the key of a label, or with anything that is named as one. */
export function checkLabelKey(field: string, key: string): Cause[] {
	const isNamed = key !== '';
	return [
		...(isNamed ? [] : [invalidValue(field, key, 'name part must be non-empty')]),
		...(qualifiedName.test(key) ? [] : [invalidValue(field, key, qualifiedNameRule)]),
	];
}

export function checkLabels(labels: Record<string, string> | undefined, field: string): Cause[] {
	return Object.entries(labels ?? {}).flatMap(([key, value]) => [
		...checkLabelKey(field, key),
		...(value.length > 63 ? [invalidValue(field, value, 'must be no more than 63 bytes')] : []),
		...(labelValue.test(value) ? [] : [invalidValue(field, value, labelValueRule)]),
	]);
}

function checkKeys(annotations: Record<string, string> | undefined): Cause[] {
	return Object.keys(annotations ?? {})
		.filter(key => !qualifiedName.test(key))
		.map(key => invalidValue('metadata.annotations', key, qualifiedNameRule));
}
