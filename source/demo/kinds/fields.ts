import {copied, type Tree} from '../object.ts';
import {isQuantity} from '../quantity.ts';

/**
 * What a member may hold. `count` and `flag` are numbers and booleans that Go leaves out when they are
 * zero or false; `integer` and `boolean` are pointers there and kept as sent.
 */
export type Shape = {
	/** Owned as a whole by who wrote any of it. */
	isAtomic?: boolean;
	/** A strategic merge patch puts another in its place, and does not merge the two. */
	isExchanged?: boolean;
} & (
	| {is: 'string' | 'integer' | 'count' | 'number' | 'boolean' | 'flag' | 'intOrString' | 'quantity' | 'any'}
	| {is: 'members'; members: Readonly<Record<string, Shape>>}
	| {is: 'list'; of: Shape; key?: string; keys?: readonly string[]; isSet?: boolean}
	| {is: 'map'; of: Shape}
);

type Scalar =
	| 'string'
	| 'integer'
	| 'count'
	| 'number'
	| 'boolean'
	| 'flag'
	| 'intOrString'
	| 'quantity'
	| 'any';
type ScalarNames = {[kind in Scalar | 'strings' | 'stringMap' | 'quantities']?: string};

/** An object: names of its simple members by what they hold, in one text each, then the others. */
export function members(names: ScalarNames, others: Record<string, Shape> = {}): Shape {
	const simple = Object.entries(names).flatMap(([holds, list]) =>
		list.split(' ').map(name => [name, simpleShape(holds)] as const),
	);
	return {is: 'members', members: {...Object.fromEntries(simple), ...others}};
}

/**
 * A list. By the first key a strategic merge patch finds its elements; server-side apply may want further
 * keys to tell them apart.
 */
export function list(of: Shape, ...keys: string[]): Shape {
	return {is: 'list', of, key: keys[0], keys};
}

/** The same, owned as a whole by who wrote any of it. */
export function atomic(shape: Shape): Shape {
	return {...shape, isAtomic: true};
}

/** A list of simple values that a strategic merge patch adds to. */
export const setOfStrings: Shape = {is: 'list', of: {is: 'string'}, isSet: true};

function simpleShape(holds: string): Shape {
	if (holds === 'strings') return {is: 'list', of: {is: 'string'}};
	if (holds === 'stringMap') return {is: 'map', of: {is: 'string'}};
	if (holds === 'quantities') return {is: 'map', of: {is: 'quantity'}};
	return {is: holds as Scalar};
}

/** What did not fit: members nobody knows, and the first value of a wrong type. */
export type Misfit = {unknown: string[]; wrong?: Wrong};

/** A value of a wrong type; `says` where the real server has words of its own for it. */
type Wrong = {at: string; found: string; wanted: string; says?: string};

/**
 * `value` as a server of this shape stores it: unknown members, nulls and (for built-in kinds) empty
 * lists, maps and texts are gone. Notes in `misfit` what was lost that way or cannot be at all.
 */
export function fitValue(
	shape: Shape,
	value: unknown,
	at: string,
	isCustom: boolean,
	misfit: Misfit,
): unknown {
	if (value === null || value === undefined) return undefined;
	switch (shape.is) {
		case 'members':
			return isTree(value)
				? fitMembers(shape.members, value, at, isCustom, misfit)
				: wrong(value, at, misfit, 'object');
		case 'list':
			if (!Array.isArray(value)) return wrong(value, at, misfit, 'array');
			if (value.length === 0 && !isCustom) return undefined;
			return fitList(shape.of, value, at, isCustom, misfit);
		case 'map':
			return isTree(value)
				? fitMap(shape.of, value, at, isCustom, misfit)
				: wrong(value, at, misfit, 'object');
		default:
			return fitScalar(shape.is, value, at, isCustom, misfit);
	}
}

/** Go makes an empty object of a null in a list of objects; custom resources may have none. */
function fitList(of: Shape, elements: unknown[], at: string, isCustom: boolean, misfit: Misfit): unknown[] {
	return elements.map((element, i) => {
		const where = `${at}[${i}]`;
		if (element !== null) return fitValue(of, element, where, isCustom, misfit);
		return !isCustom && of.is === 'members' ? {} : wrong(element, where, misfit, of.is);
	});
}

function fitMembers(
	known: Record<string, Shape>,
	value: Tree,
	at: string,
	isCustom: boolean,
	misfit: Misfit,
): Tree {
	const fitted: Tree = {};
	for (const [name, inner] of Object.entries(value)) {
		const where = at ? `${at}.${name}` : name;
		const shape = Object.hasOwn(known, name) ? known[name] : undefined;
		if (!shape) misfit.unknown.push(where);
		const kept = shape && fitValue(shape, inner, where, isCustom, misfit);
		if (kept !== undefined) fitted[name] = kept;
	}
	return fitted;
}

function fitMap(of: Shape, value: Tree, at: string, isCustom: boolean, misfit: Misfit): Tree | undefined {
	const entries = Object.entries(value).map(([name, inner]) => [
		name,
		inner === null && of.is === 'string' ? '' : fitValue(of, inner, `${at}.${name}`, true, misfit),
	]);
	return entries.length === 0 && !isCustom ? undefined : Object.fromEntries(entries);
}

function fitScalar(is: Scalar, value: unknown, at: string, isCustom: boolean, misfit: Misfit): unknown {
	if (is === 'any') return copied(value);
	if (is === 'quantity' && typeof value === 'number') return String(value);
	if (!scalarTests[is](value)) return wrong(value, at, misfit, goTypes[is] ?? is);
	if (is === 'quantity' && !isQuantity(value as string))
		misfit.wrong ??= {at, found: 'string', wanted: 'quantity', says: quantityRule};
	const isEmpty = value === '' || (is === 'count' && value === 0) || (is === 'flag' && value === false);
	return isEmpty && !isCustom ? undefined : value;
}

const quantityRule =
	"quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

/** Go's int32, which is what nearly all of them are. */
const isInteger = (value: unknown) =>
	Number.isInteger(value) && (value as number) === ((value as number) | 0);
const isString = (value: unknown) => typeof value === 'string';
const isBoolean = (value: unknown) => typeof value === 'boolean';

const scalarTests: Record<Exclude<Scalar, 'any'>, (value: unknown) => boolean> = {
	string: isString,
	integer: isInteger,
	count: isInteger,
	number: value => typeof value === 'number',
	boolean: isBoolean,
	flag: isBoolean,
	intOrString: value => isInteger(value) || isString(value),
	quantity: isString,
};

function wrong(value: unknown, at: string, misfit: Misfit, wanted: string): undefined {
	misfit.wrong ??= {at, found: jsonType(value), wanted};
	return undefined;
}

/** A type of JSON as Go's messages call it. */
function jsonType(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'array';
	if (typeof value === 'number') return Number.isInteger(value) ? 'number' : 'float64';
	return typeof value === 'boolean' ? 'bool' : typeof value;
}

const goTypes: Partial<Record<Scalar, string>> = {
	count: 'integer',
	flag: 'bool',
	boolean: 'bool',
	quantity: 'string',
};

export function isTree(value: unknown): value is Tree {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The objects in a list; none where there is no list. */
export function treesIn(value: unknown): Tree[] {
	return Array.isArray(value) ? value.filter(isTree) : [];
}
