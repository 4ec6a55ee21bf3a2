// A list is split into its items while it arrives, so that it is never held
// whole: neither as text (V8 strings end at 512 MB) nor parsed.

const quote = 34;
const backslash = 92;
const bracketOpen = 91;
const bracketClose = 93;
const braceOpen = 123;
const braceClose = 125;

export type ItemSplitter = {
	push(chunk: Buffer): void;
	/** How many bytes wait for the end of their item. */
	heldBytes(): number;
	/** The list without its items: kind, version, continue token. JSON only once the whole list has arrived; before, what came ahead of the items. */
	envelope(): string;
};

/**
 * Tells the text of each member of a list's top-level `items`, or of a table's
 * `rows`, in order.
 *
 * Typed lists carry `metadata` before `items` and custom resources after, so
 * everything around the items is kept as the envelope. The items' own content
 * is only scanned for quotes and braces; brackets need no count, since a
 * bracket at depth zero can only be the end of `items`.
 */
export function splitItems(tell: (item: string) => void): ItemSplitter {
	let around = '';
	let held: Buffer[] = [];
	let isInItems = false;
	let depth = 0;
	let isInString = false;
	let isEscaped = false;

	function scanEnvelope(chunk: Buffer, from: number): number {
		for (let at = from; at < chunk.length; at++) {
			const byte = chunk[at]!;
			if (isInString) {
				if (isEscaped) isEscaped = false;
				else if (byte === backslash) isEscaped = true;
				else if (byte === quote) isInString = false;
			} else if (byte === quote) isInString = true;
			else if (byte === braceOpen) depth++;
			else if (byte === braceClose) depth--;
			else if (byte === bracketOpen && depth === 1) {
				keep(chunk.subarray(from, at + 1));
				if (/"(?:items|rows)"\s*:\s*\[$/.test(around)) {
					isInItems = true;
					depth = 0;
					return at + 1;
				}
				from = at + 1;
			}
		}
		keep(chunk.subarray(from));
		return chunk.length;
	}

	/** Latin-1 keeps bytes one to one until the whole envelope is decoded. */
	function keep(part: Buffer): void {
		around += part.toString('latin1');
	}

	/** Sees every byte of every list: hence two tight loops, for strings and between them, on local variables. */
	function scanItems(chunk: Buffer, from: number): number {
		let start = depth > 0 ? from : -1;
		let level = depth;
		let at = isInString ? endOfString(chunk, from, isEscaped) + 1 : from;
		isInString = at > chunk.length;
		isEscaped = at > chunk.length + 1;
		while (at < chunk.length) {
			for (let byte = 0; at < chunk.length; at++) {
				byte = chunk[at]!;
				if (byte === quote) break;
				if (byte === braceOpen) {
					if (level++ === 0) start = at;
				} else if (byte === braceClose) {
					if (--level === 0) {
						tellItem(chunk, start, at + 1);
						start = -1;
					}
				} else if (byte === bracketClose && level === 0) {
					isInItems = false;
					depth = 1;
					around += ']';
					return at + 1;
				}
			}
			if (at >= chunk.length) break;
			at = endOfString(chunk, at + 1, false) + 1;
			if (at > chunk.length) {
				isInString = true;
				isEscaped = at > chunk.length + 1;
			}
		}
		depth = level;
		if (start !== -1) held.push(chunk.subarray(start));
		return chunk.length;
	}

	function tellItem(chunk: Buffer, start: number, end: number): void {
		const last = chunk.subarray(start, end);
		const whole = held.length === 0 ? last : Buffer.concat([...held, last]);
		held = [];
		tell(whole.toString('utf8'));
	}

	return {
		push(chunk) {
			let at = 0;
			while (at < chunk.length) at = isInItems ? scanItems(chunk, at) : scanEnvelope(chunk, at);
		},
		heldBytes: () => held.reduce((sum, part) => sum + part.length, around.length),
		envelope: () => Buffer.from(around, 'latin1').toString('utf8'),
	};
}

/**
 * Where the string ends that goes on at `from`: its quote; the chunk's length
 * where it does not end in it; one more where the chunk ends in a backslash.
 */
function endOfString(chunk: Buffer, from: number, isEscaped: boolean): number {
	let at = isEscaped ? from + 1 : from;
	for (let byte = 0; at < chunk.length; at++) {
		byte = chunk[at]!;
		if (byte === quote) break;
		if (byte === backslash) at++;
	}
	return at;
}
