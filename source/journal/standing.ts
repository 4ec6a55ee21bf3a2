import type {Entry} from './entry.ts';

/** Whose changes are meant, and where. A context's name alone is not enough: two kubeconfigs may both say `default`. */
export type Whose = {readonly who: string; readonly context: string; readonly server: string};

/** Whether a later change took this one back, whole, and was not itself taken back. */
export function isUndone(entry: Entry, entries: readonly Entry[]): boolean {
	return entries.some(
		each =>
			each.undoOf === entry.id &&
			each.applied > 0 &&
			each.applied >= each.steps.length &&
			!isUndone(each, entries),
	);
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

/** Changes that can be taken back, latest first: by this operator, here, still standing. Undos are taken back by id only. */
export function standing(entries: readonly Entry[], {who, context, server}: Whose): Entry[] {
	return entries
		.filter(
			each =>
				mayStand(each) &&
				each.context === context &&
				each.server === server &&
				each.who === who &&
				!isUndone(each, entries),
		)
		.reverse();
}
