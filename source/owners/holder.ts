import type {Json} from '../model/json.ts';
import type {KubernetesObject} from '../model/object.ts';
import type {Resource} from '../model/ref.ts';
import type {Wanted} from './around.ts';
import type {OwnerFacts} from './owner-facts.ts';

/** A kind of GitOps owner that can be told, for a time, to leave what it owns as it is. */
export type Holder = {
	readonly group: string;
	readonly plural: string;
	/** `Argo CD application`. */
	readonly says: string;
	/** Where the policy stands by which it reverts. */
	readonly policyAt: string;
	/** What stands there while it is held; undefined: nothing. */
	readonly heldAs: Json | undefined;
	/** The marks an object carries of such an owner, in words; undefined where it carries none. */
	readonly markOf: (facts: OwnerFacts) => string | undefined;
	/** Which owners may be the one that the marks mean. */
	readonly wants: (facts: OwnerFacts) => readonly Wanted[];
	/** Those among what was found that do own the object. */
	readonly owning: (facts: OwnerFacts) => readonly OwningObject[];
	/** Why there is nothing to hold, as the end of a sentence; undefined where it writes by itself. */
	readonly whyIdle: (owner: KubernetesObject) => string | undefined;
	/** What its policy means, before and after. */
	readonly sayPolicy: (policy: Json | undefined) => string;
	/** How many objects it has, all of which are left alone with the one that is meant; undefined where it does not say. */
	readonly countOf: (owner: KubernetesObject) => number | undefined;
};

/** An owner as it was found, of a kind as it is served. */
export type OwningObject = {readonly resource: Resource; readonly object: KubernetesObject};
