import {expect, test} from 'vitest';
import type {Line, Plan} from '../../source/model/plan.ts';
import {whatChanged} from '../../source/plan/what-changed.ts';
import {barePlan} from '../kit/plan.ts';
import {splitOf} from '../kit/splits.ts';

function plan(lines: readonly (readonly [subject: string, from: string])[], uid = 'one'): Plan {
	const target = {...splitOf({a: 90, b: 10}).ref, uid};
	return {
		...barePlan,
		lines: lines.map(([subject, from]): Line => ({subject, from, to: 'x'})),
		steps: [{type: 'edit', target, guards: [], edits: []}],
	};
}

test.each([
	['nothing that shows', [['a', '90 %']], [['a', '90 %']], []],
	['a value', [['a', '90 %']], [['a', '60 %']], ['a was 90 %, and is 60 % now.']],
	[
		'something added',
		[['a', '90 %']],
		[
			['a', '90 %'],
			['c', '5 %'],
		],
		['c was not there, and stands at 5 % now.'],
	],
	[
		'something taken away',
		[
			['a', '90 %'],
			['b', '10 %'],
		],
		[['a', '90 %']],
		['b is gone.'],
	],
	[
		'the same name in another rule',
		[
			['a', '90 %'],
			['a', '50 %'],
		],
		[
			['a', '90 %'],
			['a', '40 %'],
		],
		['a was 50 %, and is 40 % now.'],
	],
] as const)('%s', (_what, before, after, says) => {
	expect(whatChanged(plan(before), plan(after))).toEqual(says);
});

test('another object under the name is said to be one', () => {
	expect(whatChanged(plan([], 'one'), plan([], 'two'))).toEqual([
		'checkout is written too now, or is another object of that name.',
	]);
});
