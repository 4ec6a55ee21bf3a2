import {displayWidth, takeWidth} from '../terminal/width.ts';

/**
 * A shell command in rows of at most `width` cells that can be copied from the
 * screen: broken at blanks outside quotes, with a backslash. Words too long for
 * a row are cut through, which only copying as a whole mends.
 */
export function shellLines(command: string, width: number): string[] {
	const rows: string[] = [];
	let row = '';
	for (const word of wordsOf(command)) {
		const joined = row === '' ? word : `${row} ${word}`;
		if (displayWidth(joined) <= width - continued.length) {
			row = joined;
			continue;
		}
		if (row !== '') rows.push(row + continued);
		const pieces = cut(row === '' ? word : `  ${word}`, width - continued.length);
		rows.push(...pieces.slice(0, -1));
		row = pieces.at(-1)!;
	}
	return [...rows, row];
}

const continued = ' \\';

/** Blanks inside single quotes part nothing. */
function wordsOf(command: string): readonly string[] {
	return command.match(/(?:[^\s'\\]|\\.|'[^']*')+/g) ?? [];
}

function cut(word: string, width: number): string[] {
	const pieces: string[] = [];
	let rest = word;
	while (displayWidth(rest) > width) {
		const taken = takeWidth(rest, width);
		if (taken === '') break;
		pieces.push(taken);
		rest = rest.slice(taken.length);
	}
	return [...pieces, rest];
}
