import {expect, test} from 'vitest';
import {type Gaps, noGaps, withoutWorkload, withReading} from '../../source/recovery/gaps.ts';
import {sayEnd, sayGapMoment} from '../../source/recovery/words.ts';

const of = {uid: 'u', kind: 'Deployment', namespace: 'shop', name: 'cart'};
const second = (at: number) => Date.UTC(2026, 0, 1, 14, 3, 12 + at);

/** Readings as `[second, declared, actual]`, the first of them the first look at the workload. */
function read(...readings: readonly (readonly [at: number, declared: number, actual: number])[]): Gaps {
	return readings.reduce(
		(gaps, [at, declared, actual], r) => withReading(gaps, {of, declared, actual}, second(at), r === 0),
		noGaps,
	);
}

function told({open, closed}: Gaps): string[] {
	return [...closed, ...open.values()].flatMap(gap => [
		...gap.moments.map((moment, m) => {
			const time = new Date(moment.at).toISOString().slice(11, 19);
			return `${time} ${sayGapMoment(moment, gap.moments[m - 1])}`;
		}),
		sayEnd(gap) ?? 'open',
	]);
}

test('a workload that loses pods and gets them back is told by its moments, and how long it took', () => {
	expect(told(read([-5, 6, 6], [0, 6, 4], [0, 6, 4], [9, 6, 5], [31, 6, 6]))).toEqual([
		'14:03:12 declared 6, actual 4, difference -2',
		'14:03:21 declared 6, actual 5, difference -1',
		'14:03:43 declared 6, actual 6: as declared',
		'back to declared after 31s',
	]);
});

test('what nobody saw begin lasted longer than was seen', () => {
	expect(told(read([0, 6, 4], [31, 6, 6])).at(-1)).toBe('back to declared after 31s or longer');
	expect(told(read([0, 6, 6], [5, 6, 4], [31, 6, 6])).at(-1)).toBe('back to declared after 26s');
});

test('who declares another number is told of beside what is missing since', () => {
	expect(told(read([-5, 6, 6], [0, 8, 6], [4, 8, 7], [6, 7, 7]))).toEqual([
		'14:03:12 declared 8, actual 6, difference -2',
		'14:03:16 declared 8, actual 7, difference -1',
		'14:03:18 declared 7, actual 7: as declared (declared went from 8 to 7)',
		'back to declared after 6s',
	]);
});

test('more pods than are declared are no gap, and a gap ends with its workload', () => {
	expect(told(read([0, 6, 6], [1, 6, 7]))).toEqual([]);
	expect(told(withoutWorkload(read([0, 6, 6], [5, 6, 4]), of.uid, second(9)))).toEqual([
		'14:03:17 declared 6, actual 4, difference -2',
		'deleted at 14:03:21',
	]);
	expect(withoutWorkload(noGaps, of.uid, second(9))).toBe(noGaps);
});

test('of a long gap the beginning and the end are kept, and of many gaps the latest', () => {
	let gaps = noGaps;
	for (let n = 0; n < 500; n++) gaps = withReading(gaps, {of, declared: 1000, actual: n}, second(n), n === 0);
	const [gap] = gaps.open.values();
	expect(gap!.moments.length).toBeLessThanOrEqual(60);
	expect([gap!.moments[0]!.actual, gap!.moments.at(-1)!.actual]).toEqual([0, 499]);
	let many = noGaps;
	for (let n = 0; n < 300; n++) {
		many = withReading(many, {of, declared: 1, actual: 0}, second(2 * n), false);
		many = withReading(many, {of, declared: 1, actual: 1}, second(2 * n + 1), false);
	}
	expect(many.closed.length).toBe(200);
	expect(many.closed.at(-1)!.end!.at).toBe(second(599));
});
