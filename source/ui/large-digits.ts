import type {Theme} from './theme.ts';

/** Five rows of pixels each, three wide; a point is one wide. */
const pixels: {readonly [character: string]: readonly string[]} = {
	'0': ['###', '# #', '# #', '# #', '###'],
	'1': [' # ', '## ', ' # ', ' # ', '###'],
	'2': ['###', '  #', '###', '#  ', '###'],
	'3': ['###', '  #', '###', '  #', '###'],
	'4': ['# #', '# #', '###', '  #', '  #'],
	'5': ['###', '#  ', '###', '  #', '###'],
	'6': ['###', '#  ', '###', '# #', '###'],
	'7': ['###', '  #', '  #', '  #', '  #'],
	'8': ['###', '# #', '###', '# #', '###'],
	'9': ['###', '# #', '###', '  #', '###'],
	'.': [' ', ' ', ' ', ' ', '#'],
	'-': ['   ', '   ', '###', '   ', '   '],
};

/** How large: five rows of whole cells, or three rows of half ones, which only Unicode has. */
export type DigitSize = 'tall' | 'short';

export const digitRows: Readonly<Record<DigitSize, number>> = {tall: 5, short: 3};

/** A number in digits that can be read from the back row, a text per row of the screen, all of the same width. */
export function largeDigits({glyphs}: Theme, number: string, size: DigitSize): string[] {
	const lines = [0, 1, 2, 3, 4].map(row =>
		[...number].map(character => (pixels[character] ?? pixels['-']!)[row]!).join(' '),
	);
	if (size === 'tall') {
		return lines.map(line => [...line].map(pixel => (pixel === '#' ? glyphs.full : ' ').repeat(2)).join(''));
	}
	return [0, 2, 4].map(row => halves(lines[row]!, lines[row + 1] ?? ''));
}

/** Two rows of pixels in one row of cells. */
function halves(upper: string, lower: string): string {
	return [...upper]
		.map((pixel, p) => {
			const isLower = lower[p] === '#';
			if (pixel === '#') return isLower ? '█' : '▀';
			return isLower ? '▄' : ' ';
		})
		.join('');
}
