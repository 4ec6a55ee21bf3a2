import {ParseError} from './syntax.ts';

export type Token = {
	readonly type: 'name' | 'number' | 'duration' | 'text' | 'sign' | 'end';
	readonly text: string;
	readonly at: number;
};

const patterns: readonly [Token['type'] | 'space', RegExp][] = [
	['space', /(?:\s|#[^\n]*)+/y],
	['duration', /(?:\d+(?:ms|[smhdwy]))+(?![a-zA-Z0-9_])/y],
	['number', /0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?(?![a-zA-Z0-9_])/y],
	['name', /[a-zA-Z_:][a-zA-Z0-9_:]*/y],
	['text', /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`/y],
	['sign', /=~|!~|==|!=|<=|>=|[-+*/%^<>=(){}[\],@]|:/y],
];

/** The tokens of a query, the last of them its end. */
export function tokensOf(query: string): Token[] {
	const tokens: Token[] = [];
	let at = 0;
	while (at < query.length) {
		const found = next(query, at);
		if (!found) throw new ParseError(query, at, `unexpected character: ${JSON.stringify(query[at])}`);
		if (found.type !== 'space') tokens.push({type: found.type, text: found.text, at});
		at += found.text.length;
	}
	return [...tokens, {type: 'end', text: '', at}];
}

function next(query: string, at: number): {type: Token['type'] | 'space'; text: string} | undefined {
	for (const [type, pattern] of patterns) {
		pattern.lastIndex = at;
		const text = pattern.exec(query)?.[0];
		if (text) return {type, text};
	}
	return undefined;
}

const unitMs: Readonly<Record<string, number>> = {
	ms: 1,
	s: 1000,
	m: 60_000,
	h: 3_600_000,
	d: 86_400_000,
	w: 604_800_000,
	y: 31_536_000_000,
};

/** Milliseconds of a duration such as `1h30m`; undefined when it is none. */
export function durationMs(text: string): number | undefined {
	if (!/^(?:\d+(?:ms|[smhdwy]))+$/.test(text)) return undefined;
	const parts = [...text.matchAll(/(\d+)(ms|[smhdwy])/g)];
	return parts.reduce((sum, [, count, unit]) => sum + Number(count) * unitMs[unit!]!, 0);
}

/** What a quoted text says; undefined for an escape that means nothing. */
export function unquoted(text: string): string | undefined {
	const inner = text.slice(1, -1);
	if (text[0] === '`') return inner;
	let isWrong = false;
	const plain = inner.replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|.)/g, (_, escaped: string) => {
		if (/^[xu]./.test(escaped)) return String.fromCodePoint(Number.parseInt(escaped.slice(1), 16));
		const meaning = escapes[escaped];
		isWrong ||= meaning === undefined;
		return meaning ?? '';
	});
	return isWrong ? undefined : plain;
}

const escapes: Readonly<Record<string, string>> = {
	n: '\n',
	t: '\t',
	r: '\r',
	a: '\x07',
	b: '\b',
	f: '\f',
	v: '\v',
	'\\': '\\',
	'"': '"',
	"'": "'",
};
