import type {Entry} from '../journal/entry.ts';
import {type ExitCode, exitCodes} from './exit-codes.ts';
import {fail} from './fail.ts';
import type {Session} from './session.ts';
import {sayTime} from './time.ts';

/** `journal`: what was done from here, oldest first. It needs no cluster. */
export function journal({journal, flags, out}: Pick<Session, 'journal' | 'flags' | 'out'>): ExitCode {
	const read = journal.entries();
	if (!read.ok) return fail(read.trouble, {out});
	const entries = read.value;
	if (flags.output === 'json') {
		out.json({journal: entries.map(entryJson)}, 2);
	} else if (entries.length === 0) {
		out.say('Nothing was changed from here yet.');
	} else {
		for (const entry of entries) out.result(entryLine(entry));
	}
	return exitCodes.done;
}

function entryLine(entry: Entry): string {
	return `${sayTime(entry.at)}  ${entry.id}  ${entry.context}  ${entry.who}  ${entry.says}: ${sayEnd(entry)}`;
}

/** A change that began and never ended was cut off: how far it came is known by its steps. */
function sayEnd({end, endSays, applied, steps}: Entry): string {
	return end === undefined
		? `cut off after ${applied} of ${steps.length} steps`
		: `${end}${endSays && endSays !== end ? ` (${endSays})` : ''}`;
}

/** A contract with scripts: fields may be added, never changed. */
function entryJson(entry: Entry) {
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
	};
}
