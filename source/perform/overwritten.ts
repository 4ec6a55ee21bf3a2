import type {Entry} from '../journal/entry.ts';
import {isSame, type Json, valueAt} from '../model/json.ts';
import type {KubernetesObject} from '../model/object.ts';
import type {Edit} from '../model/plan.ts';

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
	return edits.flatMap(({at}) => {
		const ours = lastWritten(entries, uid, at);
		const present = valueAt(object, at);
		if (ours === undefined || typeof ours !== typeof present) return [];
		return isSame(ours, present) ? [] : [at];
	});
}

function lastWritten(entries: readonly Entry[], uid: string, at: string): Json | undefined {
	for (const {action, steps, applied} of [...entries].reverse()) {
		if (action === 'rollback') continue;
		for (const {target, edits} of steps.slice(0, applied)) {
			const written = target.uid === uid ? edits.find(edit => edit.at === at) : undefined;
			if (written !== undefined) return written.to;
		}
	}
	return undefined;
}
