/** Which fields of an object a write touched, as the real server's structured merge finds them. */
import {isTree, type Shape} from '../kinds/fields.ts';
import {isSame, type Tree} from '../object.ts';
import {type FieldSet, node} from './field-set.ts';
import {hasParts, isBare, memberShape, type Part, partsOf} from './structure.ts';

export type Comparison = {
	/** What is new or has another value. */
	readonly written?: FieldSet;
	readonly removed?: FieldSet;
};

const same: Comparison = {};

/** Compares a value of this shape with what it was; undefined stands for a value that is not there. */
export function compare(shape: Shape, before: unknown, after: unknown): Comparison {
	if (before === after) return same;
	const isInParts = hasParts(shape, before) && hasParts(shape, after) && !(isBare(before) && isBare(after));
	const hasOnlyOne = before === undefined || after === undefined;
	const isInPartsOfOne = hasOnlyOne && hasParts(shape, after ?? before) && !isBare(after ?? before);
	return isInParts || isInPartsOfOne ? compareParts(shape, before, after) : compareWholes(before, after);
}

function compareWholes(before: unknown, after: unknown): Comparison {
	if (after === undefined) return {removed: node(true, {})};
	return isSame(before, after) ? same : {written: node(true, {})};
}

function compareParts(shape: Shape, before: unknown, after: unknown): Comparison {
	const written: FieldSet = {};
	const removed: FieldSet = {};
	const visit: Visit = (element, inner, old, value) => {
		const found = compare(inner, old, value);
		if (found.written) written[element] = found.written;
		if (found.removed) removed[element] = found.removed;
	};
	const [old, now] = [before ?? {}, after ?? {}];
	if (isTree(old) && isTree(now)) visitMembers(shape, old, now, visit);
	else visitElements(shape, before, after, visit);
	return {
		written: node(before === undefined, written),
		removed: node(after === undefined, removed),
	};
}

/** Called with a part of two values, and what it is in either. */
type Visit = (element: string, shape: Shape, old: unknown, value: unknown) => void;

/** Visits the members that may differ. */
function visitMembers(shape: Shape, old: Tree, now: Tree, visit: Visit): void {
	const visitOne = (name: string) => {
		if (old[name] !== now[name]) visit(`f:${name}`, memberShape(shape, name), old[name], now[name]);
	};
	for (const name in now) visitOne(name);
	for (const name in old) if (!(name in now)) visitOne(name);
}

function visitElements(shape: Shape, before: unknown, after: unknown, visit: Visit): void {
	const left = new Map(partsOf(shape, before).map(part => [part.element, part]));
	for (const {element, shape: inner, value} of partsOf(shape, after)) {
		visit(element, inner, left.get(element)?.value, value);
		left.delete(element);
	}
	for (const {element, shape: inner, value} of left.values()) visit(element, inner, value, undefined);
}

/** Every field an applied object names. */
export function fieldsOf(shape: Shape, value: unknown): FieldSet {
	const fields: FieldSet = {};
	for (const part of partsOf(shape, value)) fields[part.element] = fieldsOfPart(part);
	return fields;
}

function fieldsOfPart({element, value, shape}: Part): FieldSet {
	if (!hasParts(shape, value) || isBare(value)) return node(true, {})!;
	// An element is owned besides its members; what holds named members is not.
	return node(!element.startsWith('f:'), fieldsOf(shape, value))!;
}
