/** `metadata.managedFields`: who wrote which fields, kept as the real server keeps it. */
import type {Kind} from '../kinds/kind.ts';
import {type Tree, withoutEmpty} from '../object.ts';
import {apiVersion} from '../store.ts';
import {type Comparison, compare} from './compare.ts';
import {difference, type FieldSet, isEmpty, union} from './field-set.ts';
import {zeroValue} from './zero-values.ts';

export type Writer = {manager: string; subresource?: string};

/** One entry of `managedFields`. */
export type Managed = {
	readonly manager: string;
	readonly operation: 'Apply' | 'Update';
	readonly apiVersion: string;
	readonly time?: string;
	readonly fieldsType: 'FieldsV1';
	readonly fieldsV1: FieldSet;
	readonly subresource?: string;
};

/** The entries after an update: what it wrote belongs to the writer and to nobody else. */
export function managedFields(
	kind: Kind,
	before: Tree | undefined,
	after: Tree,
	writer: Writer,
	time: string,
): Managed[] {
	const entries: Managed[] = after.metadata.managedFields ?? [];
	const {written = {}, removed = {}} = compareOwned(kind, before ?? zeroValue(kind), after);
	const left = entries.flatMap(entry => withFields(entry, without(entry.fieldsV1, written, removed)));
	if (isEmpty(written)) return left;
	const own = {...entryOf(kind, writer, 'Update'), time};
	const mine = left.find(entry => isSameWriter(entry, own));
	const fieldsV1 = shared(mine ? union(mine.fieldsV1, written) : written);
	return sorted([...left.filter(entry => entry !== mine), {...own, fieldsV1}]);
}

export function entryOf(
	kind: Kind,
	{manager, subresource}: Writer,
	operation: Managed['operation'],
): Managed {
	const fieldsType = 'FieldsV1' as const;
	return {manager, operation, apiVersion: apiVersion(kind), fieldsType, fieldsV1: {}, subresource};
}

export function isSameWriter(a: Managed, b: Managed): boolean {
	return (
		a.manager === b.manager &&
		a.operation === b.operation &&
		a.apiVersion === b.apiVersion &&
		a.subresource === b.subresource
	);
}

/** The entry with other fields; nothing where none are left. */
export function withFields(entry: Managed, fieldsV1: FieldSet): Managed[] {
	if (isEmpty(fieldsV1)) return [];
	return fieldsV1 === entry.fieldsV1 ? [entry] : [{...entry, fieldsV1: shared(fieldsV1)}];
}

function without(fields: FieldSet, written: FieldSet, removed: FieldSet): FieldSet {
	const kept = isEmpty(written) ? fields : difference(fields, written);
	return isEmpty(removed) ? kept : difference(kept, removed);
}

/** Those who apply come first, then by time and name. */
export function sorted(entries: Managed[]): Managed[] {
	const order = ({operation, time = '', manager}: Managed) => `${operation} ${time} ${manager}`;
	return entries.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

/** Compares two objects without what belongs to the server itself. */
export function compareOwned(kind: Kind, before: Tree, after: Tree): Comparison {
	return compare(kind.shape, owned(before), owned(after));
}

/** The part of an object that somebody can own. */
export function owned({metadata, kind, apiVersion, ...others}: Tree): Tree {
	const {labels, annotations, finalizers, ownerReferences, generateName} = metadata ?? {};
	const own = {labels, annotations, finalizers, ownerReferences, generateName};
	return {metadata: withoutEmpty(own), ...others};
}

/** Parts of sets that are alike are kept once: pods of a template differ in their addresses, and in little else. */
const known = new Map<string, FieldSet>();
const mostKnown = 2000;
const isKnown = new WeakSet<FieldSet>();

/** The same set, of parts that other sets have, too. */
export function shared(fields: FieldSet): FieldSet {
	return mapValues(fields, part => mapValues(part, once));
}

function mapValues(fields: FieldSet, map: (child: FieldSet) => FieldSet): FieldSet {
	const mapped: FieldSet = {};
	for (const name in fields) mapped[name] = map(fields[name]);
	return mapped;
}

function once(fields: FieldSet): FieldSet {
	if (isKnown.has(fields)) return fields;
	const text = JSON.stringify(fields);
	const found = known.get(text);
	if (found) return found;
	if (known.size >= mostKnown) known.clear();
	known.set(text, fields);
	isKnown.add(fields);
	return fields;
}
