import type {OwnerReference} from '../model/object.ts';
import {knownControllers} from './known-controllers.ts';
import type {OwnerKind} from './owner-facts.ts';

/** The object's own controller (a Deployment of a ReplicaSet, a Rollout of a split) writes it whenever it looks. */
export const controller: OwnerKind = {
	says: 'Controllers',
	find({object}) {
		const owner = object.metadata.ownerReferences?.find(each => each.controller);
		if (!owner || isApplicationSet(owner)) return [];
		const group = groupOf(owner);
		const known = knownControllers.find(each => each.group === group && each.kind === owner.kind);
		const name = `${owner.kind} ${owner.name}`;
		return [
			{
				name,
				evidence: 'it is the controller in ownerReferences',
				revertsWhen: known?.revertsWhen ?? 'when it next looks',
				effect: 'undone',
				instead: known?.instead(name) ?? `Change ${name} instead.`,
			},
		];
	},
};

/** It may leave its Applications alone: a kind of owner of its own. */
export function isApplicationSet(owner: OwnerReference): boolean {
	return owner.kind === 'ApplicationSet' && groupOf(owner) === 'argoproj.io';
}

function groupOf({apiVersion}: OwnerReference): string {
	return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}
