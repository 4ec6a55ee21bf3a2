import type {KubernetesObject} from '../model/object.ts';
import type {Owner} from '../model/owner.ts';
import type {Edit} from '../model/plan.ts';
import type {Ref} from '../model/ref.ts';
import type {Around, Wanted} from './around.ts';

/** What owners are judged by: an object as read, what is about to be written to it, and what was found around it. */
export type OwnerFacts = {
	readonly ref: Ref;
	readonly object: KubernetesObject;
	/** What is about to be written; undefined where the object is only looked at. */
	readonly edits?: readonly Pick<Edit, 'at' | 'from'>[];
	/** The object is about to be deleted. */
	readonly isDeleted?: true;
	/** The number of replicas the plan writes; undefined where it writes none. */
	readonly replicas?: number;
	/** Pointers whose last value was ours, and which somebody has written over since. */
	readonly overwritten?: readonly string[];
	/** Undefined where nobody could wait for it. */
	readonly around?: Around;
};

/** One kind of owner: which other objects it is judged by, and how it is told by its evidence. Pure. */
export type OwnerKind = {
	/** In the plural, for the sentence that they could not be looked for. */
	readonly says: string;
	readonly wants?: (facts: OwnerFacts) => readonly Wanted[];
	readonly find: (facts: OwnerFacts) => readonly Owner[];
};
