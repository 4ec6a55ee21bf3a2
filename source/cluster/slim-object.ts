const opening = '"managedFields":[{';

/**
 * Parses JSON that holds one Kubernetes object, without its `managedFields`:
 * about a quarter of an object's text, and nothing a row is made of.
 *
 * The text is cut before the parse where the bracket's end is plain to see.
 * Field sets are maps all the way down, so the first `]` that follows a `}`
 * ends the list unless it stands inside a string; a cut there leaves an odd
 * quote, does not parse, and the whole text is parsed instead.
 */
export function parseSlim(text: string): unknown {
	const cut = withoutManagedFields(text);
	if (cut === undefined) return JSON.parse(text);
	try {
		return JSON.parse(cut);
	} catch {
		return JSON.parse(text);
	}
}

function withoutManagedFields(text: string): string | undefined {
	const start = text.indexOf(opening);
	if (start === -1) return undefined;
	const end = text.indexOf('}]', start);
	if (end === -1) return undefined;
	const after = end + 2;
	// The comma that belongs to the member goes with it: before where it is the last one, else after.
	if (text[start - 1] === ',') return text.slice(0, start - 1) + text.slice(after);
	return text[after] === ','
		? text.slice(0, start) + text.slice(after + 1)
		: text.slice(0, start) + text.slice(after);
}
