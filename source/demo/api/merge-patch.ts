import {isTree} from '../kinds/fields.ts';
import type {Tree} from '../object.ts';

/** RFC 7386: objects are merged, `null` removes, everything else replaces. */
export function mergePatch(document: unknown, patch: unknown): unknown {
	if (!isTree(patch)) return patch;
	const merged: Tree = isTree(document) ? {...document} : {};
	for (const [name, value] of Object.entries(patch)) {
		if (value === null) delete merged[name];
		else merged[name] = mergePatch(merged[name], value);
	}
	return merged;
}
