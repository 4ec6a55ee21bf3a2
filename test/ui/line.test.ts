import {stripVTControlCharacters} from 'node:util';
import {describe, expect, test} from 'vitest';
import {displayWidth} from '../../source/terminal/width.ts';
import {fitted, shorten} from '../../source/ui/fit.ts';
import {
	cutLine,
	foldLine,
	type Line,
	lineWidth,
	paint,
	scrolledLine,
	segment,
	spread,
} from '../../source/ui/line.ts';
import {theme} from '../../source/ui/theme.ts';

const look = theme({colors: '16', isUnicode: true});
const text = (line: Line): string => line.map(part => part.text).join('');
const line: Line = [segment('checkout ', 'title'), segment('注文', 'bad'), segment(' is late')];

describe('a text is shortened', () => {
	test.each([
		['checkout', 8, 'end', 'checkout'],
		['checkout', 7, 'end', 'checko…'],
		['checkout', 1, 'end', '…'],
		['checkout', 0, 'end', ''],
		['checkout-7d4b9c6f5-x2', 11, 'middle', 'check…f5-x2'],
		['注文サービス', 7, 'middle', '注…ビス'],
	] as const)('%j to %i cells at the %s', (whole, width, cut, short) => {
		expect(shorten(whole, width, '…', cut)).toBe(short);
	});

	test('an ARN keeps both ends', () => {
		const arn = 'arn:aws:eks:eu-central-1:123456789012:cluster/payments';
		expect(shorten(arn, 24, '…', 'middle')).toBe('arn:aws:eks:…er/payments');
	});

	test('fitted is as wide as it was told, whatever came in', () => {
		for (const whole of ['', 'ab', '注文サービス', 'e\u0301clair', '🚀🚀🚀']) {
			for (let width = 0; width < 14; width++) {
				expect(displayWidth(fitted(whole, width)), `${whole} in ${width}`).toBe(width);
				expect(displayWidth(fitted(whole, width, {align: 'right', cut: 'middle'}))).toBe(width);
			}
		}
	});
});

describe('a line is painted', () => {
	test('in exactly its width, at any width', () => {
		for (let width = 0; width < 30; width++) {
			expect(displayWidth(stripVTControlCharacters(paint(look, line, width))), `width ${width}`).toBe(width);
		}
	});

	test('with each part in its own style and nothing left on at the end', () => {
		expect(paint(look, [segment('a', 'bad'), segment('b')], 3)).toBe('\x1b[1;31ma\x1b[0mb ');
	});

	test('with foreign colours only where there are colours', () => {
		const foreign: Line = [{text: 'ERROR', sgr: '31'}];
		expect(paint(look, foreign, 5)).toBe('\x1b[31mERROR\x1b[0m');
		expect(paint(theme({colors: 'none', isUnicode: true}), foreign, 5)).toBe('ERROR');
	});

	test('a cut is always marked, even where it falls between two parts', () => {
		expect(text(cutLine([segment('ab'), segment('cd')], 2))).toBe('a…');
		expect(text(cutLine([segment('ab'), segment('   ')], 2))).toBe('ab');
		expect(text(cutLine([segment('ab'), segment('cd')], 0))).toBe('');
	});
});

test('two ends of a row: the right one stays whole', () => {
	expect(text(spread([segment('left')], [segment('right')], 12))).toBe('left   right');
	expect(text(spread([segment('left')], [segment('right')], 8))).toBe('le…right');
});

test('a scrolled line loses its first cells, half a wide character becomes a blank', () => {
	expect(text(scrolledLine(line, 6))).toBe('ut 注文 is late');
	expect(text(scrolledLine(line, 10))).toBe(' 文 is late');
	expect(scrolledLine(line, 99)).toEqual([]);
});

describe('a line is folded', () => {
	test('into rows no wider than they may be, and nothing is lost', () => {
		for (let width = 2; width < 25; width++) {
			const rows = foldLine(line, width);
			expect(Math.max(...rows.map(lineWidth))).toBeLessThanOrEqual(width);
			expect(rows.map(text).join('')).toBe(text(line));
		}
	});

	test('an empty line is one row', () => {
		expect(foldLine([], 10)).toEqual([[]]);
	});

	test('a character that fits nowhere does not hang it', () => {
		expect(foldLine([segment('注文')], 1)).toHaveLength(1);
	});
});
