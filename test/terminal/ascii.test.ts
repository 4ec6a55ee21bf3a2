import {expect, test} from 'vitest';
import {inAscii} from '../../source/terminal/ascii.ts';
import {styledWidth} from '../../source/terminal/width.ts';

test.each([
	['plain', 'plain'],
	['\x1b[1;31m✗ bad\x1b[m', '\x1b[1;31m? bad\x1b[m'],
	['95 → 90 …', '95 > 90 ~'],
	['cafe\u0301 café', 'cafe cafe'],
	['東京-1', '????-1'],
	['rocket-🚀-1', 'rocket-??-1'],
	['👩‍👩‍👧-x', '??-x'],
])('%j', (text, plain) => {
	expect(inAscii(text)).toBe(plain);
	expect(styledWidth(inAscii(text))).toBe(styledWidth(text));
});
