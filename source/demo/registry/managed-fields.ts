import {isTree} from '../kinds/fields.ts';
import {isSame, type Tree, withoutEmpty} from '../object.ts';

export type Writer = {manager: string; subresource?: string};

/**
 * `metadata.managedFields` after a write: what changed belongs to the writer and to nobody else.
 * Lists count as a whole, where the real server goes into those that have keys.
 */
export function managedFields(
	before: Tree | undefined,
	after: Tree,
	{manager, subresource}: Writer,
	apiVersion: string,
	time: string,
): Tree[] {
	const entries: Tree[] = after.metadata.managedFields ?? [];
	const changed = changedFields(before ? owned(before) : {}, owned(after));
	if (Object.keys(changed).length === 0) return entries;
	const isMine = (entry: Tree) => entry.manager === manager && entry.subresource === subresource;
	const mine = entries.find(isMine);
	const others = entries
		.filter(entry => entry !== mine)
		.map(entry => ({...entry, fieldsV1: without(entry.fieldsV1, changed)}))
		.filter(entry => Object.keys(entry.fieldsV1).length > 0);
	const fieldsV1 = withFields(mine?.fieldsV1 ?? {}, changed);
	return [
		...others,
		{manager, operation: 'Update', apiVersion, time, fieldsType: 'FieldsV1', fieldsV1, subresource},
	];
}

/** The object without what belongs to the server itself. */
function owned({metadata, kind, apiVersion, ...others}: Tree): Tree {
	const {labels, annotations, finalizers, ownerReferences} = metadata;
	return {metadata: withoutEmpty({labels, annotations, finalizers, ownerReferences}), ...others};
}

function changedFields(before: Tree, after: Tree): Tree {
	const changed: Tree = {};
	for (const [name, value] of Object.entries(after)) {
		const old = before[name];
		if (value === undefined || isSame(old, value)) continue;
		const inner =
			isTree(value) && Object.keys(value).length > 0 ? changedFields(isTree(old) ? old : {}, value) : {};
		changed[`f:${name}`] = inner;
	}
	return changed;
}

function without(fields: Tree, changed: Tree): Tree {
	const left = Object.entries<Tree>(fields).flatMap(([name, inner]) => {
		const taken = changed[name];
		if (!taken) return [[name, inner]];
		const rest = without(inner, taken);
		return Object.keys(rest).length > 0 ? [[name, rest]] : [];
	});
	return Object.fromEntries(left);
}

function withFields(fields: Tree, changed: Tree): Tree {
	const merged = {...fields};
	for (const [name, inner] of Object.entries<Tree>(changed))
		merged[name] = withFields(merged[name] ?? {}, inner);
	return merged;
}
