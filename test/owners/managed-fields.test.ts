import {expect, test} from 'vitest';
import type {JsonObject} from '../../source/model/json.ts';
import {holdsField, managedEntries, sayFields} from '../../source/model/managed-fields.ts';
import {applyConflicts, managedFields} from '../../source/owners/managed-fields.ts';
import {entry, factsOf, objectOf} from './facts.ts';

const weight = '/spec/rules/0/backendRefs/1/weight';
const rules = {'f:spec': {'f:rules': {}}};
const ten = '2026-01-01T10:00:00Z';
const eleven = '2026-01-01T11:00:00Z';
const spec = {rules: [{backendRefs: [{weight: 90}, {weight: 10}]}]};

const template = {
	template: {
		spec: {
			containers: [
				{name: 'web', image: 'web:1'},
				{name: 'proxy', image: 'proxy:1'},
			],
		},
	},
};
const imageOf = (container: number) => `/spec/template/spec/containers/${container}/image`;
const ofProxy = {
	'f:spec': {'f:template': {'f:spec': {'f:containers': {'k:{"name":"proxy"}': {'.': {}, 'f:image': {}}}}}},
};

test.each([
	['an atomic list, its elements', rules, spec, weight, true],
	['an atomic list, something else', rules, spec, '/spec/hostnames', false],
	['an element by its key', ofProxy, template, imageOf(1), true],
	['an element by its key, another one', ofProxy, template, imageOf(0), false],
	['a part, the whole', ofProxy, template, '/spec/template', true],
	[
		'an annotation',
		{'f:metadata': {'f:annotations': {'f:a/b': {}}}},
		spec,
		'/metadata/annotations/a~1b',
		true,
	],
	['a map without its members', {'f:metadata': {'f:labels': {'.': {}}}}, spec, '/metadata/labels/x', false],
	['a member of a set', {'f:spec': {'f:names': {'v:"b"': {}}}}, {names: ['a', 'b']}, '/spec/names/1', true],
	['nothing at all', {}, spec, weight, false],
])('a set of fields holds %s', (_name, fields, of, pointer, holds) => {
	const object = objectOf({managedFields: [entry('x', 'Update', ten, fields as unknown as JsonObject)]}, of);
	expect(holdsField(managedEntries(object)![0]!, object, pointer)).toBe(holds);
});

test('a set of fields is said as people write paths', () => {
	const object = objectOf({managedFields: [entry('x', 'Update', ten, {...ofProxy, ...{'f:kind': {}}})]});
	expect(sayFields(managedEntries(object)![0]!)).toEqual([
		'spec.template.spec.containers[name=proxy].image',
		'kind',
	]);
});

function names(entries: readonly JsonObject[], overwritten: readonly string[] = []): string[] {
	return managedFields
		.find(factsOf(objectOf({managedFields: entries}, spec), {overwritten}))
		.map(({name}) => name);
}

test.each([
	[
		'wrote it after us',
		[entry('sluice', 'Update', ten, rules), entry('helm', 'Update', eleven, rules)],
		['Field manager helm'],
	],
	['wrote it before us', [entry('sluice', 'Update', eleven, rules), entry('helm', 'Update', ten, rules)], []],
	[
		'wrote something else after us',
		[entry('sluice', 'Update', ten, rules), entry('helm', 'Update', eleven, {'f:spec': {'f:hostnames': {}}})],
		[],
	],
	['wrote it where we never were', [entry('helm', 'Update', eleven, rules)], []],
])('a manager that %s', (_name, entries, found) => {
	expect(names(entries)).toEqual(found);
});

test('whoever wrote over the value in our journal took our record with it', () => {
	const entries = [entry('argocd-controller', 'Apply', eleven, rules)];
	expect(names(entries, [weight])).toEqual(['Field manager argocd-controller']);
	const [owner] = managedFields.find(
		factsOf(objectOf({managedFields: entries}, spec), {overwritten: [weight]}),
	);
	expect(owner?.evidence).toBe(
		'it wrote spec.rules.0.backendRefs.1.weight after sluice did (Apply at 2026-01-01T11:00:00Z)',
	);
});

function conflicts(...entries: readonly JsonObject[]): string[] {
	return applyConflicts(factsOf(objectOf({managedFields: entries}, spec))).map(({says}) => says);
}

test.each([
	['one who applied the field', [entry('ci', 'Apply', ten, rules)], ['by ci will conflict with this']],
	['one who forces', [entry('kustomize-controller', 'Apply', ten, rules)], ['takes spec.rules.0']],
	['one who updated it', [entry('kubectl-edit', 'Update', ten, rules)], []],
	['one who applied something else', [entry('ci', 'Apply', ten, {'f:spec': {'f:hostnames': {}}})], []],
	[
		'one from whom we took the field before',
		[entry('ci', 'Apply', ten, {'f:spec': {'f:hostnames': {}}}), entry('sluice', 'Update', eleven, rules)],
		['sluice holds spec.rules.0.backendRefs.1.weight: a server-side apply by ci'],
	],
])('the next server-side apply of %s', (_name, entries, says) => {
	const said = conflicts(...entries);
	expect(said).toHaveLength(says.length);
	for (const [index, text] of says.entries()) expect(said[index]).toContain(text);
});
