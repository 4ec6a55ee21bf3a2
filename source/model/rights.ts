import type {AccessQuestion} from './cluster.ts';

/** One line of what somebody may do in a namespace, as a SelfSubjectRulesReview lists it. `*` stands for all. */
export type RightsRule = {
	readonly verbs: readonly string[];
	readonly groups: readonly string[];
	readonly resources: readonly string[];
	/** Only these objects; all where empty. */
	readonly names: readonly string[];
};

export type Rights = {
	readonly rules: readonly RightsRule[];
	/** What no rule grants is denied. Servers whose authorizers cannot list rules (webhooks) leave it open. */
	readonly isComplete: boolean;
};

/** Whether a rule grants it; without one that is a no only where the rights are complete. */
export function isGranted({rules}: Rights, {verb, resource, subresource, name}: AccessQuestion): boolean {
	const {group, plural} = resource;
	const wanted = subresource === undefined ? [plural] : [`${plural}/${subresource}`, `*/${subresource}`];
	return rules.some(
		({verbs, groups, resources, names}) =>
			holds(verbs, verb) &&
			holds(groups, group) &&
			holds(resources, ...wanted) &&
			(names.length === 0 || (name !== undefined && names.includes(name))),
	);
}

function holds(listed: readonly string[], ...wanted: readonly string[]): boolean {
	return listed.includes('*') || wanted.some(each => listed.includes(each));
}
