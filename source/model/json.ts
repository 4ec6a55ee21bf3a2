/** A value as JSON holds it. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;
export type JsonObject = {readonly [member: string]: Json | undefined};

/** The tokens of an RFC 6901 pointer, unescaped. */
export function pointerTokens(pointer: string): string[] {
	return pointer
		.split('/')
		.slice(1)
		.map(token => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** An RFC 6901 pointer built from raw tokens, so that an annotation's `/` is escaped. */
export function pointerTo(...tokens: ReadonlyArray<string | number>): string {
	return tokens.map(token => `/${String(token).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

/** What stands at the pointer, or undefined where any part of the way is missing. */
export function valueAt(document: Json | undefined, pointer: string): Json | undefined {
	let value: Json | undefined = document;
	for (const token of pointerTokens(pointer)) {
		if (typeof value !== 'object' || value === null) return undefined;
		value = Object.hasOwn(value, token) ? (value as JsonObject)[token] : undefined;
	}
	return value;
}

/** Deep equality as JSON Patch's `test` sees it: the order of members does not count, the order of a list does. */
export function isSame(left: Json | undefined, right: Json | undefined): boolean {
	if (left === right) return true;
	if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
	if (Array.isArray(left) !== Array.isArray(right)) return false;
	const members = Object.keys(left).filter(member => (left as JsonObject)[member] !== undefined);
	const others = Object.keys(right).filter(member => (right as JsonObject)[member] !== undefined);
	if (members.length !== others.length) return false;
	return members.every(
		member =>
			Object.hasOwn(right, member) && isSame((left as JsonObject)[member], (right as JsonObject)[member]),
	);
}
