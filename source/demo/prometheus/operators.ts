/** Operators between numbers and vectors, and which elements of two vectors they bring together. Pure. */
import {type Binary, comparisons, type Matching} from './syntax.ts';
import {
	type Element,
	ExecutionError,
	type Labels,
	labelsText,
	onlyLabels,
	type Result,
	withoutLabels,
	withoutName,
} from './values.ts';

const arithmetic: Readonly<Record<string, (left: number, right: number) => number>> = {
	'+': (left, right) => left + right,
	'-': (left, right) => left - right,
	'*': (left, right) => left * right,
	'/': (left, right) => left / right,
	'%': (left, right) => left % right,
	'^': (left, right) => left ** right,
};

const compares: Readonly<Record<string, (left: number, right: number) => boolean>> = {
	'==': (left, right) => left === right,
	'!=': (left, right) => left !== right,
	'<': (left, right) => left < right,
	'<=': (left, right) => left <= right,
	'>': (left, right) => left > right,
	'>=': (left, right) => left >= right,
};

export function operate(binary: Binary, left: Result, right: Result): Result {
	if (left.type === 'scalar' && right.type === 'scalar')
		return {type: 'scalar', value: combined(binary, left.value, right.value) ?? 0};
	if (left.type === 'vector' && right.type === 'vector')
		return {type: 'vector', elements: betweenVectors(binary, left.elements, right.elements)};
	return {type: 'vector', elements: withScalar(binary, left, right)};
}

/** What two numbers give; undefined for a comparison that filters out, 0 or 1 for one that returns bool. */
function combined(
	{operator, returnsBool}: Binary,
	left: number,
	right: number,
	kept = left,
): number | undefined {
	const compare = compares[operator];
	if (!compare) return arithmetic[operator]!(left, right);
	if (returnsBool) return Number(compare(left, right));
	return compare(left, right) ? kept : undefined;
}

/** A comparison that filters leaves elements as they are, under their names. */
function keepsLabels({operator, returnsBool}: Binary): boolean {
	return comparisons.has(operator) && !returnsBool;
}

function withScalar(binary: Binary, left: Result, right: Result): Element[] {
	const isLeftScalar = left.type === 'scalar';
	const scalar = (isLeftScalar ? left : right) as {value: number};
	const {elements} = (isLeftScalar ? right : left) as {elements: readonly Element[]};
	return elements.flatMap(({labels, value: own}) => {
		const pair = isLeftScalar ? ([scalar.value, own] as const) : ([own, scalar.value] as const);
		const value = combined(binary, ...pair, own);
		return value === undefined ? [] : [{labels: keepsLabels(binary) ? labels : withoutName(labels), value}];
	});
}

function betweenVectors(binary: Binary, left: readonly Element[], right: readonly Element[]): Element[] {
	const {operator, matching} = binary;
	const keyOf = (element: Element) => labelsText(matched(element.labels, matching));
	const rightKeys = new Set(right.map(keyOf));
	if (operator === 'and') return left.filter(element => rightKeys.has(keyOf(element)));
	if (operator === 'unless') return left.filter(element => !rightKeys.has(keyOf(element)));
	if (operator === 'or') {
		const leftKeys = new Set(left.map(keyOf));
		return [...left, ...right.filter(element => !leftKeys.has(keyOf(element)))];
	}
	return matching.many === 'right' ? joined(binary, right, left, keyOf) : joined(binary, left, right, keyOf);
}

function matched(labels: Labels, {labels: named, isOn}: Matching): Labels {
	return isOn ? onlyLabels(labels, named) : withoutLabels(labels, ['__name__', ...named]);
}

/** Brings each element of the side that may have many to the one of the other side that matches it. */
function joined(
	binary: Binary,
	manySide: readonly Element[],
	oneSide: readonly Element[],
	keyOf: (element: Element) => string,
): Element[] {
	const {matching} = binary;
	const isSwapped = matching.many === 'right';
	const ones = new Map<string, Element>();
	for (const element of oneSide) {
		const present = ones.get(keyOf(element));
		if (present)
			throw duplicates(matched(element.labels, matching), element, present, isSwapped ? 'left' : 'right');
		ones.set(keyOf(element), element);
	}
	const taken = new Set<string>();
	return manySide.flatMap(many => {
		const one = ones.get(keyOf(many));
		if (!one) return [];
		const [left, right] = isSwapped ? [one, many] : [many, one];
		const value = combined(binary, left.value, right.value);
		if (value === undefined) return [];
		const labels = resultLabels(binary, many.labels, one.labels);
		const key = matching.many ? labelsText(labels) : keyOf(many);
		if (taken.has(key)) throw new ExecutionError(matching.many ? ambiguous : tooMany);
		taken.add(key);
		return [{labels, value}];
	});
}

const tooMany = 'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)';
const ambiguous = 'multiple matches for labels: grouping labels must ensure unique matches';

function duplicates(group: Labels, first: Element, second: Element, side: string): ExecutionError {
	const both = [second, first].map(({labels}) => labelsText(labels)).join(', ');
	return new ExecutionError(
		`found duplicate series for the match group ${labelsText(group)} on the ${side} hand-side of the operation: [${both}];many-to-many matching not allowed: matching labels must be unique on one side`,
	);
}

function resultLabels(binary: Binary, many: Labels, one: Labels): Labels {
	const {matching} = binary;
	const own = keepsLabels(binary) ? many : withoutName(many);
	if (!matching.many)
		return matching.isOn ? onlyLabels(own, matching.labels) : withoutLabels(own, matching.labels);
	const labels = withoutLabels(own, matching.included);
	return {...labels, ...onlyLabels(one, matching.included)};
}
