import {aggregated} from './aggregate.ts';
import {clamped, histogramQuantiles, replaceLabel, rounded, sorted, valueFunctions} from './elements.ts';
import {operate} from './operators.ts';
import {keepsName, rangeFunctions} from './ranges.ts';
import type {Call, Expression, Selector} from './syntax.ts';
import {
	type Element,
	ExecutionError,
	type Labels,
	labelsText,
	type Result,
	type Series,
	withoutName,
} from './values.ts';

/** Finds the series that a selector selects. */
export type Select = (selector: Selector) => readonly Series[];

/** What an expression, checked by the parser, comes to at one moment. */
export function evaluate(expression: Expression, select: Select, atMs: number): Result {
	const inner = (part: Expression) => evaluate(part, select, atMs);
	const vector = (part: Expression) => (inner(part) as {elements: readonly Element[]}).elements;
	const scalar = (part: Expression) => (inner(part) as {value: number}).value;

	switch (expression.type) {
		case 'number':
			return {type: 'scalar', value: expression.value};
		case 'text':
			return {type: 'string', value: expression.value};
		case 'selector':
			return ofElements(instant(expression, select, atMs));
		case 'negation':
			return negated(inner(expression.of));
		case 'aggregation': {
			const parameter = expression.parameter ? scalar(expression.parameter) : Number.NaN;
			return ofElements(aggregated(expression, vector(expression.of), parameter));
		}
		case 'binary':
			return operate(expression, inner(expression.left), inner(expression.right));
		default:
			return call(expression, select, atMs, {inner, vector, scalar});
	}
}

function ofElements(elements: readonly Element[]): Result {
	return {type: 'vector', elements};
}

function instant({offsetMs, ...selector}: Selector, select: Select, atMs: number): Element[] {
	return select({...selector, offsetMs}).flatMap(series => {
		const sample = series.at(atMs - offsetMs);
		return sample ? [{labels: series.labels, value: sample.value}] : [];
	});
}

function negated(result: Result): Result {
	if (result.type === 'scalar') return {type: 'scalar', value: -result.value};
	const {elements} = result as {elements: readonly Element[]};
	return ofElements(elements.map(({labels, value}) => ({labels: withoutName(labels), value: -value})));
}

type Parts = {
	inner(part: Expression): Result;
	vector(part: Expression): readonly Element[];
	scalar(part: Expression): number;
};

function call({name, given}: Call, select: Select, atMs: number, {inner, vector, scalar}: Parts): Result {
	if (rangeFunctions[name]) return ofElements(overRange(name, given[0] as Selector, select, atMs));
	if (valueFunctions[name]) return ofElements(valueFunctions[name](vector(given[0]!)));
	const infinite = Number.POSITIVE_INFINITY;
	switch (name) {
		case 'time':
			return {type: 'scalar', value: atMs / 1000};
		case 'vector':
			return ofElements([{labels: {}, value: scalar(given[0]!)}]);
		case 'scalar': {
			const elements = vector(given[0]!);
			return {type: 'scalar', value: elements.length === 1 ? elements[0]!.value : Number.NaN};
		}
		case 'round':
			return ofElements(rounded(vector(given[0]!), given[1] && scalar(given[1])));
		case 'clamp':
			return ofElements(clamped(vector(given[0]!), scalar(given[1]!), scalar(given[2]!)));
		case 'clamp_min':
			return ofElements(clamped(vector(given[0]!), scalar(given[1]!), infinite));
		case 'clamp_max':
			return ofElements(clamped(vector(given[0]!), -infinite, scalar(given[1]!)));
		case 'histogram_quantile':
			return ofElements(histogramQuantiles(scalar(given[0]!), vector(given[1]!)));
		case 'sort':
		case 'sort_desc':
			return ofElements(sorted(vector(given[0]!), name === 'sort_desc'));
		case 'timestamp':
			return ofElements(timestamps(given[0]!, vector(given[0]!), select, atMs));
		case 'absent':
			return ofElements(vector(given[0]!).length > 0 ? [] : [{labels: statedLabels(given[0]!), value: 1}]);
		case 'label_replace': {
			const texts = given.slice(1).map(part => (inner(part) as {value: string}).value);
			return ofElements(replaceLabel(vector(given[0]!), texts));
		}
		default:
			throw new ExecutionError(`unknown function with name ${JSON.stringify(name)}`);
	}
}

function overRange(name: string, selector: Selector, select: Select, atMs: number): Element[] {
	const untilMs = atMs - selector.offsetMs;
	const range = {fromMs: untilMs - selector.rangeMs, untilMs};
	const elements = select(selector).flatMap(series => {
		const samples = series.between(range.fromMs, untilMs);
		const value = samples.length > 0 ? rangeFunctions[name]!(samples, range) : undefined;
		if (value === undefined) return [];
		return [{labels: keepsName.has(name) ? series.labels : withoutName(series.labels), value}];
	});
	if (new Set(elements.map(({labels}) => labelsText(labels))).size < elements.length)
		throw new ExecutionError('vector cannot contain metrics with the same labelset');
	return elements;
}

/** When the samples of a selector were taken; of anything else, the moment of the query. */
function timestamps(of: Expression, elements: readonly Element[], select: Select, atMs: number): Element[] {
	if (of.type !== 'selector')
		return elements.map(({labels}) => ({labels: withoutName(labels), value: atMs / 1000}));
	return select(of).flatMap(series => {
		const sample = series.at(atMs - of.offsetMs);
		return sample ? [{labels: withoutName(series.labels), value: sample.atMs / 1000}] : [];
	});
}

/** Labels that a selector states exactly. */
function statedLabels(of: Expression): Labels {
	if (of.type !== 'selector') return {};
	const exact = of.matchers.filter(({operator, label}) => operator === '=' && label !== '__name__');
	return Object.fromEntries(exact.filter(({value}) => value).map(({label, value}) => [label, value]));
}
