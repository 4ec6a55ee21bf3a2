export type Query = {readonly [name: string]: string | number | boolean | undefined};

export function withQuery(path: string, query: Query): string {
	const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
	if (pairs.length === 0) return path;
	return `${path}?${pairs.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join('&')}`;
}
