import {lstatSync, readlinkSync} from 'node:fs';
import {dirname} from 'node:path';

/** A link that leads nowhere. */
export type BrokenLink = {readonly path: string; readonly to: string};

/**
 * The link because of which a path is not there, be it the path itself or a
 * folder on the way; undefined where it is simply not there.
 */
export function brokenLink(path: string): BrokenLink | undefined {
	const stat = lstatSync(path, {throwIfNoEntry: false});
	if (stat?.isSymbolicLink()) return {path, to: readlinkSync(path)};
	const folder = dirname(path);
	return stat === undefined && folder !== path ? brokenLink(folder) : undefined;
}
