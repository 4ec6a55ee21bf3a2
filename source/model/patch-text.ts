import type {PatchOperation} from './patch.ts';

const escapes: {readonly [character: string]: string} = {
	'&': '\\u0026',
	'<': '\\u003c',
	'>': '\\u003e',
	'\u2028': '\\u2028',
	'\u2029': '\\u2029',
};

/**
 * A patch as it goes over the wire. API servers compare a tested string with
 * their own encoding of it, byte for byte, and Go's encoder escapes these five
 * characters; sent plainly, `a&b` never equals the stored `a&b`.
 */
export function patchText(operations: readonly PatchOperation[]): string {
	return JSON.stringify(operations).replace(/[&<>\u2028\u2029]/g, character => escapes[character]!);
}
