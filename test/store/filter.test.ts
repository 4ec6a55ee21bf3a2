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

test('what a row shows beside its search text is looked for only where that holds no match', () => {
	let asked = 0;
	const more = () => {
		asked++;
		return 'web-1\n0/1';
	};
	expect(filterOf('web').matches('shop web-1', more)).toBe(true);
	expect(asked).toBe(0);
	expect(filterOf('0/1').matches('shop web-1', more)).toBe(true);
	expect(filterOf('1/1').matches('shop web-1', more)).toBe(false);
	expect(filterOf('!0/1').matches('shop web-1', more)).toBe(false);
	expect(filterOf('/^web/').matches('shop web-1', more)).toBe(true);
	expect(filterOf('/^0\\/1$/').matches('shop web-1', more)).toBe(true);
});

test.each(['-l app=web', '-f chk'])('%s is said not to be supported', filter => {
	const {matches, says} = filterOf(filter);
	expect(says).toContain('not supported here yet');
	expect(matches('anything')).toBe(true);
});
