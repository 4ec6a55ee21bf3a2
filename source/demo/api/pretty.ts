import type {Exchange} from './exchange.ts';

/** Whether the answer is to be laid out for people: asked for, or by the look of who asks. */
export function isForPeople({query, request}: Pick<Exchange, 'query' | 'request'>): boolean {
	const asked = query.get('pretty');
	if (asked) return !['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(asked);
	return /^(curl|Wget|Mozilla\/5\.0)/.test(request.headers['user-agent'] ?? '');
}

/** The same JSON on many lines. */
export function laidOut(text: string): string {
	return JSON.stringify(JSON.parse(text), null, 2);
}
