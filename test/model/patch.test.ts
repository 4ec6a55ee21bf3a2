import {describe, expect, test} from 'vitest';
import {edited, patchOf} from '../../source/model/patch.ts';
import {patchText} from '../../source/model/patch-text.ts';
import type {Edit, Guard} from '../../source/model/plan.ts';
import {deployments} from '../kit/resources.ts';

const target = {resource: deployments, namespace: 'shop', name: 'checkout', uid: 'u1'};
const uidTest = {op: 'test', path: '/metadata/uid', value: 'u1'};

function patch(guards: readonly Guard[], edits: readonly Edit[]) {
	return patchOf({target, guards, edits});
}

describe('patchOf', () => {
	test('tests the uid, then the guards in order, then writes', () => {
		expect(
			patch(
				[
					{at: '/spec/replicas', is: 3},
					{at: '/spec/paused', is: undefined},
				],
				[{at: '/spec/replicas', from: 3, to: 5}],
			),
		).toEqual([
			uidTest,
			{op: 'test', path: '/spec/replicas', value: 3},
			{op: 'test', path: '/spec/paused', value: null},
			{op: 'add', path: '/spec/replicas', value: 5},
		]);
	});

	test.each<[string, Edit, unknown[]]>([
		['a member that is not there', {at: '/a', from: undefined, to: 1}, [{op: 'add', path: '/a', value: 1}]],
		['a member that is there', {at: '/a', from: 0, to: 1}, [{op: 'add', path: '/a', value: 1}]],
		['null, which is a value', {at: '/a', from: 0, to: null}, [{op: 'add', path: '/a', value: null}]],
		['an element of a list', {at: '/a/0', from: 0, to: 1}, [{op: 'replace', path: '/a/0', value: 1}]],
		['a new element of a list', {at: '/a/1', from: undefined, to: 1}, [{op: 'add', path: '/a/1', value: 1}]],
		['a member taken away', {at: '/a', from: 1, to: undefined}, [{op: 'remove', path: '/a'}]],
		['nothing taken from nothing', {at: '/a', from: undefined, to: undefined}, []],
	])('writes %s', (_, edit, operations) => {
		expect(patch([], [edit])).toEqual([uidTest, ...operations]);
	});

	test('tests zero replicas of a Scale for null: servers leave them out', () => {
		const guards = [{at: '/spec/replicas', is: 0}];
		const edits = [{at: '/spec/replicas', from: 0, to: 3}];
		expect(patchOf({target, subresource: 'scale', guards, edits})).toEqual([
			uidTest,
			{op: 'test', path: '/spec/replicas', value: null},
			{op: 'add', path: '/spec/replicas', value: 3},
		]);
		expect(patchOf({target, guards, edits})[1]).toEqual({op: 'test', path: '/spec/replicas', value: 0});
	});

	test('creates a parent that was read as absent, once, and drops guards below it', () => {
		expect(
			patch(
				[
					{at: '/metadata/annotations', is: undefined},
					{at: '/metadata/annotations/a', is: undefined},
				],
				[
					{at: '/metadata/annotations/a', from: undefined, to: 'x'},
					{at: '/metadata/annotations/b', from: undefined, to: 'y'},
				],
			),
		).toEqual([
			uidTest,
			{op: 'test', path: '/metadata/annotations', value: null},
			{op: 'add', path: '/metadata/annotations', value: {}},
			{op: 'add', path: '/metadata/annotations/a', value: 'x'},
			{op: 'add', path: '/metadata/annotations/b', value: 'y'},
		]);
	});

	test('creates every level below the outermost absent parent', () => {
		const paths = patch([{at: '/spec/a', is: undefined}], [{at: '/spec/a/b/c', from: undefined, to: 1}]).map(
			operation => `${operation.op} ${operation.path}`,
		);
		expect(paths).toEqual([
			'test /metadata/uid',
			'test /spec/a',
			'add /spec/a',
			'add /spec/a/b',
			'add /spec/a/b/c',
		]);
	});

	test('does not take a longer name for a child', () => {
		const operations = patch([{at: '/spec/a', is: undefined}], [{at: '/spec/ab', from: undefined, to: 1}]);
		expect(operations.map(operation => operation.path)).toEqual(['/metadata/uid', '/spec/a', '/spec/ab']);
	});
});

test('patchText escapes what Go escapes, and stays the same JSON', () => {
	const operations = [{op: 'test' as const, path: '/a', value: {'k&': 'a&b<c>\u2028\u2029é"\\'}}];
	const text = patchText(operations);
	expect(text).toBe(
		'[{"op":"test","path":"/a","value":{"k\\u0026":"a\\u0026b\\u003cc\\u003e\\u2028\\u2029é\\"\\\\"}}]',
	);
	expect(JSON.parse(text)).toEqual(operations);
});

describe('edited', () => {
	const document = {a: {b: [1, 2, 3]}, c: 'd'};

	test.each<[string, Edit[], unknown]>([
		['nothing', [], document],
		['a member', [{at: '/c', from: 'd', to: 'e'}], {...document, c: 'e'}],
		['a member taken away', [{at: '/c', from: 'd', to: undefined}], {a: document.a}],
		['a member below what is not there', [{at: '/x/y', from: undefined, to: 1}], {...document, x: {y: 1}}],
		['an element', [{at: '/a/b/1', from: 2, to: 9}], {...document, a: {b: [1, 9, 3]}}],
		['an element put in', [{at: '/a/b/1', from: undefined, to: 9}], {...document, a: {b: [1, 9, 2, 3]}}],
		[
			'an element put behind all',
			[{at: '/a/b/-', from: undefined, to: 9}],
			{...document, a: {b: [1, 2, 3, 9]}},
		],
		['an element taken away', [{at: '/a/b/0', from: 1, to: undefined}], {...document, a: {b: [2, 3]}}],
	])('has %s', (_, edits, after) => {
		expect(edited(document, edits)).toEqual(after);
		expect(document).toEqual({a: {b: [1, 2, 3]}, c: 'd'});
	});
});
