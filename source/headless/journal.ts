import type {Entry} from '../journal/entry.ts';
import type {Proved} from '../journal/proved.ts';
import {isUndone, takesBack} from '../journal/standing.ts';
import {sayUndo} from '../plan/undo-words.ts';
import {type ExitCode, exitCodes} from './exit-codes.ts';
import {fail} from './fail.ts';
import {receipt} from './receipt.ts';
import type {Session} from './session.ts';
import {sayTime} from './time.ts';

/** `journal`: what was done from here, oldest first; with an id that change in full. It needs no cluster. */
export function journal(
	words: readonly string[],
	{journal, flags, out}: Pick<Session, 'journal' | 'flags' | 'out'>,
): ExitCode {
	if (words.length > 0) return receipt(words, {journal, flags, out});
	const read = journal.entries();
	if (!read.ok) return fail(read.trouble, {out});
	for (const doubt of journal.doubts()) out.say(doubt);
	const entries = read.value;
	if (flags.output === 'json') {
		out.json({journal: entries.map(entry => entryJson(entry, entries))}, 2);
	} else if (entries.length === 0) {
		out.say('Nothing was changed from here yet.');
	} else {
		for (const entry of entries) out.result(entryLine(entry, entries));
	}
	return exitCodes.done;
}

function entryLine(entry: Entry, entries: readonly Entry[]): string {
	const {at, id, context, who, says, reason, proof} = entry;
	const word = takesBack(entry, entries) ? 'redone' : 'undone';
	const undone = isUndone(entry, entries) ? `, ${word}` : '';
	const why = reason === undefined ? '' : `. Reason: ${reason}`;
	const proved = proof === undefined ? '' : `. ${sayTime(proof.at)}: ${proof.says.replace(/\.$/, '')}`;
	return `${sayTime(at)}  ${id}  ${context}  ${who}  ${says}: ${sayEnd(entry)}${undone}${proved}${why}`;
}

/** A change that began and never ended was cut off: how far it came is known by its steps. */
function sayEnd({end, endSays, applied, steps}: Entry): string {
	return end === undefined
		? `cut off after ${applied} of ${steps.length} steps`
		: `${end}${endSays && endSays !== end ? ` (${endSays})` : ''}`;
}

/** A contract with scripts: fields may be added, never changed. */
function entryJson(entry: Entry, entries: readonly Entry[]) {
	return {
		id: entry.id,
		at: sayTime(entry.at),
		who: entry.who,
		context: entry.context,
		server: entry.server,
		action: entry.action,
		says: entry.says,
		changes: entry.lines,
		steps: entry.steps.length,
		applied: entry.applied,
		end: entry.end ?? null,
		endSays: entry.endSays ?? null,
		undo: entry.undo.way,
		undoOf: entry.undoOf ?? null,
		undone: isUndone(entry, entries),
		undoSays: sayUndo(entry.undo, `sluice ${takesBack(entry, entries) ? 'redo' : 'undo'} ${entry.id}`),
		reason: entry.reason ?? null,
		events: entry.events ?? [],
		endedAt: sayTime(entry.endedAt),
		orchestrated: (entry.deeds ?? []).map(({at, says}) => ({at: sayTime(at), says})),
		proof: entry.proof === undefined ? null : provedJson(entry.proof),
	};
}

function provedJson({at, says, versions}: Proved) {
	return {
		at: sayTime(at),
		says,
		versions: versions.map(({name, lastAt, until}) => ({
			name,
			lastRequestAt: sayTime(lastAt),
			noneUntil: sayTime(until),
		})),
	};
}
