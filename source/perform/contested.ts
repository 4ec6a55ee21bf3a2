import type {Entry} from '../journal/entry.ts';
import {holdsField, managedEntries, ourManager} from '../model/managed-fields.ts';
import type {Concern, Step} from '../model/plan.ts';
import {sayRef} from '../model/ref.ts';
import {sayInstant} from '../owners/holding-words.ts';
import {sayPointer} from '../owners/managed-fields.ts';
import type {OwnerFacts} from '../owners/owner-facts.ts';
import {contestIn} from './overwritten.ts';

/** What the step would write a third time after it was replaced twice, with who did it as far as the object tells; undefined where nobody fights over it. */
export function contestedBy(
	{target}: Step,
	{object, edits = []}: OwnerFacts,
	entries: readonly Entry[],
	now: number,
): Concern | undefined {
	const contest = contestIn(entries, target.uid, edits, object, now);
	if (contest === undefined) return undefined;
	const [former, latest] = contest.writtenAt.map(sayInstant);
	return {
		says: `${sayRef(target)}: ${sayPointer(contest.at)} was written here at ${former} and at ${latest}, and replaced both times, ${sayWriter(object, contest.at)}.`,
		hint: 'Writing again only goes on with that: hold its owner (hold), or change it at its source.',
	};
}

/** The name is the one a client gave itself. Of what goes by our own name, another sluice than this one is meant. */
function sayWriter(object: OwnerFacts['object'], at: string): string {
	const [last] = (managedEntries(object) ?? [])
		.filter(entry => holdsField(entry, object, at))
		.sort((one, other) => (other.time ?? 0) - (one.time ?? 0));
	if (last === undefined) return 'by whom the object does not tell';
	const name = last.manager === ourManager ? 'another sluice, or whoever is not on record' : last.manager;
	return `last by ${name}${last.time === undefined ? '' : ` at ${sayInstant(last.time)}`}`;
}
