/**
 * Copying through the terminal (OSC 52), which works over SSH. Terminals drop
 * what is too long without a word, so a longer text is refused here.
 */
const mostBytes = 74_994;

export type CopyResult =
	| {readonly ok: true; readonly bytes: string}
	| {readonly ok: false; readonly says: string};

/** The bytes that put `text` on the operator's clipboard; inside tmux and GNU screen they are wrapped to pass through to the terminal. */
export function copyBytes(text: string, env: Readonly<Record<string, string | undefined>>): CopyResult {
	const encoded = Buffer.from(text, 'utf8').toString('base64');
	if (encoded.length > mostBytes) {
		const says = `Too long to copy through the terminal: ${Math.ceil(encoded.length / 1024)} KiB, at most 73.`;
		return {ok: false, says};
	}
	const sequence = `\x1b]52;c;${encoded}\x07`;
	const way = env.TMUX ? throughTmux : env.STY ? throughScreen : undefined;
	return {ok: true, bytes: way ? way(sequence) : sequence};
}

/** tmux hands on what comes in a DCS of its own, every escape doubled; it must have `allow-passthrough` on. */
function throughTmux(sequence: string): string {
	return `\x1bPtmux;${sequence.replaceAll('\x1b', '\x1b\x1b')}\x1b\\`;
}

/** GNU screen hands on what comes in a DCS as it is, and drops one that is longer than older versions have room for. */
function throughScreen(sequence: string): string {
	return (sequence.match(/.{1,500}/gs) ?? []).map(part => `\x1bP${part}\x1b\\`).join('');
}
