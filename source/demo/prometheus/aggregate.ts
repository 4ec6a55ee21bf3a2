/** Aggregations of instant vectors. Pure. */
import {sorted} from './elements.ts';
import type {Aggregation} from './syntax.ts';
import {type Element, type Labels, labelsText, onlyLabels, withoutLabels} from './values.ts';

type Group = {readonly labels: Labels; readonly elements: Element[]};

/** Puts elements into groups by labels, and makes of each group what the operator says. */
export function aggregated(
	aggregation: Aggregation,
	elements: readonly Element[],
	parameter: number,
): Element[] {
	const {operator} = aggregation;
	const groups = grouped(aggregation, elements);
	if (operator === 'topk' || operator === 'bottomk') {
		const most = Math.max(0, Math.trunc(parameter) || 0);
		return groups.flatMap(group => sorted(group.elements, operator === 'topk').slice(0, most));
	}
	return groups.map(group => {
		const values = group.elements.map(({value}) => value);
		return {labels: group.labels, value: operators[operator]!(values, parameter)};
	});
}

function grouped(aggregation: Aggregation, elements: readonly Element[]): Group[] {
	const groups = new Map<Labels, Group>();
	for (const element of elements) {
		const labels = groupLabels(aggregation, element.labels);
		const group = groups.get(labels) ?? {labels, elements: []};
		group.elements.push(element);
		groups.set(labels, group);
	}
	return [...groups.values()];
}

/** Labels of groups by their text, and by the labels of elements that were put into them before. */
type Known = {readonly byText: Map<string, Labels>; readonly byElement: WeakMap<Labels, Labels>};

const known = new WeakMap<Aggregation, Known>();

/** What the group of an element is known by: one and the same object for all of the group. */
function groupLabels(aggregation: Aggregation, of: Labels): Labels {
	const {byText, byElement} = known.get(aggregation) ?? {byText: new Map(), byElement: new WeakMap()};
	known.set(aggregation, {byText, byElement});
	const present = byElement.get(of);
	if (present) return present;
	const {labels: named, isWithout} = aggregation;
	const own = isWithout ? withoutLabels(of, ['__name__', ...named]) : onlyLabels(of, named);
	const labels = byText.get(labelsText(own)) ?? own;
	byText.set(labelsText(own), labels);
	byElement.set(of, labels);
	return labels;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const mean = (values: readonly number[]) => sum(values) / values.length;

const variance = (values: readonly number[]) => {
	const middle = mean(values);
	return mean(values.map(value => (value - middle) ** 2));
};

/** The least or the most of what are numbers; NaN where none is. */
const extreme = (choose: (...values: number[]) => number) => (values: readonly number[]) => {
	const numbers = values.filter(value => !Number.isNaN(value));
	return numbers.length > 0 ? choose(...numbers) : Number.NaN;
};

const operators: Readonly<Record<string, (values: readonly number[], parameter: number) => number>> = {
	sum,
	avg: mean,
	min: extreme(Math.min),
	max: extreme(Math.max),
	count: values => values.length,
	group: () => 1,
	stdvar: variance,
	stddev: values => Math.sqrt(variance(values)),
	quantile: (values, parameter) => quantileOf(parameter, values),
};

/** Between the two nearest ranks, in proportion. */
export function quantileOf(quantile: number, values: readonly number[]): number {
	if (values.length === 0 || Number.isNaN(quantile)) return Number.NaN;
	if (quantile < 0) return Number.NEGATIVE_INFINITY;
	if (quantile > 1) return Number.POSITIVE_INFINITY;
	const ordered = [...values].sort((a, b) => a - b);
	const rank = quantile * (ordered.length - 1);
	const low = ordered[Math.floor(rank)]!;
	const high = ordered[Math.min(ordered.length - 1, Math.floor(rank) + 1)]!;
	const weight = rank - Math.floor(rank);
	return low * (1 - weight) + high * weight;
}
