/**
 * Text that came from a cluster may hold anything: escape sequences that move
 * the cursor, retitle the window or write to the clipboard, and invisible
 * characters that make one name look like another. Everything foreign passes
 * through here before it is drawn.
 */

// Escape sequences, longest first: strings up to their terminator (OSC, DCS, SOS, PM, APC), CSI, and two- or three-character ones; 7-bit and 8-bit forms.
const escapes =
	/(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)?|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?|\x1b[ -/]*[0-~]?/g;

/** Line ends are kept visible: two lines made one would read as something nobody wrote. */
const lineEnds = /\r\n|[\n\r\u0085\u2028\u2029\v\f]/g;

// C0 and C1 controls, bidirectional marks, embeddings, overrides and isolates, halves of characters, and characters that take no cell.
const invisible =
	/[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\p{Surrogate}\u{e0000}-\u{e0fff}]/gu;

const harmless = /^[ -~]*$/;

/** One row of harmless text: escape sequences are gone, line ends are `⏎`, tabs are blanks. */
export function neutral(text: string): string {
	if (harmless.test(text)) return text;
	return withoutInvisible(text.replace(escapes, '').replace(lineEnds, '⏎'));
}

function withoutInvisible(text: string): string {
	return text.replaceAll('\t', '    ').replace(invisible, '');
}

/** A run of a log line, and the colours it came in: parameters of an SGR sequence. */
export type LogRun = {readonly text: string; readonly sgr?: string};

const colors = /\x1b\[([\d;]*)m/g;

/** A log line made harmless, its colours kept. A carriage return leaves what a terminal would show last. */
export function neutralLog(line: string): readonly LogRun[] {
	if (harmless.test(line)) return [{text: line}];
	const shown = line.replace(/\r?\n?$/, '').replace(/^.*\r/s, '');
	const runs: LogRun[] = [];
	let sgr = '';
	for (const [p, part] of shown.split(colors).entries()) {
		// Splitting by a group puts its matches at the odd places.
		if (p % 2 === 1) sgr = keptColors(sgr, part);
		else addRun(runs, neutral(part), sgr);
	}
	return runs.length > 0 ? runs : [{text: ''}];
}

function addRun(runs: LogRun[], text: string, sgr: string): void {
	if (text === '') return;
	runs.push(sgr === '' ? {text} : {text, sgr});
}

/** Parameters add up until a reset. Blinking and hidden text are not kept: a log must not hide what it says. */
function keptColors(before: string, parameters: string): string {
	const kept = before === '' ? [] : [before];
	for (const code of colorCodes(parameters)) {
		if (/^0*$/.test(code)) kept.length = 0;
		else if (!/^0*[568]$/.test(code)) kept.push(code);
	}
	return kept.join(';');
}

function colorCodes(parameters: string): string[] {
	return parameters.match(/[34]8;5;\d+|[34]8;2;\d+;\d+;\d+|\d+|^$/g) ?? [];
}
