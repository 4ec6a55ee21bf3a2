/** The only source of luck in the demo: the same seed gives the same cluster. */
export type Luck = {
	/** At least 0, below 1. */
	fraction(): number;
	/** A whole number from `low` to `high`, both included. */
	between(low: number, high: number): number;
	/** `length` characters of the alphabet Kubernetes makes names from: no vowels, nothing to misread. */
	suffix(length: number): string;
	uid(): string;
};

const nameAlphabet = 'bcdfghjklmnpqrstvwxz2456789';

export function createLuck(seed: number): Luck {
	// Signed, since larger numbers would each be an object of their own.
	let state = seed | 0;

	function fraction(): number {
		state = (state + 0x9e3779b9) | 0;
		return mix(state) / 2 ** 32;
	}
	const between = (low: number, high: number) => low + Math.floor(fraction() * (high - low + 1));
	function text(alphabet: string, length: number): string {
		let drawn = '';
		for (let i = 0; i < length; i++) drawn += alphabet[between(0, alphabet.length - 1)];
		return drawn;
	}
	const hex = (length: number) => text('0123456789abcdef', length);

	return {
		fraction,
		between,
		suffix: length => text(nameAlphabet, length),
		uid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[between(0, 3)]}${hex(3)}-${hex(12)}`,
	};
}

/** Scatters 32 bits so that neighbouring inputs have unrelated results. */
function mix(bits: number): number {
	let mixed = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
	mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
	return (mixed ^ (mixed >>> 15)) >>> 0;
}

const withByte = (hash: number, byte: number) => Math.imul(hash ^ byte, 0x01000193);

/** The 32-bit FNV-1a hash of a text. */
export function fnv32(text: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < text.length; i++) {
		const code = text.charCodeAt(i);
		// Nearly all text is ASCII, where a character is a byte.
		if (code > 127) return Buffer.from(text.slice(i)).reduce(withByte, hash) >>> 0;
		hash = withByte(hash, code);
	}
	return hash >>> 0;
}

/** At least 0, below 1, and always the same for the same text: for what is made up anew at each reading. */
export function fractionOf(text: string): number {
	return mix(fnv32(text)) / 2 ** 32;
}

/** A hash in the alphabet of names, as Kubernetes writes `pod-template-hash`. */
export function nameHash(text: string): string {
	return [...String(fnv32(text))]
		.map(digit => nameAlphabet[digit.charCodeAt(0) % nameAlphabet.length])
		.join('');
}
