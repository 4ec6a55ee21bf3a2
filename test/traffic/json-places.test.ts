import {expect, test} from 'vitest';
import {patchOf} from '../../source/model/patch.ts';
import {patchText} from '../../source/model/patch-text.ts';
import {withWeights} from '../../source/traffic/aws-alb-action.ts';
import {type Placed, placesIn, rewritten} from '../../source/traffic/json-places.ts';
import {splitOf} from '../kit/splits.ts';

const texts = [
	'{}',
	' [ ] ',
	'"a\\"b,]}\\\\"',
	'-1.5e+10',
	'\t{ "a" : [1, -0.5, 1e3,true,false , null], "b":{"c":{}}, "a": "\\u0026" }\n',
	'[[[]],{"":{"}":"{"}},"[1,2]"]',
	'{"weights": [ {"weight"\n:\t10}, {"weight":20 } ]}',
];

function all(place: Placed): Placed[] {
	return [place, ...place.items.flatMap(all), ...place.members.flatMap(([, value]) => all(value))];
}

test.each(texts)('every value of %j stands where it is said to', text => {
	const place = placesIn(text);
	expect(place?.value).toEqual(JSON.parse(text));
	for (const {start, end, value} of all(place!)) {
		expect(JSON.parse(text.slice(start, end)), text.slice(start, end)).toEqual(value);
		expect(text.slice(start, end)).toBe(text.slice(start, end).trim());
	}
});

test('a name that comes twice is there twice, in order', () => {
	expect(placesIn('{"a":1,"b":2,"a":3}')?.members.map(([name, {value}]) => [name, value])).toEqual([
		['a', 1],
		['b', 2],
		['a', 3],
	]);
});

test.each(['', '{', '[1,]', "{'a':1}", '{"a":01}', 'weight'])('%j is no JSON', text => {
	expect(placesIn(text)).toBeUndefined();
});

test('values written anew leave every other byte, whatever their length and order', () => {
	const text = '[ 1,\t"x" , {"a":100 } ]\n';
	const [one, , object] = placesIn(text)!.items;
	const hundred = object!.members[0]![1];
	expect(rewritten(text, [])).toBe(text);
	expect(
		rewritten(text, [
			{of: one!, to: '12345'},
			{of: hundred, to: '7'},
		]),
	).toBe('[ 12345,\t"x" , {"a":7 } ]\n');
});

const action =
	'{"Note":"a&b<c>","type":"forward","ForwardConfig":{"TargetGroups":[{"Weight": 90,"ServiceName":"a"},{"ServiceName":"b","Weight": 10}]}}';

test('only the weights that differ are written', () => {
	expect(withWeights(action, [90, 10])).toBe(action);
	expect(withWeights(action, [75, 25])).toBe(action.replace(' 90', ' 75').replace(' 10', ' 25'));
	expect(withWeights(action, [90, 999])).toBe(action.replace(' 10', ' 999'));
});

test('a text is tested as the server encodes it', () => {
	const {ref} = splitOf({a: 90, b: 10});
	const at = '/metadata/annotations/action';
	const edits = [{at, from: action, to: withWeights(action, [75, 25])}];
	const text = patchText(patchOf({target: ref, guards: [{at, is: action}], edits}));
	expect(text).toContain('a\\u0026b\\u003cc\\u003e');
	expect(text).not.toMatch(/[&<>]/);
	expect((JSON.parse(text) as Array<{value: unknown}>)[1]?.value).toBe(action);
});
