/**
 * What a line of a log says, without what differs every time it is said:
 * times, numbers, ids, addresses and quoted values. Two lines of the same shape
 * are the same message. A status keeps its number: a 503 is no 200.
 */
export function shapeOf(text: string): string {
	return text
		.slice(0, mostRead)
		.replace(uuid, '#')
		.replace(instant, '#')
		.replace(status, (_all, before: string, code: string) => `${before}${[...code].map(spelt).join('')}`)
		.replace(quoted, withoutValue)
		.replace(word, withoutDigits)
		.replace(/#(?:[.:,/-]#)+/g, '#')
		.replace(/\s+/g, ' ')
		.trim();
}

/** Whoever writes more in a line has said what it is by then. */
const mostRead = 2000;

const uuid = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;
const instant = /\b\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g;

/** `status=503`, `"code":503`, `" 503 ` after the request of an access log. */
const status = /((?:\b(?:status|code|exit)[\w-]*"?\s*[=:]?\s*"?)|(?:HTTP\/[\d.]+" ))(\d{1,3})\b/gi;

/** A digit that is meant to stay is spelt with one that no log writes. */
function spelt(digit: string): string {
	return String.fromCharCode(0x2460 + Number(digit));
}

const quoted = /(["'])((?:\\.|(?!\1)[^\\])*)\1/g;
const messages =
	/(?:^|[^\w.-])(?:msg|message|err|error|event|reason|level|severity|exception|cause)"?\s*[=:]\s*$/i;

/** Names of JSON's stay, and so does what is the message itself; any other quoted text is a value. */
function withoutValue(all: string, quote: string, _value: string, at: number, line: string): string {
	const before = line.slice(Math.max(0, at - 40), at);
	// An apostrophe within a word begins no value.
	const isApostrophe = quote === "'" && /\w$/.test(before);
	const isName = /^\s*:/.test(line.slice(at + all.length, at + all.length + 5));
	return isApostrophe || isName || messages.test(before) ? all : `${quote}#${quote}`;
}

const word = /[A-Za-z0-9]+/g;

/** `http2` is a word with a number in it, `7d9f4c` and `x7k2p` are ids. */
function withoutDigits(text: string): string {
	const numbers = text.match(/\d+/g)?.length ?? 0;
	if (numbers === 0) return text;
	return text.length >= 6 || numbers > 1 || /^\d/.test(text) ? '#' : text.replace(/\d+/g, '#');
}

/** Lines of one shape: how often each side said it, and how it was said first. */
export type Shape<L> = {
	readonly shape: string;
	readonly here: number;
	readonly there: number;
	/** Where it was said first: here, or there where it was not said here. */
	readonly first: L;
	readonly isGrave: boolean;
};

/** All shapes of two logs: what is grave first, then what is said most. */
export function comparedShapes<L extends {readonly text: string}>(
	here: readonly L[],
	there: readonly L[],
	shape: (line: L) => string = ({text}) => shapeOf(text),
): readonly Shape<L>[] {
	const found = new Map<string, {here: number; there: number; first: L}>();
	const count = (lines: readonly L[], side: 'here' | 'there') => {
		for (const line of lines) {
			const key = shape(line);
			const known = found.get(key) ?? {here: 0, there: 0, first: line};
			known[side] += 1;
			found.set(key, known);
		}
	};
	count(here, 'here');
	count(there, 'there');
	return [...found]
		.map(([key, counts]) => ({shape: key, ...counts, isGrave: grave.test(counts.first.text)}))
		.sort(
			(a, b) =>
				Number(b.isGrave) - Number(a.isGrave) ||
				b.here - a.here ||
				b.there - a.there ||
				(a.shape < b.shape ? -1 : 1),
		);
}

const grave =
	/\b(?:err|error|fatal|panic|crit|critical|exception|traceback|fail(?:ed|ure)?)\b|(?:status|code)"?\s*[=:]\s*"?5\d\d\b|\b[EF]\d{4} /i;
