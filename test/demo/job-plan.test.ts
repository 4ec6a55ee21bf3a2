import {describe, expect, it} from 'vitest';
import {indexText, parseIndexes} from '../../source/demo/controllers/job-indexes.ts';
import {
	failureOf,
	failuresAfter,
	type JobPod,
	missing,
	nextTryMs,
	openIndexes,
	strays,
	successOf,
} from '../../source/demo/controllers/job-plan.ts';

/** `r` runs, `s` succeeded, `f` failed; `-` is on its way out, `=` is counted already; a digit is its index. */
function pod(text: string): JobPod {
	const phases: Record<string, string> = {r: 'Running', s: 'Succeeded', f: 'Failed'};
	const index = /\d/.exec(text)?.[0];
	return {
		phase: phases[text[0]!]!,
		isTerminating: text.includes('-'),
		isReady: text.startsWith('r'),
		isTracked: !text.includes('='),
		index: index === undefined ? undefined : Number(index),
		restarts: text.includes('^') ? 2 : 0,
		finishedMs: 0,
	};
}

const pods = (text: string) => text.split(' ').filter(Boolean).map(pod);

function job(spec: object = {}, status: object = {}) {
	const template = {spec: {restartPolicy: 'Never'}};
	return {spec: {parallelism: 2, completions: 3, backoffLimit: 1, template, ...spec}, status};
}

describe('missing', () => {
	it.each([
		['starts as many as may run at once', {}, {}, '', 2],
		['makes no more than are left to be done', {}, {succeeded: 2}, '', 1],
		['counts who has just succeeded', {}, {succeeded: 1}, 's r', 0],
		['counts nobody twice', {}, {succeeded: 1}, 's= r', 1],
		['removes who is too many', {parallelism: 1}, {}, 'r r r', -2],
		['removes all while it is suspended', {suspend: true}, {}, 'r r', -2],
		['replaces who is going', {}, {}, 'r r-', 1],
		[
			'waits for who is going where only failed pods are replaced',
			{podReplacementPolicy: 'Failed'},
			{},
			'r r-',
			0,
		],
		['keeps its number without completions', {completions: undefined}, {}, 'r', 1],
		['makes none after the first success without completions', {completions: undefined}, {}, 's r', 0],
	] as const)('%s', (_, spec, status, present, expected) => {
		expect(missing(job(spec, status), pods(present))).toBe(expected);
	});
});

describe('the end of a job', () => {
	it.each([
		['is good when enough have succeeded', {}, {succeeded: 2}, 's', 'CompletionsReached'],
		['waits for who is active', {}, {succeeded: 3}, 'r', undefined],
		[
			'is good after one success without completions',
			{completions: undefined},
			{},
			's',
			'CompletionsReached',
		],
		['is good at once when nothing is to be done', {completions: 0}, {}, '', 'CompletionsReached'],
		['is not there before', {}, {}, 's s', undefined],
	] as const)('%s', (_, spec, status, present, reason) => {
		expect(successOf(job(spec, status), pods(present))?.reason).toBe(reason);
	});

	it.each([
		['tolerates as many failures as it may', {}, {}, 'f', undefined],
		['comes with one more', {}, {failed: 1}, 'f', 'BackoffLimitExceeded'],
		['counts the deleted as failed', {backoffLimit: 0}, {}, 'r-', 'BackoffLimitExceeded'],
		[
			'does not where only failed pods are replaced',
			{backoffLimit: 0, podReplacementPolicy: 'Failed'},
			{},
			'r-',
			undefined,
		],
		['counts restarts', {template: {spec: {restartPolicy: 'OnFailure'}}}, {}, 'r^', 'BackoffLimitExceeded'],
		[
			'comes at the deadline',
			{activeDeadlineSeconds: 5},
			{startTime: '1970-01-01T00:00:00Z'},
			'r',
			'DeadlineExceeded',
		],
		[
			'does not come before',
			{activeDeadlineSeconds: 50},
			{startTime: '1970-01-01T00:00:00Z'},
			'r',
			undefined,
		],
		[
			'does not come while it is suspended',
			{activeDeadlineSeconds: 5, suspend: true},
			{startTime: '1970-01-01T00:00:00Z'},
			'',
			undefined,
		],
	] as const)('%s', (_, spec, status, present, reason) => {
		expect(failureOf(job(spec, status), pods(present), 10_000)?.reason).toBe(reason);
	});
});

describe('indexes', () => {
	it.each([
		['', []],
		['0', [0]],
		['0,1', [0, 1]],
		['0-2', [0, 1, 2]],
		['1,3-5,7', [1, 3, 4, 5, 7]],
	])('are written %s', (text, indexes) => {
		expect(indexText(indexes)).toBe(text);
		expect([...parseIndexes(text, 8)]).toEqual(indexes);
	});

	it.each([
		['0-2000000000', [0, 1, 2]],
		['1,7,2000000000', [1]],
		['2-x,1', [1]],
	])('count where there is work for them only: %s', (text, indexes) => {
		expect([...parseIndexes(text, 3)]).toEqual(indexes);
	});

	const indexed = job({completionMode: 'Indexed', completions: 5}, {completedIndexes: '0,2'});

	it('are given out where nobody is at work', () => {
		expect(openIndexes(indexed, pods('r1 s4 f3'), 5)).toEqual([3]);
		expect(openIndexes(indexed, pods(''), 2)).toEqual([1, 3]);
		const endless = job({...indexed.spec, completions: 2 ** 31 - 1});
		expect(openIndexes(endless, pods('r1'), 3), 'and looks no further than it must').toEqual([0, 2, 3]);
	});

	it('are taken from pods nobody wants any more', () => {
		const present = pods('r1 r1 r7 f1');
		expect(strays(indexed, present)).toEqual([present[1], present[2]]);
	});
});

describe('the pause after failures', () => {
	it.each([
		[0, 0],
		[1, 11_000],
		[2, 21_000],
		[3, 41_000],
		[9, 601_000],
	])('after %i in a row', (count, expected) => {
		expect(nextTryMs({count, lastMs: 1000})).toBe(expected);
	});

	it('counts from the last success', () => {
		const at = (finishedMs: number) => ({...pod('s'), finishedMs});
		const before = {count: 2, lastMs: 5};
		expect(failuresAfter(before, [], [])).toBe(before);
		expect(failuresAfter(before, [], [at(7), at(9)])).toEqual({count: 4, lastMs: 9});
		expect(failuresAfter(before, [at(8)], [at(7), at(9)])).toEqual({count: 1, lastMs: 9});
		expect(failuresAfter(before, [at(8)], []).count).toBe(0);
	});
});
