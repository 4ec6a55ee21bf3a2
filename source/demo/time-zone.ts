/** What clocks on the wall show somewhere in the world. */

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(timeZone: string): Intl.DateTimeFormat {
	const known = formats.get(timeZone);
	if (known) return known;
	const digits = '2-digit';
	const format = new Intl.DateTimeFormat('en-US', {
		timeZone,
		hourCycle: 'h23',
		year: 'numeric',
		month: digits,
		day: digits,
		hour: digits,
		minute: digits,
		second: digits,
	});
	formats.set(timeZone, format);
	return format;
}

/** Whether this names a time zone, as `Europe/Berlin` and `UTC` do. */
export function isTimeZone(name: string): boolean {
	if (!/^[A-Za-z]/.test(name)) return false;
	try {
		formatOf(name);
		return true;
	} catch {
		return false;
	}
}

/** The time on the wall at a moment, as the milliseconds that would be so much later or earlier in UTC. */
export function wallClock(atMs: number, timeZone: string): number {
	if (timeZone === 'UTC') return atMs;
	const parts = formatOf(timeZone).formatToParts(atMs);
	const read = Object.fromEntries(parts.map(({type, value}) => [type, Number(value)]));
	const {year, month, day, hour, minute, second} = read;
	return Date.UTC(year!, month! - 1, day, hour, minute, second) + (atMs % 1000);
}

/** A moment as it is written there: `2030-01-01T00:00:00+01:00`, or with a `Z` where that is UTC. */
export function zonedTimestamp(atMs: number, timeZone: string): string {
	const wallMs = wallClock(atMs, timeZone);
	const offset = Math.round((wallMs - atMs) / 60_000);
	const text = new Date(wallMs).toISOString().slice(0, 19);
	if (offset === 0) return `${text}Z`;
	const two = (count: number) => String(Math.floor(count)).padStart(2, '0');
	const size = Math.abs(offset);
	return `${text}${offset < 0 ? '-' : '+'}${two(size / 60)}:${two(size % 60)}`;
}
