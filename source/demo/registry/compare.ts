/** Which fields of an object a write touched, as the real server's structured merge finds them. */
import {isTree, type Shape} from '../kinds/fields.ts';
import {isSame} from '../object.ts';
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
	for (const {element, shape: inner, old, value} of pairsOf(shape, before, after)) {
		const found = compare(inner, old, value);
		if (found.written) written[element] = found.written;
		if (found.removed) removed[element] = found.removed;
	}
	return {
		written: node(before === undefined, written),
		removed: node(after === undefined, removed),
	};
}

type Pair = Part & {readonly old: unknown};

/** The parts of both values that may differ, each with what it was. */
function pairsOf(shape: Shape, before: unknown, after: unknown): Pair[] {
	const [old, now] = [before ?? {}, after ?? {}];
	if (isTree(old) && isTree(now)) {
		const names = [...Object.keys(now), ...Object.keys(old).filter(name => !(name in now))];
		return names
			.filter(name => old[name] !== now[name])
			.map(name => ({
				element: `f:${name}`,
				shape: memberShape(shape, name),
				old: old[name],
				value: now[name],
			}));
	}
	const left = new Map(partsOf(shape, before).map(part => [part.element, part]));
	const pairs = partsOf(shape, after).map(part => {
		const old = left.get(part.element)?.value;
		left.delete(part.element);
		return {...part, old};
	});
	return [...pairs, ...[...left.values()].map(part => ({...part, old: part.value, value: undefined}))];
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
