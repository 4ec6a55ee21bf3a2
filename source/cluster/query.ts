type Value = string | number | boolean | undefined;

/** Names with their values; several values of one name each stand for themselves. */
export type Query = {readonly [name: string]: Value | readonly string[]};

export function withQuery(path: string, query: Query): string {
	const pairs = Object.entries(query).flatMap(([name, value]) =>
		(Array.isArray(value) ? value : [value])
			.filter(each => each !== undefined && (Array.isArray(value) || each !== ''))
			.map(each => `${name}=${encodeURIComponent(String(each))}`),
	);
	return pairs.length === 0 ? path : `${path}?${pairs.join('&')}`;
}
