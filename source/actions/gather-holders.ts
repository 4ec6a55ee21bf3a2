import type {Clock} from '../model/clock.ts';
import type {Target} from '../model/command.ts';
import {refOf} from '../model/object.ts';
import {type Ref, sayRef} from '../model/ref.ts';
import {type Answer, answer} from '../model/trouble.ts';
import {foundOf} from '../owners/around.ts';
import type {Holder, OwningObject} from '../owners/holder.ts';
import {holders} from '../owners/holders.ts';
import type {OwnerFacts} from '../owners/owner-facts.ts';
import type {Gathered, Reader} from './action.ts';
import {readAround} from './read-around.ts';

/** The GitOps owners of one object, and what is told of those that are not here. */
export type HolderFacts = {
	readonly ref: Ref;
	readonly holding: readonly Holding[];
	/** Owners that the object's marks name and that were not found, in words. */
	readonly elsewhere: readonly string[];
	/** Why some could not be looked for, as sentences. */
	readonly unknown: readonly string[];
	readonly who: string;
	/** Milliseconds since the epoch. */
	readonly now: number;
};

/** An owner that can be held, and how. */
export type Holding = OwningObject & {readonly holder: Holder; readonly ref: Ref};

/** Reads the object, and the GitOps owners its marks name; an owner that is named itself is the one that is meant. */
export async function gatherHolders(
	target: Target,
	reader: Reader,
	clock: Clock,
): Promise<Answer<Gathered<HolderFacts>>> {
	const [read, who] = await Promise.all([reader.get(target), reader.whoAmI()]);
	if (!read.ok) return read;
	const object = read.value;
	const ref = refOf(target.resource, object);
	const known = {ref, who, now: clock.now(), elsewhere: [], unknown: []};
	const itself = holders.find(
		({group, plural}) => group === target.resource.group && plural === target.resource.plural,
	);
	if (itself) {
		const holding = [{holder: itself, resource: target.resource, object, ref}];
		return gathered({...known, holding});
	}
	const marks: OwnerFacts = {ref, object};
	const wanted = holders.flatMap(({wants}) => wants(marks));
	const facts = {...marks, around: await readAround(wanted, reader, clock)};
	const found = holders.map(holder => ({holder, holding: holdingsOf(holder, facts)}));
	return gathered({
		...known,
		holding: found.flatMap(({holding}) => holding),
		elsewhere: found.flatMap(({holder, holding}) =>
			holding.length === 0 ? (holder.markOf(facts) ?? []) : [],
		),
		unknown: holders.flatMap(holder => unknownOf(holder, facts)),
	});
}

function gathered(facts: HolderFacts): Answer<Gathered<HolderFacts>> {
	const subjects = facts.holding.map(({ref, object}) => ({ref, object}));
	return answer({facts, subjects, concerns: []});
}

function holdingsOf(holder: Holder, facts: OwnerFacts): Holding[] {
	return holder
		.owning(facts)
		.map(({resource, object}) => ({holder, resource, object, ref: refOf(resource, object)}));
}

function unknownOf({says, wants}: Holder, facts: OwnerFacts): string[] {
	return wants(facts).flatMap(each => {
		const found = foundOf(facts.around, each);
		return found.state === 'unknown' ? [`${says} of ${sayRef(facts.ref)}: ${found.says}`] : [];
	});
}
