/** One line of a log and when it was written, in milliseconds since the epoch, with fractions. */
export type Stamped = {readonly at: number; readonly text: string};

const stamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d) ?/;

/** A line as the API writes it with `timestamps`; undefined where no time begins it. */
export function readStamped(line: string): Stamped | undefined {
	const [all, seconds = '', decimals = '', zone = ''] = stamp.exec(line) ?? [];
	if (all === undefined) return undefined;
	const whole = Date.parse(`${seconds}${zone}`);
	return Number.isNaN(whole)
		? undefined
		: {at: whole + Number(`0.${decimals || 0}`) * 1000, text: line.slice(all.length)};
}
