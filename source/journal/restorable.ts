import type {Entry} from './entry.ts';
import {sayInstant} from './receipt.ts';
import {isUndone, mayStand, standing, type Whose} from './standing.ts';

/** The last drain or abort of an object as the journal tells, whoever made it. */
export type LastDrain =
	| {readonly state: 'stands'; readonly drain: Entry}
	/** Something else was written to the same places since, and stands too. */
	| {readonly state: 'followed'; readonly drain: Entry; readonly by: Entry}
	| {readonly state: 'taken-back'; readonly drain: Entry; readonly by: Entry | undefined}
	/** None is on record; `last` is whatever was changed last. */
	| {readonly state: 'none'; readonly last: Entry | undefined};

/** What became of the last drain of the objects of these uids, in one context of one server. */
export function lastDrain(
	entries: readonly Entry[],
	where: Pick<Whose, 'context' | 'server'>,
	uids: readonly string[],
): LastDrain {
	const isHere = ({steps}: Entry) => steps.some(({target}) => uids.includes(target.uid));
	const here = standing(entries, where).filter(entry => isHere(entry) && entry.undoOf === undefined);
	const found = here.findIndex(isDrain);
	const drain = here[found];
	if (drain !== undefined) {
		const by = here.slice(0, found).find(later => overlaps(later, drain));
		return by === undefined ? {state: 'stands', drain} : {state: 'followed', drain, by};
	}
	const all = entries.filter(
		entry =>
			entry.context === where.context && entry.server === where.server && isHere(entry) && mayStand(entry),
	);
	const former = all.findLast(entry => isDrain(entry) && isUndone(entry, entries));
	if (former === undefined) return {state: 'none', last: all.at(-1)};
	return {
		state: 'taken-back',
		drain: former,
		by: entries.findLast(({undoOf, applied}) => undoOf === former.id && applied > 0),
	};
}

function isDrain({action}: Entry): boolean {
	return action === 'drain-traffic' || action === 'abort';
}

function overlaps(left: Entry, right: Entry): boolean {
	const places = new Set(placesOf(right));
	return placesOf(left).some(place => places.has(place));
}

function placesOf({steps}: Entry): readonly string[] {
	return steps.flatMap(({target, edits}) => edits.map(({at}) => `${target.uid} ${at}`));
}

/** Why a drain cannot be restored, and what to do instead. */
export type NotRestorable = {
	/** Nothing is left to do, or something stands in the way. */
	readonly isOver: boolean;
	readonly says: string;
	readonly hint: string;
};

/** How each next step is called where it is said. */
export type NextWords = {
	undo(entry: Entry): string;
	redo(entry: Entry): string;
	readonly shift: string;
};

/** The drain that is to be taken back; or what happened last, and the next step. */
export function restorable(found: LastDrain, who: string, next: NextWords): Entry | NotRestorable {
	switch (found.state) {
		case 'none':
			return {
				isOver: true,
				says:
					found.last === undefined
						? 'Nothing is left to restore: no drain of it was made from here.'
						: `Nothing is left to restore: no drain of it was made from here. The last change: ${sayEntry(found.last)}.`,
				hint: `To move its shares: ${next.shift}`,
			};
		case 'taken-back':
			return {
				isOver: true,
				says: `Nothing is left to restore: ${sayEntry(found.drain)} was taken back${found.by === undefined ? '' : ` by ${found.by.who}, ${sayInstant(found.by.at)}`}.`,
				hint: `To drain as before: ${next.redo(found.drain)}`,
			};
		case 'followed':
			return {
				isOver: false,
				says: `After ${sayEntry(found.drain)} came ${sayEntry(found.by)}, and stands.`,
				hint: `Take that back first: ${next.undo(found.by)}`,
			};
		case 'stands':
			return whyNotStanding(found.drain, who, next) ?? found.drain;
	}
}

function whyNotStanding(drain: Entry, who: string, {shift}: NextWords): NotRestorable | undefined {
	const hint = `To move its shares by hand: ${shift}`;
	if (drain.who !== who) {
		return {isOver: false, says: `${sayEntry(drain)} is taken back by who made it.`, hint};
	}
	if (drain.undo.way !== 'none') return undefined;
	return {isOver: false, says: `${sayEntry(drain)} cannot be taken back. ${drain.undo.because}`, hint};
}

function sayEntry({says, who, at}: Entry): string {
	return `"${says}" (${who}, ${sayInstant(at)})`;
}
