import {expect, test} from 'vitest';
import {progressIn, resultIn, sayResult} from '../../source/model/printed.ts';

test.each([
	['epoch 3/10 accuracy 0.87', 30, 'epoch 3 of 10 (30 %)'],
	['Epoch 10/10', 100, 'epoch 10 of 10 (100 %)'],
	['Epoch: 1 / 4', 25, 'epoch 1 of 4 (25 %)'],
	['2026-12-01 step 40 of 200, loss 0.2', 20, 'step 40 of 200 (20 %)'],
	['iteration=7/9', 77, 'iteration 7 of 9 (77 %)'],
	['progress: 0.4', 40, '40 %'],
	['{"progress": 0.5}', 50, '50 %'],
	['progress=1', 100, '100 %'],
	['progress: 35', 35, '35 %'],
	['progress: 35%', 35, '35 %'],
	['progress: 0.5%', 0, '0 %'],
	['40%', 40, '40 %'],
	[' 12%|█▏        | 12/100 [00:01<00:08]', 12, '12 %'],
	['done (99.9 %)', 99, '99 %'],
	['\r10%\r20%\r', 20, '20 %'],
])('%j tells how far it is', (line, percent, says) => {
	expect(progressIn(['starting', line, 'a line that tells nothing'])).toEqual({percent, says});
});

test.each([
	'GET /items 200',
	'accuracy 0.93',
	'epoch 11/10',
	'epoch 0/0',
	'130%',
	'10/12 workers',
	'progress is slow',
	'node-40%2Fa',
	'',
])('%j tells nothing', line => {
	expect(progressIn([line])).toBeUndefined();
});

test('the last line that tells counts', () => {
	expect(progressIn(['epoch 1/4', 'epoch 2/4', 'saving'])?.percent).toBe(50);
	expect(progressIn([])).toBeUndefined();
});

test.each([
	['what it left counts most', '{"accuracy": 0.93}', ['{"accuracy": 0.1}'], {accuracy: 0.93}],
	['else its last line', undefined, ['epoch 1/1', '{"accuracy": 0.9}', ''], {accuracy: 0.9}],
	['a message that is no object does not hide it', 'killed', ['{"accuracy": 0.9}'], {accuracy: 0.9}],
	['an earlier line is no result', undefined, ['{"accuracy": 0.9}', 'bye'], undefined],
	['nor is a part of one', undefined, ['{"accuracy": 0.9'], undefined],
	['nor an empty one', '{}', [], undefined],
	['nor a list', '[1]', ['[2]'], undefined],
	['nothing was printed', undefined, [], undefined],
])('%s', (_says, message, lines, result) => {
	expect(resultIn(message, lines)).toEqual(result);
});

test('a result is said in one line', () => {
	expect(sayResult({accuracy: 0.93, model: 'forest', by: {gini: 1}})).toBe(
		'accuracy 0.93, model forest, by {"gini":1}',
	);
	expect(sayResult({a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8})).toBe(
		'a 1, b 2, c 3, d 4, e 5, f 6 and 2 more',
	);
});
