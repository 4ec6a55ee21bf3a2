import {expect, test} from 'vitest';
import {readExposition} from '../../source/measure/exposition.ts';

const names = new Set(['requests_total', 'other']);

test.each([
	['requests_total 5', [{name: 'requests_total', labels: {}, value: 5}]],
	['requests_total{code="200"} 1e3', [{name: 'requests_total', labels: {code: '200'}, value: 1000}]],
	[
		'requests_total{code="200",} 5 1700000000000',
		[{name: 'requests_total', labels: {code: '200'}, value: 5}],
	],
	[
		'requests_total{path="/a}b, \\"c\\" \\\\",x="1"} 5',
		[{name: 'requests_total', labels: {path: '/a}b, "c" \\', x: '1'}, value: 5}],
	],
	['requests_total{} 7 # {trace_id="1"} 1', [{name: 'requests_total', labels: {}, value: 7}]],
	['# HELP requests_total 5', []],
	['requests_total NaN', []],
	['requests_total_created 5', []],
	['requests_total{broken 5', []],
])('%s', (line, read) => {
	expect(readExposition(`# TYPE x counter\n${line}\n`, names)).toEqual(read);
});

test('a long line without an end is given up quickly', () => {
	const before = performance.now();
	readExposition(`requests_total{${'a="'.repeat(100_000)}`, names);
	expect(performance.now() - before).toBeLessThan(1000);
});
