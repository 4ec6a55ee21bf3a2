import {describe, expect, test} from 'vitest';
import {splitItems} from '../../source/cluster/list-items.ts';

function split(chunks: readonly Buffer[]) {
	const items: unknown[] = [];
	const splitter = splitItems(text => items.push(JSON.parse(text)));
	for (const chunk of chunks) splitter.push(chunk);
	return {items, envelope: splitter.envelope()};
}

const nasty = [
	{metadata: {name: 'a'}, text: 'braces } { ] [ and \\ and "quotes" \\" end\\'},
	{metadata: {name: 'b', labels: {items: '"items":['}}, list: [[1, {a: []}], {}], empty: {}},
	{name: 'grüße — 猫 🐈', managedFields: [{manager: 'x', fieldsV1: {'k:{"type":"Ready"}': {}}}]},
];

const lists = {
	'typed: metadata first': JSON.stringify({
		kind: 'L',
		metadata: {resourceVersion: '7', continue: 'c'},
		items: nasty,
	}),
	'custom: metadata last': JSON.stringify({
		apiVersion: 'x/v1',
		items: nasty,
		kind: 'L',
		metadata: {resourceVersion: '7'},
	}),
	indented: JSON.stringify({kind: 'L', metadata: {resourceVersion: '7'}, items: nasty}, undefined, 2),
};

describe.each(Object.entries(lists))('splitItems, %s', (_, text) => {
	const bytes = Buffer.from(text);
	const whole = JSON.parse(text);

	test('yields each item and the envelope around them', () => {
		const list = split([bytes]);
		expect(list.items).toEqual(nasty);
		expect(JSON.parse(list.envelope)).toEqual({...whole, items: []});
	});

	test('yields the same wherever the bytes are cut in two', () => {
		for (let at = 1; at < bytes.length; at++) {
			const list = split([bytes.subarray(0, at), bytes.subarray(at)]);
			expect(list.items).toEqual(nasty);
			expect(JSON.parse(list.envelope).metadata.resourceVersion).toBe('7');
		}
	});

	test('yields the same byte by byte', () => {
		const list = split(Array.from(bytes, byte => Buffer.from([byte])));
		expect(list.items).toEqual(nasty);
	});

	test('has an envelope that is no JSON before its last byte', () => {
		for (let at = 1; at < bytes.length; at++) {
			expect(() => JSON.parse(split([bytes.subarray(0, at)]).envelope)).toThrow(SyntaxError);
		}
	});
});

test.each([
	['no items', '{"metadata":{"resourceVersion":"1"},"items":[]}'],
	['null items, as Go writes an empty slice', '{"metadata":{"resourceVersion":"1"},"items":null}'],
	['items of something else', '{"metadata":{"resourceVersion":"1","items":[{"a":1}]}}'],
])('splitItems finds nothing in %s', (_, text) => {
	const list = split([Buffer.from(text)]);
	expect(list.items).toEqual([]);
	expect(JSON.parse(list.envelope)).toEqual(JSON.parse(text));
});
