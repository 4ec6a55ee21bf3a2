import {expect, test} from 'vitest';
import type {Plan} from '../../source/model/plan.ts';
import {drainConcerns, sayDrain} from '../../source/screens/drain-text.ts';

function drain(...lines: readonly (readonly [string, string, string])[]): Plan {
	return {
		action: 'drain-traffic',
		says: 'Drain',
		lines: lines.map(([subject, from, to]) => ({subject, from, to})),
		steps: [],
		undo: {way: 'swap'},
		settledWhen: [],
		concerns: [],
		owners: [],
		isEscape: true,
	};
}

test('a drain says in words what goes where', () => {
	const plan = drain(['v1', '90 %', '100 %'], ['v2', '10 %', '0 %']);
	expect(sayDrain(plan)).toBe('All traffic goes to v1; none goes to v2 any more.');
	expect(drainConcerns(plan)).toEqual([]);
});

test('keeping the lighter version is minded', () => {
	const plan = drain(['v1', '87.5 %', '0 %'], ['v2', '12.5 %', '100 %']);
	expect(drainConcerns(plan).map(({says}) => says)).toEqual([
		'v2, which stays, takes 12.5 % now, and v1 87.5 %.',
	]);
});

test('of several rules each is judged by itself', () => {
	const plan = drain(
		['v1 (rule a)', '90 %', '100 %'],
		['v2 (rule a)', '10 %', '0 %'],
		['v1 (rule b)', '20 %', '100 %'],
		['v2 (rule b)', '80 %', '0 %'],
	);
	expect(sayDrain(plan)).toBe('All traffic goes to v1; none goes to v2 any more.');
	expect(drainConcerns(plan).map(({says}) => says)).toEqual([
		'v1, which stays, takes 20 % now, and v2 80 % (rule b).',
	]);
});
