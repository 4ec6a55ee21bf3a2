import {createHash} from 'node:crypto';
import {appendFileSync, mkdirSync, readFileSync} from 'node:fs';
import {dirname} from 'node:path';
import type {Json} from '../model/json.ts';
import {isObject} from '../model/object.ts';
import {type Answer, answer, type Trouble, troubled} from '../model/trouble.ts';

/** What is judged: which words, of which file; or the whole of a file. */
export type Judged = {readonly file: string; readonly covers: 'command' | 'file'; readonly meaning: string};

/** Which programs of kubeconfigs a person has allowed to run. */
export type Consent = {
	allows(judged: Judged): boolean;
	allow(judged: Judged): Answer<undefined>;
};

/** Somebody has allowed them all, as an automated run must. */
export const allAllowed: Consent = {allows: () => true, allow: () => answer(undefined)};

/** Where nobody can be asked, none may run. */
export const noneAllowed: Consent = {allows: () => false, allow: () => answer(undefined)};

/**
 * Remembers in a file that only its owner can read. It holds hashes: arguments
 * and environments of plug-ins may be secrets. While there are doubts about the
 * file nothing that stands there is believed: others could have allowed anything.
 */
export function consentIn(path: string, doubts: () => readonly string[]): Consent {
	const now = new Set<string>();
	const isRemembered = (digest: string) => doubts().length === 0 && remembered(path).has(digest);
	return {
		allows: judged => now.has(digestOf(judged)) || isRemembered(digestOf(judged)),
		allow(judged) {
			now.add(digestOf(judged));
			const [doubt] = doubts();
			return doubt === undefined ? write(path, judged) : troubled(doubtful(doubt));
		},
	};
}

function doubtful(doubt: string): Trouble {
	return {
		reason: 'invalid',
		says: `It may run for now, and is asked for again: what was allowed cannot be believed. ${doubt}`,
	};
}

function digestOf({file, covers, meaning}: Judged): string {
	return createHash('sha256')
		.update(JSON.stringify([file, covers, covers === 'file' ? '' : meaning]))
		.digest('hex');
}

function remembered(path: string): ReadonlySet<string> {
	try {
		return new Set(readFileSync(path, 'utf8').split('\n').map(digestIn));
	} catch {
		return new Set();
	}
}

function digestIn(line: string): string {
	try {
		const written: Json = JSON.parse(line);
		return isObject(written) ? String(written.digest) : '';
	} catch {
		return '';
	}
}

function write(path: string, judged: Judged): Answer<undefined> {
	try {
		mkdirSync(dirname(path), {recursive: true, mode: 0o700});
		const line = JSON.stringify({file: judged.file, digest: digestOf(judged)});
		appendFileSync(path, `${line}\n`, {mode: 0o600});
		return answer(undefined);
	} catch (error) {
		return troubled({
			reason: 'invalid',
			says: `It may run for now, but that cannot be remembered in ${path}: ${(error as Error).message}.`,
			hint: 'Make the file one that you may write, and nobody else.',
		});
	}
}
