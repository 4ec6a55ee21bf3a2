import type {KubernetesObject} from '../model/object.ts';
import {objectIn, objectsIn, textsIn} from '../model/object.ts';
import type {Owner} from '../model/owner.ts';
import {objectsFound, type Wanted} from './around.ts';
import {isApplicationSet} from './controller.ts';
import {areIgnored} from './drift.ts';
import type {OwnerFacts, OwnerKind} from './owner-facts.ts';

/** An ApplicationSet makes Applications and, unless told otherwise, keeps them as it made them, annotations included. */
export const applicationSet: OwnerKind = {
	says: 'ApplicationSets',
	wants: facts => wantsOf(facts),
	find(facts) {
		const name = nameOf(facts);
		if (name === undefined) return [];
		const [found] = objectsFound(facts.around, wantsOf(facts));
		if (found !== undefined && leavesAlone(found.object, facts)) return [];
		const owner: Owner = {
			name: `ApplicationSet ${name}`,
			evidence: 'it is the controller in ownerReferences',
			revertsWhen:
				found === undefined ? 'unless it was told to leave its Applications alone' : 'within seconds',
			effect: found === undefined ? 'warned' : 'undone',
			instead: `Set spec.syncPolicy.applicationsSync of ApplicationSet ${name} to create-only, or change its template.`,
		};
		return [owner];
	},
};

function wantsOf(facts: OwnerFacts): readonly Wanted[] {
	const name = nameOf(facts);
	if (name === undefined) return [];
	return [{group: 'argoproj.io', plural: 'applicationsets', namespace: facts.ref.namespace, name}];
}

function nameOf({object}: OwnerFacts): string | undefined {
	const owner = object.metadata.ownerReferences?.find(each => each.controller);
	return owner && isApplicationSet(owner) ? owner.name : undefined;
}

/** Told never to update, or to overlook what is written here. What it overlooks are paths of the spec, or annotations by name. */
function leavesAlone({spec = {}}: KubernetesObject, facts: OwnerFacts): boolean {
	const {applicationsSync} = objectIn(spec.syncPolicy);
	if (applicationsSync === 'create-only' || applicationsSync === 'create-delete') return true;
	const overlooked = objectsIn(spec.ignoreApplicationDifferences)
		.filter(({name}) => name === undefined || name === facts.object.metadata.name)
		.flatMap(({jsonPointers}) => textsIn(jsonPointers));
	const kept = textsIn(objectIn(spec.preservedFields).annotations);
	const written = facts.edits?.map(({at}) => at) ?? [];
	const prefix = '/metadata/annotations/';
	return (
		written.length > 0 &&
		written.every(at =>
			at.startsWith(prefix)
				? kept.includes(at.slice(prefix.length).replaceAll('~1', '/'))
				: areIgnored([at], overlooked),
		)
	);
}
