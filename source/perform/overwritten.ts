import type {Entry} from '../journal/entry.ts';
import {isSame, type Json, valueAt} from '../model/json.ts';
import type {KubernetesObject} from '../model/object.ts';
import type {Edit} from '../model/plan.ts';

/** One write of ours to one place: what was read there, what was written, and when, in milliseconds since the epoch. */
type Write = {readonly from: Json | undefined; readonly to: Json | undefined; readonly at: number};

/**
 * The pointers whose value was last written by us, as the journal has it, and
 * which hold another one now. Only plain values count: the journal keeps words
 * in place of templates.
 */
export function overwrittenIn(
	entries: readonly Entry[],
	uid: string,
	edits: readonly Pick<Edit, 'at'>[],
	object: KubernetesObject,
): readonly string[] {
	return edits.flatMap(({at}) =>
		isOverwritten(writesTo(entries, uid, at), valueAt(object, at)) ? [at] : [],
	);
}

/** A place where two writes of ours in a row were replaced, and when those were made. */
export type Contest = {readonly at: string; readonly writtenAt: readonly [number, number]};

/** Writes further apart are no loop: a nightly job, or another day's decision. */
const loopMs = 4 * 3_600_000;

/**
 * Where we wrote, somebody replaced it, we wrote again, and somebody replaced
 * that too: undefined where nobody did. One side at least must stand on the
 * same value both times; two people who take a share further by turns each go
 * on from what the other wrote.
 */
export function contestIn(
	entries: readonly Entry[],
	uid: string,
	edits: readonly Pick<Edit, 'at'>[],
	object: KubernetesObject,
	now: number,
): Contest | undefined {
	for (const {at} of edits) {
		const writes = writesTo(entries, uid, at);
		const present = valueAt(object, at);
		const [former, latest] = writes.slice(-2);
		if (latest === undefined || !isOverwritten(writes, present) || isSame(former!.to, latest.from)) continue;
		const isSameFight = isSame(former!.to, latest.to) || isSame(latest.from, present);
		if (isSameFight && now - former!.at < loopMs) return {at, writtenAt: [former!.at, latest.at]};
	}
	return undefined;
}

function isOverwritten(writes: readonly Write[], present: Json | undefined): boolean {
	const ours = writes.at(-1)?.to;
	return ours !== undefined && typeof ours === typeof present && !isSame(ours, present);
}

/** Everything of ours that arrived there, in the order it was done. */
function writesTo(entries: readonly Entry[], uid: string, pointer: string): readonly Write[] {
	return entries
		.filter(({action}) => action !== 'rollback')
		.flatMap(({steps, applied, at}) =>
			steps.slice(0, applied).flatMap(({target, edits}): Write[] => {
				const edit = target.uid === uid ? edits.find(each => each.at === pointer) : undefined;
				return edit === undefined ? [] : [{from: edit.from, to: edit.to, at}];
			}),
		);
}
