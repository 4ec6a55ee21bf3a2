/**
 * Server-side apply: merges what a manager wants into the object, drops what it no longer wants and nobody
 * else does, and stands against taking what is somebody else's, unless it is forced.
 */
import {StatusError} from '../api/status.ts';
import {isTree, type Shape} from '../kinds/fields.ts';
import type {Kind} from '../kinds/kind.ts';
import {isSame, type Tree} from '../object.ts';
import {fieldsOf} from './compare.ts';
import {difference, type FieldSet, intersection, isEmpty, pathsIn, union} from './field-set.ts';
import {
	compareOwned,
	entryOf,
	isSameWriter,
	type Managed,
	owned,
	sorted,
	type Writer,
	withFields,
} from './managed-fields.ts';
import {merge} from './merge.ts';
import {hasParts, isBare, partsOf} from './structure.ts';

export type Applied = {readonly object: Tree; readonly managedFields: Managed[]};

/** The object as it is after the apply, and who owns its fields then; `before` is what was there, if anything. */
export function apply(
	kind: Kind,
	before: Tree | undefined,
	wanted: Tree,
	writer: Writer & {isForced: boolean; time: string},
): Applied {
	const live = before ?? {metadata: {}};
	const entries: Managed[] = live.metadata.managedFields ?? [];
	const own = entryOf(kind, writer, 'Apply');
	const last = entries.find(entry => isSameWriter(entry, own));
	const others = entries.filter(entry => entry !== last);
	const fields = fieldsWanted(kind, wanted);
	const merged = merge(kind.shape, live, wanted) as Tree;
	const managed = others.reduce((all, {fieldsV1}) => union(all, fieldsV1), fields);
	const object = last ? (pruned(kind.shape, merged, last.fieldsV1, managed) as Tree) : merged;
	const {written = {}, removed = {}} = compareOwned(kind, live, object);
	refuseConflicts(others, written, writer.isForced);
	const left = others.flatMap(entry => {
		const kept = difference(difference(entry.fieldsV1, intersection(entry.fieldsV1, written)), removed);
		return withFields(entry, kept);
	});
	const isUnchanged = before !== undefined && isSame(owned(live), owned(object));
	const time = isUnchanged ? last?.time : writer.time;
	return {object, managedFields: sorted([...left, ...withFields({...own, time}, fields)])};
}

function fieldsWanted(kind: Kind, wanted: Tree): FieldSet {
	const {metadata, ...others} = owned(wanted);
	return fieldsOf(kind.shape, isBare(metadata) ? others : {metadata, ...others});
}

/** The value without what `last` names and nobody manages now. */
function pruned(shape: Shape, value: unknown, last: FieldSet, managed: FieldSet | undefined): unknown {
	if (!hasParts(shape, value)) return value;
	const kept = partsOf(shape, value).flatMap(part => {
		const wasOurs = last[part.element];
		const isManaged = managed?.[part.element];
		if (!wasOurs) return [part];
		if (!isManaged) return [];
		return [{...part, value: pruned(part.shape, part.value, wasOurs, isManaged)}];
	});
	if (!isTree(value)) return kept.map(part => part.value);
	return Object.fromEntries(kept.map(part => [part.element.slice(2), part.value]));
}

function refuseConflicts(others: Managed[], written: FieldSet, isForced: boolean): void {
	if (isForced) return;
	const conflicts = others.flatMap(entry => {
		const taken = intersection(entry.fieldsV1, written);
		return isEmpty(taken) ? [] : [{with: ownerText(entry), paths: pathsIn(taken)}];
	});
	if (conflicts.length === 0) return;
	const causes = conflicts.flatMap(conflict =>
		conflict.paths.map(field => ({
			reason: 'FieldManagerConflict',
			message: `conflict with ${conflict.with}`,
			field,
		})),
	);
	const count = `${causes.length} conflict${causes.length === 1 ? '' : 's'}`;
	throw new StatusError(409, 'Conflict', `Apply failed with ${count}: ${conflictsText(conflicts)}`, {causes});
}

function conflictsText(conflicts: {with: string; paths: string[]}[]): string {
	return conflicts
		.map(({with: owner, paths}) =>
			paths.length === 1
				? `conflict with ${owner}: ${paths[0]}`
				: `conflicts with ${owner}:\n${paths.map(path => `- ${path}`).join('\n')}`,
		)
		.join('\n');
}

function ownerText({manager, subresource, operation, apiVersion}: Managed): string {
	const name =
		JSON.stringify(manager) + (subresource ? ` with subresource ${JSON.stringify(subresource)}` : '');
	return operation === 'Update' ? `${name} using ${apiVersion}` : name;
}
