import {existsSync, statSync} from 'node:fs';
import {dirname} from 'node:path';
import {type Answer, answer, troubled} from '../model/trouble.ts';
import {appendLines} from './append-line.ts';
import {doubtsAbout} from './doubts.ts';
import type {Entry, JournalLine} from './entry.ts';
import {fold, parseLine} from './fold.ts';
import {unneeded} from './needed.ts';
import {type Bounds, readParts, tidy, usualBounds} from './segments.ts';

/** The record of what was done here. `append` returns what went wrong, as a sentence, or undefined. */
export type Journal = {
	/** Oldest first; a trouble where there is a record that cannot be read. */
	entries(): Answer<readonly Entry[]>;
	append(line: JournalLine): string | undefined;
	/** Another one whenever somebody wrote since, other programs included; left out where nobody else can. */
	stamp?(): string;
	/** Why it may not be believed or private, as sentences. */
	doubts(): readonly string[];
};

/**
 * A journal in a file of JSON lines and older parts beside it, private to its
 * owner. Each line is synchronised before `append` returns, so that kill -9
 * loses none that was shown as done. Several programs may append at once: a
 * line is one write. What can still be taken back is never dropped.
 */
export function fileJournal(path: string, bounds: Bounds = usualBounds): Journal {
	return {
		entries() {
			try {
				return answer(fold(readLines(path)));
			} catch (error) {
				return troubled({
					reason: 'invalid',
					says: `The journal ${path} cannot be read: ${(error as Error).message}.`,
					hint: 'Mend its permissions, or move it out of the way; nothing can be undone without it.',
				});
			}
		},
		append(line) {
			try {
				const size = appendLines(path, JSON.stringify(line));
				if (size >= bounds.partBytes) tidyUp(path, bounds);
				return undefined;
			} catch (error) {
				return `The journal ${path} could not be written: ${(error as Error).message}.`;
			}
		},
		stamp() {
			const {mtimeMs, size} = statSync(path, {throwIfNoEntry: false}) ?? {mtimeMs: 0, size: 0};
			return `${mtimeMs} ${size}`;
		},
		doubts: () => doubtsAbout(path),
	};
}

/** A journal that ends with the program: for tests, and where nothing may be written. */
export function memoryJournal(): Journal {
	const lines: JournalLine[] = [];
	return {
		entries: () => answer(fold(lines)),
		append(line) {
			lines.push(line);
			return undefined;
		},
		doubts: () => [],
	};
}

function readLines(path: string): JournalLine[] {
	if (!existsSync(dirname(path))) return [];
	return readParts(path).flatMap(text => text.split('\n').flatMap(line => parseLine(line) ?? []));
}

/** The line is written, whatever becomes of this: at worst the file grows, and the next line tries again. */
function tidyUp(path: string, bounds: Bounds): void {
	try {
		const lines = readLines(path);
		const over = unneeded(lines);
		tidy(path, bounds, line => !over.has(parseLine(line)?.id ?? ''));
	} catch {
		// Another program may have been faster, or the disk is full: what is there stays there.
	}
}
