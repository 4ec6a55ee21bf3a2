/**
 * Sets of an object's fields in the form of `fieldsV1`: a tree whose members are named `f:NAME` for a field,
 * `k:{…}` for the list's element with these keys and `v:VALUE` for an element of a set. A node belongs to the
 * set when it has no children or a child named `.`; otherwise only what is below it does.
 */
import type {Tree} from '../object.ts';

export type FieldSet = Tree;

/** The one leaf all sets share. */
const leaf: FieldSet = Object.freeze({});

const nothing: FieldSet = Object.freeze({});

/**
 * A node with these children in order, which itself belongs to the set or not; undefined where nothing is
 * left. What is given must not be changed after.
 */
export function node(isMember: boolean, children: FieldSet): FieldSet | undefined {
	const elements = Object.keys(children);
	if (elements.length === 0) return isMember ? leaf : undefined;
	const isInOrder = elements.every((element, i) => i === 0 || elements[i - 1]! < element);
	if (isInOrder && !isMember) return children;
	if (!isInOrder) elements.sort();
	const set: FieldSet = isMember ? {'.': leaf} : {};
	for (const element of elements) set[element] = children[element];
	return set;
}

function hasMember(set: FieldSet | undefined): boolean {
	if (!set) return false;
	for (const name in set) return name === '.' || '.' in set;
	return true;
}

/** The children of a node, by the name of their path element. */
function childrenOf(set: FieldSet | undefined): [element: string, child: FieldSet][] {
	return Object.entries<FieldSet>(set ?? nothing).filter(([element]) => element !== '.');
}

type Choose = (isInFirst: boolean, isInSecond: boolean) => boolean;

/** The members of both that are chosen; `first` itself where that is all of it and nothing else. */
function combine(
	first: FieldSet | undefined,
	second: FieldSet | undefined,
	choose: Choose,
): FieldSet | undefined {
	if (!second) return choose(true, false) ? first : undefined;
	if (!first) return choose(false, true) ? second : undefined;
	const children: FieldSet = {};
	let isFirst = choose(hasMember(first), hasMember(second)) === hasMember(first);
	const take = (element: string) => {
		if (element === '.') return;
		const child = combine(first[element], second[element], choose);
		if (child) children[element] = child;
		isFirst &&= child === first[element];
	};
	for (const element in first) take(element);
	for (const element in second) if (!(element in first)) take(element);
	return isFirst ? first : node(choose(hasMember(first), hasMember(second)), children);
}

/** A root is never a member, though an empty one looks like a leaf. */
function combineRoots(first: FieldSet, second: FieldSet, choose: Choose): FieldSet {
	return combine(isEmpty(first) ? undefined : first, isEmpty(second) ? undefined : second, choose) ?? nothing;
}

export function union(first: FieldSet, second: FieldSet): FieldSet {
	return combineRoots(first, second, (a, b) => a || b);
}

export function intersection(first: FieldSet, second: FieldSet): FieldSet {
	return combineRoots(first, second, (a, b) => a && b);
}

/** The members of `first` that are no members of `second`, whatever is above or below them there. */
export function difference(first: FieldSet, second: FieldSet): FieldSet {
	return combineRoots(first, second, (a, b) => a && !b);
}

export function isEmpty(set: FieldSet): boolean {
	for (const _ in set) return false;
	return true;
}

/** Members as paths in words, `.spec.containers[name="app"].image`; those of a node before those below it. */
export function pathsIn(set: FieldSet, path = ''): string[] {
	const children = childrenOf(set).sort(([a], [b]) => (a < b ? -1 : 1));
	const isBelow = (child: FieldSet) => childrenOf(child).length > 0;
	return [
		...children.filter(([, child]) => hasMember(child)).map(([element]) => path + elementText(element)),
		...children
			.filter(([, child]) => isBelow(child))
			.flatMap(([element, child]) => pathsIn(child, path + elementText(element))),
	];
}

function elementText(element: string): string {
	const [kind, text] = [element.slice(0, 2), element.slice(2)];
	if (kind === 'f:') return `.${text}`;
	if (kind === 'v:') return `[=${text}]`;
	const keys = Object.entries(JSON.parse(text)).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
	return `[${keys.join(',')}]`;
}
