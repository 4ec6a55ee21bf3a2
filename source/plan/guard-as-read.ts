import {type Json, pointerTo, pointerTokens, valueAt} from '../model/json.ts';
import type {Guard} from '../model/plan.ts';

/**
 * The guard that a value still stands as read. Where a parent is missing, the
 * outermost missing one is guarded: a server refuses to test below it.
 */
export function guardAsRead(object: Json, pointer: string): Guard {
	const tokens = pointerTokens(pointer);
	const missing = tokens.findIndex(
		(_, index) => valueAt(object, pointerTo(...tokens.slice(0, index + 1))) === undefined,
	);
	const at = missing === -1 ? pointer : pointerTo(...tokens.slice(0, missing + 1));
	return {at, is: valueAt(object, at)};
}

/** Each place guarded once: edits of one rule share what tells the rule. */
export function distinctGuards(guards: readonly Guard[]): Guard[] {
	return guards.filter((guard, index) => guards.findIndex(each => each.at === guard.at) === index);
}
