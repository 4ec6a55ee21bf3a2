import {describe, expect, test} from 'vitest';
import {comparedShapes, shapeOf} from '../../source/model/line-shape.ts';

describe('lines that differ in values alone have one shape', () => {
	test.each([
		['times and durations', '2026-01-01T12:00:00.1Z took 12ms', '2026-01-02T13:10:07+02:00 took 3499ms'],
		['numbers', 'served 3 of 20 in 1.5 s', 'served 12 of 9 in 0.25 s'],
		['ids', 'order 4f9c2a1b7d done', 'order 9e00c1ff12 done'],
		[
			'UUIDs',
			'trace=0b7e6f6c-8d2e-4a53-9d0e-6a1c2b3d4e5f end',
			'trace=11111111-2222-4333-8444-abcdefabcdef end',
		],
		['addresses', 'dial tcp 10.0.0.7:5432: refused', 'dial tcp 10.12.99.1:6543: refused'],
		['quoted values', 'user "ada" left', 'user "grace" left'],
		['values of logfmt', 'level=info msg="done" path="/a/b"', 'level=info msg="done" path="/c"'],
		['values of JSON', '{"msg":"done","user":"ada","ms":3}', '{"msg":"done","user":"bo","ms":71}'],
		['versions', 'starting version=1.4.2', 'starting version=1.5.0'],
		['pods', 'on checkout-7d9f4c-x7k2p', 'on checkout-55d6b8-q9w1z'],
	])('%s', (_what, one, other) => {
		expect(shapeOf(one)).toBe(shapeOf(other));
	});
});

describe('messages that are others keep other shapes', () => {
	test.each([
		['the message', 'level=info msg="done"', 'level=info msg="failed"'],
		['the message of JSON', '{"message":"done"}', '{"message":"failed"}'],
		['the level', 'level=info msg="x"', 'level=error msg="x"'],
		['the status', 'request="GET /" status=200', 'request="GET /" status=503'],
		['the status of JSON', '{"status":200}', '{"status":500}'],
		[
			'the status of an access log',
			'1.2.3.4 - - "GET / HTTP/1.1" 200 17',
			'1.2.3.4 - - "GET / HTTP/1.1" 502 17',
		],
		['an apostrophe is no quote', "can't open it, won't try", "can't close it, won't try"],
	])('%s', (_what, one, other) => {
		expect(shapeOf(one)).not.toBe(shapeOf(other));
	});
});

test('only new shapes are new; grave ones come first, then what is said most', () => {
	const lines = (...texts: string[]) => texts.map(text => ({text}));
	const here = lines('served 1', 'served 2', 'retry in 3 s', 'retry in 5 s', 'level=error msg="no pool"');
	const there = lines('served 7', 'cache warm', 'cache warm');
	expect(comparedShapes(here, there).map(({shape, here: h, there: t}) => `${shape} ${h} ${t}`)).toEqual([
		'level=error msg="no pool" 1 0',
		'served # 2 1',
		'retry in # s 2 0',
		'cache warm 0 2',
	]);
});

test('a long hostile line is read in no time', () => {
	const before = performance.now();
	for (const text of ['"'.repeat(20_000), 'a='.repeat(20_000), '1'.repeat(40_000), `${'a-'.repeat(20_000)}"`])
		shapeOf(text);
	expect(performance.now() - before).toBeLessThan(1000);
});
