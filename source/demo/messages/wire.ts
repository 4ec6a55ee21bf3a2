/** The encoding of protocol buffers: fields as a number, a wire type and a value. */

/** Bytes that are no message of the type they are said to be. */
export class DecodeError extends Error {}

/** One field's value, read as what its type wants; `name` is for the error when it is something else. */
export type Part = {
	number(name: string): number;
	double(name: string): number;
	bytes(name: string): Buffer;
	text(name: string): string;
};

const varint = 0;
const fixed64 = 1;
const lengthPrefixed = 2;

/** Calls `see` for each field in turn. */
export function eachField(message: Buffer, see: (number: number, part: Part) => void): void {
	let at = 0;

	function readVarint(): bigint {
		let value = 0n;
		for (let shift = 0n; shift < 70n; shift += 7n) {
			const byte = message[at++];
			if (byte === undefined) throw new DecodeError('unexpected EOF');
			value |= BigInt(byte & 127) << shift;
			if (byte < 128) return value;
		}
		throw new DecodeError('proto: integer overflow');
	}

	function take(length: number): Buffer {
		if (at + length > message.length) throw new DecodeError('unexpected EOF');
		at += length;
		return message.subarray(at - length, at);
	}

	while (at < message.length) {
		const tag = Number(readVarint());
		const wireType = tag & 7;
		const value =
			wireType === varint
				? readVarint()
				: wireType === fixed64
					? take(8)
					: wireType === lengthPrefixed
						? take(Number(readVarint()))
						: undefined;
		if (value === undefined) throw new DecodeError(`proto: illegal wireType ${wireType}`);
		see(Math.floor(tag / 8), partOf(wireType, value));
	}
}

function partOf(wireType: number, value: bigint | Buffer): Part {
	function only(wanted: number, name: string): Buffer {
		if (wireType === wanted) return value as Buffer;
		const goName = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
		throw new DecodeError(`proto: wrong wireType = ${wireType} for field ${goName}`);
	}
	return {
		number(name) {
			only(varint, name);
			return Number(BigInt.asIntN(64, value as bigint));
		},
		double: name => only(fixed64, name).readDoubleLE(),
		bytes: name => only(lengthPrefixed, name),
		text: name => only(lengthPrefixed, name).toString(),
	};
}
