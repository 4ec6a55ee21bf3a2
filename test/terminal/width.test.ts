import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import {
	displayWidth,
	dropWidth,
	isNarrow,
	styledWidth,
	takeWidth,
	takeWidthFromEnd,
} from '../../source/terminal/width.ts';

test('every character called narrow is one cell wide to ink too', () => {
	for (let code = 0x20; code < 0x2f00; code++) {
		const character = String.fromCharCode(code);
		if (isNarrow(character)) expect(stringWidth(character), `U+${code.toString(16)}`).toBe(1);
	}
});

test('no narrow character joins the one before it', () => {
	const segmenter = new Intl.Segmenter();
	for (let code = 0x20; code < 0x2f00; code++) {
		const character = String.fromCharCode(code);
		if (isNarrow(character))
			expect([...segmenter.segment(`a${character}`)], `U+${code.toString(16)}`).toHaveLength(2);
	}
});

describe('measuring', () => {
	test.each([
		['', 0],
		['checkout', 8],
		['注文', 4],
		['e\u0301', 1],
		['🚀', 2],
		['┤╭─╮', 4],
	])('%j takes %i cells', (text, cells) => {
		expect(displayWidth(text)).toBe(cells);
	});

	test('styles take no cells', () => {
		expect(styledWidth('\x1b[1;38;5;80m注文\x1b[0m x')).toBe(6);
	});
});

describe('cutting never cuts a character in half', () => {
	test.each([
		['checkout', 5, 'check', 'ckout', 'out'],
		['注文サービス', 5, '注文', 'ビス', ' ービス'],
		['ab', 9, 'ab', 'ab', ''],
		['ab', 0, '', '', 'ab'],
	])('%j to %i', (text, width, start, end, rest) => {
		expect(takeWidth(text, width)).toBe(start);
		expect(takeWidthFromEnd(text, width)).toBe(end);
		expect(dropWidth(text, width)).toBe(rest);
	});
});
