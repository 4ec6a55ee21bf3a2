/** How much of a server's words is kept: a webhook may answer with a page. */
const mostLetters = 400;

/**
 * A server's words without the values it repeats: those of a refused template
 * may be secret, and are printed whole.
 */
export function withoutValues(says: string): string {
	const masked = says.replace(
		/((?:Invalid|Unsupported|Duplicate) value): ("(?:[^"\\]|\\.)*"|.*(?=: )|\S+)/gs,
		'$1 (left out)',
	);
	return masked.length <= mostLetters ? masked : `${masked.slice(0, mostLetters)}…`;
}
