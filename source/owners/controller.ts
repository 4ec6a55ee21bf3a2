import {valueAt} from '../model/json.ts';
import type {OwnerReference} from '../model/object.ts';
import type {Owner} from '../model/owner.ts';
import {objectsFound, type Wanted} from './around.ts';
import {knownControllers} from './known-controllers.ts';
import type {OwnerFacts, OwnerKind} from './owner-facts.ts';

/** The object's own controller (a Deployment of a ReplicaSet, a Rollout of a split) writes it whenever it looks. */
export const controller: OwnerKind = {
	says: 'Controllers',
	wants: facts => restWanted(facts) ?? [],
	find(facts) {
		const owner = controllerOf(facts);
		if (!owner || isApplicationSet(owner) || leavesAlone(owner)) return [];
		if (facts.isDeleted && facts.ref.resource.kind === 'Pod') return [replacing(owner)];
		const known = knownAs(owner);
		const name = `${owner.kind} ${owner.name}`;
		const isResting = known?.rests !== undefined && isAtRest(facts, known.rests.at);
		return [
			{
				name,
				evidence: 'it is the controller in ownerReferences',
				revertsWhen: isResting ? known.rests!.revertsWhen : (known?.revertsWhen ?? 'when it next looks'),
				effect: isResting ? 'warned' : 'undone',
				instead: known?.instead(name) ?? `Change ${name} instead.`,
			},
		];
	},
};

/** Whoever deletes a pod means that. */
function replacing({kind, name}: OwnerReference): Owner {
	return {
		name: `${kind} ${name}`,
		evidence: 'it starts another pod in its place, as far as it still wants so many',
		revertsWhen: 'at once',
		effect: 'warned',
	};
}

function controllerOf({object}: OwnerFacts): OwnerReference | undefined {
	return object.metadata.ownerReferences?.find(each => each.controller);
}

function knownAs(owner: OwnerReference) {
	const group = groupOf(owner);
	return knownControllers.find(each => each.group === group && each.kind === owner.kind);
}

/** The controller's own object, where that tells whether it writes at all. */
function restWanted(facts: OwnerFacts): readonly Wanted[] | undefined {
	const owner = controllerOf(facts);
	const known = owner && knownAs(owner);
	if (!known?.rests) return undefined;
	const {namespace} = facts.ref;
	return [{group: known.group, plural: known.rests.plural, namespace, name: owner!.name}];
}

/** Told to rest, as far as it could be read: of what is unknown the worse is taken. */
function isAtRest(facts: OwnerFacts, at: string): boolean {
	return objectsFound(facts.around, restWanted(facts) ?? []).some(({object}) => valueAt(object, at) === true);
}

/** It may leave its Applications alone: a kind of owner of its own. */
export function isApplicationSet(owner: OwnerReference): boolean {
	return owner.kind === 'ApplicationSet' && groupOf(owner) === 'argoproj.io';
}

/** A CronJob writes no Job that it has, and makes none anew in the place of one that is gone. */
function leavesAlone(owner: OwnerReference): boolean {
	return owner.kind === 'CronJob' && groupOf(owner) === 'batch';
}

function groupOf({apiVersion = ''}: Partial<OwnerReference>): string {
	return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}
