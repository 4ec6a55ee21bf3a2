import {expect, test} from 'vitest';
import {lines, parseWatchLine} from '../../source/cluster/watch-lines.ts';

test('lines come out whole wherever the bytes are cut', () => {
	const bytes = Buffer.from('first 猫\n\nthird 🐈\nrest');
	for (let at = 0; at <= bytes.length; at++) {
		const told: string[] = [];
		const splitter = lines(line => told.push(line));
		splitter.push(bytes.subarray(0, at));
		splitter.push(bytes.subarray(at));
		expect(told).toEqual(['first 猫', '', 'third 🐈']);
		expect(splitter.rest()).toBe('rest');
	}
});

test.each([
	[
		'an event',
		'{"type":"ADDED","object":{"metadata":{"name":"a"}}}',
		{type: 'ADDED', object: {metadata: {name: 'a'}}},
	],
	['half an event', '{"type":"ADDED","object":{"met', undefined],
	['an unknown type', '{"type":"GREETING","object":{}}', undefined],
	['no object', '{"type":"ADDED","object":null}', undefined],
	['an object without metadata', '{"type":"ADDED","object":{}}', undefined],
	[
		'an error, which has none',
		'{"type":"ERROR","object":{"code":410}}',
		{type: 'ERROR', object: {code: 410}},
	],
	['other JSON', '[]', undefined],
	['null', 'null', undefined],
	['a page of a proxy', '<html>', undefined],
])('parseWatchLine reads %s', (_, line, event) => {
	expect(parseWatchLine(line)).toEqual(event);
});
