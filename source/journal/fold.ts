import type {Step} from '../model/plan.ts';
import type {Entry, JournalLine} from './entry.ts';

/** Entries in the order they began, each completed by the lines that followed it. */
export function fold(lines: Iterable<JournalLine>): Entry[] {
	const entries = new Map<string, Entry>();
	for (const line of lines) {
		if (line.type === 'began') {
			const {type: _type, ...began} = line;
			if (!entries.has(line.id)) entries.set(line.id, {...began, applied: 0});
			continue;
		}
		const entry = entries.get(line.id);
		if (!entry) continue;
		entries.set(line.id, complete(entry, line));
	}
	return [...entries.values()];
}

function complete(entry: Entry, line: Exclude<JournalLine, {type: 'began'}>): Entry {
	switch (line.type) {
		case 'applied':
			return {...entry, applied: Math.max(entry.applied, line.steps)};
		case 'doubted':
			return {...entry, isDoubtful: true};
		case 'announced':
			return {...entry, events: [...new Set([...(entry.events ?? []), line.says])]};
		case 'ended':
			return {...entry, end: line.end, endSays: line.says, ...(line.at !== undefined && {endedAt: line.at})};
		default:
			// A newer version wrote it.
			return entry;
	}
}

/** A journal line's text, or undefined for a line that a crash left half-written. */
export function parseLine(text: string): JournalLine | undefined {
	try {
		const line = JSON.parse(text) as JournalLine;
		return typeof line.id === 'string' && typeof line.type === 'string' ? line : undefined;
	} catch {
		return undefined;
	}
}

/**
 * A step as the journal keeps it: without guards, which undo never reads and
 * which hold whole lists, and with values that may be secret replaced by what
 * names them.
 */
export function recordedStep(step: Step): Step {
	return {
		...step,
		guards: [],
		edits: step.edits.map(({recordAs, ...edit}) => (recordAs ? {...edit, ...recordAs} : edit)),
	};
}
