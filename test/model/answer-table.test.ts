import {expect, test} from 'vitest';
import {answerIn, answerLines, sayAnswer} from '../../source/model/answer-table.ts';
import {progressIn, resultIn, sayResult} from '../../source/model/printed.ts';

// What a driver of Spark 3.5 printed of two queries, and what is made of it.

const printed = [
	'26/11/30 19:52:34 WARN NativeCodeLoader: Unable to load native-hadoop library for your platform... using builtin-java classes where applicable',
	'progress: 0%, 0 executors, 0 stages done',
	'progress: 0%, 2 executors, 0 stages done, stage 0: 0 of 6 tasks',
	'progress: 50%, 2 executors, 0 stages done, stage 0: 3 of 6 tasks, 1 failed',
	'26/11/30 19:52:40 WARN TaskSetManager: Lost task 1.0 in stage 0.0 (TID 1): 40% of its disk is full',
];
const grades =
	'{"columns": ["grade", "loans", "total"], "rows": [["0", "8571429", "257142852857142"], ["1", "8571429", "NULL"]], "count": 7, "stages": 5, "tasks": 15}';

test('the stages that go on are told as they are printed', () => {
	expect(progressIn(printed.slice(0, 4))).toEqual({
		percent: 50,
		says: '2 executors, 0 stages done, stage 0: 3 of 6 tasks, 1 failed (50 %)',
	});
	expect(progressIn(printed.slice(0, 2))?.says).toBe('0 executors, 0 stages done (0 %)');
	expect(progressIn(printed.slice(0, 1))).toBeUndefined();
});

test('the answer is a table, and says what is left of it', () => {
	const answer = answerIn(resultIn(grades, printed))!;
	expect(answerLines(answer)).toEqual([
		'grade  loans    total',
		'0      8571429  257142852857142',
		'1      8571429  NULL',
		'(5 more rows not shown; 5 stages of 15 tasks)',
	]);
	expect(sayAnswer(answer)).toBe('7 rows came back, by 5 stages of 15 tasks');
});

test.each([
	[{columns: ['n'], rows: [['100']], count: 1}, '1 row came back'],
	[{columns: ['n', 'm'], rows: [['100', 'a b']], count: 1, stages: 1}, '1 row came back, by 1 stage'],
	[{columns: ['n'], rows: [], count: 0}, '0 rows came back'],
	[{columns: ['a', 'b', 'c', 'd', 'e'], rows: [['1', '2', '3', '4', '5']], count: 1}, '1 row came back'],
	// Its row had no room in the message.
	[{columns: ['n'], rows: [], count: 1}, '1 row came back'],
])('%j is said in one line', (result, says) => {
	expect(sayResult(result)).toBe(says);
});

test('no rows are no table but a count', () => {
	expect(answerLines(answerIn({columns: ['n'], rows: [], count: 0})!)).toEqual(['n', '(0 rows)']);
	expect(answerLines(answerIn({columns: [], rows: [], count: 3})!)).toEqual(['(3 more rows not shown)']);
});

test.each([{accuracy: 0.9}, {columns: 3, rows: [], count: 1}, {columns: [], rows: []}])(
	'%j is no answer',
	result => {
		expect(answerIn(result)).toBeUndefined();
	},
);
