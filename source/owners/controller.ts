import type {FindOwner} from './owner-facts.ts';

/** The object's own controller (a Deployment of a ReplicaSet, a Rollout of a split) writes it whenever it looks. */
export const controller: FindOwner = ({object}) => {
	const owner = object.metadata.ownerReferences?.find(each => each.controller);
	if (!owner) return undefined;
	return {
		name: `${owner.kind} ${owner.name}`,
		evidence: 'it is the controller in ownerReferences',
		revertsWhen: 'when it next looks',
		effect: 'undone',
		instead: `Change ${owner.kind} ${owner.name} instead.`,
	};
};
