import {describe, expect, it} from 'vitest';
import {mergePatch} from '../../source/demo/api/merge-patch.ts';
import {strategicMergePatch} from '../../source/demo/api/strategic-merge-patch.ts';
import {list, members, setOfStrings} from '../../source/demo/kinds/fields.ts';
import type {Tree} from '../../source/demo/object.ts';

// The examples of RFC 7386, appendix A, as far as they are objects.
const merges: [Tree, unknown, unknown][] = [
	[{a: 'b'}, {a: 'c'}, {a: 'c'}],
	[{a: 'b'}, {b: 'c'}, {a: 'b', b: 'c'}],
	[{a: 'b'}, {a: null}, {}],
	[{a: 'b', b: 'c'}, {a: null}, {b: 'c'}],
	[{a: ['b']}, {a: 'c'}, {a: 'c'}],
	[{a: 'c'}, {a: ['b']}, {a: ['b']}],
	[{a: {b: 'c'}}, {a: {b: 'd', c: null}}, {a: {b: 'd'}}],
	[{a: [{b: 'c'}]}, {a: [1]}, {a: [1]}],
	[{e: null}, {a: 1}, {e: null, a: 1}],
	[{}, {a: {bb: {ccc: null}}}, {a: {bb: {}}}],
	[{a: 'b'}, ['c'], ['c']],
];

const shape = members(
	{},
	{containers: list(members({string: 'name image'}), 'name'), plain: list({is: 'any'}), names: setOfStrings},
);
const two = {
	containers: [
		{name: 'a', image: '1'},
		{name: 'b', image: '1'},
	],
};

const strategic: [string, Tree, Tree, Tree][] = [
	[
		'merges elements by their key',
		two,
		{containers: [{name: 'b', image: '2'}]},
		{containers: [two.containers[0], {name: 'b', image: '2'}]},
	],
	[
		'appends new elements',
		two,
		{containers: [{name: 'c', image: '1'}]},
		{containers: [...two.containers, {name: 'c', image: '1'}]},
	],
	['deletes elements', two, {containers: [{name: 'a', $patch: 'delete'}]}, {containers: [two.containers[1]]}],
	[
		'replaces lists when told to',
		two,
		{containers: [{name: 'z', image: '1'}, {$patch: 'replace'}]},
		{containers: [{name: 'z', image: '1'}]},
	],
	[
		'orders elements',
		two,
		{'$setElementOrder/containers': [{name: 'b'}, {name: 'a'}]},
		{containers: [two.containers[1], two.containers[0]]},
	],
	['replaces lists without a key', {plain: [1, 2]}, {plain: [3]}, {plain: [3]}],
	['adds to sets', {names: ['a']}, {names: ['a', 'b']}, {names: ['a', 'b']}],
	['deletes from sets', {names: ['a', 'b']}, {'$deleteFromPrimitiveList/names': ['a']}, {names: ['b']}],
	['keeps only what is retained', {a: 1, b: 2}, {$retainKeys: ['b'], b: 3}, {b: 3}],
	['replaces objects when told to', {o: {a: 1}}, {o: {$patch: 'replace', b: 2}}, {o: {b: 2}}],
	['removes by null', {a: 1, b: 2}, {a: null}, {b: 2}],
];

describe('mergePatch', () => {
	it.each(merges)('of %j with %j', (document, patch, expected) => {
		expect(mergePatch(document, patch)).toEqual(expected);
	});
});

describe('strategicMergePatch', () => {
	it.each(strategic)('%s', (_, document, patch, expected) => {
		expect(strategicMergePatch(document, patch, shape)).toEqual(expected);
	});
});
