import {lstatSync, readlinkSync, statSync} from 'node:fs';
import {dirname} from 'node:path';

/**
 * Why what the journal says may not be believed, or be seen by others, as
 * sentences with what to do: undo writes what it reads there.
 */
export function doubtsAbout(path: string): readonly string[] {
	try {
		const own = lstatSync(path);
		return [
			...(own.isSymbolicLink() ? [linked(path)] : []),
			...aboutFile(path),
			...aboutFolder(dirname(path)),
		];
	} catch {
		// Where there is none yet there is nothing to doubt but its folder.
		return aboutFolder(dirname(path));
	}
}

function linked(path: string): string {
	return `The journal ${path} is a link to ${readlinkSync(path)}: whoever may write there decides what undo reads.`;
}

function aboutFile(path: string): readonly string[] {
	const {mode, uid} = statSync(path);
	const mine = process.getuid?.() ?? uid;
	const says: string[] = [];
	if (uid !== mine)
		says.push(`The journal ${path} belongs to another user: undo would believe what they write.`);
	if ((mode & 0o022) !== 0)
		says.push(`The journal ${path} can be written by others. Only you should: chmod 600 ${path}`);
	else if ((mode & 0o044) !== 0)
		says.push(`The journal ${path} can be read by others. Only you should: chmod 600 ${path}`);
	return says;
}

function aboutFolder(folder: string): readonly string[] {
	try {
		return (statSync(folder).mode & 0o022) === 0
			? []
			: [
					`Others may write to ${folder}, and so replace the journal in it. Only you should: chmod 700 ${folder}`,
				];
	} catch {
		return [];
	}
}
