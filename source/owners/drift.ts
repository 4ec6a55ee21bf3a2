import {pointerTokens, valueAt} from '../model/json.ts';
import type {OwnerFacts} from './owner-facts.ts';

/** A moment at which somebody restarted pods stands in nobody's source. */
const restartMark = 'kubectl.kubernetes.io/restartedAt';

/**
 * Whether the plan changes what a source of truth may hold. A member added
 * where none was is nothing that is kept there, or it would be here too; inside
 * a list it is all the same, since lists are compared whole. What sluice writes
 * down for itself is nobody else's.
 */
export function isDrift(facts: OwnerFacts): boolean {
	return facts.edits === undefined || driftOf(facts).length > 0;
}

/** The pointers of the edits that are drift. */
export function driftOf({edits = [], object}: OwnerFacts): readonly string[] {
	return edits
		.filter(({at, from}) => {
			const tokens = pointerTokens(at);
			if (tokens[1] === 'annotations' && tokens[2]?.startsWith('sluice.dev/')) return false;
			if (tokens.at(-1) === restartMark) return false;
			const isInList = tokens.some((_, index) => Array.isArray(valueAt(object, pointerOf(tokens, index))));
			return from !== undefined || isInList;
		})
		.map(({at}) => at);
}

function pointerOf(tokens: readonly string[], count: number): string {
	return tokens
		.slice(0, count)
		.map(token => `/${token.replaceAll('~', '~0').replaceAll('/', '~1')}`)
		.join('');
}

/** Whether any rule's pointer holds the whole of every drift. */
export function areIgnored(drift: readonly string[], pointers: readonly string[]): boolean {
	return drift.every(at => pointers.some(pointer => at === pointer || at.startsWith(`${pointer}/`)));
}
