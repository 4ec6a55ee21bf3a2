import type {Entry} from '../journal/entry.ts';
import {type Receipt, receiptMarkdown, receiptOf, receiptText} from '../journal/receipt.ts';
import {type ExitCode, exitCodes} from './exit-codes.ts';
import {fail} from './fail.ts';
import type {Session} from './session.ts';
import {sayTime} from './time.ts';

/** `receipt [ID]`: one change in full, the latest where no id is given. It needs no cluster. */
export function receipt(
	[id]: readonly string[],
	{journal, flags, out}: Pick<Session, 'journal' | 'flags' | 'out'>,
): ExitCode {
	const read = journal.entries();
	if (!read.ok) return fail(read.trouble, {out});
	for (const doubt of journal.doubts()) out.say(doubt);
	const entry = id === undefined ? read.value.at(-1) : read.value.find(each => each.id === id);
	if (entry === undefined) return fail(unknown(id, read.value), {out});
	const found = receiptOf(entry, read.value);
	if (flags.output === 'json') out.json(receiptJson(found), 2);
	else out.result(flags.output === 'markdown' ? receiptMarkdown(found) : receiptText(found));
	return exitCodes.done;
}

function unknown(id: string | undefined, entries: readonly Entry[]) {
	const says = id === undefined ? 'Nothing was changed from here yet.' : `The journal has no change ${id}.`;
	const hint =
		entries.length === 0
			? 'It has none yet: what sluice changes is recorded in it.'
			: 'See what was done: sluice journal';
	return {refused: 'not-found', says, ...(id !== undefined && {hint})} as const;
}

/** A contract with scripts: fields may be added, never changed. */
function receiptJson({at, endedAt, objects, reason, undoOf, isUndone, ...rest}: Receipt) {
	return {
		...rest,
		at: sayTime(at),
		endedAt: sayTime(endedAt),
		objects: objects.map(({says: _says, ...object}) => object),
		reason: reason ?? null,
		undoOf: undoOf ?? null,
		undone: isUndone,
	};
}
