/** Go's decoder reads JSON nested this deep, and no deeper. */
const deepest = 10_000;

/** What a server says of JSON that is nested too deep; nothing of any other. */
export function depthComplaint(text: string): string | undefined {
	if (text.length <= deepest) return undefined;
	let depth = 0;
	for (const [found] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]]/gs)) {
		if (found === '}' || found === ']') depth--;
		else if ((found === '{' || found === '[') && ++depth > deepest)
			return `invalid character '${found}' exceeded max depth`;
	}
	return undefined;
}
