import {openSync, writeSync} from 'node:fs';
import type {Clock} from '../model/clock.ts';
import {type Answer, answer, troubled} from '../model/trouble.ts';

/**
 * Opens the file that `--log` names, and returns what adds a line to it.
 * Whether it can be written must be known before the screen is taken.
 */
export function openLog(path: string, clock: Clock): Answer<(line: string) => void> {
	let file: number;
	try {
		file = openSync(path, 'a', 0o600);
	} catch (error) {
		return troubled({
			reason: 'invalid',
			says: `The log file ${path} cannot be written: ${sayFileError(error)}.`,
			hint: 'Name a file in a folder that is there and may be written to.',
		});
	}
	return answer(line => {
		try {
			writeSync(file, `${new Date(clock.now()).toISOString()} ${line}\n`);
		} catch {
			// A full disk must not end what the log only looks at.
		}
	});
}

/** `permission denied`, out of Node's `EACCES: permission denied, open '...'`. */
export function sayFileError(error: unknown): string {
	return /^E\w+: ([^,]+)/.exec((error as Error).message)?.[1] ?? (error as Error).message;
}
