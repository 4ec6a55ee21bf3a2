/**
 * The filter language: words are AND, `a|b` is either, `!word` is not,
 * `/pattern/` is a regular expression and `"a b"` keeps its blanks. Case is
 * ignored. Plain words are contiguous, so `istiod` does not find `istio-cni`.
 */
export type Filter = {
	/** `text` is lower-case. */
	readonly matches: (text: string) => boolean;
	/** Why part of the filter was left out, for the prompt; undefined where all of it counts. */
	readonly says?: string;
};

type Term = (text: string) => boolean;

const everything: Filter = {matches: () => true};
let former = {text: '', filter: everything};

/** Parses a filter; the last one is remembered, since it is asked for at every frame. */
export function filterOf(text: string): Filter {
	if (former.text !== text) former = {text, filter: parsed(text)};
	return former.filter;
}

function parsed(text: string): Filter {
	const terms: Term[] = [];
	let says: string | undefined;
	for (const word of wordsOf(text)) {
		const term = termOf(word);
		if (typeof term === 'string') says = term;
		else terms.push(term);
	}
	if (terms.length === 0) return says === undefined ? everything : {...everything, says};
	return {matches: row => terms.every(term => term(row)), says};
}

/** Splits at blanks, but not inside quotes or slashes. */
function wordsOf(text: string): string[] {
	return text.match(/!?(?:"[^"]*"?|\/(?:\\.|[^/\\])*\/?|[^\s"/][^\s"]*)/g) ?? [];
}

function termOf(word: string): Term | string {
	if (word === '!') return () => true;
	if (word.startsWith('!')) {
		const term = termOf(word.slice(1));
		return typeof term === 'string' ? term : text => !term(text);
	}
	if (word.startsWith('/')) return patternOf(word);
	const literal = word.startsWith('"') ? word.replaceAll('"', '') : undefined;
	const either = (literal === undefined ? word.split('|') : [literal]).filter(part => part !== '');
	const wanted = either.map(part => part.toLowerCase());
	return wanted.length === 0 ? () => true : text => wanted.some(part => text.includes(part));
}

function patternOf(word: string): Term | string {
	const source = word.length > 1 && word.endsWith('/') ? word.slice(1, -1) : word.slice(1);
	const unsafe = whyUnsafe(source);
	if (unsafe !== undefined) return unsafe;
	try {
		const pattern = new RegExp(source, 'i');
		return text => pattern.test(text);
	} catch {
		return `/${source}/ is not a complete pattern yet.`;
	}
}

/**
 * A pattern runs over every row at every keystroke, and JavaScript's engine
 * backtracks without a limit: whatever can take exponential or high polynomial
 * time is refused instead of freezing the screen.
 */
function whyUnsafe(source: string): string | undefined {
	const bare = source.replaceAll(/\\[^\d]/g, '_').replaceAll(/\[[^\]]*\]/g, '_');
	if (/\)[*+{]/.test(bare)) return 'A repeated group could take for ever; repeat a single character instead.';
	if (/\\\d|\(\?[=!<]/.test(bare)) return 'References and look-around are left out of filters.';
	if ((bare.match(/[*+]|\{\d*,\}?/g) ?? []).length > 3) return 'At most three * or + in one pattern.';
	return undefined;
}
