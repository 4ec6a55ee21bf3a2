import stringWidth from 'string-width';

/**
 * How many terminal cells a text takes. Measured as ink measures it, or
 * columns would drift apart wherever a name holds wide or combining characters.
 */
export function displayWidth(text: string): number {
	return isNarrow(text) ? text.length : stringWidth(text);
}

const styles = /\x1b\[[\d;]*m/g;

/** The same for text that carries styles, which take no cells. The bundle gives it to ink in place of string-width. */
export function styledWidth(text: string): number {
	const bare = text.includes('\x1b') ? text.replace(styles, '') : text;
	// Anything left that could be a control or another sequence is for string-width to know.
	return displayWidth(bare);
}

/** Printable ASCII, Latin letters, and the signs, arrows, lines and blocks we draw: one cell per code unit. */
const narrow =
	/^[ -~\u00a1-\u00ac\u00ae-\u02ff\u2010-\u2027\u2190-\u2193\u23ce\u2500-\u25a9\u25b2\u25b7-\u25bf\u25c6-\u25d5\u2654-\u265e\u2713\u2717]*$/;

/** Every code unit is one cell, and every terminal agrees. */
export function isNarrow(text: string): boolean {
	return narrow.test(text);
}

const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});

/** The characters as a person counts them: an accent belongs to its letter. */
export function* graphemes(text: string): Generator<string> {
	for (const {segment} of segmenter.segment(text)) yield segment;
}

/** The longest beginning of `text` that takes at most `width` cells; characters are never cut in half. */
export function takeWidth(text: string, width: number): string {
	if (width <= 0) return '';
	if (isNarrow(text)) return text.slice(0, width);
	return taken([...graphemes(text)], width).join('');
}

/** The longest end of `text` that takes at most `width` cells. */
export function takeWidthFromEnd(text: string, width: number): string {
	if (width <= 0) return '';
	if (isNarrow(text)) return text.slice(Math.max(0, text.length - width));
	return taken([...graphemes(text)].reverse(), width)
		.reverse()
		.join('');
}

function taken(characters: readonly string[], width: number): string[] {
	let used = 0;
	const beyond = characters.findIndex(character => {
		used += stringWidth(character);
		return used > width;
	});
	return beyond === -1 ? [...characters] : characters.slice(0, beyond);
}

/** What remains of `text` once its first `width` cells are gone; a wide character cut in half becomes a space. */
export function dropWidth(text: string, width: number): string {
	if (width <= 0) return text;
	if (isNarrow(text)) return text.slice(width);
	let passed = 0;
	let rest = '';
	for (const character of graphemes(text)) {
		if (passed >= width) rest += character;
		else {
			passed += stringWidth(character);
			rest = ' '.repeat(Math.max(0, passed - width));
		}
	}
	return rest;
}
