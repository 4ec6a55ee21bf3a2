import {describe, expect, it} from 'vitest';
import {resourceViews} from '../../source/resources/index.ts';

it('calls no two views by the same word', () => {
	const words = resourceViews.flatMap(({name, aliases}) => [name, ...aliases]);
	expect(words).toEqual([...new Set(words)]);
	for (const word of words) expect(word).toBe(word.toLowerCase());
});

describe.each(resourceViews)('$name', ({columns, order, isNamespaced}) => {
	const titles = columns.map(({title}) => title);

	it('has columns of different titles, and a namespace if its kind has one', () => {
		expect(titles).toEqual([...new Set(titles)]);
		expect(titles.includes('NAMESPACE')).toBe(isNamespaced);
	});

	it('keeps at least one column however narrow, and none wider than it may be', () => {
		expect(columns.some(({priority}) => priority === 1)).toBe(true);
		for (const {width} of columns) expect(width.min).toBeLessThanOrEqual(width.max);
	});

	it('opens in the order of a column it has', () => {
		if (order) expect(titles).toContain(order.column);
	});
});
