/** Protocol buffers, written by hand: field by field, as a client's library would put them on the wire. */

type Value = number | boolean | string | Buffer;

/** A field: whole numbers and booleans as varints, texts and messages with their length. */
export function field(number: number, value: Value): Buffer {
	if (typeof value === 'number' || typeof value === 'boolean')
		return Buffer.concat([varint(number * 8), varint(Number(value))]);
	const bytes = typeof value === 'string' ? Buffer.from(value) : value;
	return Buffer.concat([varint(number * 8 + 2), varint(bytes.length), bytes]);
}

/** A message of some fields. */
export function message(...fields: [number: number, value: Value][]): Buffer {
	return Buffer.concat(fields.map(([number, value]) => field(number, value)));
}

/** What goes over the wire: four bytes, the type, and the object. */
export function envelope(apiVersion: string, kind: string, object: Buffer): Buffer {
	const type = message([1, apiVersion], [2, kind]);
	return Buffer.concat([Buffer.from('k8s\0'), message([1, type], [2, object], [3, ''], [4, ''])]);
}

export const protobuf = 'application/vnd.kubernetes.protobuf';

function varint(value: number): Buffer {
	const bytes: number[] = [];
	let left = BigInt.asUintN(64, BigInt(value));
	for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
	return Buffer.from([...bytes, Number(left)]);
}
