import {expect, test} from 'vitest';
import {parseSlim} from '../../source/cluster/slim-object.ts';

const fields = [
	{
		manager: 'kubelet',
		operation: 'Update',
		fieldsType: 'FieldsV1',
		fieldsV1: {'f:status': {'k:{"type":"Ready"}': {}}},
	},
	{manager: 'odd', fieldsV1: {'v:"a]"': {}}},
];
const awkward = [{manager: '}]', fieldsV1: {}}];

test.each<[string, object, object]>([
	[
		'last in metadata, as built-in kinds have it',
		{metadata: {name: 'a', managedFields: fields}, spec: {}},
		{metadata: {name: 'a'}, spec: {}},
	],
	[
		'in the middle, as custom resources have it',
		{metadata: {labels: {}, managedFields: fields, name: 'a'}},
		{metadata: {labels: {}, name: 'a'}},
	],
	['first', {metadata: {managedFields: fields, name: 'a'}}, {metadata: {name: 'a'}}],
	[
		'alone',
		{metadata: {managedFields: fields}, spec: {list: [{a: 1}]}},
		{metadata: {}, spec: {list: [{a: 1}]}},
	],
	[
		'absent',
		{metadata: {name: 'a'}, spec: {list: [{a: 1}]}},
		{metadata: {name: 'a'}, spec: {list: [{a: 1}]}},
	],
])('parseSlim leaves out managedFields that are %s', (_, object, slim) => {
	expect(parseSlim(JSON.stringify(object))).toEqual(slim);
});

test.each<[string, object]>([
	['empty', {metadata: {managedFields: [], name: 'n'}, spec: {containers: [{a: 1}], b: 2}}],
	['hard to cut', {metadata: {name: 'a', managedFields: awkward}, spec: {list: [{a: 1}]}}],
	['only spoken of', {metadata: {name: 'a', annotations: {last: JSON.stringify({managedFields: fields})}}}],
])('parseSlim keeps managedFields that are %s, and everything else', (_, object) => {
	expect(parseSlim(JSON.stringify(object))).toEqual(object);
});

test('parseSlim throws on what is no JSON', () => {
	expect(() => parseSlim('{"metadata":{"managedFields":[{}],')).toThrow(SyntaxError);
});
