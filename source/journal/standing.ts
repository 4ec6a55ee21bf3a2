import type {Entry} from './entry.ts';

/** Whose changes are meant, and where. A context's name alone is not enough: two kubeconfigs may both say `default`. */
export type Whose = {
	/** Left out: anybody's. */
	readonly who?: string;
	readonly context: string;
	readonly server: string;
};

/** Whether a later change took this one back, whole, and was not itself taken back. */
export function isUndone(entry: Entry, entries: readonly Entry[]): boolean {
	const undos = relationsOf(entries).undosOf.get(entry.id) ?? [];
	return undos.some(
		each => each.applied > 0 && each.applied >= each.steps.length && !isUndone(each, entries),
	);
}

/** Whether it takes a change back: an undo does, and what takes an undo back does not. */
export function takesBack(entry: Entry, entries: readonly Entry[]): boolean {
	if (entry.undoOf === undefined) return false;
	const former = relationsOf(entries).byId.get(entry.undoOf);
	return former === undefined || !takesBack(former, entries);
}

/**
 * Whether anything of it may be in the cluster: a step that was confirmed, or
 * one whose answer never came (cut off, or lost on the way).
 */
export function mayStand(entry: Entry): boolean {
	return entry.applied > 0 || entry.isDoubtful === true || entry.end === undefined;
}

/** The steps that reached the cluster, and the one that may have. */
export function stepsReached(entry: Entry): Entry['steps'] {
	const isOpen = entry.isDoubtful === true || entry.end === undefined;
	return entry.steps.slice(0, entry.applied + (isOpen ? 1 : 0));
}

/**
 * Changes that can be taken back, latest first: by this operator, here, still
 * standing. Undos are among them: a redo takes them back. A change that was
 * done again is as late as that.
 */
export function standing(entries: readonly Entry[], {who, context, server}: Whose): Entry[] {
	const madeAt = lastMade(entries);
	return entries
		.filter(
			each =>
				mayStand(each) &&
				each.context === context &&
				each.server === server &&
				(who === undefined || each.who === who) &&
				!isUndone(each, entries),
		)
		.reverse()
		.sort((left, right) => madeAt.get(right.id)! - madeAt.get(left.id)!);
}

/** The place in the order of all entries at which each was last made true: its own, or that of its latest redo. */
function lastMade(entries: readonly Entry[]): ReadonlyMap<string, number> {
	const {byId} = relationsOf(entries);
	const made = new Map(entries.map((each, index) => [each.id, index]));
	for (const [index, entry] of entries.entries()) {
		if (entry.undoOf === undefined || entry.applied === 0 || takesBack(entry, entries)) continue;
		let former: Entry | undefined = entry;
		while (former?.undoOf !== undefined) former = byId.get(former.undoOf);
		if (former !== undefined) made.set(former.id, index);
	}
	return made;
}

type Relations = {
	readonly byId: ReadonlyMap<string, Entry>;
	readonly undosOf: ReadonlyMap<string, readonly Entry[]>;
};

const known = new WeakMap<readonly Entry[], Relations>();

/** Who took back whom, found once for a list of entries: journals grow for years. */
function relationsOf(entries: readonly Entry[]): Relations {
	const found = known.get(entries);
	if (found !== undefined) return found;
	const byId = new Map(entries.map(each => [each.id, each]));
	const undosOf = Map.groupBy(
		entries.filter(({undoOf}) => undoOf !== undefined),
		({undoOf}) => undoOf!,
	);
	const relations = {byId, undosOf};
	known.set(entries, relations);
	return relations;
}
