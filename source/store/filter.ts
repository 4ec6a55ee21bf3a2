/**
 * The filter language: words are AND, `a|b` is either, `!word` is not,
 * `/pattern/` is a regular expression and `"a b"` keeps its blanks. Case is
 * ignored; a pattern can be anchored at the name, or at a cell. Plain words are contiguous, so `istiod` does not find `istio-cni`.
 */
export type Filter = {
	/** `text` is lower-case; `more` is asked for, lower-case too, only where a term is not in the text. */
	readonly matches: (text: string, more?: () => string) => boolean;
	/** Why part of the filter was left out, for the prompt; undefined where all of it counts. */
	readonly says?: string;
};

type Term = (text: string, more: () => string) => boolean;

const nothing = () => '';

const everything: Filter = {matches: () => true};
let former = {text: '', filter: everything};

/** Parses a filter; the last one is remembered, since it is asked for at every frame. */
export function filterOf(text: string): Filter {
	if (former.text !== text) former = {text, filter: parsed(text)};
	return former.filter;
}

function parsed(text: string): Filter {
	const flag = /^\s*(-[lf])(?:\s|$)/.exec(text)?.[1];
	if (flag !== undefined) return {...everything, says: unsupported[flag]};
	const terms: Term[] = [];
	let says: string | undefined;
	for (const word of wordsOf(text)) {
		const term = termOf(word);
		if (typeof term === 'string') says = term;
		else terms.push(term);
	}
	if (terms.length === 0) return says === undefined ? everything : {...everything, says};
	return {matches: (row, more = nothing) => terms.every(term => term(row, more)), says};
}

/** What k9s takes in a filter, and whoever knows it will try. */
const unsupported: {readonly [flag: string]: string} = {
	'-l': 'Label selectors are not supported here yet.',
	'-f': 'Fuzzy search is not supported here yet.',
};

/** Splits at blanks, but not inside quotes or slashes. */
function wordsOf(text: string): string[] {
	return text.match(/!?(?:"[^"]*"?|\/(?:\\.|[^/\\])*\/?|[^\s"/][^\s"]*)/g) ?? [];
}

function termOf(word: string): Term | string {
	if (word === '!') return () => true;
	if (word.startsWith('!')) {
		const term = termOf(word.slice(1));
		return typeof term === 'string' ? term : (text, more) => !term(text, more);
	}
	if (word.startsWith('/')) return patternOf(word);
	const literal = word.startsWith('"') ? word.replaceAll('"', '') : undefined;
	const either = (literal === undefined ? word.split('|') : [literal]).filter(part => part !== '');
	const wanted = either.map(part => part.toLowerCase());
	if (wanted.length === 0) return () => true;
	return (text, more) =>
		wanted.some(part => text.includes(part)) || wanted.some(part => more().includes(part));
}

function patternOf(word: string): Term | string {
	const source = word.length > 1 && word.endsWith('/') ? word.slice(1, -1) : word.slice(1);
	const unsafe = whyUnsafe(source);
	if (unsafe !== undefined) return unsafe;
	try {
		const pattern = new RegExp(source, 'im');
		return (text, more) => pattern.test(text) || pattern.test(more());
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
