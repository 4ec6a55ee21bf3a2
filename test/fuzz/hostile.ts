/** What a cluster may put into any of its texts: it retitles the window, clears the screen, turns text around, and rings. */
export const hostile = '\x1b]0;owned\x07\x1b[2J\x9b31m\u202eevil\u2066\nline\r\x00\u200b\t;';

const structural = new Set(['apiVersion', 'kind', 'uid', 'resourceVersion']);

/** The object with every text made hostile, alike everywhere, so that what belonged together still does. */
export function madeHostile<Value>(value: Value, member = ''): Value {
	if (typeof value === 'string') {
		const isKept = structural.has(member) || /^\d{4}-\d\d-\d\dT/.test(value);
		return (isKept ? value : `${value}${hostile}`) as Value;
	}
	if (Array.isArray(value)) return value.map(each => madeHostile(each, member)) as Value;
	if (typeof value !== 'object' || value === null) return value;
	const members = Object.entries(value).map(([key, each]) => [key, madeHostile(each, key)]);
	return Object.fromEntries(members) as Value;
}

/** Bytes that only a cluster could have sent: nothing of ours is among them. */
export const obeyed = /\x1b\]0;owned|\x07|\x9b|\x00|[\u200b\u202a-\u202e\u2066-\u2069]/;
