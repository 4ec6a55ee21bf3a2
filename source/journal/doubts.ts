import {lstatSync, readlinkSync, type Stats, statSync} from 'node:fs';
import {dirname} from 'node:path';

/** A file that is believed, and what that would mean where others wrote it. */
export type Believed = {
	readonly name: string;
	/** What whoever writes behind a link decides. */
	readonly decides: string;
	/** What comes of the words of somebody else. */
	readonly means: string;
	/** Others may not even read it. */
	readonly isPrivate: boolean;
};

const journal: Believed = {
	name: 'journal',
	decides: 'what undo reads',
	means: 'undo would believe what they write',
	isPrivate: true,
};

/** It holds hashes: nobody learns a secret from them. */
export const allowedPrograms: Believed = {
	name: 'list of allowed programs',
	decides: 'which programs run',
	means: 'programs that they allow would run as you',
	isPrivate: false,
};

/**
 * Why what such a file says may not be believed, or be seen by others, as
 * sentences with what to do.
 */
export function doubtsAbout(path: string, believed = journal): readonly string[] {
	return [
		...(isLink(path) ? [linked(path, believed)] : []),
		...aboutFile(path, believed),
		...aboutFolder(dirname(path), believed),
	];
}

function isLink(path: string): boolean {
	try {
		return lstatSync(path).isSymbolicLink();
	} catch {
		// Where there is none yet there is nothing to doubt but its folder.
		return false;
	}
}

function statOf(path: string): Stats | undefined {
	try {
		return statSync(path);
	} catch {
		return undefined;
	}
}

function linked(path: string, {name, decides}: Believed): string {
	return `The ${name} ${path} is a link to ${readlinkSync(path)}: whoever may write there decides ${decides}.`;
}

function aboutFile(path: string, {name, means, isPrivate}: Believed): readonly string[] {
	const stat = statOf(path);
	if (stat === undefined) return [];
	const {mode, uid} = stat;
	const mine = process.getuid?.() ?? uid;
	const says: string[] = [];
	if (uid !== mine) says.push(`The ${name} ${path} belongs to another user: ${means}.`);
	if ((mode & 0o022) !== 0)
		says.push(`The ${name} ${path} can be written by others. Only you should: chmod 600 ${path}`);
	else if (isPrivate && (mode & 0o044) !== 0)
		says.push(`The ${name} ${path} can be read by others. Only you should: chmod 600 ${path}`);
	return says;
}

function aboutFolder(folder: string, {name}: Believed): readonly string[] {
	const isOpen = ((statOf(folder)?.mode ?? 0) & 0o022) !== 0;
	return isOpen
		? [
				`Others may write to ${folder}, and so replace the ${name} in it. Only you should: chmod 700 ${folder}`,
			]
		: [];
}
