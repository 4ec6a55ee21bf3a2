/** What a log told last, so that it can be read on from there. */
export type LogPlace = {
	/** The line without its time; undefined where it was told before. */
	line(stamped: string): string | undefined;
	/** For `sinceTime`; undefined while no line had a time. */
	since(): string | undefined;
};

// A node whose clock is set to another zone writes its offset.
const stamp = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d) ?/;

/**
 * Times have up to nine decimals, trailing noughts left out, while `sinceTime`
 * counts whole seconds: what is read again repeats up to a second of lines.
 */
export function logPlace(): LogPlace {
	let last = '';
	let second: string | undefined;
	let isRepeating = false;
	return {
		line(stamped) {
			const [all, seconds = '', decimals = '', zone = ''] = stamp.exec(stamped) ?? [];
			if (all === undefined) return stamped;
			const at = `${seconds}.${decimals.padEnd(9, '0')}`;
			if (isRepeating && at <= last) return undefined;
			isRepeating = false;
			last = at;
			second = `${seconds}${zone}`;
			return stamped.slice(all.length);
		},
		since() {
			isRepeating = true;
			return second;
		},
	};
}
