import {describe, expect, test} from 'vitest';
import {neutral, neutralLog} from '../../source/terminal/neutral.ts';

describe('foreign text is made harmless', () => {
	test.each([
		['plain ASCII is left alone', 'checkout-7d4b9c6f5-x2', 'checkout-7d4b9c6f5-x2'],
		['so is printable Unicode', 'zürich 注文 Ωmega ▲ 🚀', 'zürich 注文 Ωmega ▲ 🚀'],
		['so are combining characters', 'e\u0301clair', 'e\u0301clair'],
		['colours', '\x1b[31mred\x1b[0m', 'red'],
		['cursor movements and erasures', 'a\x1b[2J\x1b[1;1Hb\x1b[?25l', 'ab'],
		['window titles', 'a\x1b]0;evil\x07b', 'ab'],
		['clipboard writes, ended by ST', 'a\x1b]52;c;ZXZpbA==\x1b\\b', 'ab'],
		['device control strings', 'a\x1bP1$r0m\x1b\\b', 'ab'],
		['8-bit controls', 'a\x9b31mb\x9d0;evil\x9cc', 'abc'],
		['character sets', 'a\x1b(0b', 'ab'],
		['an escape sequence that never ends', 'a\x1b[31', 'a'],
		['a lone escape at the end', 'a\x1b', 'a'],
		['bells and backspaces', 'a\x07\x08b\x00', 'ab'],
		['line ends become visible', 'one\ntwo\r\nthree', 'one⏎two⏎three'],
		['so do the rarer ones', 'a\u2028b\u0085c\vd', 'a⏎b⏎c⏎d'],
		['tabs become blanks', 'a\tb', 'a    b'],
		['bidirectional overrides', 'a\u202egpj.exe\u202c', 'agpj.exe'],
		['bidirectional isolates', '\u2066a\u2069', 'a'],
		['characters of no width', 'pay\u200bments\ufeff\u00ad', 'payments'],
		['tags hidden in other planes', 'a\u{e0041}\u{e0042}', 'a'],
		['halves of characters', 'a\ud83d b', 'a b'],
		['whole ones of two halves stay', 'a🚀b', 'a🚀b'],
	])('%s', (_, foreign, shown) => {
		expect(neutral(foreign)).toBe(shown);
	});

	test('whatever came in, nothing that could act on a terminal goes out', () => {
		let state = 7;
		for (let round = 0; round < 2000; round++) {
			const characters = Array.from({length: 30}, () => {
				state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
				return String.fromCharCode(
					[0x1b, 0x5b, 0x5d, 0x9b, 0x07, 0x6d, 0x3b, 0x31, 0x0a, 0x202e, 0x41][state % 11]!,
				);
			});
			expect(neutral(characters.join(''))).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e]/);
		}
	});

	test('a megabyte of escape sequences is done with in no time', () => {
		const began = performance.now();
		neutral('\x1b[31m\x1b]0;x'.repeat(100_000));
		neutralLog('\x1b[31mx\x1b[0m\x1b'.repeat(100_000));
		expect(performance.now() - began).toBeLessThan(2000);
	});
});

describe('a log line keeps its colours, and nothing else', () => {
	test.each([
		['plain text', 'started', [{text: 'started'}]],
		['a level in colour', '\x1b[31mERROR\x1b[0m lost', [{text: 'ERROR', sgr: '31'}, {text: ' lost'}]],
		['colours that add up', '\x1b[1m\x1b[31mE\x1b[mx', [{text: 'E', sgr: '1;31'}, {text: 'x'}]],
		[
			'a reset within a list',
			'\x1b[31mE\x1b[0;32mx',
			[
				{text: 'E', sgr: '31'},
				{text: 'x', sgr: '32'},
			],
		],
		['256 colours are not mistaken for blinking', '\x1b[38;5;5mx', [{text: 'x', sgr: '38;5;5'}]],
		['nor are true colours', '\x1b[38;2;5;8;6mx', [{text: 'x', sgr: '38;2;5;8;6'}]],
		['hidden text is shown', '\x1b[8msecret', [{text: 'secret'}]],
		['blinking is stilled', '\x1b[5;31mx', [{text: 'x', sgr: '31'}]],
		['cursor movements', 'a\x1b[2Kb\x1b[1A', [{text: 'ab'}]],
		['a progress bar shows its last state', '10 %\r50 %\r100 %', [{text: '100 %'}]],
		['a line end from Windows', 'done\r', [{text: 'done'}]],
		['an empty line', '', [{text: ''}]],
	])('%s', (_, line, runs) => {
		expect(neutralLog(line)).toEqual(runs);
	});
});
