import {expect, test} from 'vitest';
import {editDistance, nearest} from '../../source/model/nearest.ts';

test.each([
	['', '', 0],
	['kitten', 'sitting', 3],
	['prod', 'prod', 0],
	['', 'abc', 3],
	['abc', '', 3],
])('editDistance %s %s', (left, right, distance) => {
	expect(editDistance(left, right)).toBe(distance);
});

test.each([
	['prdo', ['dev', 'prod', 'staging'], ['prod']],
	['PROD', ['dev', 'prod'], ['prod']],
	[
		'eu-west',
		['arn:aws:eks:eu-west-1:123:cluster/shop', 'kind-kind'],
		['arn:aws:eks:eu-west-1:123:cluster/shop'],
	],
	['zzzzzz', ['dev', 'prod'], []],
	['prod', ['prod1', 'prod2', 'prod3', 'prod4'], ['prod1', 'prod2', 'prod3']],
])('nearest to %s', (wanted, names, near) => {
	expect(nearest(wanted, names)).toEqual(near);
});
