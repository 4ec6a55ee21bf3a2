/** A matcher of PromQL for exactly this text. */
export function is(label: string, text: string): string {
	return `${label}=${JSON.stringify(text)}`;
}

/** A matcher for any of these texts; PromQL anchors its patterns. */
export function isAnyOf(label: string, texts: readonly string[]): string {
	const distinct = [...new Set(texts)];
	return distinct.length === 1 ? is(label, distinct[0]!) : like(label, distinct.map(literal).join('|'));
}

/** A matcher for a pattern that RE2 and JavaScript read alike. */
export function like(label: string, pattern: string): string {
	return `${label}=~${JSON.stringify(pattern)}`;
}

export function literal(text: string): string {
	return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

export function selector(name: string, ...matchers: readonly string[]): string {
	return `${name}{${matchers.join(',')}}`;
}

/** A status of HTTP that is the server's fault. */
export function isServerError(code: string | undefined): boolean {
	return /^5\d\d$/.test(code ?? '');
}
