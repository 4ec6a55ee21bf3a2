import {type Json, pointerTo, valueAt} from './json.ts';
import {type KubernetesObject, objectsIn, textIn} from './object.ts';
import type {Edit} from './plan.ts';

/** The annotation that says what sluice left switched on or off in an object, until that is taken back. */
export const leftAnnotation = 'sluice.dev/left';

export const leftAt = pointerTo('metadata', 'annotations', leftAnnotation);

/** One thing left behind: what, since when, and the value that stood there before, where taking it back needs it. */
export type Leftover = {
	/** A short name of what was done: `paused`, `skips-analysis`. */
	readonly what: string;
	/** Milliseconds since the epoch. */
	readonly since: number;
	readonly was?: Json;
};

/** What sluice left in the object, as its mark says; a mark that nobody can read says nothing. */
export function leftoversOf(object: KubernetesObject): readonly Leftover[] {
	const mark = textIn(valueAt(object, leftAt));
	return mark === undefined ? [] : parse(mark);
}

function parse(mark: string): Leftover[] {
	let read: Json;
	try {
		read = JSON.parse(mark);
	} catch {
		return [];
	}
	return objectsIn(read).flatMap(({what, since, was}) => {
		const time = Date.parse(textIn(since) ?? '');
		return typeof what === 'string' && !Number.isNaN(time)
			? [{what, since: time, ...(was !== undefined && {was})}]
			: [];
	});
}

/**
 * The edit that notes one more thing left behind in the same write that leaves
 * it; whatever was noted before stays noted, and the same thing is noted once.
 */
export function noteLeft(object: KubernetesObject, leftover: Leftover): Edit {
	const others = leftoversOf(object).filter(each => each.what !== leftover.what);
	return markEdit(object, [...others, leftover]);
}

/** The edit that strikes things off the note in the write that takes them back; none where they are not on it. */
export function strikeLeft(object: KubernetesObject, whats: readonly string[]): Edit[] {
	const noted = leftoversOf(object);
	const others = noted.filter(each => !whats.includes(each.what));
	return others.length === noted.length ? [] : [markEdit(object, others)];
}

function markEdit(object: KubernetesObject, leftovers: readonly Leftover[]): Edit {
	const from = valueAt(object, leftAt);
	return {at: leftAt, from, to: leftovers.length === 0 ? undefined : JSON.stringify(leftovers.map(written))};
}

function written({what, since, was}: Leftover): Json {
	return {what, since: new Date(since).toISOString(), ...(was !== undefined && {was})};
}
