import {expect, test} from 'vitest';
import {filterOf} from '../../source/store/filter.ts';

test.each([
	['', 'anything', true],
	['web', 'shop web-1 running', true],
	['WEB', 'shop web-1 running', true],
	['web run', 'shop web-1 running', true],
	['web pend', 'shop web-1 running', false],
	['pend|run', 'shop web-1 running', true],
	['!web', 'shop web-1 running', false],
	['!web', 'shop api-1 running', true],
	['!pend|crash', 'shop web-1 running', true],
	['"web-1 run"', 'shop web-1 running', true],
	['"web run"', 'shop web-1 running', false],
	['/web-\\d+/', 'shop web-12 running', true],
	['/^web/', 'shop web-12 running', false],
	['!/web-\\d+/', 'shop web-12 running', false],
	['istiod', 'istio-cni-node', false],
	['!', 'anything', true],
	['|', 'anything', true],
	['/', 'anything', true],
])('%j on %j is %s', (filter, text, isKept) => {
	expect(filterOf(filter).matches(text)).toBe(isKept);
});

test.each([
	['/(a+)+$/', 'repeated group'],
	['/(a|a)*b/', 'repeated group'],
	['/(a)\\1/', 'References'],
	['/a(?=b)/', 'look-around'],
	['/.*.*.*.*x/', 'three'],
	['/[/', 'not a complete pattern'],
])('%s is left out, and says why', (filter, says) => {
	const {matches, says: said} = filterOf(filter);
	expect(said).toContain(says);
	expect(matches('anything at all')).toBe(true);
});

test('a pattern that is left out leaves the other words standing', () => {
	expect(filterOf('web /(a+)+$/').matches('api')).toBe(false);
});
