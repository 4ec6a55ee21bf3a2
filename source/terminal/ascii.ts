import stringWidth from 'string-width';
import {graphemes} from './width.ts';

const ascii = /^[\x00-\x7e]*$/;

/** What stands for a character that is drawn; each takes the cell of what it stands for. */
const substitutes: Readonly<Record<string, string>> = {
	'…': '~',
	'→': '>',
	'←': '<',
	'↑': '^',
	'↓': 'v',
	'±': '+',
	'⏎': '|',
	'·': '-',
	'–': '-',
	'—': '-',
	'’': "'",
	'‘': "'",
	'“': '"',
	'”': '"',
};

/**
 * The same text for a terminal that shows ASCII only: whatever else there is of
 * it becomes a question mark for every cell it takes, so that no column moves.
 * Escape sequences pass.
 */
export function inAscii(text: string): string {
	if (ascii.test(text)) return text;
	let plain = '';
	for (const character of graphemes(text)) {
		if (ascii.test(character)) plain += character;
		else
			plain +=
				substitutes[character] ?? letterOf(character) ?? '?'.repeat(Math.max(1, stringWidth(character)));
	}
	return plain;
}

/** An accent goes, its letter stays. */
function letterOf(character: string): string | undefined {
	const [letter = ''] = character.normalize('NFD');
	return letter !== character && /^[a-z]$/i.test(letter) ? letter : undefined;
}
