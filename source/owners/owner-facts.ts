import type {KubernetesObject} from '../model/object.ts';
import type {Owner} from '../model/owner.ts';
import type {Ref} from '../model/ref.ts';

/** What owners are judged by: the object as read, and the autoscalers of its namespace. */
export type OwnerFacts = {
	readonly ref: Ref;
	readonly object: KubernetesObject;
	/** The number of replicas the plan writes; undefined where it writes none. */
	readonly replicas: number | undefined;
	/** Undefined where they could not be listed. */
	readonly autoscalers: readonly KubernetesObject[] | undefined;
};

/** One kind of owner: finds it by its evidence, or answers undefined. */
export type FindOwner = (facts: OwnerFacts) => Owner | undefined;
