import {describe, expect, it} from 'vitest';
import {fitValue, list, type Misfit, members} from '../../source/demo/kinds/fields.ts';

const shape = members(
	{
		string: 'name',
		integer: 'replicas',
		count: 'ready',
		flag: 'paused',
		boolean: 'ok',
		intOrString: 'surge',
		quantities: 'limits',
	},
	{labels: {is: 'map', of: {is: 'string'}}, list: list(members({string: 'name'}), 'name'), any: {is: 'any'}},
);

function fitSample(value: unknown, isCustom = false) {
	const misfit: Misfit = {unknown: []};
	return {fitted: fitValue(shape, value, '', isCustom, misfit), ...misfit};
}

describe('fitValue', () => {
	it.each([
		[
			'keeps what it knows',
			{name: 'a', replicas: 0, ok: false, surge: '25%'},
			{name: 'a', replicas: 0, ok: false, surge: '25%'},
		],
		['leaves out what Go leaves out', {name: '', ready: 0, paused: false, labels: {}, list: []}, {}],
		['drops nulls', {name: null, list: null}, {}],
		['makes empty objects of nulls in lists', {list: [null, {name: 'a'}]}, {list: [{}, {name: 'a'}]}],
		['writes quantities as text', {limits: {cpu: 1}}, {limits: {cpu: '1'}}],
		['keeps empty labels', {labels: {a: '', b: null}}, {labels: {a: '', b: ''}}],
		['takes anything where anything goes', {any: [null, {x: 1}]}, {any: [null, {x: 1}]}],
	])('%s', (_, value, expected) => {
		expect(fitSample(value).fitted).toEqual(expected);
	});

	it('keeps what was sent for custom resources', () => {
		expect(fitSample({name: '', list: [], labels: {}}, true).fitted).toEqual({
			name: '',
			list: [],
			labels: {},
		});
	});

	it('names every unknown member by its path', () => {
		const {fitted, unknown} = fitSample({name: 'a', gizmo: 1, list: [{name: 'b', other: {}}], toString: 1});
		expect(unknown).toEqual(['gizmo', 'list[0].other', 'toString']);
		expect(fitted).toEqual({name: 'a', list: [{name: 'b'}]});
	});

	it.each([
		[{replicas: 'two'}, {at: 'replicas', found: 'string', wanted: 'integer'}],
		[{replicas: 1.5}, {at: 'replicas', found: 'float64', wanted: 'integer'}],
		[{name: 5}, {at: 'name', found: 'number', wanted: 'string'}],
		[{list: {}}, {at: 'list', found: 'object', wanted: 'array'}],
		[{list: ['a']}, {at: 'list[0]', found: 'string', wanted: 'object'}],
		[{labels: []}, {at: 'labels', found: 'array', wanted: 'object'}],
		[{labels: {a: 1}}, {at: 'labels.a', found: 'number', wanted: 'string'}],
	])('finds the wrong type in %j', (value, expected) => {
		expect(fitSample(value).wrong).toEqual(expected);
	});
});
