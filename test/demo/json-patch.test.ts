import {describe, expect, it} from 'vitest';
import {jsonPatch, PatchError} from '../../source/demo/api/json-patch.ts';

const document = () => ({
	name: 'shop',
	weight: 90,
	list: [{name: 'a', weight: 1}, {name: 'b'}],
	path: '/a&b<c>',
});

const applied: [string, string, unknown][] = [
	['adds a member', '[{"op":"add","path":"/new","value":{"x":1}}]', {...document(), new: {x: 1}}],
	['adds over a member', '[{"op":"add","path":"/weight","value":10}]', {...document(), weight: 10}],
	['adds null where there is no value', '[{"op":"add","path":"/weight"}]', {...document(), weight: null}],
	[
		'appends to a list',
		'[{"op":"add","path":"/list/-","value":3}]',
		{...document(), list: [...document().list, 3]},
	],
	[
		'adds at the end by number',
		'[{"op":"add","path":"/list/2","value":3}]',
		{...document(), list: [...document().list, 3]},
	],
	['replaces a missing member', '[{"op":"replace","path":"/new","value":1}]', {...document(), new: 1}],
	['replaces the whole', '[{"op":"replace","path":"","value":{"a":1}}]', {a: 1}],
	['removes an element', '[{"op":"remove","path":"/list/0"}]', {...document(), list: [{name: 'b'}]}],
	[
		'removes the last element',
		'[{"op":"remove","path":"/list/-1"}]',
		{...document(), list: [{name: 'a', weight: 1}]},
	],
	['tests null for an absent member', '[{"op":"test","path":"/list/1/weight","value":null}]', document()],
	['tests without a value for an absent member', '[{"op":"test","path":"/nope"}]', document()],
	[
		'tests objects in any order',
		'[{"op":"test","path":"/list/0","value":{"weight":1,"name":"a"}}]',
		document(),
	],
	['tests Go’s text', '[{"op":"test","path":"/path","value":"/a\\u0026b\\u003cc\\u003e"}]', document()],
	['finds escaped names', '[{"op":"add","path":"/a~1b~0c","value":1}]', {...document(), 'a/b~c': 1}],
];

const refused: [string, string][] = [
	['another number', '[{"op":"test","path":"/weight","value":91}]'],
	['the same number in another form', '[{"op":"test","path":"/weight","value":90.0}]'],
	['a string without Go’s escapes', '[{"op":"test","path":"/path","value":"/a&b<c>"}]'],
	['null against a member', '[{"op":"test","path":"/weight","value":null}]'],
	['a longer list', '[{"op":"test","path":"/list","value":[{"name":"a","weight":1}]}]'],
	['null under an absent parent', '[{"op":"test","path":"/nope/x","value":null}]'],
	['null beyond a list', '[{"op":"test","path":"/list/2","value":null}]'],
	['a member of a number', '[{"op":"add","path":"/weight/x","value":1}]'],
	['an add under an absent parent', '[{"op":"add","path":"/nope/x","value":1}]'],
	['a remove of what is not there', '[{"op":"remove","path":"/nope"}]'],
	['an add beyond a list', '[{"op":"add","path":"/list/3","value":1}]'],
	['a copy of nothing', '[{"op":"copy","from":"/nope","path":"/x"}]'],
	['a prototype for a member', '[{"op":"test","path":"/constructor/name","value":null}]'],
];

describe('jsonPatch', () => {
	it.each(applied)('%s', (_, patch, expected) => {
		expect(jsonPatch(document(), patch)).toEqual(expected);
	});

	it.each(refused)('refuses %s', (_, patch) => {
		expect(() => jsonPatch(document(), patch)).toThrow(PatchError);
	});

	it('applies whole or not at all, and never to what it was given', () => {
		const given = Object.freeze(document());
		const patch = '[{"op":"remove","path":"/name"},{"op":"test","path":"/weight","value":1}]';
		expect(() => jsonPatch(given, patch)).toThrow(PatchError);
		expect(jsonPatch(given, '[{"op":"remove","path":"/name"}]')).not.toHaveProperty('name');
		expect(given).toEqual(document());
	});

	it.each(['{}', '[', '[1]'])('cannot read %s', patch => {
		expect(() => jsonPatch({}, patch)).toThrow(expect.objectContaining({isUnreadable: true}));
	});
});
