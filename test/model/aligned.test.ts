import {expect, test} from 'vitest';
import {aligned} from '../../source/model/aligned.ts';
import {readStamped} from '../../source/model/stamped.ts';

const line = (at: number, text: string) => ({at, text});
const say = (rows: ReturnType<typeof aligned>) =>
	rows.map(({at, left, right}) => `${at} ${left?.text ?? '-'} ${right?.text ?? '-'}`);

test('what was written in the same second stands in the same rows, and gaps fill the shorter side', () => {
	const left = [line(1000, 'a'), line(1200, 'b'), line(1900, 'c'), line(5000, 'd')];
	const right = [line(1999, 'x'), line(3500, 'y')];
	expect(say(aligned(left, right))).toEqual(['1000 a x', '1000 b -', '1000 c -', '3000 - y', '5000 d -']);
});

test('a side that says nothing is all gaps', () => {
	expect(say(aligned([], [line(10, 'x'), line(20, 'y')]))).toEqual(['0 - x', '0 - y']);
	expect(aligned([], [])).toEqual([]);
});

test('no line is lost and none stands before an earlier one, whatever the times', () => {
	let state = 7;
	const luck = () => {
		state = (state * 48271) % 2147483647;
		return state / 2147483647;
	};
	const made = (count: number, side: string) => {
		let at = 0;
		return Array.from({length: count}, (_, n) => {
			at += luck() * 900;
			return line(at, `${side}${n}`);
		});
	};
	const [left, right] = [made(200, 'l'), made(90, 'r')];
	const rows = aligned(left, right);
	expect(rows.flatMap(row => row.left ?? [])).toEqual(left);
	expect(rows.flatMap(row => row.right ?? [])).toEqual(right);
	for (const {at, left: l, right: r} of rows) {
		for (const each of [l, r]) if (each) expect(Math.floor(each.at / 1000) * 1000).toBe(at);
	}
});

test.each([
	['2026-01-01T12:00:00Z a b', Date.UTC(2026, 0, 1, 12), 'a b'],
	['2026-01-01T12:00:00.5Z ', Date.UTC(2026, 0, 1, 12) + 500, ''],
	['2026-01-01T14:00:00.123456789+02:00 x', Date.UTC(2026, 0, 1, 12) + 123.456789, 'x'],
])('%s', (text, at, rest) => {
	const read = readStamped(text)!;
	expect(read.at).toBeCloseTo(at, 3);
	expect(read.text).toBe(rest);
});

test('a line without a time has none', () => {
	expect(readStamped('failed to watch file')).toBeUndefined();
});
