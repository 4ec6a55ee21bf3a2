import type {Owner} from '../model/owner.ts';
import {owners} from './index.ts';
import type {OwnerFacts} from './owner-facts.ts';

/** Everyone who may change the object back, in the order of the registry. Without `around`, by what the object itself shows. */
export function ownersOf(facts: OwnerFacts): Owner[] {
	return owners.flatMap(({find}) => find(facts));
}
