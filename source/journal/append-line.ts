import {closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync, writeSync} from 'node:fs';
import {dirname} from 'node:path';

/**
 * Adds lines to a file that others may be adding to, renaming or removing at
 * the same time; answers the file's size. What was written is on the disk by
 * then, in a file that is still there.
 */
export function appendLines(path: string, text: string): number {
	mkdirSync(dirname(path), {recursive: true, mode: 0o700});
	for (;;) {
		const file = openSync(path, 'a+', 0o600);
		try {
			// A crash may have left half a line: start on a new one, so that only the broken line is lost.
			const start = endsWithNewline(file) ? '' : '\n';
			const bytes = Buffer.from(`${start}${text}\n`);
			// A disk that is nearly full takes part of it and reports no error.
			if (writeSync(file, bytes) < bytes.length) throw new Error('no space is left for it');
			fsyncSync(file);
			const {nlink, size} = fstatSync(file);
			if (nlink > 0) return size;
			// Somebody tidied the file away between its opening and this write, which nobody will read there.
		} finally {
			closeSync(file);
		}
	}
}

function endsWithNewline(file: number): boolean {
	const {size} = fstatSync(file);
	if (size === 0) return true;
	const last = Buffer.alloc(1);
	readSync(file, last, 0, 1, size - 1);
	return last[0] === 0x0a;
}
