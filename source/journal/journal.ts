import {
	closeSync,
	existsSync,
	fstatSync,
	fsyncSync,
	mkdirSync,
	openSync,
	readFileSync,
	readSync,
	statSync,
	writeSync,
} from 'node:fs';
import {dirname} from 'node:path';
import {type Answer, answer, troubled} from '../model/trouble.ts';
import type {Entry, JournalLine} from './entry.ts';
import {fold, parseLine} from './fold.ts';

/** The record of what was done here. `append` returns what went wrong, as a sentence, or undefined. */
export type Journal = {
	/** Oldest first; a trouble where there is a record that cannot be read. */
	entries(): Answer<readonly Entry[]>;
	append(line: JournalLine): string | undefined;
	/** Another one whenever somebody wrote since, other programs included; left out where nobody else can. */
	stamp?(): string;
};

/**
 * A journal in one file of JSON lines, private to its owner. Each line is
 * synchronised before `append` returns, so that kill -9 loses none that was
 * shown as done. Several programs may append at once: a line is one write.
 */
export function fileJournal(path: string): Journal {
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
				appendLine(path, line);
				return undefined;
			} catch (error) {
				return `The journal ${path} could not be written: ${(error as Error).message}.`;
			}
		},
		stamp() {
			const {mtimeMs, size} = statSync(path, {throwIfNoEntry: false}) ?? {mtimeMs: 0, size: 0};
			return `${mtimeMs} ${size}`;
		},
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
	};
}

function readLines(path: string): JournalLine[] {
	if (!existsSync(path)) return [];
	return readFileSync(path, 'utf8')
		.split('\n')
		.flatMap(text => parseLine(text) ?? []);
}

function appendLine(path: string, line: JournalLine): void {
	mkdirSync(dirname(path), {recursive: true, mode: 0o700});
	const file = openSync(path, 'a+', 0o600);
	try {
		// A crash may have left half a line: start on a new one, so that only the broken line is lost.
		const start = endsWithNewline(file) ? '' : '\n';
		const bytes = Buffer.from(`${start}${JSON.stringify(line)}\n`);
		// A disk that is nearly full takes part of it and reports no error.
		if (writeSync(file, bytes) < bytes.length) throw new Error('no space is left for it');
		fsyncSync(file);
	} finally {
		closeSync(file);
	}
}

function endsWithNewline(file: number): boolean {
	const {size} = fstatSync(file);
	if (size === 0) return true;
	const last = Buffer.alloc(1);
	readSync(file, last, 0, 1, size - 1);
	return last[0] === 0x0a;
}
