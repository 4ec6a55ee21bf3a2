import {expect, test} from 'vitest';
import type {Column, Row} from '../../source/resources/view.ts';
import {type Arranged, arrange, type ListView, type Recipe} from '../../source/store/arrange.ts';
import {emptyTable, type Table, withChanges} from '../../source/store/table.ts';

type Job = Row & {readonly size: number | undefined};

const size: Column<Job> = {
	title: 'SIZE',
	cell: row => String(row.size),
	sortBy: row => row.size,
	width: {min: 1, max: 9},
	priority: 1,
};
const view: ListView<Job> = {
	name: 'jobs',
	isNamespaced: true,
	columns: [size],
	search: row => row.name,
	isFaulty: row => row.size === undefined,
};
const facts = {now: 0};
const plain: Recipe = {filter: '', faultsOnly: false};

function job(uid: string, of = 0): Job {
	return {uid, name: uid, namespace: '', created: 0, size: of};
}

function names({rows}: Arranged<Job>): string[] {
	return rows.map(row => row.uid);
}

function tableWith(...jobs: readonly Job[]): Table<Job> {
	return withChanges<Job>(emptyTable, [{type: 'replaced', rows: jobs}]);
}

test('rows stand by name where nothing else is asked for', () => {
	expect(names(arrange(tableWith(job('b-10'), job('b-9'), job('a')), view, plain, facts))).toEqual([
		'a',
		'b-9',
		'b-10',
	]);
});

test.each([
	[false, ['small', 'large', 'unknown']],
	[true, ['large', 'small', 'unknown']],
])('what is unknown comes last, descending %s', (isDescending, order) => {
	const table = tableWith({...job('unknown'), size: undefined}, job('large', 9), job('small', 1));
	const recipe = {...plain, sort: {column: 'SIZE', isDescending}};
	expect(names(arrange(table, view, recipe, facts))).toEqual(order);
});

test('faults stack with the filter', () => {
	const table = tableWith(
		job('web-1'),
		{...job('web-2'), size: undefined},
		{...job('api-1'), size: undefined},
	);
	expect(names(arrange(table, view, {filter: 'web', faultsOnly: true}, facts))).toEqual(['web-2']);
});

test('an arrangement carried along by changes is the one made anew', () => {
	let luck = 7;
	const dice = (sides: number): number => {
		luck = (luck * 1_103_515_245 + 12_345) % 2_147_483_648;
		return luck % sides;
	};
	const recipe: Recipe = {filter: '!7', faultsOnly: false, sort: {column: 'SIZE', isDescending: false}};
	let table = tableWith(...Array.from({length: 200}, (_, n) => job(`j${n}`, dice(50))));
	let arranged = arrange(table, view, recipe, facts);
	for (let round = 0; round < 200; round++) {
		const changes = Array.from({length: 1 + dice(5)}, () => {
			const uid = `j${dice(260)}`;
			return dice(4) === 0
				? ({type: 'deleted', uid} as const)
				: ({type: 'changed', row: job(uid, dice(50))} as const);
		});
		table = withChanges<Job>(table, changes);
		arranged = arrange(table, view, recipe, facts, arranged);
		expect(names(arranged)).toEqual(names(arrange(table, view, recipe, facts)));
	}
});

test('nothing is arranged again where nothing was touched', () => {
	const table = tableWith(job('a'), job('b'));
	const first = arrange(table, view, plain, facts);
	expect(arrange(table, view, plain, facts, first).rows).toBe(first.rows);
	const touched = withChanges<Job>(table, [{type: 'changed', row: job('b', 3)}]);
	expect(arrange(touched, view, plain, facts, first).rows[1]).toMatchObject({size: 3});
});

test('a relist swaps in whole', () => {
	const first = arrange(tableWith(job('a'), job('b')), view, plain, facts);
	const next = withChanges<Job>(first.table, [{type: 'replaced', rows: [job('c')]}]);
	expect(names(arrange(next, view, plain, facts, first))).toEqual(['c']);
});
